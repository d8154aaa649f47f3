"""A text as tokens, each with a shade for its value, such as attention to it or the loss there."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Literal

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import FancyBboxPatch
from matplotlib.text import Text

from ..errors import CourseError, one_of
from . import style
from .examples import counted, number_text, two_digits
from .picture import Picture
from .scales import SEQUENTIAL, ink_on, numbers_in, signed_limit
from .style import look, new_figure

TokenScale = Literal["magnitude", "signed"]
TOKEN_SCALES = ("magnitude", "signed")
WIDTH, LINE_HEIGHT = 600, 30  # CSS pixels
SIZE, PAD, GAP = 13.0, 5.0, 3.0  # CSS pixels: the letters, beside them in a token, and between two tokens
MOST = 400  # tokens
SIGNS = {" ": "␣", "\n": "↵", "\t": "⇥", "\r": "␍", "": "∅"}
# What stands for no text of its own: <pad>, [MASK], <|endoftext|>.
SPECIAL = re.compile(r"<\|?[^<>\s|]+\|?>|\[[A-Z]+\]")


@look()
def tokens(
    tokens: Sequence[str],
    values: Any = None,
    *,
    scale: TokenScale = "magnitude",
    limit: float | None = None,
    value_name: str = "value",
    focus: int | None = None,
    title: str | None = None,
) -> Picture:
    """Show a text as tokens, the darker the larger the value of each; spaces and line ends are signs.

    Args:
        tokens: the tokens, words, parts of words or characters; at most 400.
        values: one number for each token.
        scale: "magnitude" for values ≥ 0, such as attention or losses; "signed" for blue below 0 and orange
            above.
        limit: the value that has the darkest shade; by default the largest magnitude there is.
        value_name: what the values are, such as "loss".
        focus: the place of a token to frame, as the one from which attention goes out.
        title: the question that the picture answers, or its answer.

    Raises:
        CourseError: for other than one value for each token, an unknown scale, or a limit that is not > 0.
    """
    texts = read_tokens(tokens)
    numbers = read_values(values, len(texts))
    rows = 1 + max(row for _, row, _ in _places(texts, WIDTH - 32))
    figure = new_figure(WIDTH, 44 + LINE_HEIGHT * rows + 8)
    figure.set_layout_engine("none")
    height = figure.get_figheight() * style.CSS_PIXELS_PER_INCH
    axes = figure.add_axes((16 / WIDTH, 8 / height, 1 - 32 / WIDTH, LINE_HEIGHT * rows / height))
    draw_tokens(axes, texts, numbers, scale=scale, limit=limit, focus=focus)
    figure.text(16 / WIDTH, 1 - 20 / height, title or f"{value_name} of each token", fontsize=12, va="center")
    return Picture(figure, describe_tokens(texts, numbers, value_name, focus))


def draw_tokens(
    axes: Axes,
    tokens: Sequence[str],
    values: Any = None,
    *,
    scale: TokenScale = "magnitude",
    limit: float | None = None,
    focus: int | None = None,
) -> None:
    """Draw what `tokens` shows into given axes, in lines as long as they are wide.

    Raises:
        CourseError: as `tokens` does.
    """
    texts = read_tokens(tokens)
    shades = token_shades(read_values(values, len(texts)), scale, limit)
    axes.set_axis_off()
    box = axes.get_position()
    across = axes.get_figure(root=True).get_figwidth() * style.CSS_PIXELS_PER_INCH * box.width
    down = axes.get_figure(root=True).get_figheight() * style.CSS_PIXELS_PER_INCH * box.height
    axes.set(xlim=(0, across), ylim=(down, 0))
    for place, (x, row, width) in enumerate(_places(texts, across)):
        color = _color(shades[place], scale)
        y = LINE_HEIGHT * row
        shown, is_special = visible(texts[place])
        edge = style.INK if place == focus else style.SOFT if is_special else "none"
        axes.add_patch(
            FancyBboxPatch(
                (x, y + 3), width, LINE_HEIGHT - 6, boxstyle="round,pad=0,rounding_size=4", facecolor=color,
                edgecolor=edge, linewidth=2 if place == focus else 0.8,
                linestyle="-" if place == focus else ":",
            )
        )  # fmt: skip
        axes.text(
            x + PAD, y + LINE_HEIGHT / 2, shown, color=ink_on(color), va="center_baseline", parse_math=False,
            fontsize=SIZE * 0.75, fontfamily="DejaVu Sans",
        )  # fmt: skip


def read_tokens(tokens: Any) -> list[str]:
    """The tokens as a list of texts. Raises CourseError if there are none, or more than 400."""
    if isinstance(tokens, str) or not isinstance(tokens, Sequence | np.ndarray):
        raise CourseError(f"tokens must be a list of texts, got {tokens!r:.60}")
    if not 1 <= len(tokens) <= MOST:
        raise CourseError(f"tokens must hold 1 to {MOST} texts, got {len(tokens)}")
    return [str(token) for token in tokens]


def read_values(values: Any, count: int) -> np.ndarray:
    """One number for each of `count` tokens; not-a-number for None.

    Raises:
        CourseError: for another number of values.
    """
    if values is None:
        return np.full(count, np.nan)
    read = numbers_in("values", values, dimensions=(1,), shapes="of shape (n,)")
    if len(read) != count:
        raise CourseError(f"values must hold {count} numbers, one for each token, got {len(read)}")
    return read


def token_shades(values: np.ndarray, scale: str, limit: float | None) -> np.ndarray:
    """Values as shares of the limit: in [0, 1], or in [−1, 1] where they are signed; not-a-number stays."""
    low = 0.0 if one_of("scale", scale, TOKEN_SCALES) == "magnitude" else -1.0
    return np.clip(values / signed_limit(limit, values), low, 1.0)


def visible(token: str) -> tuple[str, bool]:
    """A token as it is shown, with signs for what would not be seen, and whether it is a special one.

    Spaces within a token stay; those at its ends and line ends become signs.
    """
    if token == "" or token.isspace():
        return "".join(SIGNS.get(letter, letter) for letter in token) or SIGNS[""], False
    inner = token.strip(" ")
    before, after = token[: len(token) - len(token.lstrip(" "))], token[len(token.rstrip(" ")) :]
    shown = "".join(SIGNS[letter] if letter in "\n\t\r" else letter for letter in inner)
    return SIGNS[" "] * len(before) + shown + SIGNS[" "] * len(after), bool(SPECIAL.fullmatch(inner))


def describe_tokens(texts: Sequence[str], values: np.ndarray, value_name: str, focus: int | None) -> str:
    """How many tokens there are, how the text begins, and which have the largest values."""
    begin = " ".join(visible(text)[0] for text in texts[:8]) + (" …" if len(texts) > 8 else "")
    framed = "" if focus is None else f", seen from “{visible(texts[focus])[0]}”"
    sentence = f"{counted(len(texts), 'token')}: {begin}"
    known = np.where(np.isfinite(values), np.abs(values), -1.0)
    if known.max() < 0:
        return f"{sentence}."
    largest = [i for i in np.argsort(-known, kind="stable")[:3] if known[i] >= 0]
    told = ", ".join(f"“{visible(texts[i])[0]}” {two_digits(values[i])}" for i in largest)
    return f"{sentence}. Largest {value_name}{framed}: {told}."


def ends_of_scale(scale: str, limit: float, name: str) -> list[str]:
    """What the two ends of the colors mean, for a legend."""
    high = number_text(limit)
    return [f"{name} −{high}", high] if scale == "signed" else [f"{name} 0", high]


def value_words(value: float) -> str:
    """A token's value as its words have it."""
    return number_text(value) if np.isfinite(value) else "not a finite number"


def _places(texts: Sequence[str], across: float) -> list[tuple[float, int, float]]:
    """(x, row, width) of each token in CSS pixels, in lines that are `across` wide."""
    places, x, row = [], 0.0, 0
    for text in texts:
        width = _width(visible(text)[0]) + 2 * PAD
        if x > 0 and x + width > across:
            x, row = 0.0, row + 1
        places.append((x, row, width))
        x += width + GAP
        if text.endswith("\n"):
            x, row = 0.0, row + 1
    return places


def _width(text: str) -> float:
    """How wide a text is, in CSS pixels."""
    measured = Text(0, 0, text, fontsize=SIZE * 0.75, fontfamily="DejaVu Sans", parse_math=False)
    measured.set_figure(_RULER)
    return measured.get_window_extent(_RULER.canvas.get_renderer()).width / style.PIXEL_RATIO


_RULER = new_figure(100, 100)


def _color(shade: float, scale: str) -> Any:
    if np.isnan(shade):
        return style.MIDDLE
    return SEQUENTIAL(shade) if scale == "magnitude" else style.DIVERGING((shade + 1) / 2)
