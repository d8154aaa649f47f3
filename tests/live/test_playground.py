"""The playground: whatever is changed, what trains is the network that the plan and the code describe."""

from __future__ import annotations

import threading

import keras
import numpy as np
import pytest

from dlcourse import datasets, live
from dlcourse.errors import CourseError
from dlcourse.live.plan import ACTIVATIONS, Plan

WEIGHT = {"kind": "parameter", "layer": 0, "unit": 0, "source": 0, "value": 1.0}


class Page:
    """A page's side of a playground: presses and changes go in, frames come out."""

    def __init__(self, **options):
        self.lab = live.playground("circles", headless=False, **options)
        self.frames = []
        self.lab.transport.send = lambda content, buffers=None: self.frames.append(content)
        self.lab.transport._handle_custom_msg({"kind": "look", "serial": 0}, [])
        self.network = next(panel for panel in self.lab.panels if panel.kind == "network")

    def send(self, kind, **more):
        message = {"kind": kind, "run": self.run, "serial": len(self.frames) + 1, "cap": 20, **more}
        self.lab.transport._handle_custom_msg(message, [])
        return self.frames[-1]

    def press(self, **message):
        self.network._handle_custom_msg(message, [])
        return self.frames[-1]

    @property
    def run(self):
        """The number of the present run, as the newest frame says it."""
        return self.frames[-1]["run"]

    @property
    def units(self):
        return [layer.units for layer in self.model.layers if isinstance(layer, keras.layers.Dense)]

    @property
    def model(self):
        return self.lab.steppable.model


@pytest.fixture(scope="module")
def shared():
    return Page(
        controls=[
            "learning rate",
            "momentum",
            "L1",
            "L2",
            "noise",
            "dataset",
            "activation",
            "optimizer",
            "loss",
            "batch size",
            "test share",
        ]
    )


@pytest.fixture
def page(shared):
    """One playground for all tests, each of which begins with the same plan."""
    shared.lab.steppable.plan = Plan()
    shared.lab.steppable._data = datasets.load("circles")
    shared.send("rebuild")
    del shared.frames[:-1]
    return shared


def test_units_layers_and_inputs_are_changed_by_buttons_and_wait_for_the_rebuild(page):
    before = page.model
    frame = page.press(kind="units", layer=0, change=1)
    assert frame["pending"] and "rebuilding" in frame["note"] and page.model is before
    page.press(kind="layers", change=1)
    page.press(kind="feature", name="x1²")
    frame = page.send("rebuild")
    assert not frame["pending"] and not frame["problem"]
    assert page.units == [5, 2, 2, 1]
    assert page.model.input_shape == (None, 3)
    assert page.network.inputs == ("x1", "x2", "x1²") and page.network.units == (5, 2, 2, 1)
    page.press(kind="layers", change=-1)
    page.press(kind="feature", name="x1")
    page.press(kind="units", layer=1, change=-1)
    page.send("rebuild")
    assert page.units == [5, 1, 1]
    assert page.network.inputs == ("x2", "x1²")


def test_while_a_rebuild_is_due_nothing_trains(page):
    page.send("train")
    at = page.frames[-1]["status"][0]
    page.press(kind="units", layer=0, change=1)
    assert page.send("tick")["status"][0] == at
    run = page.frames[-1]["run"]
    assert page.send("rebuild")["run"] == run + 1
    assert page.send("tick")["status"][0] == ("step", "20")


def test_a_choice_made_while_the_network_is_rebuilt_is_seen_and_kept(page, monkeypatch):
    menu, playground = page.lab.controls["activation"], page.lab.steppable
    rebuild, building, go_on = playground.rebuild, threading.Event(), threading.Event()

    def slow_rebuild():
        rebuild()
        building.set()
        go_on.wait(10)

    monkeypatch.setattr(playground, "rebuild", slow_rebuild)
    page.press(kind="units", layer=0, change=1)
    lab = threading.Thread(target=page.send, args=("rebuild",))
    lab.start()
    assert building.wait(60)
    reader = threading.Thread(target=menu.set_state, args=({"index": ACTIVATIONS.index("sigmoid")},))
    reader.start()
    reader.join(0.2)
    go_on.set()
    lab.join()
    reader.join()
    assert menu.value == "sigmoid" and page.frames[-1]["pending"]
    page.send("rebuild")
    assert page.model.layers[0].activation is keras.activations.sigmoid


