"""What `check` says to answers of every kind, whatever the exercise is about."""

from __future__ import annotations

import signal
import threading
import time

import numpy as np
import pytest

from dlcourse.errors import CourseError
from dlcourse.exercises import check
from dlcourse.exercises.checking import examine
from dlcourse.exercises.exercise import Exercise
from dlcourse.exercises.registry import chapters
from dlcourse.exercises.rules import RuleBroken


def double(numbers):
    """Twice the numbers."""
    return 2 * numbers


def is_double(answer):
    for numbers in (np.array([1.0, 2.0]), np.array([-1.0])):
        if not np.array_equal(answer(numbers), 2 * numbers):
            raise RuleBroken("every number must be doubled")


DOUBLE = Exercise(
    id="0.1",
    title="twice",
    solution=double,
    returns="an array",
    why="",
    hints=(),
    check=is_double,
    time_limit=0.3,
)


def seven():
    """The number 7."""
    return 7


def is_seven(answer):
    if answer() != 7:
        raise RuleBroken("seven is 7")


SEVEN = Exercise(
    id="0.2", title="seven", solution=seven, returns="a number", why="", hints=(), check=is_seven
)


def test_the_right_answer_passes():
    assert examine(DOUBLE, double).text == "✓ Exercise 0.1, twice: `double` is right."
    assert examine(DOUBLE, lambda numbers: [2 * number for number in numbers]).mark == "✓"


def test_a_broken_rule_is_named():
    assert examine(DOUBLE, lambda numbers: numbers).text == "✗ Exercise 0.1: every number must be doubled."


@pytest.mark.parametrize("nothing", [None, ...])
def test_nothing_written_so_far(nothing):
    expected = (
        f"○ Not there yet: `double` returned {'None' if nothing is None else '...'}; an array is expected."
    )
    assert examine(DOUBLE, nothing).text == expected
    assert examine(DOUBLE, lambda numbers: nothing).text == expected


def test_none_after_a_good_start_is_a_missing_path():
    verdict = examine(DOUBLE, lambda numbers: 2 * numbers if len(numbers) > 1 else None)
    assert verdict.mark == "✗"
    assert "must return a value on every path" in verdict.text and "None" in verdict.text


def test_the_result_instead_of_the_function():
    verdict = examine(DOUBLE, double(np.ones(2)))
    assert verdict.mark == "✗"
    assert "`double` itself is expected" in verdict.text and "without parentheses" in verdict.text
    assert "got an array of shape (2,)" in verdict.text


def test_an_exercise_without_arguments_takes_the_bare_value_too():
    assert examine(SEVEN, seven).mark == examine(SEVEN, 7).mark == "✓"
    assert examine(SEVEN, 8).text == "✗ Exercise 0.2: seven is 7."
    assert examine(SEVEN, lambda x: 7).text.endswith("must take no arguments, and this function takes (x).")


@pytest.mark.parametrize("function", [lambda: 0, lambda a, b: 0, lambda *, numbers: 0])
def test_other_parameters_are_told_in_one_sentence(function):
    text = examine(DOUBLE, function).text
    assert text.startswith(
        "✗ Exercise 0.1: `double` must take 1 argument (numbers), and this function takes ("
    )


def test_parameters_may_have_other_names_and_defaults():
    assert examine(DOUBLE, lambda values, factor=2: factor * values).mark == "✓"
    assert examine(DOUBLE, lambda *values: 2 * values[0]).mark == "✓"


def test_an_error_is_one_sentence_with_its_line():
    def faulty(numbers):
        return numbers / "2"

    text = examine(DOUBLE, faulty).text
    line = faulty.__code__.co_firstlineno + 1
    assert text.startswith("✗ Exercise 0.1: `double` must run without an error, and line ")
    assert f'line {line}, `return numbers / "2"`, raised ' in text
    assert "Traceback" not in text and "\n" not in text


