"""A grid on its way through layers: where it is, what stays straight, other stacks, panel and still."""

from __future__ import annotations

import numpy as np
import pytest

from dlcourse import live, plots
from dlcourse.errors import CourseError
from dlcourse.live.history import History
from dlcourse.scratch.activations import ACTIVATIONS

LAYERS = [(np.array([[1.0, 2.0], [0.5, -1.0]]), np.array([0.1, -0.2])), (np.eye(2), np.array([1.0, 1.0]))]


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_after_all_steps_the_grid_has_passed_through_all_layers(name):
    stack = live.LayerGrid(name, layers=LAYERS, weight_size=1.5)
    stack.step(40)
    places = plots.grid_lines()
    for weights, bias in LAYERS:
        places = ACTIVATIONS[name].function(places @ (1.5 * weights) + bias)
    np.testing.assert_allclose(stack.snapshot()["lines"], places)
    assert stack.finished and stack.note
    stack.step(5)
    assert stack.steps == 40, "there is no further layer"


def test_half_way_through_a_layer_stand_the_weighted_sums():
    stack = live.LayerGrid("tanh", layers=LAYERS, weight_size=2.0)
    assert stack.snapshot()["axes"] == ("x1", "x2")
    start = stack.snapshot()["lines"]
    stack.step(10)
    sums = start @ (2.0 * LAYERS[0][0]) + LAYERS[0][1]
    np.testing.assert_allclose(stack.snapshot()["lines"], sums)
    assert stack.snapshot()["axes"] == ("z1", "z2") and stack.snapshot()["layer"] == 1
    stack.step(3)
    np.testing.assert_allclose(stack.snapshot()["lines"], 0.7 * sums + 0.3 * np.tanh(sums))
    stack.step(7)
    assert stack.snapshot()["axes"] == ("a1", "a2")


def test_linear_layers_keep_straight_lines_straight_and_tanh_does_not():
    def bend(name):
        stack = live.LayerGrid(name, depth=4, seed=3)
        stack.step(80)
        return np.abs(np.diff(stack.snapshot()["lines"], n=2, axis=-2)).max()

    assert bend("linear") < 1e-12 < 1e-3 < bend("tanh")


def test_sigmoids_shrink_the_plane_and_the_stretch_says_so():
    stack = live.LayerGrid("sigmoid", depth=8)
    stretches = []
    for _ in range(8):
        stack.step(20)
        stretches.append(stack.snapshot()["stretch"])
    assert stretches == sorted(stretches, reverse=True) and stretches[-1] < 1e-3
    assert live.LayerGrid("sigmoid").snapshot()["stretch"] == 1.0


def test_points_move_with_the_grid():
    x = np.array([[1.5, -1.5], [0.0, 0.0]])
    stack = live.LayerGrid("ReLU", data=(x, np.array([0, 1])), layers=LAYERS, weight_size=1.0)
    stack.step(20)
    snapshot = stack.snapshot()
    np.testing.assert_allclose(snapshot["points"], np.maximum(x @ LAYERS[0][0] + LAYERS[0][1], 0))
    assert snapshot["labels"].tolist() == [0, 1]


def test_a_deeper_stack_begins_with_the_same_layers_and_a_new_seed_draws_others():
    stack = live.LayerGrid("tanh", depth=2, seed=5)
    first = stack.layers[0][0]
    stack.choices["layers"].write(8)
    stack.choices["activation"].write("GELU")
    assert stack.pending
    stack.step(10)
    stack.rebuild()
    assert not stack.pending and stack.depth == 8 and stack.steps == 0 and stack.activation.name == "GELU"
    np.testing.assert_array_equal(stack.layers[0][0], first)
    stack.reset(same_seed=False)
    assert not np.array_equal(stack.layers[0][0], first)


def test_layers_that_were_given_stay():
    stack = live.LayerGrid("tanh", layers=LAYERS)
    stack.reset(same_seed=False)
    np.testing.assert_array_equal(stack.layers[0][0], LAYERS[0][0])
    assert list(stack.choices) == ["activation"]


def test_the_weight_size_acts_at_once():
    stack = live.LayerGrid("linear", layers=[(np.eye(2), np.zeros(2))])
    stack.step(10)
    stack.settings["weight size"] = 3.0
    np.testing.assert_allclose(stack.snapshot()["lines"], 3 * plots.grid_lines())


def test_a_frame_holds_lines_and_points_and_nothing_very_far_away():
    panel = live.Grid((-1, 1, -1, 1))
    lines = 1e5 * plots.grid_lines(lines=3, samples=5)
    view = live.View({"step": 0, "lines": lines, "points": [[0.5, 0.5]], "labels": [1]}, History())
    plain, arrays = panel.frame(view)
    assert arrays["lines"].shape == (2, 3, 5, 2) and arrays["lines"].dtype == np.float32
    assert np.abs(arrays["lines"]).max() <= 7
    assert arrays["labels"].dtype == np.uint8 and plain["axes"] == ["x1", "x2"]
    assert "A grid of 6 lines, with 1 examples on it" in plain["alt"]


def test_the_lab_runs_without_a_browser_and_says_where_it_is():
    lab = live.layer_grid("tanh", depth=2, headless=True)
    assert "layer 2 of 2 · at activations" in lab.status and "through all layers" in lab.status
    picture = lab.still()
    assert len(picture.figure.axes) == 2 and "A grid of 18 lines" in picture.alt
    assert lab.history["stretch"][0] == 1.0
    assert "before the layers" in live.layer_grid(headless=True, steps=0).status


def test_grids_beside_each_other_have_their_names():
    grids = {name: plots.grid_lines() for name in ("one", "two", "three", "four", "five")}
    picture = plots.grids(grids, title="Five grids")
    titles = [axes.get_title(loc="left") for axes in picture.figure.axes if axes.axison]
    assert titles == list(grids) and picture.figure.get_suptitle() == "Five grids"
    assert "one: x1 from −1.5 to 1.5" in picture.alt


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: live.layer_grid("Tanh"), "activation must be one of"),
        (lambda: live.LayerGrid(depth=0), "depth must be a whole number ≥ 1"),
        (lambda: live.LayerGrid(weight_size=0), "weight_size must be a number > 0"),
        (lambda: live.LayerGrid(layers=[]), "layers must be pairs"),
        (lambda: live.LayerGrid(layers=[(np.eye(3), np.zeros(3))]), r"layer 1 must have weights of shape"),
        (lambda: live.LayerGrid(data=(np.zeros((4, 3)), np.array([0, 1, 0, 1]))), "two features per example"),
        (lambda: plots.grids({}), "grids must be a dict"),
        (
            lambda: plots.grids({"a": np.zeros((3, 2, 2, 2))}),
            r"lines must have shape \(2, lines, samples, 2\)",
        ),
        (lambda: plots.grid_lines(lines=1), "lines must be a whole number ≥ 2"),
    ],
)
def test_what_is_not_allowed_is_said_in_words(make, words):
    with pytest.raises(CourseError, match=words):
        make()
