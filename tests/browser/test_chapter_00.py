"""Chapter 00 in a real page: a threshold set by hand and found by trying, and the first network."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from .lab_on_page import LabOnPage
from .notebook_page import NotebookPage, open_notebook, wait_until

pytestmark = pytest.mark.browser

DATA = """
import dlcourse as dl
import keras
dl.setup(seed=1)
pair = dl.datasets.load("digits", classes=(3, 5))
ink = pair.x_train[:, 2:4, :3].mean(axis=(1, 2, 3))
digits = dl.datasets.load("digits", validation_share=0.2)
network = keras.Sequential([
    keras.Input((8, 8, 1)),
    keras.layers.Flatten(),
    keras.layers.Dense(32, activation="relu"),
    keras.layers.Dense(10, activation="softmax"),
])
network.compile(keras.optimizers.Adam(0.005), "sparse_categorical_crossentropy", metrics=["accuracy"])
"""
THRESHOLD = """
by_hand = dl.live.threshold(pair.x_train, ink, pair.y_train, class_names=("3", "5"), headless=False)
by_hand
"""
NETWORK = """
lab = dl.live.train_on_images(network, digits, controls=("learning rate",), headless=False)
lab
"""


@pytest.fixture(scope="module")
def notebook(browser, jupyter) -> Iterator[NotebookPage]:
    notebook = open_notebook(jupyter, browser, "chapter-00", [DATA, THRESHOLD, NETWORK], height=1600)
    notebook.run_all()
    for place in (0, 1):
        lab = LabOnPage(notebook.lab(place))
        wait_until(lambda lab=lab: lab.step == 0, "the lab shows where it stands", 90)
    yield notebook
    assert notebook.console_errors == []
    notebook.close()


@pytest.fixture
def threshold(notebook) -> LabOnPage:
    lab = LabOnPage(notebook.lab(0))
    lab.back_to_start()
    return lab


@pytest.fixture
def network(notebook) -> LabOnPage:
    lab = LabOnPage(notebook.lab(1))
    lab.back_to_start()
    return lab


def wrong_pictures(lab: LabOnPage) -> int:
    """How many of the pictures in sight have a frame that says they are told wrong."""
    return lab.root.locator(".dlc-image.dlc-wrong").count()


def test_the_threshold_moved_by_hand_changes_answers_and_count(notebook, threshold):
    at_the_start, framed = threshold.number("wrong"), wrong_pictures(threshold)
    assert at_the_start > 80
    counted = "by_hand.steppable.snapshot()['wrong']"

    def moved_far_enough():
        threshold.move("threshold", "PageUp")  # by 0.005 in JupyterLab, by a fifth of the way in Notebook 6
        threshold.page.wait_for_timeout(50)
        return threshold.number("wrong") == notebook.evaluate(counted) < at_the_start / 2

    wait_until(moved_far_enough, "page and kernel count fewer wrong")
    wait_until(lambda: wrong_pictures(threshold) < framed, "fewer pictures have a frame")
    threshold.slider("threshold").press("End")
    wait_until(lambda: threshold.number("wrong") > 100, f"too far: {threshold.status}")


def test_train_finds_a_threshold_and_stops_by_itself(notebook, threshold):
    threshold.press("Train")
    wait_until(lambda: "nothing better" in threshold.status, f"the search ends: {threshold.status}", 30)
    assert threshold.number("wrong") <= 24
    found = notebook.evaluate("by_hand.steppable.threshold")
    assert notebook.evaluate("by_hand.controls['threshold'].value") == pytest.approx(found, abs=0.02)


def test_a_network_learns_to_read_in_front_of_the_reader(notebook, network):
    assert wrong_pictures(network) > 10
    network.begin_training(300)
    network.press("Pause")
    network.button("Train").wait_for()
    wait_until(lambda: wrong_pictures(network) <= 4, f"nearly all are read: {network.status}", 10)
    assert network.number("right") > 85
    assert (
        notebook.evaluate("float(network.evaluate(digits.x_validation, digits.y_validation, verbose=0)[1])")
        > 0.85
    )


def test_the_learning_rate_acts_at_once_and_the_run_before_stays(notebook, network):
    network.begin_training(40)
    network.press("Pause")
    network.slider("learning rate").press("End")
    wait_until(
        lambda: notebook.evaluate("float(network.optimizer.learning_rate)") > 0.3,
        "a learning rate that is too large",
    )
    network.begin_training(150)
    network.press("Pause")
    assert network.number("right") < 80
    network.back_to_start()
    assert network.colors("curves")["gray"] > 50