def test_an_error_deep_in_a_library_still_names_the_learners_line():
    def faulty(numbers):
        return np.linalg.inv(numbers)

    text = examine(DOUBLE, faulty).text
    assert "`return np.linalg.inv(numbers)`, raised LinAlgError" in text


def test_leaving_the_program_is_an_error_like_others():
    assert "raised SystemExit: 3" in examine(DOUBLE, lambda numbers: exit_with(3)).text


def exit_with(code):
    raise SystemExit(code)


def test_an_interrupt_reaches_the_notebook():
    def interrupted(numbers):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        examine(DOUBLE, interrupted)


def test_changing_the_arguments_does_not_spoil_the_check():
    def in_place(numbers):
        numbers *= 2
        return numbers

    def in_place_and_wrong(numbers):
        numbers *= 0
        return numbers

    assert examine(DOUBLE, in_place).mark == "✓"
    assert examine(DOUBLE, in_place_and_wrong).mark == "✗"


def test_prints_stay_off_the_page(capsys):
    def chatty(numbers):
        print("debugging", numbers)
        return 2 * numbers

    assert examine(DOUBLE, chatty).mark == "✓"
    assert capsys.readouterr().out == ""
    print("and come back afterwards")
    assert capsys.readouterr().out == "and come back afterwards\n"


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="this system has no alarm signal")
@pytest.mark.parametrize("swallows", [False, True])
def test_an_endless_loop_is_given_up(swallows):
    def endless(numbers):
        while True:
            try:
                time.sleep(0.01)
            except Exception:
                if not swallows:
                    raise

    text = examine(DOUBLE, endless).text
    assert text.startswith(
        "✗ Exercise 0.1: `double` must come to an end, and it was still running after 0.3 s"
    )


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="this system has no alarm signal")
def test_somebody_elses_alarm_is_kept():
    rang = []
    before = signal.signal(signal.SIGALRM, lambda *_: rang.append(True))
    try:
        signal.setitimer(signal.ITIMER_REAL, 60)
        assert examine(DOUBLE, double).mark == "✓"
        assert 50 < signal.getitimer(signal.ITIMER_REAL)[0] <= 60
        signal.raise_signal(signal.SIGALRM)
        assert rang == [True]
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def test_checks_work_in_another_thread():
    verdicts = []
    thread = threading.Thread(target=lambda: verdicts.append(examine(DOUBLE, double)))
    thread.start()
    thread.join()
    assert verdicts[0].mark == "✓"


def test_check_prints_its_line_in_plain_python(plain_python, capsys):
    check("1.5", None)
    assert capsys.readouterr().out == "○ Not there yet: `margin` returned None; a number is expected.\n"


def test_check_displays_its_line_in_a_notebook(notebook):
    notebook.run("from dlcourse.exercises import check")
    output = notebook.run(
        "def margin(x, y, weights, bias):\n    nothing = 0\n    return '<b>' + nothing\ncheck('1.5', margin)"
    )
    (shown,) = output.outputs
    assert set(shown.data) == {"text/plain", "text/html"}
    assert "and line 3, `return '<b>' + nothing`, raised TypeError" in shown.data["text/plain"]
    assert "&lt;b&gt;" in shown.data["text/html"] and "<b>" not in shown.data["text/html"]
    assert output.stdout == "" and notebook.result.success


@pytest.mark.parametrize(
    ("exercise_id", "sentence"),
    [
        ("1.9", "the exercise id must be one of 1.1, 1.2, 1.3, 1.4, 1.5, got '1.9'"),
        ("99.1", f"the exercise id must be a chapter with exercises ({', '.join(chapters())})"),
        ("", f"the exercise id must be a chapter with exercises ({', '.join(chapters())})"),
        (1.2, 'the exercise id must be a string such as "1.2", got 1.2'),
    ],
)
def test_an_unknown_id_lists_the_ids(exercise_id, sentence):
    with pytest.raises(CourseError) as error:
        check(exercise_id, double)
    assert sentence in str(error.value)
