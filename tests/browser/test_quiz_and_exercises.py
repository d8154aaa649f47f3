"""Quiz, checks, hints and solutions as a reader meets them in a real page."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator

from dlcourse.exercises.exercise import Question
from dlcourse.exercises.registry import questions

from .notebook_page import NotebookPage, open_notebook, wait_until

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("nothing_wrong_in_the_console")]

DECIDE = """
def decide(x, weights, bias):
    {body}

dl.check("1.1", decide)
"""
CELLS = [
    "import dlcourse as dl\ndl.quiz('1')",
    DECIDE.format(body="..."),
    DECIDE.format(body="return (x @ weights + bias >= 0).astype(int)"),
    DECIDE.format(body="return (x @ weights + bias < 0).astype(int)"),
    "dl.hint('1.1')",
    "dl.solution('1.1')",
    "dl.expect(0.5 > 0.95, 'the <b>model</b> is good')",
]


@pytest.fixture(scope="module")
def notebook(browser, jupyter) -> Iterator[NotebookPage]:
    notebook = open_notebook(jupyter, browser, "quiz", CELLS)
    notebook.run_all()
    yield notebook
    notebook.close()


@pytest.fixture
def quiz(notebook) -> Locator:
    """The quiz, freshly shown."""
    notebook.run_cell(0)
    quiz = notebook.output(0).locator(".dlc-quiz")
    wait_until(
        lambda: quiz.locator(".dlc-question").count() == len(questions("1")), "all questions are shown"
    )
    return quiz


def card_of(quiz: Locator, question: Question) -> Locator:
    """The place of a question in the quiz."""
    return quiz.locator(".dlc-question").nth(questions("1").index(question))


def said(card: Locator) -> str:
    """What the quiz says about the choice, as it reads on one line."""
    return " ".join(card.get_by_role("status").inner_text().split())


def test_every_option_is_explained_when_it_is_chosen(quiz):
    """One question through all its options; the other questions are tested without a browser."""
    question = next(question for question in questions("1") if not question.several)
    card = card_of(quiz, question)
    for option in question.options:
        card.get_by_role("radio", name=option.text, exact=True).check()
        card.get_by_role("button", name="Check answer").click()
        begins = "✓ Right." if option.right else "✗ Not right."
        explained = " ".join(option.why.replace("*", "").replace("`", "").split())
        wait_until(
            lambda begins=begins, explained=explained: (
                said(card).startswith(begins) and explained in said(card).replace("\xa0", " ")
            ),
            f"{begins} {explained}",
        )
    # The reader sees the score without pressing anything else.
    right_last = question.options[-1].right
    wait_until(
        lambda: f"{int(right_last)} of {len(questions('1'))} right" in quiz.inner_text(),
        "the score is counted",
    )


def test_the_keyboard_alone_answers(quiz):
    question = next(question for question in questions("1") if not question.several)
    card = card_of(quiz, question)
    right = next(option.text for option in question.options if option.right)
    card.get_by_role("radio").first.focus()
    card.page.keyboard.press("Space")
    while not card.get_by_role("radio", name=right, exact=True).is_checked():
        card.page.keyboard.press("ArrowDown")
        assert card.evaluate("(el) => el.contains(document.activeElement)"), "the arrow key left the question"
    card.page.keyboard.press("Tab")
    assert card.page.evaluate("document.activeElement.textContent.trim()") == "Check answer"
    # A hand takes longer than a script: ipywidgets 7 sends one choice at a time, and a click overtakes them.
    card.page.wait_for_timeout(1000)
    card.page.keyboard.press("Enter")
    wait_until(lambda: said(card).startswith("✓ Right."), "the right answer, reached by keys, is right")


def test_several_answers_must_all_be_marked(quiz):
    question = next(question for question in questions("1") if question.several)
    card = card_of(quiz, question)
    right = [option.text for option in question.options if option.right]
    boxes = [card.get_by_role("checkbox", name=text, exact=True) for text in right]
    boxes[0].check()
    card.get_by_role("button", name="Check answer").click()
    wait_until(lambda: "Not complete" in said(card), "one of several is not enough")
    for box in boxes[1:]:
        box.check()
    wait_until(lambda: said(card) == "", "what was said about the old choice is gone")
    card.get_by_role("button", name="Check answer").click()
    wait_until(lambda: said(card).count("✓ Right") == len(right), "every right answer is explained")
    assert "Not complete" not in said(card)


def test_options_are_never_cut_off(notebook, quiz):
    size = notebook.page.viewport_size
    try:
        notebook.page.set_viewport_size({"width": 500, "height": 900})
        for label in quiz.locator("label:visible").all():
            wide, needed = label.evaluate("(el) => [el.clientWidth, el.scrollWidth]")
            assert needed <= wide + 1, label.inner_text()
    finally:
        notebook.page.set_viewport_size(size)


@pytest.mark.parametrize(("cell", "mark"), [(1, "○"), (2, "✓"), (3, "✗")], ids=["stub", "right", "wrong"])
def test_a_check_answers_in_one_marked_sentence(notebook, cell, mark):
    text = notebook.output(cell).inner_text().strip()
    assert text.startswith(mark) and len(text) > 15
    assert "Traceback" not in text


def test_hints_and_solutions_stay_folded_until_asked(notebook):
    for cell, expected in ((4, ""), (5, "weighted_sums")):
        folded = notebook.output(cell).locator("details")
        assert not folded.evaluate("(el) => el.open")
        folded.locator("summary").click()
        body = folded.locator("p, pre").first
        wait_until(body.is_visible, "it unfolds")
        assert expected in folded.inner_text()
        assert len(folded.inner_text()) > 40


def test_a_claim_shows_its_numbers_and_its_words_as_text(notebook):
    text = notebook.output(6).inner_text()
    assert "✗" in text and "0.5" in text and "0.95" in text
    assert "the <b>model</b> is good" in text  # read as text, never as HTML