def test_a_late_tick_of_the_old_network_trains_nothing(page):
    page.send("train")
    old = page.run
    page.press(kind="units", layer=0, change=1)
    page.send("rebuild")
    assert page.send("tick", run=old)["status"][0] == ("step", "0")


@pytest.mark.parametrize(
    ("message", "words"),
    [
        ({"kind": "units", "layer": 0, "change": 3}, "change must be a whole number ≥ -1 and ≤ 1, got 3"),
        ({"kind": "units", "layer": 2, "change": 1}, "layer must be a whole number ≥ 0 and ≤ 1, got 2"),
        ({"kind": "feature", "name": "x3"}, "feature must be one of x1, x2"),
        ({**WEIGHT, "unit": 9}, "unit must be a whole number"),
        ({**WEIGHT, "source": 7}, "source must be a whole number"),
        ({**WEIGHT, "value": "x"}, "value must be a number, got 'x'"),
        ({"kind": "explode"}, "kind must be one of parameter, units, layers, feature"),
    ],
)  # fmt: skip
def test_messages_that_make_no_sense_are_refused_in_words(page, message, words):
    before = page.model.get_weights()
    assert words in page.press(**message)["problem"]
    assert all((a == b).all() for a, b in zip(before, page.model.get_weights(), strict=True))


def test_the_last_input_the_last_layer_and_the_last_unit_cannot_be_taken_away(page):
    page.press(kind="feature", name="x1")
    assert "at least one" in page.press(kind="feature", name="x2")["problem"]
    page.send("rebuild")
    page.press(kind="layers", change=-1)
    page.press(kind="layers", change=-1)
    assert "no hidden layer left" in page.press(kind="layers", change=-1)["problem"]
    page.send("rebuild")
    assert page.units == [1]
    page.send("train")
    assert page.lab.history["step"][-1] == 20


def test_weights_and_biases_are_set_by_hand_in_the_keras_model(page):
    first, last = page.model.layers[0], page.model.layers[-1]
    page.press(kind="parameter", layer=0, unit=1, source=0, value=2.5)
    page.press(kind="parameter", layer=2, unit=0, source=None, value=-1.25)
    assert float(first.kernel[0, 1]) == 2.5
    assert float(last.bias[0]) == -1.25
    frame = page.network.frame(page.lab._training.view)[1]["weights"]
    assert frame[1] == 2.5 and frame[-1] == -1.25


def test_the_pictures_of_the_units_are_what_the_units_answer(page):
    page.send("train")
    snapshot = page.lab.steppable.snapshot()
    trainer = page.lab.steppable.trainer
    hidden = keras.Model(page.model.inputs, page.model.layers[0].output)
    answers = hidden.predict(trainer.inputs_over(trainer.cells), verbose=0)
    expected = answers.T.reshape(4, trainer.cells, trainer.cells)
    assert np.allclose(snapshot["units"][:4], expected, atol=1e-5)
    sent = page.network.frame(page.lab._training.view)[1]["answers"]
    assert np.abs(sent[:4] / 127.5 - 1 - expected).max() < 0.02


def test_settings_survive_a_rebuild_and_act_on_the_new_model(page):
    page.lab.controls["learning rate"].value = 0.3
    page.lab.controls["L2"].value = 0.01
    page.lab.controls["momentum"].value = 0.6
    page.press(kind="units", layer=0, change=1)
    page.send("rebuild")
    assert float(page.model.optimizer.learning_rate) == pytest.approx(0.3)
    assert page.model.optimizer.momentum == pytest.approx(0.6)
    assert page.model.layers[0].kernel_regularizer.l2 == pytest.approx(0.01)
    page.lab.controls["learning rate"].value = 0.1
    assert float(page.model.optimizer.learning_rate) == pytest.approx(0.1)


