"""The lab on a computation: visits forward and backward, by any engine, with inputs that can be changed."""

from __future__ import annotations

import math

import pytest

from dlcourse import live
from dlcourse.errors import CourseError
from dlcourse.scratch import autodiff
from dlcourse.scratch.autodiff import Value, log, tanh

FLOWER = {"x": 1.3, "w1": 0.5, "w2": -0.8, "y": 1.0}
NAMES = ("z", "a", "ŷ", "error", "L")


def loss(x, w1, w2, y):
    error = w2 * tanh(w1 * x) - y
    return error * error


def two_ways(a, b):
    return tanh(a * b + a)


@pytest.fixture
def graph():
    return live.Graph(loss, FLOWER, names=NAMES)


def by_name(graph, part):
    return {node["name"]: node[part] for node in graph.snapshot()["nodes"]}


def test_inputs_stand_first_and_values_come_one_visit_at_a_time(graph):
    assert [node["name"] for node in graph.snapshot()["nodes"]] == [*FLOWER, *NAMES]
    assert by_name(graph, "value") == {**FLOWER, **dict.fromkeys(NAMES)}
    assert graph.snapshot()["at"] is None and graph.note == ""
    graph.step(2)
    snapshot = graph.snapshot()
    assert snapshot["nodes"][snapshot["at"]]["name"] == "a" and snapshot["phase"] == "forward"
    assert by_name(graph, "value")["a"] == math.tanh(0.65) and by_name(graph, "value")["ŷ"] is None
    assert graph.note == "forward: a = 0.5717"
    assert isinstance(graph, live.Steppable)


def test_gradients_come_backward_and_are_the_engines(graph):
    graph.step(5)
    assert set(by_name(graph, "gradient").values()) == {None}
    graph.step(3)
    known = {name: gradient for name, gradient in by_name(graph, "gradient").items() if gradient is not None}
    assert set(known) == {"L", "error", "y", "ŷ", "w2", "a"}
    assert graph.note == "back from ŷ: w2 ← −1.666, a ← 2.332"
    graph.step(100)
    assert graph.finished and graph.snapshot()["step"] == 10 and graph.snapshot()["phase"] == "backward"
    values = {name: Value(number) for name, number in FLOWER.items()}
    loss(**values).backward()
    for name, value in values.items():
        assert by_name(graph, "gradient")[name] == value.gradient


def test_a_gradient_grows_when_the_second_way_arrives():
    graph = live.Graph(two_ways, {"a": 0.5, "b": -2.0})
    graph.step(5)
    first = by_name(graph, "gradient")["a"]
    graph.step(1)
    assert first == pytest.approx(0.7864, abs=1e-4)
    assert by_name(graph, "gradient")["a"] == pytest.approx(-first)
    assert [node["name"] for node in graph.snapshot()["nodes"]][2:] == ["v1", "v2", "v3"]


def test_a_broken_engine_shows_its_own_numbers():
    class Broken(Value):
        def pass_back(self):
            for node, slope in zip(self.inputs, self.slopes, strict=True):
                node.gradient = slope * self.gradient  # the mistake that the chapter suggests to try

    def two_ways_broken(a, b):
        product = Broken(a.value * b.value, "×", (a, b), (b.value, a.value))
        total = Broken(product.value + a.value, "+", (product, a), (1.0, 1.0))
        return Broken(math.tanh(total.value), "tanh", (total,), (1 - math.tanh(total.value) ** 2,))

    graph = live.Graph(two_ways_broken, {"a": 0.5, "b": -2.0}, Broken)
    graph.step(6)
    assert by_name(graph, "gradient")["a"] == pytest.approx(-2 * 0.7864, abs=1e-3)


def test_a_changed_input_is_computed_through_and_the_visits_stay(graph):
    graph.step(10)
    graph.change(1, 0.25)
    values = {name: Value(number) for name, number in {**FLOWER, "w1": 0.25}.items()}
    result = loss(**values)
    result.backward()
    assert by_name(graph, "value")["L"] == result.value and graph.snapshot()["step"] == 10
    assert by_name(graph, "gradient")["w2"] == values["w2"].gradient
    graph.settings["w2"] = -1.0
    assert graph.inputs == {**FLOWER, "w1": 0.25, "w2": -1.0} and graph.settings["w1"] == 0.25


def test_where_the_function_has_no_value_the_input_stays_as_it_was():
    graph = live.Graph(lambda x: log(x) * x, {"x": 2.0})
    with pytest.raises(CourseError, match="argument of log must be a number > 0"):
        graph.change(0, -1.0)
    assert graph.inputs == {"x": 2.0} and graph.snapshot()["nodes"][0]["value"] == 2.0


def test_constants_of_the_function_are_shown_and_cannot_be_changed():
    graph = live.Graph(lambda x: 3 * x + 1, {"x": 2.0})
    assert [node["name"] for node in graph.snapshot()["nodes"]] == ["x", "3", "1", "v1", "v2"]
    with pytest.raises(
        CourseError, match="node must be one of the inputs x, got 3, which the function itself"
    ):
        graph.change(1, 5.0)


