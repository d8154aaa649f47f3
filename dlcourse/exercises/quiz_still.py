"""A quiz as a page that needs no kernel: its questions, and under each one its answers, folded."""

from __future__ import annotations

import zlib
from collections.abc import Iterable

from . import page
from .exercise import Option, Question


def in_order(question: Question) -> tuple[Option, ...]:
    """The options as they are shown: in an order that is the same on every machine and tells nothing."""
    return tuple(sorted(question.options, key=lambda option: zlib.crc32(option.text.encode())))


def note(question: Question) -> str:
    """What to say beside a question of which more than one option is right."""
    return "Several answers are right: mark every one." if question.several else ""


def as_text(chapter: str, questions: tuple[Question, ...]) -> str:
    """The questions with their options, and all answers at the end."""
    asked, answered = [], []
    for number, question in enumerate(questions, start=1):
        options = list(zip("abcdefgh", in_order(question), strict=False))
        asked += ["", f"{number}. {' '.join([question.text, note(question)]).strip()}"]
        asked += [f"   {letter}) {option.text}" for letter, option in options]
        answered += [f"{number}. {letter}) {_mark(option)}: {option.why}" for letter, option in options]
    return "\n".join([_title(chapter, questions), *asked, "", "Answers", *answered])


def as_html(chapter: str, questions: tuple[Question, ...]) -> str:
    """The questions with their options, and the answers to each folded under it."""
    blocks = [f'<p style="font-weight: 600; margin: 0.5em 0">{page.inline(_title(chapter, questions))}</p>']
    for number, question in enumerate(questions, start=1):
        options = in_order(question)
        blocks += [
            heading(number, question),
            _listed(page.inline(option.text) for option in options),
            page.folded(
                f"Answers to question {number}",
                _listed(
                    f"<strong>{_mark(option)}</strong>: {page.inline(option.text)}. {page.inline(option.why)}"
                    for option in options
                ),
            ),
        ]
    return "".join(blocks)


def heading(number: int, question: Question) -> str:
    """A question's number and text, as HTML."""
    remark = f' <em style="font-weight: 400">{note(question)}</em>' if question.several else ""
    return (
        f'<p style="margin: 1em 0 0.25em; max-width: 44em; line-height: 1.5">'
        f"<strong>{number}.</strong> {page.inline(question.text)}{remark}</p>"
    )


def _listed(items: Iterable[str]) -> str:
    entries = "".join(f'<li style="margin: 0.25em 0">{item}</li>' for item in items)
    style = "list-style: lower-alpha; margin: 0.25em 0; padding-left: 2em; max-width: 42em"
    return f'<ol style="{style}">{entries}</ol>'


def _mark(option: Option) -> str:
    return "✓ right" if option.right else "✗ wrong"


def _title(chapter: str, questions: tuple[Question, ...]) -> str:
    return f"Quiz for chapter {chapter}: {len(questions)} questions"
