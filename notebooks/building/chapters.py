"""The course's notebooks in their order, and what is made of the list: badges, a map, parts of the README."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from dlcourse.about import REPOSITORY
from notebooks.building.headless import ROOT

README = ROOT / "README.md"
TEXTS = ROOT / "notebooks" / "text"
_BRANCH = "main"


@dataclass(frozen=True)
class Chapter:
    """One chapter: the stem of its files, its title, and what it is about in one line."""

    stem: str
    title: str
    line: str

    @property
    def number(self) -> str:
        return self.stem.split("_")[0]

    @property
    def is_written(self) -> bool:
        return (TEXTS / f"{self.stem}.md").exists()


CHAPTERS = (
    Chapter(
        "00_start_here",
        "Start here",
        "what deep learning is, what it cannot do, and a first network in ten lines",
    ),
    Chapter(
        "01_perceptron",
        "The perceptron",
        "one neuron that learns, the problem it cannot solve, and the layers that can",
    ),
    Chapter(
        "02_activations",
        "Activation functions",
        "why a network must bend, and what goes wrong when it saturates",
    ),
    Chapter(
        "03_backprop", "Backpropagation", "the chain rule on a graph, and a network trained in plain NumPy"
    ),
    Chapter("04_losses", "Loss functions", "what a network is told to care about, and how to say it stably"),
    Chapter(
        "05_optimizers",
        "Optimizers",
        "downhill by hand, with momentum, and with Adam; learning rates and schedules",
    ),
    Chapter(
        "06_regularization",
        "Regularization",
        "overfitting, and which cure helps when, measured over several seeds",
    ),
    Chapter(
        "07_cnn",
        "Convolutional networks",
        "images: classify, find, outline, and see what the network looked at",
    ),
    Chapter(
        "08_rnn",
        "Recurrent networks",
        "memory over time: forecasts against honest baselines, and text letter by letter",
    ),
    Chapter(
        "09_transformer",
        "Transformers",
        "attention from scratch, translation, and a small GPT to sample from",
    ),
    Chapter(
        "10_autoencoder",
        "Autoencoders",
        "squeeze, denoise, spot the odd one out, and walk through a latent space",
    ),
    Chapter(
        "11_gan", "Generative adversarial networks", "two networks that play against each other, watched live"
    ),
    Chapter(
        "12_reinforcement_learning",
        "Reinforcement learning",
        "agents that learn from reward, to watch and to play against",
    ),
    Chapter(
        "13_transfer_learning", "Transfer learning", "few labels, and a network that already knows something"
    ),
    Chapter("14_scaling", "Scaling up", "faster, on more devices, and out into the world"),
)


SUPPLEMENTS = ("gallery",)  # notebooks beside the chapters: built and run alike, without a chapter's parts


def texts() -> list[Path]:
    """The texts that there are: the chapters in the course's order, then the supplements."""
    beside = (TEXTS / f"{stem}.md" for stem in SUPPLEMENTS)
    return [*sorted(TEXTS.glob("[0-9][0-9]_*.md")), *(text for text in beside if text.exists())]


def is_chapter(stem: str) -> bool:
    """Whether the notebook of this name is a chapter, with a chapter's parts."""
    return stem not in SUPPLEMENTS


def substitute(text: str, stem: str) -> str:
    """Fill in the marks `{{ badges }}`, `{{ repository }}` and `{{ chapters }}` of a chapter's text."""
    marks = {"badges": badges(stem), "repository": REPOSITORY, "chapters": _map_of_the_course()}
    for mark, words in marks.items():
        text = text.replace(f"{{{{ {mark} }}}}", words)
    return text


def badges(stem: str) -> str:
    """Markdown badges that launch a chapter: Colab and Binder."""
    place = urlsplit(REPOSITORY).path.strip("/")
    notebook = f"notebooks/{stem}.ipynb"
    colab = f"https://colab.research.google.com/github/{place}/blob/{_BRANCH}/{notebook}"
    binder = f"https://mybinder.org/v2/gh/{place}/{_BRANCH}?urlpath=lab/tree/{notebook}"
    return (
        f"[![Open in Colab](https://colab.research.google.com/assets/colab-badge.svg)]({colab}) "
        f"[![Launch on Binder](https://mybinder.org/badge_logo.svg)]({binder})"
    )


def _map_of_the_course() -> str:
    """Every chapter with a link to its notebook, beside which the map stands, as far as it is written."""
    rows = ["| chapter | | what it is about |", "|---|---|---|"]
    for chapter in CHAPTERS:
        name = (
            f"[{chapter.title}]({chapter.stem}.ipynb)" if chapter.is_written else f"{chapter.title} (planned)"
        )
        rows.append(f"| {chapter.number} | {name} | {chapter.line} |")
    return "\n".join(rows)


def with_generated_parts(readme: str) -> str:
    """The README with the parts between its `<!-- begin: … -->` and `<!-- end: … -->` marks written anew."""
    parts = {"clone": _clone_command(), "chapters": _chapter_table()}
    for name, part in parts.items():
        begin, end = f"<!-- begin: {name} (written by notebooks/build.py) -->", f"<!-- end: {name} -->"
        pattern = re.compile(f"{re.escape(begin)}.*?{re.escape(end)}", flags=re.DOTALL)
        if len(pattern.findall(readme)) != 1:
            raise ValueError(f"README.md must hold the marks {begin} and {end} exactly once")
        replacement = f"{begin}\n{part}\n{end}"
        readme = pattern.sub(lambda _, text=replacement: text, readme)
    return readme


def _clone_command() -> str:
    folder = urlsplit(REPOSITORY).path.rsplit("/", 1)[-1]
    return f"```console\ngit clone {REPOSITORY}\ncd {folder}\n```"


def _chapter_table() -> str:
    rows = ["| | chapter | what it is about | run it |", "|---|---|---|---|"]
    for chapter in CHAPTERS:
        name, launch = f"{chapter.title}", "planned"
        if chapter.is_written:
            name, launch = f"[{chapter.title}](notebooks/{chapter.stem}.ipynb)", badges(chapter.stem)
        rows.append(f"| {chapter.number} | {name} | {chapter.line} | {launch} |")
    return "\n".join(rows)
