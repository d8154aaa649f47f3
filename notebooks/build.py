"""Build the notebooks from their texts: `python notebooks/build.py [chapter …]`.

Each notebooks/text/NN_topic.md (MyST Markdown, the thing people edit) becomes notebooks/NN_topic.ipynb:
converted, run headless from top to bottom, freed of what changes from run to run, and checked. A chapter
that fails is told and its notebook left as it was. The README's generated parts are written too. So are
built the supplements, such as the gallery of panels, which are no chapters and need not have their parts.

    python notebooks/build.py               every notebook
    python notebooks/build.py 01 gallery    some
    python notebooks/build.py --check       run nothing: do notebooks and README agree with their sources?
    python notebooks/build.py --into DIR    leave notebooks/ alone, write to DIR; obeys DLCOURSE_PROFILE=full
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
if str(ROOT) not in sys.path:  # so that it runs from a clone in which nothing is installed
    sys.path.insert(0, str(ROOT))

import nbformat  # noqa: E402
from nbformat import NotebookNode  # noqa: E402

from notebooks.building.chapters import README, is_chapter, texts, with_generated_parts  # noqa: E402
from notebooks.building.convert import ChapterError, execute, notebook_of, written  # noqa: E402
from notebooks.building.rules import (  # noqa: E402
    RULES_FOR_A_CHAPTER,
    RULES_FOR_ALL,
    complaints_about,
    disagreements,
)

NOTEBOOKS = ROOT / "notebooks"
_SIDE_BY_SIDE = 2


def main(arguments: list[str] | None = None) -> int:
    """Run the command; 0 if everything is well, 1 if something must be mended."""
    options = _options(arguments)
    chosen = _chosen(options.chapters)
    if options.check:
        return _report([*_check(chosen), *_check_readme(), *_without_a_text()])
    if options.into is None:
        os.environ.pop("DLCOURSE_PROFILE", None)  # what is stored is the short run on TensorFlow
        os.environ.pop("KERAS_BACKEND", None)
    found = _build(chosen, options.into or NOTEBOOKS)
    if options.into is None:
        _write_readme()
    return _report(found)


def check_pair(text: Path, notebook: Path) -> list[str]:
    """What is wrong with a notebook beside its text, found without running it."""
    if not notebook.exists():
        return [f"{text.name} has no notebook: run python notebooks/build.py {text.stem}"]
    built = nbformat.read(notebook, as_version=nbformat.NO_CONVERT)
    found = disagreements(built, notebook_of(text))
    if found:
        found[0] += f". Edit {text.name}, never the notebook, then run python notebooks/build.py {text.stem}"
    return [f"{notebook.name}: {complaint}" for complaint in found + _complaints(text, built)]


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python notebooks/build.py", description="Build the notebooks from their texts."
    )
    parser.add_argument(
        "chapters", nargs="*", help="numbers or names, as 01, 01_perceptron or gallery; none means all"
    )
    parser.add_argument("--check", action="store_true", help="run nothing, say what disagrees")
    parser.add_argument("--into", type=Path, metavar="DIR", help="write the notebooks here instead")
    return parser.parse_args(arguments)


def _chosen(names: list[str]) -> list[Path]:
    there = texts()
    if not names:
        return there
    chosen = []
    for name in names:
        stem = Path(name).stem
        fitting = [text for text in there if text.stem == stem or text.stem.split("_")[0] == stem.zfill(2)]
        if not fitting:
            raise SystemExit(
                f"no chapter {name!r}; there are {', '.join(text.stem for text in there) or 'none'}"
            )
        chosen += fitting
    return chosen


def _build(chosen: list[Path], folder: Path) -> list[str]:
    folder.mkdir(parents=True, exist_ok=True)
    found: list[str] = []
    with ProcessPoolExecutor(max_workers=_SIDE_BY_SIDE) as workers:
        for complaints in workers.map(_build_one, chosen, [folder] * len(chosen)):
            found += complaints
    return found


def _build_one(text: Path, folder: Path) -> list[str]:
    notebook = notebook_of(text)
    start = time.perf_counter()
    try:
        execute(notebook, NOTEBOOKS)
    except ChapterError as error:
        return [f"{text.stem} does not run:\n{error}"]
    seconds = time.perf_counter() - start
    found = [f"{text.stem}: {complaint}" for complaint in _complaints(text, notebook)]
    if not found:
        content = written(notebook)
        (folder / f"{text.stem}.ipynb").write_text(content, encoding="utf-8", newline="\n")
        print(f"✓ {text.stem}: {seconds:.0f} s, {len(content.encode()) / 1000:.0f} kB", flush=True)
    return found


def _complaints(text: Path, notebook: NotebookNode) -> list[str]:
    rules = RULES_FOR_A_CHAPTER if is_chapter(text.stem) else RULES_FOR_ALL
    return complaints_about(notebook, NOTEBOOKS, rules)


def _check(chosen: list[Path]) -> list[str]:
    return [complaint for text in chosen for complaint in check_pair(text, NOTEBOOKS / f"{text.stem}.ipynb")]


def _check_readme() -> list[str]:
    readme = README.read_text(encoding="utf-8")
    if readme != with_generated_parts(readme):
        return ["README.md: its generated parts are not up to date: run python notebooks/build.py"]
    return []


def _write_readme() -> None:
    readme = README.read_text(encoding="utf-8")
    README.write_text(with_generated_parts(readme), encoding="utf-8", newline="\n")


def _without_a_text() -> list[str]:
    stems = {text.stem for text in texts()}
    return [
        f"{notebook.name} has no text in notebooks/text"
        for notebook in sorted(NOTEBOOKS.glob("*.ipynb"))
        if notebook.stem not in stems
    ]


def _report(found: list[str]) -> int:
    for complaint in found:
        print(f"✗ {complaint}", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
