"""A trainer for many short trainings: each begins anew, is what Keras would do, and compiles nothing."""

from __future__ import annotations

import numpy as np
import pytest

from dlcourse import live
from dlcourse.errors import CourseError


@pytest.fixture
def retrainer(points, make_model):
    return live.Retrainer(make_model(), (points[0][:20], points[1][:20]), rows=40, batch_size=8)


def weights_after(retrainer, *arguments, **options):
    retrainer.train(*arguments, **options)
    return np.concatenate([np.ravel(each) for each in retrainer.model.get_weights()])


def test_every_training_begins_anew(retrainer, points):
    x, y = points
    first = weights_after(retrainer, x[:20], y[:20], 30)
    other = weights_after(retrainer, x[20:60], y[20:60], 30)
    again = weights_after(retrainer, x[:20], y[:20], 30)
    assert np.abs(first - other).max() > 1e-3
    np.testing.assert_allclose(again, first, atol=1e-6)
    assert retrainer.snapshot()["step"] == 30


def test_a_full_set_of_rows_trains_as_a_trainer_does(points, make_model):
    x, y = points[0][:40], points[1][:40]
    one, other = make_model(), make_model()
    live.Retrainer(one, (x, y), rows=40, batch_size=8, seed=3).train(x, y, 25, seed=3)
    live.Trainer(other, (x, y), batch_size=8, seed=3).step(25)
    for ours, theirs in zip(one.get_weights(), other.get_weights(), strict=True):
        np.testing.assert_allclose(ours, theirs, atol=1e-5)


def test_few_examples_are_repeated_about_equally_often(retrainer, points):
    x, y = points
    retrainer.begin(x[:7], y[:7])
    rows = retrainer.points.x
    assert len(rows) == 40
    counts = [int((rows == one).all(axis=1).sum()) for one in x[:7]]
    assert sum(counts) == 40 and max(counts) - min(counts) <= 1


def test_given_weights_are_begun_with_and_momentum_is_forgotten(points, make_model):
    import keras

    x, y = points
    model = make_model(optimizer=keras.optimizers.Adam(0.05))
    retrainer = live.Retrainer(model, (x[:20], y[:20]), rows=20, batch_size=20)
    start = [0.5 * each for each in model.get_weights()]
    retrainer.begin(x[:20], y[:20], weights=start)
    for ours, theirs in zip(model.get_weights(), start, strict=True):
        np.testing.assert_array_equal(ours, theirs)
    first = weights_after(retrainer, x[:20], y[:20], 1, weights=start)
    weights_after(retrainer, x[20:40], 1 - y[20:40], 40)
    np.testing.assert_allclose(weights_after(retrainer, x[:20], y[:20], 1, weights=start), first, atol=1e-6)


def test_new_examples_stay_the_same(two_pairs, make_model):
    (x, y), (x_new, y_new) = two_pairs
    retrainer = live.Retrainer(make_model(), two_pairs, rows=300)
    retrainer.train(x[:50], y[:50], 20)
    loss = retrainer.model.evaluate(x_new, y_new, verbose=0)[0]
    assert retrainer.snapshot()["val_loss"] == pytest.approx(loss, rel=1e-3)


def test_nothing_is_compiled_for_other_examples(retrainer, points):
    x, y = points
    retrainer.train(x[:20], y[:20], 3)
    engine = retrainer._ready_engine(look=False)
    traced = len(engine._program._traced)
    for count in (5, 13, 40):
        retrainer.train(x[:count], y[:count], 3)
    assert retrainer._ready_engine(look=False) is engine and len(engine._program._traced) == traced


def test_a_layer_with_lora_trains_its_correction_alone(points, make_model):
    x, y = points
    model = make_model()
    model.layers[0].enable_lora(1)
    model.compile("adam", "binary_crossentropy")
    kernel = np.array(model.layers[0]._kernel)
    retrainer = live.Retrainer(model, (x[:20], y[:20]), rows=20)
    retrainer.train(x[:20], y[:20], 20)
    np.testing.assert_array_equal(np.array(model.layers[0]._kernel), kernel)
    assert np.abs(np.array(model.layers[0].lora_kernel_b)).max() > 0


def test_what_does_not_fit_is_said(retrainer, points):
    x, y = points
    with pytest.raises(CourseError, match="at most 40 examples"):
        retrainer.begin(x[:41], y[:41])
    with pytest.raises(CourseError, match="per example, as before"):
        retrainer.begin(np.ones((4, 3)), y[:4])
    with pytest.raises(CourseError, match="seed"):
        retrainer.begin(x[:4], y[:4], seed=-1)
