"""What exercises put on the page: text and HTML, light and dark, with every piece of text escaped."""

from __future__ import annotations

import html
import re
import sys

GREEN, ORANGE, GRAY = "#009e73", "#d55e00", "#808890"  # at least 3:1 on white and on black
MARK_COLORS = {"✓": GREEN, "✗": ORANGE, "○": GRAY}
BORDER = "var(--jp-border-color1, rgba(128, 128, 128, 0.5))"
SHADE = "rgba(128, 128, 128, 0.12)"


def in_ipython() -> bool:
    """Whether this code runs under IPython, without importing it."""
    return "IPython" in sys.modules and sys.modules["IPython"].get_ipython() is not None


def say(text: str) -> None:
    """Print text, with what the console cannot spell (as on an old Windows console) replaced."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    print(text.encode(encoding, errors="replace").decode(encoding))


def show(text: str, markup: str) -> None:
    """Display HTML with text beside it in a notebook; print the text elsewhere."""
    if not in_ipython():
        say(text)
        return
    from IPython.display import display

    display({"text/plain": text, "text/html": markup}, raw=True)


def inline(text: str) -> str:
    """One line of Markdown as HTML: `code`, **strong** and *stressed*; everything else is escaped."""
    pieces = re.split(r"(`[^`]+`)", text)
    return "".join(
        f"<code>{html.escape(piece[1:-1])}</code>"
        if piece[:1] == "`" and len(piece) > 2
        else _stressed(piece)
        for piece in pieces
    )


def _stressed(text: str) -> str:
    text = html.escape(text)
    text = re.sub(r"(?<=\([\d−]), (?=[\d−]+\))", ",&nbsp;", text)  # a point (0, 1) stays on one line
    text = re.sub(r"\*\*(\S(?:.*?\S)?)\*\*", r"<strong>\1</strong>", text)
    return re.sub(r"(?<![\w*])\*(\S(?:.*?\S)?)\*(?![\w*])", r"<em>\1</em>", text)


def paragraphs(text: str) -> str:
    """Markdown paragraphs, parted by blank lines, as HTML."""
    parts = (inline(" ".join(part.split())) for part in re.split(r"\n\s*\n", text.strip()))
    return "".join(f'<p style="margin: 0.5em 0; max-width: 44em">{part}</p>' for part in parts)


def line(mark: str, text: str) -> str:
    """One sentence that opens with its mark (✓, ✗ or ○), with a bar in the mark's color beside it."""
    color = MARK_COLORS[mark]
    return (
        f'<div style="border-left: 4px solid {color}; padding: 0.2em 0 0.2em 0.75em; margin: 0.25em 0; '
        f'max-width: 46em; line-height: 1.5; overflow-wrap: anywhere">{inline(text)}</div>'
    )


def code(source: str) -> str:
    """Source code in a shaded block that scrolls sideways when it is too wide."""
    style = (
        f"background: {SHADE}; border-radius: 4px; padding: 0.75em; margin: 0.5em 0; overflow-x: auto; "
        "white-space: pre; overflow-wrap: normal; font-size: 13px; line-height: 1.45"
    )
    return f'<pre style="{style}">{html.escape(source)}</pre>'


def folded(summary: str, body: str) -> str:
    """A block of HTML that unfolds under its summary."""
    head = '<summary style="display: list-item; cursor: pointer; font-weight: 600">'
    head += f"{inline(summary)}</summary>"
    style = (
        f"border: 1px solid {BORDER}; border-radius: 4px; padding: 0.35em 0.75em; margin: 0.35em 0; "
        "max-width: 48em; line-height: 1.5; overflow-wrap: anywhere"
    )
    return f'<details style="{style}">{head}{body}</details>'
