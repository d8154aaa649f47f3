"""What a reader does with a lab, in a real page: one notebook with three labs, opened once for all tests."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import pytest

from .lab_on_page import LabOnPage, steps_in_kernel
from .notebook_page import NotebookPage, open_notebook, wait_until

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("nothing_wrong_in_the_console")]

CIRCLES = """
import dlcourse as dl, keras, numpy as np
keras.utils.set_random_seed(1)
model = keras.Sequential([
    keras.Input((2,)), keras.layers.Dense(8, "tanh"), keras.layers.Dense(1, "sigmoid")])
model.compile(keras.optimizers.Adam(0.03), "binary_crossentropy", metrics=["accuracy"])
lab = dl.live.train(model, dl.datasets.load("circles", noise=0.1))
lab
"""
# A straight line through steep points: a large learning rate makes its loss infinite within a few steps.
STEEP = """
x = np.linspace(-20, 20, 100, dtype="float32")[:, None]
line = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
line.compile(keras.optimizers.SGD(1e-5), "mse")
steep = dl.live.train(line, (x, 30 * x))
steep
"""
PERCEPTRON = """
# Two rows of points, parted by the line x1 = 0.
points = np.array([[side * (0.4 + 0.1 * i), 0.3 * i - 1] for i in range(8) for side in (-1, 1)])
sides = np.array([0, 1] * 8)
perceptron = dl.live.perceptron((points, sides))
perceptron
"""


@pytest.fixture(scope="module")
def notebook(browser, jupyter) -> Iterator[NotebookPage]:
    notebook = open_notebook(jupyter, browser, "labs", [CIRCLES, STEEP, PERCEPTRON])
    notebook.run_all()
    for i in range(3):
        lab = LabOnPage(notebook.lab(i))
        wait_until(lambda lab=lab: lab.step == 0, f"lab {i} shows where it stands", 60)
    yield notebook
    notebook.close()


@pytest.fixture
def lab(notebook) -> LabOnPage:
    """The network on the circles, at its start."""
    lab = LabOnPage(notebook.lab(0))
    lab.back_to_start()
    return lab


@pytest.fixture
def perceptron(notebook) -> LabOnPage:
    """Rosenblatt's perceptron on separable points, at its start."""
    lab = LabOnPage(notebook.lab(2))
    lab.back_to_start()
    return lab


def test_train_becomes_pause_and_pause_ends_training(notebook, lab):
    lab.begin_training(more=50)
    assert lab.button("Train").count() == 0
    lab.press("Pause")
    lab.button("Train").wait_for()
    assert lab.button("Pause").count() == 0
    wait_until(lambda: lab.step == steps_in_kernel(notebook), "the page shows where the kernel stopped")
    stopped = lab.step
    lab.page.wait_for_timeout(500)  # nothing should happen, and nothing is no event to wait for
    assert (lab.step, steps_in_kernel(notebook)) == (stopped, stopped)


def test_step_takes_exactly_one_step(notebook, lab):
    for expected in (1, 2, 3):
        lab.press("Step")
        wait_until(lambda expected=expected: lab.step == expected, f"step {expected}")
    assert steps_in_kernel(notebook) == 3


def test_step_pauses_a_running_training(notebook, lab):
    lab.begin_training(more=20)
    lab.press("Step")
    lab.button("Train").wait_for()
    wait_until(lambda: lab.step == steps_in_kernel(notebook), "page and kernel agree")
    stopped = lab.step
    lab.page.wait_for_timeout(300)
    assert steps_in_kernel(notebook) == stopped


def test_reset_returns_to_the_same_start_and_new_seed_to_another(lab):
    first, field = lab.status, lab.colors("field")
    lab.begin_training(more=50)
    assert lab.number("loss") != pytest.approx(float(first.split("loss ")[1].split()[0]))
    lab.back_to_start()
    assert lab.status == first
    wait_until(lambda: lab.colors("field") == field, "the field of the start is back")
    lab.press("New seed")
    wait_until(lambda: lab.step == 0 and lab.status != first, "another start")
    assert lab.colors("field") != field