def test_menus_change_the_network_and_its_data(page):
    for name, value in {
        "activation": "relu",
        "optimizer": "Adam",
        "batch size": 50,
        "dataset": "moons",
        "test share": 0.2,
    }.items():
        page.lab.controls[name].value = value
        assert page.frames[-1]["pending"], name
    page.send("rebuild")
    trainer = page.lab.steppable.trainer
    assert page.model.layers[0].activation is keras.activations.relu
    assert type(page.model.optimizer) is keras.optimizers.Adam
    assert trainer.batch_size == 50 and trainer.data.name == "moons" and trainer.points.size == 400
    assert page.lab.controls["momentum"].disabled and not page.lab.controls["L2"].disabled
    page.lab.controls["optimizer"].value = "SGD"
    page.send("rebuild")
    assert not page.lab.controls["momentum"].disabled


def test_eight_classes_and_back(page):
    page.lab.controls["dataset"].value = "ring"
    page.send("rebuild")
    assert page.units[-1] == 8 and page.network.units[-1] == 8
    page.lab.controls["loss"].value = "squared error"
    assert "loss must be crossentropy for 8 classes" in page.frames[-1]["problem"]
    assert page.lab.controls["loss"].value == "crossentropy"
    page.lab.controls["dataset"].value = "xor"
    frame = page.send("rebuild")
    assert page.units[-1] == 1 and not frame["problem"]


def test_the_reset_returns_to_the_same_weights_and_a_new_seed_survives_a_rebuild(page):
    initial = page.model.get_weights()
    page.send("train")
    page.send("reset")
    assert all((a == b).all() for a, b in zip(initial, page.model.get_weights(), strict=True))
    page.send("seed")
    drawn = page.model.get_weights()
    assert np.abs(drawn[0] - initial[0]).max() > 0.01
    page.lab.controls["batch size"].value = 20
    page.send("rebuild")
    assert page.lab.steppable.plan.seed == 2


def test_a_reset_does_not_undo_what_was_chosen_just_before(page):
    page.press(kind="units", layer=0, change=1)
    assert page.send("reset")["pending"]
    page.send("rebuild")
    assert page.units == [5, 2, 1]


def test_own_points_are_learned_from(page):
    x = np.random.default_rng(0).normal(size=(60, 2))
    own = datasets.from_points(x, (x[:, 0] > 0).astype(int))
    page.lab.steppable.learn_from(own)
    page.send("rebuild")
    assert page.lab.steppable.trainer.data is own
    page.lab.controls["dataset"].value = "xor"
    page.send("rebuild")
    assert page.lab.steppable.trainer.data.name == "xor"


def test_eight_rebuilds_between_two_networks_compile_two(page):
    from dlcourse.live import programs

    for change in (1, -1):
        page.press(kind="units", layer=0, change=change)
        page.send("rebuild")
        page.send("train")
    known = len(programs._programs)
    for _ in range(3):
        for change in (1, -1):
            page.press(kind="units", layer=0, change=change)
            page.send("rebuild")
            page.send("train")
    assert len(programs._programs) == known
    assert page.lab.steppable.trainer._engine._program in programs._programs.values()
    assert page.lab.history["step"][-1] == 20


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"data": "iris"}, "must be the name of a point set"),
        ({"data": 3}, "must be the name of a point set, .* got 'int'"),
        ({"controls": ["lerning rate"]}, "did you mean 'learning rate'"),
        ({"panels": []}, "panels must name at least one"),
    ],
)
def test_bad_arguments(options, words):
    with pytest.raises(CourseError, match=words):
        live.playground(**{"data": "xor", "headless": True, **options})


def test_without_a_browser_it_trains_and_leaves_a_picture():
    lab = live.playground("xor", units=(6,), optimizer="Adam", learning_rate=0.05, headless=True, steps=1500)
    assert lab.history["accuracy"][-1] > 0.95
    alt = lab.still().alt
    assert "A network of 2 → 6 → 1 units, tanh in between" in alt
