"""Messages between a lab and its kernel, in a real page: in bunches, lost, twice, and beside a busy cell."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from .lab_on_page import ENDLESS, KERAS, lab_in, steps_in_kernel
from .notebook_page import NotebookPage, open_notebook, wait_until
from .server import JupyterServer

pytestmark = pytest.mark.browser

BUSY = "import time; print('begun'); time.sleep(60)"
KERNELS = "@jupyterlab/apputils-extension:kernels-settings"
# Four frames of one tick in a bunch, as networks deliver them; then again, and the answer to a hand; and a
# hand that moves before them, with an answer and without. Tells which steps are drawn at which repaint.
BUNCHES = """async () => {
    const [controller] = [...__dlcourse_controllers.values()].slice(-1);
    const [drawn, repaint] = [[], () => new Promise((done) => requestAnimationFrame(done))];
    const { frame, subscribers } = __dlcourse_labs.get(controller.lab);
    const plain = { ...frame, panels: {} };
    const note = { draw: ({ status }) => drawn.push(status[0][1]) };
    const bunch = (serial) => {
        controller.inFlight.set(serial, { heard: performance.now(), left: 4, isTick: true });
        for (const n of [1, 2, 3, 4]) {
            controller.receive({ ...plain, serial, more: n < 4, status: [["step", String(n)]] }, []);
        }
    };
    const answer = () => controller.receive({ ...plain, serial: 0, status: [["step", "5"]] }, []);
    const labs = document.querySelectorAll(".dlc-lab");
    const move = () => labs.forEach((lab) => lab.dispatchEvent(new Event("keydown")));
    const repaints = async () => {
        const seen = [];
        for (let i = 0; i < 6; i++) {
            await repaint();
            seen.push(drawn.splice(0).join());
        }
        return seen.filter((steps) => steps);
    };
    subscribers.add(note);
    [controller.running, controller.askOn] = [true, () => {}];
    const seen = {};
    bunch(1e6);
    seen.alone = await repaints();
    bunch(1e6);
    answer();
    seen.answered = await repaints();
    let now = performance.now();
    performance.now = () => now; // else a slow repaint would be the end of waiting
    move();
    bunch(1e6);
    seen.held = await repaints();
    answer();
    seen.heldAndAnswered = await repaints();
    move();
    bunch(1e6);
    now += 50;
    move(); // which must not hold them for longer
    now += 100;
    seen.heldInVain = await repaints();
    move();
    bunch(1e6);
    seen.heldAgain = await repaints();
    answer();
    await repaints();
    delete performance.now;
    controller.running = false;
    delete controller.askOn;
    subscribers.delete(note);
    return seen;
}"""
# Two labs are due at the same repaint, and the first one's panel fails. Tells how often the second is drawn.
BROKEN = """async () => {
    const [controller] = [...__dlcourse_controllers.values()].slice(-1);
    const lab = __dlcourse_labs.get(controller.lab);
    const fails = { draw() { throw new Error("a panel that fails"); } };
    const broken = { subscribers: new Set([fails]), waiting: [{}], held: 0 };
    let drawn = 0;
    const note = { draw: () => { drawn += 1; } };
    lab.subscribers.add(note);
    controller.receive({ ...lab.frame, serial: 0, panels: {} }, []);
    __dlcourse_due.delete(lab);
    for (const due of [broken, lab]) __dlcourse_due.add(due);
    for (let i = 0; i < 4; i++) await new Promise((done) => requestAnimationFrame(done));
    lab.subscribers.delete(note);
    return drawn;
}"""
# The first frames never arrive, so that the page has nothing to answer to; later some do not, others twice.
LOSSY = """() => {
    const [controller] = [...__dlcourse_controllers.values()].slice(-1);
    const { receive } = controller;
    controller.came = 0;
    controller.receive = (message, buffers) => {
        controller.came += 1;
        const times = controller.came < 8 ? 0 : [1, 0, 2][controller.came % 3];
        for (let i = 0; i < times; i++) receive.call(controller, message, buffers);
    };
}"""
RELIABLE = "() => { for (const each of __dlcourse_controllers.values()) delete each.receive; }"


@pytest.fixture(scope="module")
def notebook(browser, jupyter) -> Iterator[NotebookPage]:
    """One kernel for the tests that leave it alive."""
    notebook = open_notebook(jupyter, browser, "messages", [ENDLESS])
    yield notebook
    notebook.close()


@pytest.fixture(params=["disabled", "perComm", "perCommTarget"])
def comms(request, jupyter: JupyterServer) -> Iterator[str]:
    """How JupyterLab sends widgets' messages: to the kernel, or to subshells, which are threads of it."""
    if jupyter.kind != "lab" and request.param != "disabled":
        pytest.skip("the classic Notebook sends all messages to the kernel itself")
    jupyter.prefer(KERNELS, commsOverSubshells=request.param)
    yield request.param
    jupyter.prefer(KERNELS)


