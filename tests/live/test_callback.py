"""Watching `fit`: the numbers are Keras' own, training is not changed, and it can be ended at any batch."""

from __future__ import annotations

import signal
import threading
import warnings
from types import SimpleNamespace

import keras
import numpy as np
import pytest

from dlcourse import live
from dlcourse.errors import CourseError
from dlcourse.live.still import draw_still


class Page:
    """The page's side of a callback: the frames that it was sent, and what it says."""

    def __init__(self):
        self.frames, self.widget = [], None

    def hear(self, widget, content, buffers=None):
        self.widget = widget
        self.frames.append(content)

    def say(self, kind):
        self.widget._handle_custom_msg({"kind": kind}, [])

    @property
    def newest(self):
        return self.frames[-1]


class At(keras.callbacks.Callback):
    """Does something after one batch of the first epoch, or after every batch."""

    def __init__(self, act, batch=None):
        super().__init__()
        self.act, self.batch, self.batches = act, batch, 0

    def on_train_batch_end(self, batch, logs=None):
        self.batches += 1
        if self.batch is None or self.batches == self.batch + 1:
            self.act()


class Clock:
    """A `time` module whose seconds pass only when the test says so."""

    now = 1000.0

    def monotonic(self):
        return self.now

    def passes(self, seconds):
        self.now += seconds


@pytest.fixture
def page(monkeypatch):
    page = Page()
    monkeypatch.setattr("dlcourse.live.fit_page.Progress.send", lambda *message: page.hear(*message))
    return page


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()
    monkeypatch.setattr("dlcourse.live.callback.time", clock)
    monkeypatch.setattr("dlcourse.live.fit_page.time", clock)
    return clock


@pytest.fixture
def sigint():
    """Who handles the kernel's interrupt before and, the test may check, after."""
    before = signal.getsignal(signal.SIGINT)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    yield signal.default_int_handler
    signal.signal(signal.SIGINT, before)


def interrupt():
    signal.raise_signal(signal.SIGINT)


def fit(model, points, *callbacks, **options):
    options = {"epochs": 3, "validation_data": points, "verbose": 0} | options
    return model.fit(*points, callbacks=list(callbacks), **options).history


# What is recorded and shown


def test_the_record_holds_each_epochs_numbers_as_keras_reports_them(make_model, points, page):
    callback = live.Callback(points, headless=False)
    history = fit(make_model(), points, callback)
    recorded = {
        step: (loss, new)
        for step, loss, new in zip(
            *(callback.history[name] for name in ("step", "loss", "val_loss")), strict=True
        )
    }
    for epoch in range(3):  # a slow machine may record more often than once an epoch
        assert recorded[8 * (epoch + 1)] == pytest.approx(
            (history["loss"][epoch], history["val_loss"][epoch])
        )


def test_training_is_the_same_with_and_without_it(make_model, points, page):
    watched, alone = make_model(), make_model()
    keras.utils.set_random_seed(1)
    fit(watched, points, live.Callback(points, headless=False))
    keras.utils.set_random_seed(1)
    fit(alone, points)
    assert all(np.array_equal(a, b) for a, b in zip(watched.get_weights(), alone.get_weights(), strict=True))


def test_frames_end_with_the_finished_run(make_model, points, page):
    fit(make_model(), points, live.Callback(points, headless=False))
    assert page.newest["done"] == 1.0 and not page.newest["running"]
    assert page.newest["stop"] == "none" and page.newest["note"] == ""
    status = dict(page.newest["status"])
    assert status["step"] == "24" and status["epoch"] == "3 of 3"
    assert set(page.newest["panels"]) == {"curves", "field"}