def test_the_keyboard_alone_trains_and_pauses(lab):
    lab.button("Train").press("Enter")
    lab.button("Pause").wait_for()
    lab.wait_for_steps(10)
    lab.button("Pause").press("Space")
    lab.button("Train").wait_for()
    lab.button("Train").focus()
    lab.page.keyboard.press("Tab")
    assert lab.page.evaluate("document.activeElement.textContent") == "Step"


def test_arrow_keys_stay_in_the_lab(notebook, lab):
    """JupyterLab takes ArrowUp and ArrowDown for its cells wherever it is not told to leave them alone."""
    lab.slider("noise").focus()
    before = said_by(lab, "noise")
    lab.page.keyboard.press("ArrowUp")
    assert lab.root.evaluate("(el) => el.contains(document.activeElement)")
    wait_until(lambda: said_by(lab, "noise") > before, "ArrowUp raises the noise")
    lab.page.keyboard.press("ArrowDown")
    wait_until(lambda: said_by(lab, "noise") == before, "ArrowDown lowers it again")


@pytest.mark.parametrize("name", ["learning rate", "L2", "noise"])
def test_a_slider_moved_by_keys_acts_while_it_trains(notebook, lab, name):
    setting = f"lab.steppable.settings[{name!r}]"
    before = notebook.evaluate(setting)
    lab.begin_training()
    lab.move(name, "ArrowRight", "ArrowRight")
    wait_until(lambda: notebook.evaluate(setting) > before, f"{name} rises in the kernel")
    wait_until(
        lambda: said_by(lab, name) == [notebook.evaluate(setting)], "the slider tells what the kernel has"
    )
    lab.wait_for_steps(20)
    lab.move(name, "ArrowLeft", "ArrowLeft")
    wait_until(lambda: notebook.evaluate(setting) == pytest.approx(before), f"{name} is back")
    assert lab.button("Pause").count() == 1


def test_noise_moves_the_points_in_the_picture(lab):
    before = lab.colors("field")
    lab.move("noise", "ArrowRight", "ArrowRight", "ArrowRight")
    try:
        wait_until(lambda: lab.colors("field") != before, "the points move, though nothing trains")
    finally:
        lab.move("noise", "ArrowLeft", "ArrowLeft", "ArrowLeft")
    assert lab.step == 0


def test_speed_moves_by_keys(lab):
    lab.move("speed", "Home", "ArrowRight", "ArrowRight")
    assert lab.slider("speed").get_attribute("aria-valuetext") == "10 steps a frame"
    lab.move("speed", "ArrowLeft")
    assert lab.slider("speed").get_attribute("aria-valuetext") == "3 steps a frame"
    lab.slider("speed").fill("2")


def test_speed_says_how_many_steps_a_frame_takes(notebook, lab):
    lab.move("speed", "Home")
    assert lab.slider("speed").get_attribute("aria-valuetext") == "1 step a frame"
    lab.begin_training(more=10)
    lab.press("Pause")
    lab.button("Train").wait_for()
    slow = notebook.evaluate("[int(step) for step in lab.history['step'][:8]]")
    assert slow == list(range(8))
    lab.back_to_start()
    lab.move("speed", "End")
    assert lab.slider("speed").get_attribute("aria-valuetext") == "as fast as it can"
    lab.begin_training(more=600)
    lab.press("Pause")
    lab.button("Train").wait_for()
    fast = notebook.evaluate("[int(step) for step in lab.history['step'][:40]]")
    # How many fit depends on the machine; more than the middle of the slider's steps it is at some time.
    assert max(after - before for before, after in pairwise(fast)) > 10
    lab.slider("speed").fill("2")


