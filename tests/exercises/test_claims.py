"""`expect`: its lines in scripts and notebooks, and the numbers it takes from a failed comparison."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import dlcourse
from dlcourse.errors import CourseError
from dlcourse.exercises import expect

pytestmark = pytest.mark.usefixtures("plain_python")


@pytest.fixture
def said(capsys):
    return lambda: capsys.readouterr().out.rstrip("\n")


@pytest.mark.parametrize("truth", [True, np.bool_(True), np.array(3) > 2, np.array(True)])
def test_a_claim_that_holds_is_printed(truth, said):
    assert expect(truth, "three is more than two") is None
    assert said() == "✓ three is more than two"


def test_a_failed_comparison_shows_its_number(said):
    accuracy = 0.5
    expect(accuracy > 0.95, "the hidden layer separates the circles")
    assert said() == ("✗ the hidden layer separates the circles: accuracy > 0.95 is not so: accuracy is 0.5")


def test_both_numbers_are_shown_where_both_have_names(said):
    accuracy, baseline = np.float32(0.5), {"forest": [0.1, 0.62]}
    expect(accuracy > baseline["forest"][-1], "better than the forest")
    assert said().endswith(
        'accuracy > baseline["forest"][-1] is not so: accuracy is 0.5, baseline["forest"][-1] is 0.62'
    )


def test_two_numbers_that_differ_never_look_alike(said):
    loss, limit = 0.100001, 0.1
    expect(loss < limit, "small")
    assert said().endswith("loss is 0.100001, limit is 0.1")


def test_equal_numbers_stay_short(said):
    loss = limit = 0.1
    expect(loss < limit, "small")
    assert said().endswith("loss is 0.1, limit is 0.1")


def test_a_chain_tells_the_link_that_fails(said):
    share = 1.25
    expect(0 <= share <= 1, "a share")
    assert said() == "✗ a share: share <= 1 is not so: share is 1.25"


def test_of_an_and_the_part_that_fails_is_told(said):
    correct, loss = 96, 0.5
    expect(correct > 95 and loss < 0.1, "trained")
    assert said() == "✗ trained: loss < 0.1 is not so: loss is 0.5"


def test_a_part_that_cannot_be_read_again_is_not_blamed(said):
    loss = 0.5
    expect(np.isfinite(loss) and loss < 0.1, "trained")
    assert said() == "✗ trained: loss < 0.1 is not so: loss is 0.5"


def test_of_an_or_all_parts_are_told(said):
    a, b = 1, 2
    expect(a > 5 or b > 6, "large")
    assert said() == "✗ large: a > 5 is not so: a is 1 and b > 6 is not so: b is 2"


def test_a_call_over_several_lines(said):
    weights = [0.1, 2.0]
    expect(
        abs(weights[1] - 0.343) < 0.02,
        claim="the speed of sound",
    )
    assert said() == (
        "✗ the speed of sound: abs(weights[1] - 0.343) < 0.02 is not so: abs(weights[1] - 0.343) is 1.657"
    )


def test_two_calls_on_one_line(said):
    a, b = 1, 2
    expect(a > 3, "first"); expect(b > 4, "second")  # fmt: skip # noqa: E702
    assert said() == "✗ first: a > 3 is not so: a is 1\n✗ second: b > 4 is not so: b is 2"


def test_a_call_under_another_name_in_a_loop(said):
    claim_that = expect
    for epoch in (1, 2):
        claim_that(epoch > 1, f"epoch {epoch}")
    assert said() == "✗ epoch 1: epoch > 1 is not so: epoch is 1\n✓ epoch 2"


def test_nothing_is_run_twice(said):
    calls = []

    def measure():
        calls.append(1)
        return 0.5

    expect(measure() > 0.9, "good")
    assert calls == [1]
    assert said() == "✗ good: measure() > 0.9 is not so"


def test_a_learners_own_len_is_not_called_again(said):
    calls = []

    def len(_):
        calls.append(1)
        return 0

    expect(len("abc") == 3, "three letters")
    assert calls == [1] and said().endswith('len("abc") == 3 is not so')


def test_a_name_or_a_call_for_a_condition(said):
    done, values = False, np.array([1, -1])
    expect(done, "done")
    expect((values > 0).all(), "all positive")
    assert said() == "✗ done: done is not so\n✗ all positive: (values > 0).all() is not so"


def test_without_source_the_claim_still_stands(said):
    exec('expect(1 > 2, "impossible")', {"expect": expect})
    assert said() == "✗ impossible"


@given(left=st.floats(allow_nan=False), right=st.floats(allow_nan=False))
def test_the_mark_follows_the_condition(left, right):
    with pytest.MonkeyPatch.context() as patch:
        lines = []
        patch.setattr("dlcourse.exercises.claims.say", lines.append)
        expect(left < right, "ordered")
        assert lines[0].startswith("✓" if left < right else "✗ ordered: left < right is not so: left is ")


@pytest.mark.parametrize(
    ("condition", "told"),
    [
        (np.array([True, False]), "an array of shape (2,): ask for its .all() or .any()"),
        (np.array([True]), "an array of shape (1,)"),
        ("accuracy > 0.95", "got 'accuracy > 0.95'"),
        (1, "got 1"),
        (None, "got None"),
        (np.float32(1.0), "got the number"),
        (np.array(0.5), "got the number"),
    ],
)
def test_a_condition_that_is_no_truth_value(condition, told):
    with pytest.raises(CourseError, match="condition must be one truth value, True or False") as error:
        expect(condition, "a claim")
    assert told in str(error.value)


@pytest.mark.parametrize("claim", [True, "", "  ", None])
def test_a_claim_that_says_nothing(claim):
    with pytest.raises(CourseError, match="claim must be a sentence"):
        expect(True, claim)


def test_under_tests_a_failed_claim_is_an_error(monkeypatch, said):
    monkeypatch.setenv("DLCOURSE_TESTING", "1")
    accuracy = 0.5
    with pytest.raises(AssertionError) as error:
        expect(accuracy > 0.95, "good")
    assert str(error.value) == said() == "✗ good: accuracy > 0.95 is not so: accuracy is 0.5"
    expect(accuracy > 0.4, "fair")
    assert said() == "✓ fair"


def test_a_tensor_is_a_condition(said):
    tensorflow = pytest.importorskip("tensorflow")
    expect(tensorflow.constant(2.0) > 1.0, "a tensor")
    loss = tensorflow.constant(0.5)
    expect(loss < 0.25, "small")
    assert said() == "✓ a tensor\n✗ small: loss < 0.25 is not so: loss is 0.5"


def test_in_a_notebook_each_cell_has_its_own_source(notebook):
    notebook.run("from dlcourse.exercises import expect\naccuracy = 0.5")
    first = notebook.run(
        '# a comment\nexpect(accuracy > 0.95, "one")\nexpect(\n    accuracy\n    > 0.7, "two")'
    )
    second = notebook.run('for limit in (0.4, 0.6): expect(accuracy > limit, "three")')
    magic = notebook.run('%env DLCOURSE_NOTHING=1\nexpect(accuracy > 0.8, "four")')
    assert first.stdout == (
        "✗ one: accuracy > 0.95 is not so: accuracy is 0.5\n"
        "✗ two: accuracy > 0.7 is not so: accuracy is 0.5\n"
    )
    assert second.stdout == "✓ three\n✗ three: accuracy > limit is not so: accuracy is 0.5, limit is 0.6\n"
    assert magic.stdout.endswith("✗ four: accuracy > 0.8 is not so: accuracy is 0.5\n")
    assert notebook.result.success


def test_in_a_notebook_a_bad_condition_is_one_line(notebook):
    notebook.run("from dlcourse.exercises import expect")
    output = notebook.run('expect("0 > 1", "a claim")')
    assert isinstance(notebook.result.error_in_exec, CourseError)
    assert "✗ condition must be one truth value" in output.stdout + output.stderr
    assert "Traceback" not in output.stdout + output.stderr


def test_a_script_needs_no_jupyter(tmp_path):
    script = tmp_path / "claims.py"
    script.write_text(
        "import sys\n"
        "from dlcourse.exercises import check, expect, hint, quiz\n"
        "a = 1\n"
        "expect(a > 2, 'more')\n"
        "check('1.1', None); hint('1.1'); quiz('1')\n"
        "print({'IPython', 'ipywidgets', 'tensorflow', 'keras', 'matplotlib'} & set(sys.modules))\n",
        encoding="utf-8",
    )
    ran = subprocess.run(
        [sys.executable, "-X", "utf8", str(script)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": str(Path(dlcourse.__file__).parents[1]), "DLCOURSE_TESTING": ""},
    )
    assert ran.returncode == 0, ran.stderr
    lines = ran.stdout.splitlines()
    assert lines[0] == "✗ more: a > 2 is not so: a is 1"
    assert lines[-1] == "set()"
