"""Hints and solutions as they are handed out: folded on the page, and as plain text."""

from __future__ import annotations

from . import page
from .exercise import Exercise
from .stubs import code_of


def hint_pages(exercise: Exercise, asked: int) -> tuple[str, str]:
    """The first `asked` hints as (text, HTML); once all are out, also where to go from there."""
    given = list(enumerate(exercise.hints[:asked], start=1))
    texts = [f"Hint {number} for exercise {exercise.id}: {words}" for number, words in given]
    blocks = [page.folded(f"Hint {number}", page.paragraphs(words)) for number, words in given]
    if asked > len(exercise.hints):
        no_more = f'○ There are no more hints; `dl.solution("{exercise.id}")` shows a solution.'
        texts.append(no_more)
        blocks.append(page.line("○", no_more))
    return "\n".join(texts), "".join(blocks)


def solution_page(exercise: Exercise) -> tuple[str, str]:
    """A solution and its why as (text, HTML)."""
    source = code_of(exercise)
    why = "\n\n".join(" ".join(part.split()) for part in exercise.why.strip().split("\n\n"))
    text = f"A solution of exercise {exercise.id}, and why:\n\n{source}\n{why}"
    return text, page.folded(
        "A solution, and why", page.code(source.rstrip()) + page.paragraphs(exercise.why)
    )