def test_resets_keep_the_inputs_and_new_seeds_draw_others(graph):
    graph.step(7)
    graph.set_input("w1", 0.75)
    graph.reset()
    assert graph.snapshot()["step"] == 0 and graph.inputs["w1"] == 0.75
    graph.reset(same_seed=False)
    drawn = dict(graph.inputs)
    assert drawn != {**FLOWER, "w1": 0.75} and all(abs(number) <= 2 for number in drawn.values())
    other = live.Graph(loss, FLOWER)
    other.reset(same_seed=False)
    assert other.inputs == drawn, "drawn by the seed"


def test_a_node_that_is_no_input_but_unused_is_shown():
    graph = live.Graph(lambda a, b: a * a, {"a": 2.0, "b": 1.0})
    graph.step(2)
    assert by_name(graph, "value") == {"a": 2.0, "b": 1.0, "v1": 4.0}
    assert by_name(graph, "gradient") == {"a": 4.0, "b": None, "v1": 1.0}


def test_the_lab_begins_where_it_is_told():
    for begin, visits in (("inputs", 0), ("values", 5), ("gradients", 10)):
        lab = live.graph(loss, FLOWER, begin=begin, headless=False)
        assert lab.steppable.visits == visits
    lab = live.graph(loss, FLOWER, names=NAMES, begin="values", steps=0, headless=True)
    assert lab.steppable.visits == 5 and lab.status.startswith("step 5 · L 2.124")
    assert live.graph(loss, FLOWER, headless=True).steppable.finished
    assert "L" not in live.graph(loss, FLOWER, names=NAMES, headless=False).status


def test_sliders_and_fields_change_the_same_inputs():
    lab = live.graph(loss, FLOWER, names=NAMES, controls=("w1", "w2"), begin="values", headless=False)
    assert list(lab.controls) == ["w1", "w2"]
    lab.controls["w1"].value = -0.5
    assert lab.steppable.inputs["w1"] == -0.5
    frames = []
    lab.transport.send = lambda content, buffers=None: frames.append(content)
    lab.transport._handle_custom_msg({"kind": "look", "serial": 1}, [])
    lab.panels[0]._handle_custom_msg({"kind": "value", "node": 2, "value": 2.0}, [])
    assert lab.steppable.inputs["w2"] == 2.0
    shown = {node["name"]: node["value"] for node in frames[-1]["panels"]["operations"]["nodes"]}
    assert shown["ŷ"] == f"−{2 * math.tanh(0.65):.4g}"
    lab.panels[0]._handle_custom_msg({"kind": "value", "node": 4, "value": 2.0}, [])
    assert "node must be an input of the graph" in frames[-1]["problem"]


def test_the_still_shows_values_and_gradients():
    picture = live.graph(two_ways, {"a": 0.5, "b": -2.0}, names=("a·b", "sum", "L"), headless=True).still()
    assert "5 of 5 values and 5 gradients are computed" in picture.alt
    assert "a·b = a times b, value −1, gradient 0.7864" in picture.alt


class NoGradient:
    def __init__(self, value):
        self.value, self.operation, self.inputs = value, "", ()


def sum_of_many(a):
    total = a
    for _ in range(60):
        total = total + a
    return total


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: live.graph(loss, {"x": 1.0}), r"take the inputs x by name, and it takes \(x, w1, w2, y\)"),
        (lambda: live.graph(3, {"x": 1.0}), "function must be a function of x, got 3"),
        (lambda: live.graph(loss, {}), "inputs must be a dict"),
        (lambda: live.graph(loss, {**FLOWER, "y": "1"}), "y must be a number, got '1'"),
        (lambda: live.graph(loss, FLOWER, names=("z",)), "names must name the 5 operations, got 1: z"),
        (
            lambda: live.graph(loss, FLOWER, controls=("w3",)),
            "controls must be one of x, w1, w2, y, got 'w3'",
        ),
        (lambda: live.graph(loss, FLOWER, begin="end"), "begin must be one of inputs, values, gradients"),
        (lambda: live.graph(lambda x: x, {"x": 1.0}), "its result is an input as it is"),
        (
            lambda: live.graph(lambda x: x, {"x": 1.0}, NoGradient),
            "a NoGradient has no gradient and no pass_back",
        ),
        (lambda: live.graph(lambda x: 1.0, {"x": 1.0}), "a float has no value"),
        (lambda: live.graph(sum_of_many, {"a": 1.0}), "at most 60 nodes to be drawn, got 61"),
    ],
)
def test_what_is_no_graph_is_refused_in_words(make, said):
    with pytest.raises(CourseError, match=said):
        make()


def test_the_usual_engine_is_the_courses():
    assert isinstance(live.Graph(loss, FLOWER)._nodes[0], autodiff.Value)
