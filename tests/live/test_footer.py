"""Below a lab: the program, the table, and points of the reader's own that its network learns from."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from dlcourse import datasets, live
from dlcourse.live.runs import as_csv
from tests.live.lab_page import LabPage, counting
from tests.live.test_keras_code import assert_same, run


@pytest.fixture(autouse=True)
def unhurried(monkeypatch):
    """However busy the machine is, a frame has time for the steps that are asked for, and for a moment."""
    monkeypatch.setattr("dlcourse.live.training.BUDGET", 1e6)
    monkeypatch.setattr("dlcourse.live.training.SHARE", 1e6)


@pytest.fixture
def page():
    return LabPage(live.playground("circles", units=(3,), headless=False))


def test_each_part_is_there_where_it_makes_sense(page, make_model, points, subclassed_model):
    def parts(page):
        return page.footer.has_code, page.footer.has_points, page.frame["moments"] is not None

    assert parts(page) == (True, True, True)
    assert parts(LabPage(live.train(make_model(), points, headless=False))) == (True, False, True)
    assert parts(LabPage(live.train(subclassed_model, points, headless=False))) == (False, False, True)
    assert parts(LabPage(live.perceptron(datasets.load("blobs", n=20), headless=False))) == (
        False,
        False,
        True,
    )
    assert parts(counting()) == (False, False, True)


def test_the_table_comes_as_text(page):
    page.train(2)
    page.send("reset")
    page.ask("table")
    (sent,) = page.sent
    assert sent == {"kind": "table", "text": as_csv(page.lab.runs)}
    head, *rows = sent["text"].splitlines()
    assert head == "run,settings,step,loss,val_loss,accuracy,val_accuracy" and len(rows) == 4


CHANGES = {
    "as it is": {},
    "features": {"features": ("x1", "x2", "x1²", "sin x2")},
    "penalties": {"settings": {"L1": 0.001, "L2": 0.02}},
    "dropout": {"settings": {"dropout": 0.3}},
    "momentum": {"settings": {"momentum": 0.8}},
    "Adam": {"optimizer": "Adam", "learning_rate": 0.005},
    "eight classes": {"data": "ring", "units": (5, 4)},
}


@pytest.mark.parametrize("name", CHANGES)
def test_the_program_that_is_shown_makes_the_network_on_screen(name):
    change = dict(CHANGES[name])
    settings = change.pop("settings", {})
    lab = live.playground(change.pop("data", "circles"), headless=False, **change)
    page = LabPage(lab)
    for setting, value in settings.items():
        lab.steppable.settings[setting] = value
    page.train(1)
    page.ask("code")
    made = run(page.sent[-1]["text"])
    assert_same(made["model"], lab.steppable.model)
    learned = lab.steppable.trainer.points
    for part, array in (("x_train", learned.x), ("y_train", learned.y), ("x_test", learned.x_new)):
        assert np.asarray(made[part]) == pytest.approx(array)


def test_the_program_follows_what_was_changed_in_the_page(page):
    page.lab.controls["activation"].value = "relu"
    page.send("rebuild")
    page.ask("code")
    assert page.sent[-1]["text"].count('activation="relu"') == 1


def test_the_drawer_opens_with_the_present_points_and_closes(page):
    frame = page.ask("points")
    learned = page.lab.steppable.trainer.points
    plane = page.panel("own-points")
    assert page.footer.is_drawing and "own-points" in frame["panels"]
    assert np.array_equal(plane.x, learned.x) and np.array_equal(plane.y, learned.y)
    frame = page.ask("points")
    assert not page.footer.is_drawing and "own-points" not in frame["panels"]


def press(page, words):
    (button,) = [child for child in page.panel_box().children if child.description == words]
    button.click()


@pytest.fixture
def drawing(page):
    """The drawer, open; `press` presses its buttons."""
    page.panel_box = lambda: page.lab.children[-1].children[1]
    page.ask("points")
    return page


def test_drawing_leaves_training_as_it_is(drawing):
    drawing.train(2)
    before = drawing.frame["status"]
    drawing.tell("own-points", "add", places=[[0.5, 0.5]], label=1, page="a", serial=1)
    assert drawing.frame["status"] == before and len(drawing.lab.history["step"]) == 3
    assert not drawing.frame["pending"]
    drawing.ask("time", step=10)
    drawing.tell("own-points", "add", places=[[0.4, 0.5]], label=1, page="a", serial=2)
    assert drawing.step == 10, "who looks back while drawing goes on to do so"


def test_the_lab_learns_from_what_is_drawn(drawing):
    drawing.train(2)
    drawing.tell("own-points", "add", places=[[0.1, 0.9], [0.9, 0.9]], label=0, page="a", serial=1)
    x = drawing.panel("own-points").x
    press(drawing, "Learn from these")
    assert drawing.frame["pending"] and drawing.frame["serial"] == 0, "the page then asks for the network"
    menu = drawing.lab.controls["dataset"]
    assert menu.value == "my own" and menu.options[-1] == ("my own", "my own")
    drawing.send("rebuild")
    data = drawing.lab.steppable.trainer.data
    assert data.name == "own points" and len(data.x_train) + len(data.x_test) == len(x)
    assert {tuple(point) for point in np.concatenate([data.x_train, data.x_test])} == set(map(tuple, x))
    assert drawing.step == 0 and drawing.lab.runs[0].settings["dataset"] == "circles"


def test_between_ones_own_points_and_the_other_sets_the_menu_leads_both_ways(drawing):
    press(drawing, "Learn from these")
    drawing.send("rebuild")
    menu = drawing.lab.controls["dataset"]
    menu.value = "xor"
    drawing.send("rebuild")
    assert drawing.lab.steppable.trainer.data.name == "xor"
    menu.value = "my own"
    drawing.send("rebuild")
    assert drawing.lab.steppable.trainer.data.name == "own points" and not drawing.frame["problem"]


def test_points_of_one_class_are_refused_in_words(drawing):
    drawing.tell("own-points", "clear", page="a", serial=1)
    drawing.tell("own-points", "add", places=[[0.5, 0.5]], label=0, page="a", serial=2)
    press(drawing, "Learn from these")
    assert "at least two classes" in drawing.frame["problem"] and not drawing.frame["pending"]
    assert drawing.lab.controls["dataset"].value == "circles"


def test_what_was_drawn_is_there_again_until_another_set_is_chosen(drawing):
    drawing.tell("own-points", "add", places=[[0.5, 0.5]], label=1, page="a", serial=1)
    drawn = drawing.panel("own-points").x
    press(drawing, "Close")
    assert not drawing.footer.is_drawing
    drawing.ask("points")
    assert np.array_equal(drawing.panel("own-points").x, drawn)
    press(drawing, "Close")
    drawing.lab.controls["dataset"].value = "xor"
    drawing.send("rebuild")
    drawing.ask("points")
    assert np.array_equal(drawing.panel("own-points").x, drawing.lab.steppable.trainer.points.x)


def test_of_eight_classes_the_first_five_can_be_drawn():
    page = LabPage(live.playground("ring", headless=False))
    page.ask("points")
    plane = page.panel("own-points")
    assert len(plane.class_names) == 5 and set(plane.y) == set(range(5))


def test_nothing_is_left_of_a_lab_that_is_closed_with_its_drawer_open(drawing):
    widgets = [drawing.footer, drawing.panel("own-points"), *drawing.panel_box().children]
    drawing.lab.close()
    assert all(widget.comm is None for widget in widgets)
    assert isinstance(drawing.lab.steppable.model, keras.Model)
