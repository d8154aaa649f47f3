"""What holds for the exercises and quizzes of every chapter: they are complete, and their pages are sound."""

from __future__ import annotations

import ast
import inspect
from html.parser import HTMLParser

import numpy as np
import pytest

from dlcourse.exercises import hint, page, registry, solution, stub
from dlcourse.exercises.checking import examine
from dlcourse.exercises.handouts import hint_pages, solution_page
from dlcourse.exercises.quiz_still import as_html, as_text, in_order

ALL = [each for chapter in registry.chapters() for each in registry.exercises(chapter)]
every_exercise = pytest.mark.parametrize("exercise", ALL, ids=lambda exercise: exercise.id)
every_chapter = pytest.mark.parametrize("chapter", registry.chapters())


class Tags(HTMLParser):
    """The tags of a page, its text outside and inside of folded blocks, and its code."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.open, self.seen = [], []
        self.folded, self.plain, self.code = "", "", ""
        self.feed(markup)
        assert self.open == []

    def handle_starttag(self, tag, attributes):
        self.seen.append(tag)
        if tag in ("p", "li", "div", "summary"):
            self.handle_data(" ")  # a block begins a new line, and so a new word
        self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if "pre" in self.open:
            self.code += data
        if "details" in self.open:
            self.folded += data
        else:
            self.plain += data


def spoken(text):
    """The text as it is read, without Markdown's signs and with the page's spaces."""
    return " ".join(text.replace("`", "").replace("*", "").replace("\xa0", " ").split())


def run(source, **names):
    exec(source, names)
    return names


@every_exercise
def test_solution_passes_and_stub_waits(exercise):
    assert examine(exercise, exercise.solution).mark == "✓"
    stubbed = run(stub(exercise.id))[exercise.name]
    assert examine(exercise, stubbed).text == (
        f"○ Not there yet: `{exercise.name}` returned None; {exercise.returns} is expected."
    )


@every_exercise
def test_the_stub_has_the_solutions_face_and_no_more(exercise):
    (function,) = ast.parse(stub(exercise.id)).body
    assert function.name == exercise.name
    assert tuple(argument.arg for argument in function.args.args) == exercise.parameters
    assert ast.get_docstring(function)
    assert ast.get_docstring(function) == inspect.getdoc(exercise.solution)
    assert len(function.body) == 2 and ast.unparse(function.body[1]) == "..."
    assert max(map(len, stub(exercise.id).splitlines())) <= 90  # Colab's width without a scroll bar


@every_exercise
def test_the_solution_as_shown_is_the_code_that_was_tested(exercise):
    text, markup = solution_page(exercise)
    tags = Tags(markup)
    assert tags.plain.strip() == "" and spoken(exercise.why) in spoken(tags.folded)
    assert tags.code in text and '"""' not in text  # the docstring stands in the stub
    assert max(map(len, tags.code.splitlines())) <= 80
    function = run(tags.code, np=np)[exercise.name]
    assert examine(exercise, function).mark == "✓"


@every_exercise
def test_hints_come_one_by_one(exercise):
    assert len(exercise.hints) >= 2
    for asked in range(1, len(exercise.hints) + 1):
        text, markup = hint_pages(exercise, asked)
        tags = Tags(markup)
        assert tags.seen.count("details") == asked
        for number, words in enumerate(exercise.hints, start=1):
            given = number <= asked
            assert (words in text) == given and (spoken(words) in spoken(tags.folded)) == given
        assert "no more hints" not in text
    text, markup = hint_pages(exercise, len(exercise.hints) + 1)
    assert "no more hints" in text and "no more hints" in Tags(markup).plain


def test_hint_counts_its_calls(plain_python, capsys, monkeypatch):
    monkeypatch.setattr("dlcourse.exercises._hints_given", {})
    outputs = []
    for _ in range(3):
        hint("1.2")
        outputs.append(capsys.readouterr().out)
    assert [output.count("Hint ") for output in outputs] == [1, 2, 2]
    assert ["no more hints" in output for output in outputs] == [False, False, True]
    hint("1.3")
    assert capsys.readouterr().out.count("Hint ") == 1


def test_solution_is_displayed_folded(notebook):
    notebook.run("from dlcourse.exercises import solution")
    (shown,) = notebook.run("solution('1.1')").outputs
    assert set(shown.data) == {"text/plain", "text/html"}
    assert "x @ weights + bias" in shown.data["text/plain"]
    assert "x @ weights + bias" in Tags(shown.data["text/html"]).folded


def test_solution_is_printed_in_plain_python(plain_python, capsys):
    solution("1.1")
    assert "weighted_sums = x @ weights + bias" in capsys.readouterr().out


@every_chapter
def test_a_quiz_explains_every_option(chapter):
    questions = registry.questions(chapter)
    assert len(questions) >= 5
    for question in questions:
        assert len(question.options) >= 3
        assert any(each.right for each in question.options) and not all(
            each.right for each in question.options
        )
        for option in question.options:
            assert len(option.why) > 30
            # ipywidgets 7 takes a checkbox's description for HTML
            assert not set(option.text) & set("<>&`*$")
        assert len({option.text for option in question.options}) == len(question.options)


@every_chapter
def test_the_place_of_an_option_gives_nothing_away(chapter):
    places = [
        [each.right for each in in_order(question)].index(True) for question in registry.questions(chapter)
    ]
    assert len(set(places)) >= 3 and places.count(0) <= len(places) / 2


@every_chapter
def test_the_still_quiz_asks_openly_and_answers_folded(chapter):
    questions = registry.questions(chapter)
    tags, text = Tags(as_html(chapter, questions)), as_text(chapter, questions)
    assert tags.seen.count("details") == len(questions)
    asked, answers = text.split("\nAnswers\n")
    for question in questions:
        assert spoken(question.text) in spoken(tags.plain) and question.text in asked
        for option in question.options:
            assert spoken(option.text) in spoken(tags.plain) and option.text in asked
            assert spoken(option.why) in spoken(tags.folded) and option.why in answers
            assert spoken(option.why) not in spoken(tags.plain) and option.why not in asked
            assert f"{'✓ right' if option.right else '✗ wrong'}: {option.text}" in spoken(tags.folded)


def test_text_reaches_the_page_as_text():
    bad = '<script>alert(1)</script> & "quotes" `<b>` **<i>** *<u>*'
    for markup in (
        page.inline(bad),
        page.line("✗", bad),
        page.code(bad),
        page.folded(bad, page.paragraphs(bad)),
    ):
        tags = Tags(markup)
        assert not {"script", "b", "i", "u"} & set(tags.seen)
        assert "<script>alert(1)</script>" in tags.plain + tags.folded


def test_markdown_becomes_html():
    assert page.inline("a `b*c*` **d e** *f* 2*3*4") == (
        "a <code>b*c*</code> <strong>d e</strong> <em>f</em> 2*3*4"
    )
    assert page.paragraphs("one\ntwo\n\nthree").count("<p ") == 2
