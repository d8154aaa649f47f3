"""The quiz as widgets: chosen and checked as a reader would, shown with and without a browser."""

from __future__ import annotations

import pytest

from dlcourse.errors import CourseError
from dlcourse.exercises import quiz
from dlcourse.exercises.exercise import Option, Question
from dlcourse.exercises.quiz_widget import Quiz
from dlcourse.exercises.registry import chapters, questions

WIDGET = "application/vnd.jupyter.widget-view+json"
ONE = Question("One of them", (Option("yes", "because so", right=True), Option("no", "why <not>")))
SEVERAL = Question(
    "Several of them",
    (Option("two", "even", right=True), Option("three", "odd"), Option("four", "even too", right=True)),
)


def choose(card, *texts):
    if hasattr(card.choice, "options"):
        (text,) = texts
        card.choice.index = [label for label, _ in card.choice.options].index(text)
    else:
        for box in card.choice.children:
            box.value = box.description in texts


def test_a_right_choice_counts_and_is_explained():
    asked = Quiz("1", (ONE, SEVERAL))
    assert "0 of 2 right" in asked.score.value
    choose(asked.cards[0], "yes")
    assert "0 of 2 right" in asked.score.value  # not before it is checked
    asked.cards[0].button.click()
    assert "✓ <strong>Right.</strong> because so" in asked.cards[0].result.value
    assert "1 of 2 right" in asked.score.value


def test_a_wrong_choice_is_explained_and_escaped():
    asked = Quiz("1", (ONE,))
    choose(asked.cards[0], "no")
    asked.cards[0].button.click()
    assert "✗ <strong>Not right.</strong> why &lt;not&gt;" in asked.cards[0].result.value
    assert "because so" not in asked.cards[0].result.value
    assert "0 of 1 right" in asked.score.value


def test_a_second_thought_counts_once_it_is_checked():
    asked = Quiz("1", (ONE,))
    card = asked.cards[0]
    choose(card, "yes")
    card.button.click()
    choose(card, "no")
    assert "Right" not in card.result.value  # the old explanation is gone with the old choice
    card.button.click()
    assert "0 of 1 right" in asked.score.value
    choose(card, "yes")
    card.button.click()
    assert "1 of 1 right" in asked.score.value


def test_checking_without_a_choice_asks_for_one():
    asked = Quiz("1", (ONE, SEVERAL))
    for card in asked.cards:
        card.button.click()
        assert "Choose an answer first" in card.result.value
    assert "0 of 2 right" in asked.score.value


def test_several_right_options_must_all_be_marked():
    asked = Quiz("1", (SEVERAL,))
    card = asked.cards[0]
    choose(card, "two")
    card.button.click()
    assert "one more answer is right" in card.result.value and "0 of 1 right" in asked.score.value
    choose(card, "two", "three", "four")
    card.button.click()
    assert "✗ <strong>Not right:</strong> <em>three.</em> odd" in card.result.value
    assert "0 of 1 right" in asked.score.value
    choose(card, "two", "four")
    card.button.click()
    assert "even too" in card.result.value and "✗" not in card.result.value
    assert "1 of 1 right" in asked.score.value


def test_every_question_of_chapter_1_can_be_answered():
    asked = Quiz("1", questions("1"))
    for number, (card, question) in enumerate(zip(asked.cards, questions("1"), strict=True), start=1):
        choose(card, *(option.text for option in question.options if option.right))
        card.button.click()
        assert f"{number} of {len(asked.cards)} right" in asked.score.value


def test_nothing_is_chosen_for_the_reader_and_results_are_announced():
    for card in Quiz("1", questions("1")).cards:
        assert card.chosen == []
        assert card.button.description == "Check answer"
        assert 'role="status"' in card.result.value


def shown(notebook):
    notebook.run("from dlcourse.exercises import quiz")
    (output,) = notebook.run("quiz('1')").outputs
    assert notebook.result.success
    return output.data


def test_with_a_browser_the_quiz_is_a_widget_with_its_page_beside_it(notebook):
    data = shown(notebook)
    assert set(data) == {"text/plain", "text/html", WIDGET}
    assert data[WIDGET]["version_major"] == 2 and data[WIDGET]["model_id"]


def test_headless_the_quiz_is_a_page(notebook, monkeypatch):
    monkeypatch.setenv("DLCOURSE_HEADLESS", "1")
    data = shown(notebook)
    assert set(data) == {"text/plain", "text/html"}
    assert data == shown(notebook)  # nothing in it changes from run to run
    assert data["text/html"].count("<details") == len(questions("1"))


def test_in_plain_python_the_quiz_is_printed(plain_python, capsys):
    quiz("1")
    printed = capsys.readouterr().out
    assert all(question.text in printed for question in questions("1"))


@pytest.mark.parametrize("chapter", ["77", 1, None])
def test_an_unknown_chapter_lists_the_chapters(chapter):
    with pytest.raises(CourseError, match=f"chapter must be one of {', '.join(chapters())}, got"):
        quiz(chapter)
