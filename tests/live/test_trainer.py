"""The trainer does what `train_on_batch` does, whatever drives it, on the learner's own model."""

from __future__ import annotations

import itertools

import keras
import numpy as np
import pytest

from dlcourse import live
from dlcourse.errors import CourseError

OPTIMIZERS = {
    "SGD": lambda: keras.optimizers.SGD(0.1),
    "momentum": lambda: keras.optimizers.SGD(0.05, momentum=0.9),
    "Adam": lambda: keras.optimizers.Adam(0.01),
}
LAYERS = {
    "plain": (),
    "BatchNorm, Dropout and L2": (
        keras.layers.BatchNormalization,
        lambda: keras.layers.Dropout(0.3, seed=5),
        lambda: keras.layers.Dense(4, "relu", kernel_regularizer=keras.regularizers.L2(0.05)),
    ),
}


def train_on_batches(model, x, y, steps, batch_size=10):
    """The oracle: Keras' own training, one batch at a time, the examples in their order."""
    for step in range(steps):
        batch = np.arange(step * batch_size, (step + 1) * batch_size) % len(y)
        model.train_on_batch(x[batch], y[batch])


def farthest(model, other):
    """The largest difference between two models' weights."""
    return max(np.abs(a - b).max() for a, b in zip(model.get_weights(), other.get_weights(), strict=True))


@pytest.mark.parametrize(
    ("engine", "optimizer", "layers"),
    [*itertools.product(["xla", "graph"], OPTIMIZERS, LAYERS), ("train_on_batch", "Adam", "plain")],
)
def test_weights_equal_those_of_train_on_batch(make_model, points, engine, optimizer, layers):
    # XLA draws other dropout masks from the same seed than TensorFlow does: compare like with like.
    options = {"optimizer": OPTIMIZERS[optimizer](), "jit_compile": engine == "xla"}
    ours = make_model(*LAYERS[layers], **options)
    theirs = make_model(*LAYERS[layers], **options | {"optimizer": OPTIMIZERS[optimizer]()})
    before = farthest(ours, theirs)

    trainer = live.Trainer(ours, points, engine=engine, shuffle=False)
    trainer.step(7)
    trainer.snapshot()
    trainer.step(30)
    train_on_batches(theirs, *points, steps=37)

    assert before == 0
    assert trainer.engine == engine
    assert farthest(ours, theirs) < 2e-6
    assert int(ours.optimizer.iterations) == 37