def test_curves_and_field_are_drawn_and_change_while_it_trains(lab):
    start = lab.colors("field"), lab.colors("curves")
    lab.begin_training(more=300)
    lab.press("Pause")
    lab.button("Train").wait_for()
    field, curves = lab.colors("field"), lab.colors("curves")
    assert field != start[0] and curves != start[1]
    # Blue inside the circle, orange around it: each at least a twentieth of the picture.
    assert min(field["blue"], field["orange"]) > field["all"] / 20
    # Two thin lines, one of each color.
    assert min(curves["blue"], curves["orange"]) > 150


def test_pictures_have_words_for_those_who_do_not_see_them(lab):
    lab.begin_training(more=20)
    lab.press("Pause")
    described = [image.get_attribute("aria-label") for image in lab.root.get_by_role("img").all()]
    assert len(described) == 2
    assert "loss against steps: training from" in described[0]
    assert "250 training points" in described[1]


def test_an_earlier_run_stays_as_a_faint_curve(notebook, lab):
    lab.begin_training(more=100)
    lab.rest()
    wait_until(lambda: lab.step == steps_in_kernel(notebook), "the page shows where the kernel stopped")

    def colored():  # where the two curves meet, one covers the other
        seen = lab.colors("curves")
        return seen["blue"] + seen["orange"]

    during, stopped = colored(), lab.step
    lab.back_to_start()
    # The lines are gone; the words at their ends stay with the new, still empty curves.
    wait_until(lambda: colored() < during / 2, "the present run's curves are empty")
    assert notebook.evaluate("lab.panels[0].earlier[-1]['steps'][-1]") == stopped
    assert lab.colors("curves")["gray"] > 50


def test_a_diverging_loss_is_said_in_words_and_the_lab_stays_usable(notebook):
    steep = LabOnPage(notebook.lab(1))
    steep.back_to_start()
    steep.move("learning rate", "End")
    steep.press("Train")
    wait_until(lambda: "no longer a finite number" in steep.status, "the line says so in words")
    steep.button("Train").wait_for()
    assert "nan" not in steep.status.split("·")[0]
    assert "press Reset" in steep.status
    stopped = steps_in_kernel(notebook, "steep")
    steep.page.wait_for_timeout(300)
    assert steps_in_kernel(notebook, "steep") == stopped
    steep.move("learning rate", "Home")
    steep.back_to_start()
    steep.begin_training(more=50)
    assert "finite" not in steep.status
    steep.press("Pause")
    steep.button("Train").wait_for()


def test_perceptron_by_hand(notebook, perceptron):
    assert "wrong 8 of 16" in perceptron.status  # all weights 0: every point is called 1
    field = perceptron.colors("field")
    perceptron.move("w1", "ArrowRight", "ArrowRight", "ArrowRight", "ArrowRight")
    wait_until(lambda: "wrong 0 of 16" in perceptron.status, "the line x1 = 0 parts the points")
    assert notebook.evaluate("float(perceptron.steppable.weights[0])") > 0
    wait_until(lambda: perceptron.colors("field") != field, "the line is drawn")
    perceptron.move("b", "End")
    wait_until(lambda: "wrong 8 of 16" in perceptron.status, "a large bias calls every point 1")
    perceptron.move("w2", "ArrowLeft")
    wait_until(lambda: notebook.evaluate("float(perceptron.steppable.weights[1])") < 0, "w2 follows")


def test_perceptron_by_its_rule(notebook, perceptron):
    perceptron.press("Train")
    wait_until(lambda: "every point is on its side" in perceptron.status, "it is through")
    perceptron.button("Train").wait_for()
    assert "wrong 0 of 16" in perceptron.status
    weights = "perceptron.steppable.weights.tolist()"
    # A slider stands at one of its stops, so up to half a stop beside the weight.
    wait_until(
        lambda: said_by(perceptron, "w1", "w2") == pytest.approx(notebook.evaluate(weights), abs=0.04),
        "the sliders show the learned weights",
    )