@pytest.fixture
def notebook_with_keras(browser, jupyter, comms) -> Iterator[NotebookPage]:
    """A notebook of its own, opened where widgets' messages go the way of `comms`."""
    notebook = open_notebook(jupyter, browser, f"comms-{comms}", [KERAS, "new_lab()", BUSY])
    notebook.run_cell(0)
    yield notebook
    notebook.close()


def test_frames_are_drawn_one_a_repaint_and_wait_for_the_answer_to_a_hand(notebook):
    notebook.run_cell(0)
    lab_in(notebook, 0)
    each_in_turn = ["1", "2", "3", "4"]
    assert notebook.page.evaluate(BUNCHES) == {
        "alone": each_in_turn,
        "answered": ["5"],
        "held": [],
        "heldAndAnswered": ["5"],
        "heldInVain": each_in_turn,
        "heldAgain": [],
    }


def test_a_panel_that_fails_does_not_keep_other_labs_from_being_drawn(notebook):
    notebook.run_cell(0)
    lab_in(notebook, 0)
    assert notebook.page.evaluate(BROKEN) == 1
    assert any("a panel that fails" in error for error in notebook.console_errors), "and it is told"


def test_frames_that_are_lost_or_come_twice_do_not_stop_training(notebook):
    notebook.run_cell(0)
    lab = lab_in(notebook, 0)
    notebook.page.evaluate(LOSSY)
    lab.begin_training(more=100)
    assert notebook.page.evaluate("[...__dlcourse_controllers.values()].at(-1).came") > 8
    notebook.page.evaluate(RELIABLE)
    lab.press("Pause")
    wait_until(lambda: lab.step == steps_in_kernel(notebook), "the page shows where the kernel stopped")
    assert lab.button("Train").count() == 1


def test_a_lab_trains_beside_a_busy_cell_or_says_that_it_waits(notebook_with_keras, comms):
    notebook = notebook_with_keras
    notebook.run_cell(1)
    lab = lab_in(notebook, 1)
    lab.begin_training(more=20)
    notebook.run_cell(2, wait=False)
    # An interrupt that comes before the cell has begun is lost.
    wait_until(lambda: "begun" in notebook.output(2).inner_text(), "the cell runs")
    if comms == "disabled" or not notebook.has_subshells:
        wait_until(lambda: "waiting for the kernel" in lab.status, "the line says what it waits for")
    else:
        lab.wait_for_steps(20)
    notebook.interrupt_kernel()
    notebook.wait_for_cell(2)
    if lab.button("Train").count():  # the interrupt may have hit the training
        lab.press("Train")
    lab.wait_for_steps(20)
    assert "waiting" not in lab.status
    lab.rest()
    rate = "labs[-1].steppable.settings['learning rate']"
    before = notebook.evaluate(rate)
    lab.move("learning rate", "ArrowRight", "ArrowRight")
    wait_until(lambda: notebook.evaluate(rate) > before, "the slider acts")
    assert notebook.console_errors == []
