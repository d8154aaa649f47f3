"""Curves of runs, functions of one variable and comparisons over seeds show the numbers they were given."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from dlcourse import plots
from dlcourse.errors import CourseError
from dlcourse.plots import style


def fit():
    """What `model.fit` returns, in the two attributes that matter."""
    return SimpleNamespace(
        epoch=[0, 1, 2],
        history={
            "loss": [0.9, 0.5, 0.31],
            "val_loss": [0.95, 0.6, 0.5],
            "accuracy": [0.5, 0.7, 0.9],
            "learning_rate": [0.1, 0.1, 0.05],
        },
    )


def drawn(picture):
    return {line.get_label(): line.get_xydata() for line in picture.figure.axes[0].get_lines()}


def test_values_alone_are_counted_from_one_step():
    picture = plots.curves({"training": [3, 2, 1]}, title="Down?", x_label="epochs", y_label="error")
    np.testing.assert_array_equal(drawn(picture)["training"], [[1, 3], [2, 2], [3, 1]])
    axes = picture.figure.axes[0]
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("epochs", "error")
    assert axes.get_title(loc="left") == "Down?"
    assert picture.alt == "Curves of error against epochs: training from 3 to 1 (epochs 1 to 3)."


def test_steps_may_be_given():
    picture = plots.curves({"a": ([0, 100], [1, 2]), "b": ([50, 1000], [4, None])})
    np.testing.assert_array_equal(drawn(picture)["a"], [[0, 1], [100, 2]])
    np.testing.assert_array_equal(drawn(picture)["b"], [[50, 4], [1000, np.nan]])
    assert "b from 4 to 4 (steps 50 to 50)" in picture.alt


def test_what_fit_returns_is_drawn_on_training_and_new_examples():
    picture = plots.curves(fit())
    assert list(drawn(picture)) == ["training", "new examples"]
    np.testing.assert_array_equal(drawn(picture)["new examples"], [[1, 0.95], [2, 0.6], [3, 0.5]])
    assert picture.figure.axes[0].get_xlabel() == "epochs"
    accuracy = plots.curves(fit(), y_label="accuracy")
    np.testing.assert_array_equal(drawn(accuracy)["training"][:, 1], [0.5, 0.7, 0.9])


def test_a_real_history_of_keras_is_read():
    import keras

    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    x, y = np.ones((8, 2)), np.ones(8)
    history = model.fit(x, y, epochs=3, validation_data=(x, y), verbose=0)
    picture = plots.curves(history)
    np.testing.assert_allclose(drawn(picture)["training"][:, 1], history.history["loss"])
    np.testing.assert_allclose(drawn(picture)["new examples"][:, 1], history.history["val_loss"])


def test_lines_are_the_given_functions():
    x = np.linspace(-2, 2, 9)
    picture = plots.lines(x, {"double": 2 * x, "square": x**2}, x_label="z", y_label="f(z)", mark=1.0)
    lines = drawn(picture)
    np.testing.assert_array_equal(lines["double"], np.c_[x, 2 * x])
    np.testing.assert_array_equal(lines["square"], np.c_[x, x**2])
    dots = [
        line.get_xydata()[0].tolist()
        for line in picture.figure.axes[0].get_lines()
        if line.get_marker() == "o"
    ]
    assert dots == [[1.0, 2.0], [1.0, 1.0]]
    assert (
        picture.alt == "f(z) against z from −2 to 2: double from −4 to 4, 2 at 1; square from 4 to 4, 1 at 1."
    )


def test_the_jump_of_the_step_function_is_left_open():
    z = np.linspace(-1, 1, 201)
    line = drawn(plots.lines(z, {"step": (z >= 0).astype(int)}))["step"]
    gap = np.flatnonzero(np.isnan(line[:, 1]))
    assert len(gap) == 1
    assert line[gap[0] - 1].tolist() == pytest.approx([-0.01, 0])
    assert line[gap[0] + 1].tolist() == pytest.approx([0, 1])


def test_a_steep_but_continuous_function_is_not_torn():
    z = np.linspace(-3, 3, 301)
    assert np.isfinite(drawn(plots.lines(z, {"sigmoid": 1 / (1 + np.exp(-8 * z))}))["sigmoid"]).all()


def test_compare_shows_a_dot_for_each_seed_and_the_mean():
    results = {"most frequent class": [0.5], "network": [0.8, 0.9, 0.82]}
    picture = plots.compare(results, title="Better than guessing?", x_label="accuracy")
    axes = picture.figure.axes[0]
    dots = [c for c in axes.collections if c.get_label() in results]
    for row, (dot, values) in enumerate(zip(dots, results.values(), strict=True)):
        np.testing.assert_allclose(dot.get_offsets()[:, 0], values)
        np.testing.assert_allclose(dot.get_offsets()[:, 1], row, atol=0.25)
    (bar,) = [c for c in axes.collections if c not in dots]  # a single value needs none
    assert bar.get_segments()[0][:, 0] == pytest.approx([0.84, 0.84])
    assert [label.get_text() for label in axes.get_yticklabels()] == list(results)
    assert {"0.84", "0.5", "mean"} <= {text.get_text() for text in axes.texts}
    assert "network 0.84 (mean of 3 seeds, 0.8 to 0.9)" in picture.alt


def test_equal_results_lie_beside_one_another():
    (dots,) = [
        c
        for c in plots.compare({"tie": [0.9, 0.9, 0.9]}).figure.axes[0].collections
        if c.get_label() == "tie"
    ]
    assert len(np.unique(dots.get_offsets()[:, 1])) == 3


def test_eight_names_at_one_place_stand_apart(overlaps):
    picture = plots.curves({f"run {i}": [1, 0.5 + i / 1000] for i in range(8)})
    assert overlaps(picture) == []
    colors_and_styles = {
        (line.get_color(), line.get_linestyle()) for line in picture.figure.axes[0].get_lines()
    }
    assert len(colors_and_styles) == 8


def test_yellow_is_no_color_for_a_line_on_white():
    picture = plots.curves({f"run {i}": [1, i] for i in range(8)})
    assert style.OKABE_ITO[4] not in {line.get_color() for line in picture.figure.axes[0].get_lines()}


def test_a_dollar_in_a_name_is_no_formula(stored):
    picture = plots.compare({"costs $5 or $6": [1, 2]}, title="Which costs less?")
    stored(picture)
    label = picture.figure.axes[0].get_yticklabels()[0]
    assert not label.get_parse_math()


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: plots.curves({}), "must be a dict .* with an entry"),
        (lambda: plots.curves([1, 2]), "must be a dict"),
        (lambda: plots.curves({"a": []}), "'a' must have as many values as steps, at least one"),
        (lambda: plots.curves({"a": ([1, 2], [1, 2, 3])}), r"'a' must have as many .* got \(3,\) and \(2,\)"),
        (lambda: plots.curves({"a": ["x"]}), "'a' must hold numbers"),
        (lambda: plots.curves({"a": 3}), "'a' must hold numbers"),
        (lambda: plots.curves(fit(), y_label="acuracy"), "y_label must be one of .*did you mean 'accuracy'"),
        (
            lambda: plots.lines([1, 0], {"a": [0, 1]}),
            r"x must hold at least two numbers in rising order.*\[1, 0\]",
        ),
        (lambda: plots.lines([1, 2], {"a": [0]}), "'a' must have 2 values, one for each x"),
        (lambda: plots.lines([1, 2], {"a": [0, np.inf]}), "'a' must hold finite numbers"),
        (lambda: plots.lines([1, 2], {"a": [0, 1]}, mark=3), "mark must be a number ≥ 1 and ≤ 2, got 3"),
        (lambda: plots.compare({}), "results must be a dict"),
        (lambda: plots.compare({"a": []}), "'a' must hold one number for each seed"),
        (lambda: plots.compare({"a": [np.nan]}), "'a' must hold finite numbers"),
    ],
)
def test_what_cannot_be_drawn_is_said_in_words(call, said):
    with pytest.raises(CourseError, match=said):
        call()
