"""Settings act while training goes on, on the learner's own model and data."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from dlcourse import datasets, live
from dlcourse.errors import CourseError


def test_learning_rate_acts_at_the_next_step(make_model, points):
    model = make_model()
    trainer = live.Trainer(model, points)
    trainer.step(5)
    trainer.settings["learning rate"] = 1e-9
    before = model.get_weights()
    trainer.step(50)
    assert all(np.allclose(a, b, atol=1e-6) for a, b in zip(model.get_weights(), before, strict=True))
    trainer.settings["learning rate"] = 0.5
    trainer.step(1)
    assert np.abs(model.get_weights()[0] - before[0]).max() > 1e-3
    assert float(model.optimizer.learning_rate) == pytest.approx(0.5)


def test_l2_is_the_penalty_that_keras_own_regularizer_adds(make_model, points):
    regularized = make_model(lambda: keras.layers.Dense(4, kernel_regularizer=keras.regularizers.L2(0.0)))
    trainer = live.Trainer(regularized, points)
    plain = trainer.snapshot()["loss"]
    trainer.settings["L2"] = 0.03
    kernels = [layer.kernel for layer in regularized.layers if hasattr(layer, "kernel")]
    penalty = 0.03 * sum(float(np.sum(np.square(kernel))) for kernel in kernels)
    assert trainer.snapshot()["loss"] == pytest.approx(plain + penalty, rel=1e-5)
    assert regularized.evaluate(*points, verbose=0, batch_size=250)[0] == pytest.approx(
        plain + penalty, rel=1e-5
    )


def test_l2_changes_while_training_without_compiling_again(make_model, points):
    model = make_model()
    trainer = live.Trainer(model, points)
    trainer.settings["L2"] = 0.0
    trainer.step(200)
    engine = trainer._engine
    large = np.square(model.get_weights()[0]).sum()
    trainer.settings["L2"] = 0.2
    trainer.step(200)
    assert trainer._engine is engine
    assert np.square(model.get_weights()[0]).sum() < 0.1 * large


def test_a_model_trained_with_l2_saves_and_loads_as_plain_keras(make_model, points, tmp_path):
    model = make_model()
    trainer = live.Trainer(model, points)
    trainer.settings["L2"] = 0.01
    trainer.step(3)
    model.save(tmp_path / "model.keras")
    loaded = keras.models.load_model(tmp_path / "model.keras")
    assert np.allclose(loaded.predict(points[0], verbose=0), model.predict(points[0], verbose=0), atol=1e-6)
    assert float(loaded.layers[0].kernel_regularizer.l2) == pytest.approx(0.01)


def test_noise_moves_the_points_and_training_goes_on(make_model):
    data = datasets.load("circles", n=200, noise=0.0)
    trainer = live.Trainer(make_model(), data)
    trainer.step(5)
    before = trainer.snapshot()
    trainer.settings["noise"] = 0.4
    after = trainer.snapshot()
    assert np.abs(after["points"] - before["points"]).max() > 0.1
    assert after["step"] == 5 and after["loss"] != before["loss"]
    assert (after["points"] == data.with_settings(noise=0.4).x_train).all()
    trainer.step(5)
    assert trainer.settings["noise"] == pytest.approx(0.4)


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("learning rate", 0, "learning rate must be a number > 0, got 0"),
        ("learning rate", float("nan"), "learning rate must be a number > 0, got nan"),
        ("L2", -0.1, "L2 must be a number ≥ 0, got -0.1"),
        ("L2", "strong", "L2 must be a number ≥ 0, got 'strong'"),
        ("noise", -1, "noise must be a number ≥ 0, got -1"),
        ("lerning rate", 1, "did you mean 'learning rate'"),
    ],
)
def test_refused_values_name_the_setting_and_change_nothing(make_model, name, value, words):
    trainer = live.Trainer(make_model(), datasets.load("xor", n=40))
    before = dict(trainer.settings)
    with pytest.raises(CourseError, match=words):
        trainer.settings[name] = value
    assert dict(trainer.settings) == before


def test_settings_that_a_model_or_its_data_do_not_have_are_not_offered(make_model, points):
    schedule = keras.optimizers.schedules.ExponentialDecay(0.1, 10, 0.9)
    scheduled = live.Trainer(make_model(optimizer=keras.optimizers.SGD(schedule)), points)
    assert "learning rate" not in scheduled.settings
    assert "noise" not in scheduled.settings
    mixed = make_model(lambda: keras.layers.Dense(3, kernel_regularizer="l1"))
    assert "L2" not in live.Trainer(mixed, points).settings


def test_names_may_be_spelled_as_python_arguments_are(make_model, points):
    trainer = live.Trainer(make_model(), points)
    trainer.settings["learning_rate"] = 0.25
    trainer.settings["l2"] = 0.01
    expected = {"learning rate": 0.25, "L1": 0.0, "L2": pytest.approx(0.01)}
    assert dict(trainer.settings) == expected
    assert "learning_rate" in trainer.settings and "momentum" not in trainer.settings