def test_a_batch_may_span_two_epochs_and_no_example_is_left_out():
    from dlcourse.live.batches import BatchOrder

    order = BatchOrder(examples=25, batch_size=10, seed=4)
    taken = np.concatenate([rows[start : start + count].ravel() for rows, start, count in order.take(3000)])
    epochs = taken[: len(taken) // 25 * 25].reshape(-1, 25)
    assert (np.sort(epochs, axis=1) == np.arange(25)).all()
    assert (epochs[0] != epochs[1]).any()


@pytest.mark.parametrize("k", [0, 1, 5, 2048, 5000])
def test_any_number_of_steps_is_taken_exactly(make_model, points, k):
    trainer = live.Trainer(make_model(), points)
    trainer.step(k)
    assert trainer.snapshot()["step"] == k
    assert int(trainer.model.optimizer.iterations) == k


def test_snapshot_numbers_are_those_of_evaluate(make_model, two_pairs):
    model = make_model(*LAYERS["BatchNorm, Dropout and L2"])
    trainer = live.Trainer(model, two_pairs)
    trainer.step(50)
    seen = trainer.snapshot()
    for prefix, (x, y) in zip(("", "val_"), two_pairs, strict=True):
        loss, accuracy = model.evaluate(x, y, batch_size=len(y), verbose=0)
        assert seen[prefix + "loss"] == pytest.approx(loss, rel=1e-5)
        assert seen[prefix + "accuracy"] == pytest.approx(accuracy)


def test_looking_changes_nothing(make_model, points):
    looked, alone = make_model(), make_model()
    first, second = live.Trainer(looked, points), live.Trainer(alone, points)
    for _ in range(5):
        first.step(4)
        first.snapshot()
    second.step(20)
    assert farthest(looked, alone) < 1e-6


def test_field_is_the_models_answer_at_each_cell(make_model, points):
    model = make_model()
    trainer = live.Trainer(model, points)
    trainer.step(100)
    field = trainer.snapshot()["field"]
    left, right, bottom, top = trainer.extent
    rows, columns = field.shape
    for row, column in [(0, 0), (0, columns - 1), (rows // 2, 3), (rows - 1, columns - 1)]:
        x1 = left + (column + 0.5) / columns * (right - left)
        x2 = top - (row + 0.5) / rows * (top - bottom)
        answer = model.predict(np.array([[x1, x2]], dtype="float32"), verbose=0)[0, 0]
        assert field[row, column] == pytest.approx(answer, abs=1e-5)


def test_three_classes_have_one_field_each_that_sum_to_one(make_model, points):
    x, _ = points
    y = np.digitize(x[:, 0], [-0.5, 0.5]).astype("int32")
    logits = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    for output, loss in [((3, "softmax"), "sparse_categorical_crossentropy"), ((3, None), logits)]:
        field = live.Trainer(make_model(output=output, loss=loss), (x, y)).snapshot()["field"]
        assert field.shape == (3, 50, 50)
        assert np.allclose(field.sum(axis=0), 1, atol=1e-5)


def test_logits_of_one_unit_are_shown_as_probabilities(make_model, points):
    loss = keras.losses.BinaryCrossentropy(from_logits=True)
    model = make_model(output=(1, None), loss=loss)
    trainer = live.Trainer(model, points)
    trainer.step(300)
    field = trainer.snapshot()["field"]
    assert 0 < field.min() < 0.3 and 0.7 < field.max() < 1
    assert trainer.answer.kind == "probability"


def test_reset_returns_to_the_same_weights_and_the_same_run(make_model, points):
    model = make_model(*LAYERS["BatchNorm, Dropout and L2"], optimizer=OPTIMIZERS["Adam"]())
    initial = model.get_weights()
    trainer = live.Trainer(model, points)
    trainer.step(60)
    first_run = model.get_weights()
    trainer.reset()
    assert all((a == b).all() for a, b in zip(model.get_weights(), initial, strict=True))
    assert trainer.snapshot()["step"] == 0
    trainer.step(60)
    assert all(np.allclose(a, b, atol=1e-6) for a, b in zip(model.get_weights(), first_run, strict=True))


def test_new_seed_draws_other_weights_and_reset_then_returns_to_those(make_model, points):
    model = make_model()
    initial = model.get_weights()
    trainer = live.Trainer(model, points)
    np.random.seed(5)  # noqa: NPY002 - the global generator is what must not be disturbed
    expected = np.random.random()  # noqa: NPY002
    np.random.seed(5)  # noqa: NPY002
    trainer.reset(same_seed=False)
    drawn = model.get_weights()
    trainer.step(30)
    trainer.reset()
    assert np.abs(drawn[0] - initial[0]).max() > 0.01
    assert drawn[0].std() == pytest.approx(initial[0].std(), rel=0.6)
    assert all((a == b).all() for a, b in zip(model.get_weights(), drawn, strict=True))
    assert np.random.random() == expected, "the learner's own random numbers are not disturbed"  # noqa: NPY002


def test_new_seed_redraws_initializers_with_a_seed_of_their_own(points):
    initializer = keras.initializers.HeNormal(seed=7)
    model = keras.Sequential(
        [
            keras.Input((2,)),
            keras.layers.Dense(6, "relu", kernel_initializer=initializer),
            keras.layers.Dense(1),
        ]
    )
    model.compile("sgd", "mse")
    initial = model.get_weights()[0]
    live.Trainer(model, points).reset(same_seed=False)
    assert np.abs(model.get_weights()[0] - initial).max() > 0.01


def test_fit_goes_on_where_the_trainer_stopped(make_model, points):
    model = make_model(optimizer=OPTIMIZERS["Adam"]())
    live.Trainer(model, points).step(500)
    before = model.evaluate(*points, verbose=0)[0]
    history = model.fit(*points, epochs=2, verbose=0).history
    assert history["loss"][0] < before * 1.3
    assert int(model.optimizer.iterations) == 500 + 2 * 8


def test_compiling_the_model_anew_takes_effect(make_model, points):
    model = make_model()
    trainer = live.Trainer(model, points)
    trainer.step(5)
    model.compile(keras.optimizers.Adam(0.02), "mse")
    trainer.step(5)
    assert trainer.settings["learning rate"] == pytest.approx(0.02)
    mean_squared_error = np.mean((model.predict(points[0], verbose=0)[:, 0] - points[1]) ** 2)
    assert trainer.snapshot()["loss"] == pytest.approx(mean_squared_error, rel=1e-4)
    assert int(model.optimizer.iterations) == 5


def test_a_custom_train_step_is_what_runs(points):
    class Signed(keras.Model):
        def train_step(self, data):
            weight = self.trainable_variables[0]
            weight.assign_add(keras.ops.ones_like(weight))
            return {}

    inputs = keras.Input((2,))
    model = Signed(inputs, keras.layers.Dense(1, kernel_initializer="zeros")(inputs))
    model.compile("sgd", "mse")
    live.Trainer(model, points).step(12)
    assert (model.get_weights()[0] == 12).all()


def test_a_model_that_cannot_be_traced_falls_back_and_says_so(points):
    class Untraceable(keras.layers.Layer):
        def call(self, x):
            return x * float(np.asarray(x).std() > 0)

    model = keras.Sequential([Untraceable(), keras.layers.Dense(1)])
    model.compile("sgd", "mse", run_eagerly=True)
    trainer = live.Trainer(model, points)
    trainer.step(3)
    assert trainer.engine == "train_on_batch"
    assert "run_eagerly" in trainer.note
    assert int(model.optimizer.iterations) == 3


def test_several_inputs(points):
    x, y = points
    first, second = keras.Input((1,)), keras.Input((1,))
    merged = keras.layers.Concatenate()([first, second])
    model = keras.Model([first, second], keras.layers.Dense(1, "sigmoid")(merged))
    model.compile("sgd", "binary_crossentropy")
    trainer = live.Trainer(model, ([x[:, :1], x[:, 1:]], y))
    trainer.step(20)
    assert np.isfinite(trainer.snapshot()["loss"])


def test_an_unbuilt_model_is_built_from_the_data(points):
    model = keras.Sequential([keras.layers.Dense(3, "relu"), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    live.Trainer(model, points).step(2)
    assert model.predict(np.zeros((5, 2)), verbose=0).shape == (5, 1)


def compiled(*layers, loss="mse"):
    model = keras.Sequential(layers)
    model.compile("sgd", loss)
    return model


DENSE, INPUT = keras.layers.Dense, keras.Input


@pytest.mark.parametrize(
    ("make", "data", "words"),
    [
        (lambda: "a network", None, "model must be a compiled keras.Model, got str"),
        (lambda: keras.Sequential([INPUT((2,)), DENSE(1)]), None, "model must be compiled"),
        (lambda: compiled(INPUT((3,)), DENSE(1)), None, r"inputs of shape \(3,\) .* x has shape \(2,\)"),
        (lambda: compiled(INPUT((2,)), DENSE(4)), None, "model has 4 output units, but y has one number"),
        (
            lambda: compiled(INPUT((2,)), DENSE(2, "softmax"), loss="sparse_categorical_crossentropy"),
            (np.zeros((6, 2)), np.array([0, 1, 2, 0, 1, 2])),
            "the last layer needs 3 units",
        ),
        (lambda: compiled(INPUT((2,)), DENSE(1)), (np.zeros((0, 2)), np.zeros(0)), "got zero points"),
        (lambda: compiled(INPUT((2,)), DENSE(1)), (np.zeros((3, 2)), np.zeros(4)), "got 3 and 4"),
        (lambda: compiled(INPUT((2,)), DENSE(1)), ([["a", "b"]], ["c"]), "must be an array of numbers"),
        (lambda: compiled(INPUT((2,)), DENSE(1)), "circles", "data must be a Dataset"),
        (
            lambda: compiled(INPUT((2,)), DENSE(3), loss="mse"),
            (np.zeros((6, 2)), np.zeros((6, 2))),
            r"answers with shape \(3,\) per example, but y has shape \(2,\)",
        ),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_said_in_one_sentence(points, make, data, words):
    with pytest.raises(CourseError, match=words) as caught:
        live.Trainer(make(), points if data is None else data)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"batch_size": 0}, "batch_size must be a whole number ≥ 1, got 0"),
        ({"batch_size": "ten"}, "batch_size must be a whole number ≥ 1, got 'ten'"),
        ({"seed": -1}, "seed must be a whole number ≥ 0, got -1"),
        ({"engine": "fast"}, "engine must be one of auto, xla, graph, train_on_batch, got 'fast'"),
    ],
)
def test_bad_options(make_model, points, options, words):
    with pytest.raises(CourseError, match=words):
        live.Trainer(make_model(), points, **options)


def test_negative_steps(make_model, points):
    with pytest.raises(CourseError, match="k must be a whole number ≥ 0, got -1"):
        live.Trainer(make_model(), points).step(-1)


def test_a_subclassed_model_says_why_it_has_no_new_seed(subclassed_model, points):
    trainer = live.Trainer(subclassed_model, points)
    trainer.step(3)
    with pytest.raises(CourseError, match="new seed needs a Sequential or functional model"):
        trainer.reset(same_seed=False)
    assert trainer.snapshot()["step"] == 3
