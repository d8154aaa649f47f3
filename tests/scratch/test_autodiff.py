"""The scalar engine: against measured slopes, forward mode and TensorFlow, on random expressions."""

from __future__ import annotations

import ast
import math
import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlcourse.errors import CourseError
from dlcourse.scratch import autodiff
from dlcourse.scratch.autodiff import Value, exp, in_order, log, products_in_a_pass, relu, slope_forward, tanh

CHAPTER = Path(__file__).parents[2] / "notebooks" / "text" / "03_backprop.md"
NUMBERS = st.integers(-20, 20).map(lambda number: number / 10 + 0.05)  # none is 0, where relu has a kink

# A program: each line applies an operation to one or two of the values before it, by place.
LINES = st.tuples(
    st.sampled_from(["+", "−", "×", "/", "tanh", "exp", "log", "^3"]), st.integers(0, 50), st.integers(0, 50)
)
PROGRAMS = st.lists(LINES, min_size=1, max_size=12)


class Engine:
    """The operations of a program, in Values."""

    tanh, exp, log = staticmethod(tanh), staticmethod(exp), staticmethod(log)


class Floats:
    """The same in plain floats."""

    tanh, exp, log = math.tanh, math.exp, math.log


def run(program, inputs, functions):
    """The last value of a program; arguments are kept small, so that nothing overflows or has a pole."""
    values = list(inputs)
    for operation, i, j in program:
        a, b = values[i % len(values)], values[j % len(values)]
        values.append({
            "+": lambda a, b: a + b,
            "−": lambda a, b: a - b,
            "×": lambda a, b: a * b,
            "/": lambda a, b: a / (b * b + 1.0),
            "tanh": lambda a, b: functions.tanh(a),
            "exp": lambda a, b: functions.exp(functions.tanh(a)),
            "log": lambda a, b: functions.log(a * a + 1.0),
            "^3": lambda a, b: functions.tanh(a) ** 3,
        }[operation](a, b))  # fmt: skip
        values[-1] = functions.tanh(values[-1]) if len(values) % 4 == 0 else values[-1]
    return values[-1]


def gradients(program, numbers, engine=Value, functions=Engine):
    inputs = [engine(number) for number in numbers]
    run(program, inputs, functions).backward()
    return [each.gradient for each in inputs]


@settings(max_examples=120, deadline=None)
@given(program=PROGRAMS, numbers=st.lists(NUMBERS, min_size=3, max_size=3))
def test_gradients_equal_central_differences(program, numbers):
    h = 1e-5
    for i, gradient in enumerate(gradients(program, numbers)):
        up, down = ([*numbers[:i], numbers[i] + step, *numbers[i + 1 :]] for step in (h, -h))
        slope = (run(program, up, Floats) - run(program, down, Floats)) / (2 * h)
        scale = 1 + abs(gradient) + abs(run(program, numbers, Floats))
        assert abs(gradient - slope) < 1e-4 * scale**2


@settings(max_examples=80, deadline=None)
@given(program=PROGRAMS, numbers=st.lists(NUMBERS, min_size=3, max_size=3))
def test_backward_and_forward_mode_agree(program, numbers):
    inputs = [Value(number) for number in numbers]
    result = run(program, inputs, Engine)
    result.backward()
    for node in inputs:
        if node in in_order(result):
            assert slope_forward(result, node) == pytest.approx(node.gradient, rel=1e-9, abs=1e-12)
        else:
            assert node.gradient == 0


@pytest.fixture(scope="module")
def tensorflow():
    return pytest.importorskip("tensorflow")


@pytest.mark.parametrize("seed", range(8))
def test_gradients_equal_tensorflows(tensorflow, seed):
    generator = np.random.default_rng(seed)
    names = ["+", "−", "×", "/", "tanh", "exp", "log", "^3"]
    program = [(str(generator.choice(names)), *generator.integers(0, 50, 2)) for _ in range(12)]
    numbers = generator.normal(size=3)

    class Tensors:
        tanh, exp, log = tensorflow.tanh, tensorflow.exp, tensorflow.math.log

    variables = [tensorflow.Variable(number, dtype="float64") for number in numbers]
    with tensorflow.GradientTape() as tape:
        result = run(program, variables, Tensors)
    expected = tape.gradient(result, variables, unconnected_gradients="zero")
    np.testing.assert_allclose(gradients(program, numbers), [float(each) for each in expected], rtol=1e-10)


def test_relu_is_as_in_tensorflow(tensorflow):
    for number in (-1.5, 0.0, 2.0):
        ours, theirs = Value(number), tensorflow.Variable(number, dtype="float64")
        result = relu(ours)
        result.backward()
        with tensorflow.GradientTape() as tape:
            expected = tensorflow.nn.relu(theirs)
        assert result.value == float(expected) and ours.gradient == float(tape.gradient(expected, theirs))


