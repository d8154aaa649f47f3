"""Watching `fit`: the numbers are Keras' own, training is not changed, and Stop ends it at the next batch."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from dlcourse import live


@pytest.fixture
def sent(monkeypatch):
    """The frames that a callback sends to the page, and what it displays."""
    frames = []
    monkeypatch.setattr(
        "dlcourse.live.callback.Progress.send", lambda _, content, buffers=None: frames.append(content)
    )
    return frames


def fit(model, points, *callbacks, epochs=3):
    return model.fit(
        *points, validation_data=points, epochs=epochs, verbose=0, callbacks=list(callbacks)
    ).history


def test_the_record_holds_each_epochs_numbers_as_keras_reports_them(make_model, points, sent):
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


def test_training_is_the_same_with_and_without_it(make_model, points, sent):
    watched, alone = make_model(), make_model()
    keras.utils.set_random_seed(1)
    fit(watched, points, live.Callback(points, headless=False))
    keras.utils.set_random_seed(1)
    fit(alone, points)
    assert all(np.array_equal(a, b) for a, b in zip(watched.get_weights(), alone.get_weights(), strict=True))


def test_frames_end_with_the_finished_run(make_model, points, sent):
    fit(make_model(), points, live.Callback(points, headless=False))
    assert 1 <= len(sent) < 24, "not every batch is shown"
    assert sent[-1]["done"] == 1.0 and not sent[-1]["running"]
    assert dict(sent[-1]["status"])["step"] == "24"
    assert set(sent[-1]["panels"]) == {"curves", "field"}


def test_stop_ends_training_at_the_next_batch(make_model, points, sent):
    callback = live.Callback(headless=False)

    class PressesStop(keras.callbacks.Callback):
        def on_epoch_end(self, epoch, logs=None):
            callback._progress._handle_custom_msg({"kind": "stop"}, [])

    history = fit(make_model(), points, callback, PressesStop(), epochs=50)
    assert len(history["loss"]) == 1
    assert not sent[-1]["running"]


def test_headless_it_leaves_one_picture(make_model, points, monkeypatch):
    shown = []
    monkeypatch.setattr("dlcourse.live.callback.show", lambda *shown_now: shown.append(shown_now))
    fit(make_model(), points, live.Callback(points, headless=True))
    ((picture, text, widget),) = shown
    assert text.startswith("Training at step 24") and widget is None
    assert "training from" in picture.alt


def test_more_than_two_inputs_have_curves_alone(sent):
    x = np.zeros((20, 5), dtype="float32")
    model = keras.Sequential([keras.Input((5,)), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    callback = live.Callback((x, x[:, 0]), headless=False)
    model.fit(x, x[:, 0], epochs=1, verbose=0, callbacks=[callback])
    assert set(sent[-1]["panels"]) == {"curves"}
