"""What a lab is made of and what it leaves behind: arguments, sliders, the picture in a saved notebook."""

from __future__ import annotations

import keras
import pytest

from dlcourse import datasets, live
from dlcourse.errors import CourseError


@pytest.fixture
def lab(make_model):
    return live.train(make_model(), datasets.load("circles", n=100, seed=2), headless=False)


def test_the_slider_shows_the_learners_own_rate_and_stops_at_round_numbers(make_model):
    optimizer = keras.optimizers.SGD(0.0123)
    lab = live.train(make_model(optimizer=optimizer), datasets.load("xor", n=20), headless=False)
    slider = lab.controls["learning rate"]
    assert slider.value == pytest.approx(0.0123) and slider.label == "0.0123"
    assert {0.001, 0.02, 0.3, 5.0} <= {value for _, value in slider.options}


def test_each_control_bears_the_name_of_its_setting(lab):
    for name, control in lab.controls.items():
        assert control.description == name


def test_headless_takes_the_steps_asked_for_and_repeats_itself(make_model):
    data = datasets.load("circles", n=100)
    first = live.train(make_model(), data, steps=137, headless=True)
    second = live.train(make_model(), data, steps=137, headless=True)
    assert first.status.startswith("step 137 · loss ")
    assert first.history == second.history
    assert first.history["step"][0] == 0 and first.history["step"][-1] == 137
    assert int(first.steppable.model.optimizer.iterations) == 137


def shown(lab, monkeypatch):
    """What `display` is given for `lab`."""
    seen = []
    monkeypatch.setattr(
        "IPython.display.DisplayHandle.display", lambda _, data, **options: seen.append((data, options))
    )
    lab._ipython_display_()
    ((data, options),) = seen
    assert options["raw"]
    return data, options["metadata"]


def test_a_saved_headless_notebook_holds_a_picture_and_no_widget(make_model, monkeypatch):
    data, metadata = shown(
        live.train(make_model(), datasets.load("xor", n=60), steps=20, headless=True), monkeypatch
    )
    assert set(data) == {"text/plain", "image/png"}
    assert data["text/plain"] == "A live lab at step 20: Loss, step by step, Its answer over the plane"
    assert "training from" in metadata["image/png"]["alt"]


def test_with_a_browser_the_picture_stands_beside_the_widget(lab, monkeypatch):
    seen = []
    monkeypatch.setattr("IPython.display.display", lambda data, **_: seen.append(data))
    lab._ipython_display_()
    data, later = seen
    assert {"text/plain", "image/png"} <= set(data)
    assert data["image/png"] in later["text/html"]
    assert f"dlc-still-{lab.transport.lab_id}" in later["text/html"] and "alt=" in later["text/html"]
    if lab.comm is not None:
        view = data["application/vnd.jupyter.widget-view+json"]
        assert view["model_id"] == lab.model_id


def test_the_environment_decides_where_no_argument_does(make_model, monkeypatch):
    monkeypatch.setenv("DLCOURSE_HEADLESS", "0")
    assert live.train(make_model(), datasets.load("xor", n=20)).headless is False
    monkeypatch.setenv("DLCOURSE_HEADLESS", "1")
    assert live.train(make_model(), datasets.load("xor", n=20), steps=3).headless is True


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"controls": ["momentun"]}, "got 'momentun'; did you mean 'momentum'"),
        ({"panels": ["network view"]}, "panels must be one of network, field, curves"),
        ({"panels": []}, "panels must name at least one"),
        ({"steps": -1}, "steps must be a whole number ≥ 0, got -1"),
        ({"batch_size": 2.5}, "batch_size must be a whole number ≥ 1, got 2.5"),
    ],
)
def test_bad_arguments(make_model, options, words):
    with pytest.raises(CourseError, match=words):
        live.train(make_model(), datasets.load("xor", n=20), **options)


def test_a_control_that_the_data_cannot_have_says_why(make_model, points):
    with pytest.raises(CourseError, match=r"'noise' is not to be had here: .* not generated"):
        live.train(make_model(), points, controls=["noise"])


def test_a_field_needs_two_inputs():
    iris = datasets.load("iris")
    model = keras.Sequential([keras.Input(iris.input_shape), keras.layers.Dense(3, "softmax")])
    model.compile("sgd", "sparse_categorical_crossentropy", metrics=["accuracy"])
    lab = live.train(model, iris, steps=10, headless=True)
    assert [panel.kind for panel in lab.panels] == ["curves"]
    with pytest.raises(CourseError, match="panel 'field' needs a model of two inputs"):
        live.train(model, iris, panels=["field"])


def test_closing_a_lab_leaves_no_widget_behind(make_model):
    from ipywidgets import Widget

    def living():
        # ipywidgets 7 keeps them in a class attribute, version 8 behind a function.
        return len(getattr(Widget, "_active_widgets", None) or _instances() or Widget.widgets)

    def _instances():
        from ipywidgets.widgets import widget

        return getattr(widget, "_instances", {})

    before = living()
    lab = live.train(make_model(), datasets.load("xor", n=20), headless=False)
    assert living() > before
    lab.close()
    assert living() == before


def test_a_cell_that_runs_again_closes_the_lab_of_its_earlier_run(make_model, monkeypatch):
    from dlcourse.live import cells

    data = datasets.load("xor", n=20)

    def run(cell, execution):
        monkeypatch.setattr(cells, "_running_cell", lambda: (cell, execution))
        lab = live.train(make_model(), data, headless=False)
        closed = []
        lab.transport.close = lambda: closed.append(True)
        return closed

    first, beside, other = run("a", "1"), run("a", "1"), run("b", "2")
    assert not first and not beside
    run("a", "3")
    assert first and beside and not other