def test_a_value_used_twice_gets_both_shares():
    a, b = Value(2.0), Value(-3.0)
    result = a * b + a * a
    result.backward()
    assert (a.gradient, b.gradient) == (-3 + 4, 2)


def test_running_backward_again_changes_nothing():
    a = Value(0.7)
    result = tanh(a * a) * a
    result.backward()
    once = a.gradient
    result.backward()
    assert a.gradient == once


def test_plain_numbers_stand_on_either_side():
    a = Value(4.0)
    for result, value, slope in [
        (2 + a, 6, 1), (a + 2, 6, 1), (2 - a, -2, -1), (a - 2, 2, 1), (3 * a, 12, 3),
        (np.float64(3) * a, 12, 3), (a / 2, 2, 0.5), (2 / a, 0.5, -0.125), (-a, -4, -1),
        (a**2, 16, 8), (a**-1, 0.25, -1 / 16),
        (a**0, 1, 0),
    ]:  # fmt: skip
        result.backward()
        assert (result.value, a.gradient) == (value, slope)


def test_numpy_multiplies_and_adds_arrays_of_values():
    row, table = np.array([1.0, 2.0]), np.array([[Value(3.0), Value(4.0)], [Value(5.0), Value(6.0)]])
    first, _ = row @ table
    first.backward()
    assert first.value == 13 and [node.gradient for node in table[:, 0]] == [1, 2]


def test_a_deep_sum_needs_no_recursion():
    a = Value(1.0)
    total = a
    for _ in range(5000):
        total = total + a
    total.backward()
    assert a.gradient == 5001 and products_in_a_pass(total) == 10_000


def test_each_value_comes_after_its_inputs_and_once():
    a, b = Value(1.0), Value(2.0)
    shared = a * b
    result = tanh(shared) + shared
    nodes = in_order(result)
    assert len(nodes) == 5 and nodes[-1] is result
    for place, node in enumerate(nodes):
        assert all(each in nodes[:place] for each in node.inputs)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: Value("2"), "value must be a number, got '2'"),
        (lambda: Value(math.nan), "value must be a number, got nan"),
        (lambda: Value([1, 2]), "value must be a number"),
        (lambda: Value(1) + "a", "value must be a number, got 'a'"),
        (lambda: Value(1) / 0, "divisor must not be 0, got 1 / 0"),
        (lambda: log(Value(-1)), "argument of log must be a number > 0, got -1"),
        (lambda: exp(Value(1000)), "argument of exp must be a number ≤ 709, got 1000"),
        (lambda: Value(2) ** Value(3), "exponent must be a plain number, got a Value"),
        (lambda: Value(-2) ** 0.5, r"must be real numbers, got -2 \*\* 0.5"),
        (lambda: Value(0) ** 0.5, r"must be real numbers, got 0 \*\* 0.5"),
    ],
)
def test_what_does_not_fit_is_said_in_words(call, said):
    with pytest.raises(CourseError, match=said):
        call()


@pytest.fixture(scope="module")
def from_the_chapter():
    """The engine as the chapter's own cells build it."""
    cells = re.findall(
        r"```\{code-cell\} ipython3\n(.*?)```", CHAPTER.read_text(encoding="utf-8"), flags=re.DOTALL
    )
    names: dict = {"np": np}
    for cell in cells:
        if "%pip" in cell or not ("Value" in cell or "def in_order" in cell):
            continue
        tree = ast.parse(cell)
        tree.body = [
            each for each in tree.body if isinstance(each, ast.FunctionDef | ast.ClassDef) or _attaches(each)
        ]
        exec(compile(tree, str(CHAPTER), "exec"), names)
    return names


def _attaches(statement):
    return isinstance(statement, ast.Assign) and "Value." in ast.unparse(statement.targets[0])


@pytest.mark.parametrize("seed", range(20))
def test_the_chapters_cells_build_the_same_engine(from_the_chapter, seed):
    generator = np.random.default_rng(seed)
    program = [
        (str(generator.choice(["+", "−", "×", "tanh"])), *generator.integers(0, 50, 2)) for _ in range(12)
    ]
    numbers = generator.normal(size=3).tolist()

    class Chapter:
        tanh = staticmethod(from_the_chapter["tanh"])
        exp = log = None

    theirs = gradients(program, numbers, from_the_chapter["Value"], Chapter)
    np.testing.assert_allclose(theirs, gradients(program, numbers), rtol=1e-10)
    assert from_the_chapter["Value"] is not autodiff.Value