# Notes what the page sends to the kernel.
LISTEN = """() => {
    const [send, decoder] = [WebSocket.prototype.send, new TextDecoder()];
    globalThis.__sent = [];
    WebSocket.prototype.send = function (data) {
        __sent.push(typeof data === "string" ? data : decoder.decode(data));
        return send.call(this, data);
    };
}"""


def test_sliders_that_follow_leave_what_was_learned_alone(notebook, perceptron):
    perceptron.page.evaluate(LISTEN)
    notebook.execute("twin = dl.live.PerceptronTrainer((points, sides))")
    for step in (1, 2):
        perceptron.press("Step")
        notebook.execute("twin.step(1)")
        learned = notebook.evaluate("[*twin.weights.tolist(), float(twin.bias)]")
        wait_until(
            lambda learned=learned: said_by(perceptron, "w1", "w2", "b") == pytest.approx(learned, abs=0.04),
            f"sliders near {learned}",
        )
        perceptron.page.wait_for_timeout(300)  # a page that sends back what it was shown would do it now
        assert steps_in_kernel(notebook, "perceptron") == step
        now = notebook.evaluate("[*perceptron.steppable.weights.tolist(), float(perceptron.steppable.bias)]")
        assert now == pytest.approx(learned)
    sent = perceptron.page.evaluate("__sent.filter((message) => message.includes('comm_msg'))")
    assert sent and all("custom" in message for message in sent), "the page has nothing to correct"


def test_reset_takes_the_sliders_back(perceptron):
    perceptron.press("Train")
    wait_until(lambda: "every point is on its side" in perceptron.status, "it is through")
    perceptron.back_to_start()
    wait_until(lambda: said_by(perceptron, "w1", "w2", "b") == [0, 0, 0], "weights and bias of the start")


def said_by(lab: LabOnPage, *sliders: str) -> list[float]:
    """The numbers that sliders tell those who hear them."""
    return [float(lab.slider(name).get_attribute("aria-valuetext").replace("−", "-")) for name in sliders]


def test_nothing_is_cut_off_in_a_narrow_window(lab):
    size = lab.page.viewport_size
    try:
        lab.page.set_viewport_size({"width": 400, "height": 800})
        wait_until(lambda: lab.root.bounding_box()["width"] < 400, "the lab is narrow")
        lab.page.wait_for_timeout(300)  # panels redraw when their size has settled
        for part in [lab.root, *lab.root.locator(".dlc-transport, .dlc-settings, .dlc-panel, button").all()]:
            shown, needed = part.evaluate("(el) => [el.clientWidth, el.scrollWidth]")
            assert needed <= shown + 1, part.evaluate("(el) => el.outerHTML.slice(0, 120)")
        right = max(lab.root.locator("button, canvas, [role=slider], input").evaluate_all(
            "(all) => all.map((el) => el.getBoundingClientRect().right)"
        ))  # fmt: skip
        box = lab.root.bounding_box()
        assert right <= box["x"] + box["width"] + 1
        lab.begin_training(more=10)
    finally:
        lab.page.set_viewport_size(size)


def test_the_lab_turns_dark_with_the_page_and_back(jupyter, notebook, lab):
    if jupyter.kind == "classic":
        pytest.skip("the classic Notebook has no dark theme")
    light = lab.root.evaluate("(el) => getComputedStyle(el).backgroundColor")
    assert lab.root.get_attribute("data-dlc-theme") == "light"
    try:
        notebook.use_theme("dark")
        wait_until(lambda: lab.root.get_attribute("data-dlc-theme") == "dark", "the lab is dark")
        assert lab.root.evaluate("(el) => getComputedStyle(el).backgroundColor") != light
    finally:
        notebook.use_theme("light")
    wait_until(lambda: lab.root.get_attribute("data-dlc-theme") == "light", "the lab is light again")
