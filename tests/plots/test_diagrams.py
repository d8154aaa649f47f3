"""Diagrams of a neuron and of a small network carry the numbers that NumPy computes."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from matplotlib.patches import Circle

from dlcourse import plots
from dlcourse.errors import CourseError
from dlcourse.plots import style
from dlcourse.scratch.perceptron import forward

XOR = [(np.array([[1, -1], [1, -1]]), np.array([-0.5, 1.5])), (np.array([[1], [1]]), np.array([-1.5]))]


def texts_of(picture):
    return [text.get_text() for text in picture.figure.axes[0].texts if text.get_text()]


def edges_of(picture):
    """(color, width) of each edge, in the order of drawing."""
    return [
        (line.get_color(), line.get_linewidth())
        for line in picture.figure.axes[0].get_lines()
        if line.zorder == 1
    ]


def answers_of(picture):
    """Colors of the nodes that hold an answer."""
    nodes = [patch for patch in picture.figure.axes[0].patches if isinstance(patch, Circle)]
    colors = [style.to_hex(node.get_facecolor()) for node in nodes]
    return [color for color in colors if color in style.OKABE_ITO]


def test_a_neuron_shows_its_numbers():
    picture = plots.neuron([0.5, 2], [1, -0.25], 0.1, names=["sun", "rain"])
    assert {"0.5", "2", "sun", "rain", "w1 = 1", "w2 = −0.25", "b = 0.1", "Σ", "z = 0.1", "1"} <= set(
        texts_of(picture)
    )
    assert "1·0.5 + (−0.25)·2 + 0.1 = 0.1" in texts_of(picture)
    assert "z = 0.1, so the neuron answers 1" in texts_of(picture)
    assert answers_of(picture) == [style.OKABE_ITO[1]]
    assert "sun = 0.5 with weight 1, rain = 2 with weight −0.25" in picture.alt
    assert "the answer is 1" in picture.alt


def test_a_sum_below_zero_answers_zero():
    picture = plots.neuron([1], [-3], 0)
    assert "z = −3, so the neuron answers 0" in texts_of(picture)
    assert "−3, which is below 0, so the answer is 0" in picture.alt
    assert answers_of(picture) == [style.OKABE_ITO[0]]


def test_edges_tell_sign_by_color_and_size_by_width():
    (first, thick), (second, thin), (third, bias) = edges_of(plots.neuron([1, 1], [2, -1], 0))
    assert (first, second, third) == (style.OKABE_ITO[1], style.OKABE_ITO[0], style.FAINT)
    assert thick > thin > bias


@pytest.mark.parametrize("x", [[0, 0], [0, 1], [1, 0], [1, 1]])
def test_the_network_answers_as_forward_does(x):
    picture = plots.network(XOR, x)
    hidden, answer = forward(x, XOR[:1]), forward(x, XOR)
    sums = [*(x @ XOR[0][0] + XOR[0][1]), *(hidden @ XOR[1][0] + XOR[1][1])]
    shown = [text for text in texts_of(picture) if text.startswith("z = ")]
    assert shown == [f"z = {total:g}".replace("-", "−") for total in sums]
    assert answers_of(picture) == [style.OKABE_ITO[value] for value in (*hidden, *answer)]
    assert f"The network answers {answer[0]}." in picture.alt
    assert [text for text in texts_of(picture) if text.startswith("b = ")] == [
        "b = −0.5",
        "b = 1.5",
        "b = −1.5",
    ]


def test_every_weight_stands_on_an_edge_from_its_input_to_its_unit():
    weights = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
    picture = plots.network([(weights, [0, 0, 0])], [1, 1])
    lines = [line for line in picture.figure.axes[0].get_lines() if line.zorder == 1]
    assert len(lines) == 6
    for line, (i, j) in zip(lines, np.ndindex(2, 3), strict=True):
        widths = line.get_linewidth() - 1.2
        assert widths == pytest.approx((4.6 - 1.2) * weights[i, j] / 6)
        (left, top), (right, bottom) = line.get_xydata()
        assert left < right
        assert top == lines[3 * i].get_xydata()[0, 1]
        assert bottom == lines[j].get_xydata()[1, 1]
    assert {"1", "2", "3", "4", "5", "6"} <= set(texts_of(picture))


@pytest.mark.parametrize("sizes", [(1, 1), (3, 3, 3, 3), (1, 3, 1), (3, 1, 2), (2, 3)])
@pytest.mark.parametrize("seed", [0, 1])
def test_numbers_stand_apart_in_every_shape_of_network(sizes, seed, overlaps):
    generator = np.random.default_rng(seed)
    layers = [(generator.normal(size=(n, m)), -generator.random(m)) for n, m in pairwise(sizes)]
    assert overlaps(plots.network(layers, generator.normal(size=sizes[0]).round(2))) == []


@pytest.mark.parametrize("count", range(1, 7))
def test_numbers_stand_apart_in_every_neuron(count, overlaps):
    generator = np.random.default_rng(count)
    assert overlaps(plots.neuron(generator.normal(size=count), generator.normal(size=count), -0.123)) == []


def test_what_rounding_leaves_of_zero_reads_as_zero():
    picture = plots.neuron([0.5, 2], [1, -0.3], 0.1)  # 2.8e−17 in floating point
    assert "z = 0" in texts_of(picture)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: plots.neuron([[1, 2]], [1, 2], 0), r"x must be one example .* got shape \(1, 2\)"),
        (lambda: plots.neuron(range(7), range(7), 0), r"of 1 to 6 features, got shape \(7,\)"),
        (lambda: plots.neuron([1, 2], [1], 0), r"weights must have shape \(2,\).* got \(1,\)"),
        (lambda: plots.neuron([1, 2], [1, 2], None), "bias must be a number, got None"),
        (lambda: plots.neuron([1, 2], [1, 2], 0, names=["a"]), "names must name 2 inputs, got 1: a"),
        (lambda: plots.network([], [1]), r"layers must be a list of 1 to 3 pairs \(weights, bias\)"),
        (lambda: plots.network([np.ones((2, 2))], [1, 1]), r"layer 1 must be a pair"),
        (lambda: plots.network(XOR, [1, 2, 3]), r"layer 1 must have weights of shape \(3, units\)"),
        (lambda: plots.network(XOR, [1, 2, 3, 4]), "of 1 to 3 features"),
        (lambda: plots.network([(np.ones((2, 5)), np.ones(5))], [1, 1]), r"at most 3 units .* got 5"),
        (
            lambda: plots.network([(np.ones((2, 2)), [1])], [1, 1]),
            r"layer 1 must have a bias of shape \(2,\)",
        ),
    ],
)
def test_what_does_not_fit_is_said_in_words(call, said):
    with pytest.raises(CourseError, match=said):
        call()
