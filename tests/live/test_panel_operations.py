"""The graph of operations: what goes to the page, its still picture and words, and inputs changed by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from dlcourse import live, plots
from dlcourse.errors import CourseError
from dlcourse.live.history import History
from tests.live.expression_engine import Expression


@pytest.fixture
def expression():
    return Expression()


@pytest.fixture
def panel(expression):
    return live.Operations(on_value=expression.set_value)


def looked_at(expression):
    return live.View(expression.snapshot(), History())


def stepped(expression, panel, steps):
    expression.step(steps)
    return panel.frame(looked_at(expression))


def test_values_come_forward_and_gradients_backward(expression, panel):
    plain, _ = panel.frame(looked_at(expression))
    assert [node["value"] for node in plain["nodes"]] == ["0.5", "−2", "1.5", "", "", ""]
    assert plain["at"] is None and plain["changeable"]
    plain, _ = stepped(expression, panel, 2)
    assert [node["value"] for node in plain["nodes"]][3:] == ["−1", "0.5", ""]
    assert (plain["at"], plain["phase"]) == (4, "forward")
    assert [node["gradient"] for node in plain["nodes"]] == [""] * 6
    plain, _ = stepped(expression, panel, 4)
    slope = 1 - math.tanh(0.5) ** 2
    shown = [node["gradient"] for node in plain["nodes"]]
    assert shown == ["−1.573", "0.3932", "0.7864", "0.7864", "0.7864", "1"]
    assert float(shown[4]) == pytest.approx(slope, abs=1e-4)
    assert (plain["at"], plain["phase"]) == (3, "backward")


def test_each_node_is_said_in_words(expression, panel):
    plain, _ = stepped(expression, panel, 6)
    words = [node["words"] for node in plain["nodes"]]
    assert words[0] == "a, value 0.5, gradient −1.573"
    assert words[3] == "ab = a times b, value −1, gradient 0.7864"
    assert words[5] == "L = tanh of s, value 0.4621, gradient 1"
    assert "3 operations on 3 inputs: 6 of 6 values and 6 gradients" in plain["alt"]
    assert plain["alt"].endswith("going backward: ab = a times b, value −1, gradient 0.7864.")


def test_places_are_ordered_by_depth_and_edges_lead_from_box_to_box(expression, panel):
    _, arrays = stepped(expression, panel, 1)
    x = arrays["places"][:, 0]
    assert arrays["places"].shape == (6, 2)
    assert x[0] == x[1] < x[3] == x[2] < x[4] < x[5], "an input stands just before what uses it"
    ends = {tuple(pair) for pair in arrays["ends"].tolist()}
    assert ends == {(0, 3), (1, 3), (3, 4), (2, 4), (4, 5)}
    assert arrays["lengths"].sum() == len(arrays["points"])
    assert {array.dtype.name for array in arrays.values()} <= {"float32", "int32", "uint16"}
    first = arrays["points"][: arrays["lengths"][0]]
    start, end = arrays["ends"][0]
    assert first[0, 0] > arrays["places"][start, 0] and first[-1, 0] < arrays["places"][end, 0]


def test_an_input_is_changed_through_the_lab(expression, panel):
    lab = live.Lab(expression, [panel], headless=False)
    frames = []
    lab.transport.send = lambda content, buffers=None: frames.append(content)
    expression.step(3)
    lab.transport._handle_custom_msg({"kind": "look", "serial": 1}, [])
    panel._handle_custom_msg({"kind": "value", "node": 1, "value": 4}, [])
    assert expression.nodes[1]["value"] == 4.0
    shown = [node["value"] for node in frames[-1]["panels"]["operations"]["nodes"]]
    assert shown == ["0.5", "4", "1.5", "2", "3.5", "0.9982"]
    panel._handle_custom_msg({"kind": "value", "node": 4, "value": 1}, [])
    assert "node must be an input of the graph, one of [0, 1, 2], got 4" in frames[-1]["problem"]


@pytest.mark.parametrize("value", [None, math.nan, math.inf, "2", True])
def test_only_numbers_reach_the_steppable(expression, panel, value):
    panel.frame(looked_at(expression))
    with pytest.raises(CourseError, match="value must be a number"):
        panel.act({"kind": "value", "node": 0, "value": value})
    assert expression.nodes[0]["value"] == 0.5


def test_without_a_receiver_nothing_can_be_changed(expression):
    panel = live.Operations()
    plain, _ = panel.frame(looked_at(expression))
    assert not plain["changeable"]
    with pytest.raises(CourseError, match="cannot be changed by hand"):
        panel.act({"kind": "value", "node": 0, "value": 1.0})


def test_a_frame_without_nodes_is_empty_and_says_so(panel):
    view = live.View({"step": 0, "nodes": []}, History())
    plain, arrays = panel.frame(view)
    assert plain["nodes"] == [] and arrays == {} and plain["alt"] == "No graph of operations yet."


def test_the_still_shows_the_same_numbers(expression, panel):
    expression.step(5)
    lab = live.Lab(expression, [panel], headless=True)
    axes = lab.still().figure.axes[0]
    texts = [text.get_text() for text in axes.texts] + [
        artist.get_text() for artist in axes.artists if hasattr(artist, "get_text")
    ]
    for node in panel.frame(looked_at(expression))[0]["nodes"]:
        assert node["name"] in texts and f"→ {node['value']}" in texts
        assert not node["gradient"] or f"← {node['gradient']}" in texts
    assert "ab = a times b" not in lab.still().alt
    assert "s = ab plus c, value 0.5, gradient 0.7864" in lab.still().alt


def test_a_node_used_twice_has_one_edge_and_both_in_words():
    nodes = [{"name": "x", "value": 3.0}, {"name": "y", "operation": "×", "inputs": (0, 0), "value": 9.0}]
    view = live.View({"step": 0, "nodes": nodes}, History())
    plain, arrays = live.Operations().frame(view)
    assert plain["nodes"][1]["words"] == "y = x times x, value 9"
    assert len(arrays["ends"]) == 1


def test_values_that_are_not_finite_are_drawn():
    nodes = [
        {"name": "x", "value": math.inf},
        {"name": "y", "operation": "log", "inputs": (0,), "value": math.nan, "gradient": -math.inf},
    ]
    plain, _ = live.Operations().frame(live.View({"step": 0, "nodes": nodes}, History()))
    assert [node["value"] for node in plain["nodes"]] == ["∞", "NaN"]
    assert plots.operations(nodes).alt.startswith("A graph of 1 operation on 1 input")


def boxes(arrays):
    return [(x - 48, x + 48, y - 30, y + 30) for x, y in arrays["places"]]


@pytest.mark.parametrize("seed", range(5))
def test_forty_nodes_do_not_overlap_and_no_edge_runs_through_a_node(seed):
    generator = np.random.default_rng(seed)
    nodes = [{"name": f"x{i}", "value": 1.0} for i in range(8)]
    for i in range(32):
        inputs = generator.choice(np.arange(max(0, len(nodes) - 12), len(nodes)), 2, replace=False)
        nodes.append({"name": f"h{i}", "operation": "+", "inputs": inputs.tolist()})
    _, arrays = live.Operations().frame(live.View({"step": 0, "nodes": nodes}, History()))
    rectangles = boxes(arrays)
    for i, (left, right, top, bottom) in enumerate(rectangles):
        for other in rectangles[:i]:
            assert right <= other[0] or other[1] <= left or bottom <= other[2] or other[3] <= top
    cuts = np.split(arrays["points"], np.cumsum(arrays["lengths"])[:-1])
    for points in cuts:
        for a, b in zip(points[1:-1:2], points[2:-1:2], strict=True):  # where an edge passes a column
            assert not any(b[0] > left and a[0] < right and top - 15 < a[1] < bottom + 15
                           for left, right, top, bottom in rectangles)  # fmt: skip


def test_a_tree_is_drawn_without_crossings():
    nodes = [{"name": f"x{i}"} for i in (0, 2, 4, 6, 1, 3, 5, 7)]
    place = {node["name"]: i for i, node in enumerate(nodes)}
    level = [place[f"x{i}"] for i in range(8)]
    while len(level) > 1:
        following = []
        for left, right in zip(level[::2], level[1::2], strict=True):
            following.append(len(nodes))
            nodes.append({"name": f"s{len(nodes)}", "operation": "+", "inputs": (left, right)})
        level = following
    _, arrays = live.Operations().frame(live.View({"step": 0, "nodes": nodes}, History()))
    ends, places = arrays["ends"], arrays["places"]
    edges = [(places[a], places[b]) for a, b in ends]
    for i, (a, b) in enumerate(edges):
        for c, d in edges[:i]:
            if a[0] == c[0]:
                assert (a[1] - c[1]) * (b[1] - d[1]) >= 0


@pytest.mark.parametrize(
    ("nodes", "message"),
    [
        ([{"name": "a", "operation": "+", "inputs": (0,)}], "an input of node 0 must be a whole number"),
        ([{"name": "a"}, {"name": "b", "operation": "+"}], "node 1 must have an operation and inputs"),
        ([{"name": "a", "value": "much"}], "the value of node 0 must be a number"),
        (["a"], "node 0 must be a dict with a name"),
        ([], "nodes must be a list with at least one node"),
    ],
)
def test_graphs_that_are_none_are_refused_in_words(nodes, message):
    with pytest.raises(CourseError, match=message):
        plots.operations(nodes)


def test_the_visited_node_must_exist(expression):
    nodes = expression.snapshot()["nodes"]
    with pytest.raises(CourseError, match="at must be a whole number ≥ 0 and ≤ 5, got 6"):
        plots.operations(nodes, at=6)
    with pytest.raises(CourseError, match="phase must be one of forward, backward"):
        plots.operations(nodes, phase="sideways")


def test_text_grows_and_shrinks_with_the_drawing(expression):
    nodes = expression.snapshot()["nodes"]
    sizes = []
    for width in (300, 900):
        figure = plots.new_figure(width, width / 2)
        figure.set_layout_engine("none")
        axes = figure.add_axes((0, 0, 1, 1))
        plots.draw_operations(axes, nodes)
        figure.canvas.draw()
        sizes.append(next(a for a in axes.artists + axes.texts if a.get_text() == "ab").get_fontsize())
    assert sizes[1] == pytest.approx(3 * sizes[0])