def test_at_most_twenty_frames_a_second_and_fewer_where_they_are_dear(make_model, points, page, clock):
    sent_at = []
    page.hear = lambda *message: (sent_at.append(clock.now), clock.passes(0.001))
    fit(make_model(), points, live.Callback(headless=False), At(lambda: clock.passes(0.004)), epochs=5)
    assert len(sent_at) > 3
    assert min(np.diff(sent_at[:-1])) >= 0.05
    clock.now, sent_at[:] = 0.0, []
    page.hear = lambda *message: (sent_at.append(clock.now), clock.passes(0.015))
    fit(make_model(), points, live.Callback(headless=False), At(lambda: clock.passes(0.05)), epochs=5)
    assert len(sent_at) > 3
    assert min(np.diff(sent_at[:-1])) >= 0.5, "frames take three hundredths of the time"


def test_more_than_two_inputs_have_curves_alone(page):
    x = np.zeros((20, 5), dtype="float32")
    model = keras.Sequential([keras.Input((5,)), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    fit(model, (x, x[:, 0]), live.Callback((x, x[:, 0]), headless=False), epochs=1)
    assert set(page.newest["panels"]) == {"curves"}


def test_a_later_first_epoch_and_batches_in_one_call_are_counted_right(make_model, points, page):
    shown = []
    page.hear = lambda _, content, *more: shown.append(
        (content["done"], dict(content["status"]).get("epoch"))
    )
    model = make_model(steps_per_execution=3)
    callback = live.Callback(headless=False)
    fit(model, points, callback, initial_epoch=2, epochs=4)
    assert callback.history["step"][-1] == 16
    assert shown[-1] == (1.0, "4 of 4")
    assert all(done <= 0.5 for done, epoch in shown if epoch == "3 of 4")


def test_data_of_unknown_length(make_model, points, page):
    def batches():
        for i in range(0, 60, 20):
            yield points[0][i : i + 20], points[1][i : i + 20]

    model = make_model()
    model.fit(batches(), epochs=1, verbose=0, callbacks=[live.Callback(headless=False)])
    assert page.newest["done"] == 1.0 and dict(page.newest["status"])["step"] == "3"


def test_a_loss_that_is_no_number_is_said_in_words(make_model, points, page):
    x, y = points
    fit(make_model(loss="mse"), (x * np.float32(np.nan), y), live.Callback(headless=False, look=lambda _: {}))
    notes = [frame["note"] for frame in page.frames]
    assert any("no longer a finite number" in note for note in notes[:-1])


# Panels of one's own


class Sum(live.Panel):
    """A panel that shows one number of the snapshot."""

    def __init__(self):
        super().__init__(kind="sum", panel_id="curves", title="Sum")

    def frame(self, view):
        return {"sum": view.snapshot.get("sum"), "alt": "a sum"}, {}

    def draw(self, axes, view):
        axes.text(0.5, 0.5, f"{view.snapshot['sum']:.3f}")

    def describe(self, view):
        return f"The sum is {view.snapshot['sum']:.3f}."


def sum_of_weights(model):
    return {"sum": float(model.get_weights()[0].sum())}


def test_a_panel_of_ones_own_shows_what_look_returns(make_model, points, page):
    model = make_model()
    start = sum_of_weights(model)["sum"]
    callback = live.Callback(points, panels=[Sum()], look=sum_of_weights, headless=False)
    fit(model, points, callback)
    assert set(page.newest["panels"]) == {"curves", "field", "curves 2"}
    assert page.newest["panels"]["curves 2"]["sum"] == sum_of_weights(model)["sum"] != start


def test_what_look_costs_counts_among_the_costs_of_a_frame(make_model, points, page, clock):
    looks = []

    def look(model):
        looks.append(clock.now)
        clock.passes(0.3)
        return {}

    callback = live.Callback(look=look, headless=False)
    fit(make_model(), points, callback, At(lambda: clock.passes(0.5)), epochs=3)
    beginning, *training, end = looks
    assert beginning < training[0] and end >= training[-1]
    assert len(training) == 2 and training[1] - training[0] >= 10, "0.3 s are 3 % of 10 s"


def test_without_a_browser_look_is_asked_before_and_after_training(make_model, points, monkeypatch):
    shown, looks = [], []
    monkeypatch.setattr("dlcourse.live.callback.show", lambda *now: shown.append(now))
    callback = live.Callback(
        panels=[Sum()], look=lambda model: looks.append(1) or sum_of_weights(model), headless=True
    )
    model = make_model()
    fit(model, points, callback)
    ((picture, text, widget),) = shown
    assert text == "Training at step 24: Loss, step by step, Sum" and widget is None
    assert len(looks) == 2 and f"The sum is {sum_of_weights(model)['sum']:.3f}." in picture.alt


@pytest.mark.parametrize(
    ("wrong", "named"),
    [({"panels": ["curves"]}, "panels"), ({"look": 3}, "look"), ({"look": lambda model: [1]}, "look")],
    ids=["no panel", "no function", "no dict"],
)
def test_wrong_panels_and_looks_are_said_before_training(make_model, points, wrong, named):
    model = make_model()
    before = model.get_weights()[0].copy()
    with pytest.raises(CourseError, match=named):
        fit(model, points, live.Callback(headless=True, **wrong))
    assert np.array_equal(model.get_weights()[0], before)


# The picture that stays


def test_headless_it_leaves_one_picture(make_model, points, monkeypatch):
    shown = []
    monkeypatch.setattr("dlcourse.live.callback.show", lambda *now: shown.append(now))
    fit(make_model(), points, live.Callback(points, headless=True))
    ((picture, text, widget),) = shown
    assert text.startswith("Training at step 24") and widget is None
    assert "training from" in picture.alt


@pytest.mark.parametrize("epochs", [1, 2])
def test_a_picture_of_few_epochs_is_laid_out_like_any_other(make_model, points, monkeypatch, epochs):
    shown = []
    monkeypatch.setattr("dlcourse.live.callback.show", lambda *now: shown.append(now[0]))
    fit(make_model(), points, live.Callback(headless=True), epochs=epochs)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        shown[0]._repr_mimebundle_()
    (axes,) = shown[0].figure.axes
    assert axes.get_window_extent().width > 0.5 * shown[0].figure.bbox.width


def test_the_only_record_of_a_run_lies_inside_the_picture():
    history = live.History()
    history.add(8, {"loss": 0.7})
    curves, view = live.Curves({"loss": "training"}), live.View({"step": 8, "loss": 0.7}, history)
    picture = draw_still([curves], view, "step 8")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        picture._repr_mimebundle_()
    (axes,) = picture.figure.axes
    assert axes.get_xlim()[1] >= 8


# How it ends early


def test_stop_ends_training_at_the_next_batch(make_model, points, page):
    callback = live.Callback(headless=False)
    batches = At(lambda: page.say("stop"), batch=2)
    history = fit(make_model(), points, callback, batches, epochs=50)
    assert batches.batches == 3 and len(history["val_loss"]) == 1
    assert callback.history["step"][-1] == 3 and callback.history["loss"][-1] == history["loss"][0]
    assert not page.newest["running"] and page.newest["note"].startswith("stopped after")


def test_the_button_waits_until_the_kernel_has_heard_the_page(make_model, points, page, clock):
    seen = []
    acts = iter([lambda: None, lambda: page.say("here"), lambda: None])

    def between():
        clock.passes(0.9)
        next(acts, lambda: None)()
        seen.append((page.newest["stop"], page.newest["note"]))

    fit(make_model(), points, live.Callback(headless=False), At(between), epochs=1)
    assert [stop for stop, _ in seen[:3]] == ["wait", "ready", "ready"]
    assert not any("interrupt" in note for _, note in seen)


def test_a_kernel_that_does_not_hear_the_page_is_to_be_interrupted(make_model, points, page, clock):
    fit(make_model(), points, live.Callback(headless=False), At(lambda: clock.passes(0.9)), epochs=1)
    running = [frame for frame in page.frames if frame["running"]]
    assert running[0]["stop"] == "wait" and "interrupt" not in running[0]["note"]
    assert running[-1]["stop"] == "none" and "to end it, interrupt the kernel" in running[-1]["note"]
    page.say("here")  # it comes when the cell has run, and is answered with the end
    assert page.newest["stop"] == "none" and page.newest["note"] == ""


def test_an_interrupt_ends_training_at_the_next_batch_and_keeps_everything(make_model, points, page, sigint):
    model, callback = make_model(), live.Callback(points, headless=False)
    before = model.get_weights()[0].copy()
    batches = At(interrupt, batch=2)
    history = fit(model, points, callback, batches, epochs=50)
    assert batches.batches == 3 and len(history["val_loss"]) == 1
    assert callback.history["loss"][-1] == history["loss"][0]
    assert not np.array_equal(model.get_weights()[0], before)
    assert page.newest["note"].startswith("interrupted after")
    assert signal.getsignal(signal.SIGINT) is sigint


def test_a_second_interrupt_is_pythons_own(make_model, points, page, sigint):
    batches = At(lambda: (interrupt(), interrupt()), batch=2)
    with pytest.raises(KeyboardInterrupt):
        fit(make_model(), points, live.Callback(headless=False), batches)
    assert batches.batches == 3 and signal.getsignal(signal.SIGINT) is sigint


def test_two_callbacks_and_one_interrupt(make_model, points, page, sigint):
    batches = At(interrupt, batch=2)
    both = live.Callback(headless=True), live.Callback(headless=True)
    assert len(fit(make_model(), points, *both, batches, epochs=50)["loss"]) == 1
    assert signal.getsignal(signal.SIGINT) is sigint


def test_after_an_exception_in_fit_an_interrupt_is_pythons_own(make_model, points, page, sigint):
    def fail():
        raise RuntimeError("a mistake of the learner's")

    model = make_model()
    with pytest.raises(RuntimeError):
        fit(model, points, live.Callback(headless=False), At(fail, batch=2))
    with pytest.raises(KeyboardInterrupt):
        interrupt()
    assert signal.getsignal(signal.SIGINT) is sigint
    # And a later `fit` takes over what an abandoned one has left.
    with pytest.raises(RuntimeError):
        fit(model, points, live.Callback(headless=False), At(fail, batch=2))
    fit(model, points, live.Callback(headless=False), epochs=1)
    assert signal.getsignal(signal.SIGINT) is sigint


def test_on_another_thread_interrupts_stay_as_they_are(make_model, points, page, sigint):
    handlers = []
    watch = At(lambda: handlers.append(signal.getsignal(signal.SIGINT)))
    thread = threading.Thread(target=fit, args=(make_model(), points, live.Callback(headless=False), watch))
    thread.start()
    thread.join()
    assert len(handlers) == 24 and set(handlers) == {sigint}
    assert page.newest["done"] == 1.0


def test_early_stopping_is_said(make_model, points, page):
    stopping = keras.callbacks.EarlyStopping("loss", min_delta=100, patience=1)
    fit(make_model(), points, live.Callback(headless=False), stopping, epochs=50)
    assert page.newest["note"] == "ended before the last epoch"


def test_a_cell_that_fails_leaves_no_running_lab_behind(make_model, points, page, sigint, monkeypatch):
    """What IPython calls when a cell has run: an exception went through `fit`, which told no callback."""
    events: dict[str, list] = {"post_run_cell": []}
    shell = SimpleNamespace(
        events=SimpleNamespace(
            register=lambda name, act: events[name].append(act),
            unregister=lambda name, act: events[name].remove(act),
        )
    )
    left = []
    monkeypatch.setattr("IPython.get_ipython", lambda: shell)
    monkeypatch.setattr("dlcourse.live.fit_page.FitPage.leave", lambda _, picture, text: left.append(picture))

    def fail():
        raise RuntimeError("a mistake of the learner's")

    with pytest.raises(RuntimeError) as raised:
        fit(make_model(), points, live.Callback(headless=False), At(fail, batch=10))
    assert page.newest["running"]
    (cell_ended,) = events["post_run_cell"]
    cell_ended(SimpleNamespace(error_in_exec=raised.value, error_before_exec=None))
    assert not page.newest["running"] and page.newest["note"] == "ended by RuntimeError"
    assert "ended by RuntimeError" in left[0].alt
    assert signal.getsignal(signal.SIGINT) is sigint and events == {"post_run_cell": []}
