"""Plans of networks: the program that is shown makes the same network, and what cannot be is refused."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from dlcourse import datasets, live
from dlcourse.errors import CourseError
from dlcourse.live.features import EXPRESSIONS, NAMES, features_of
from dlcourse.live.plan import ACTIVATIONS, LOSSES, OPTIMIZERS, Plan

PLANS = [
    Plan(),
    Plan((8, 8), "relu", optimizer="Adam", learning_rate=0.003, l2=0.001, batch_size=50),
    Plan((3,), "sigmoid", ("x1", "x2", "x1²", "sin x2"), momentum=0.9, l1=0.01, l2=0.02, dropout=0.25),
    Plan((), features=("x1²", "x2²"), loss="squared error", optimizer="RMSprop"),
    Plan((6,), classes=8, optimizer="AdamW"),
]


@pytest.mark.parametrize("plan", PLANS, ids=lambda plan: plan.words)
def test_the_code_makes_the_network_on_screen(plan):
    data = datasets.load("ring" if plan.classes == 8 else "moons", n=60, noise=0.2, seed=5)
    playground = live.Playground(plan, data, live=(), look=("field",))
    playground.step(6)
    names = {}
    exec(compile(playground.code(), "code", "exec"), names)  # the program is what is tested
    theirs, ours = names["model"], playground.model
    for mine, its in zip(ours.layers, theirs.layers, strict=True):
        assert configuration(mine) == configuration(its)
    assert ours.optimizer.get_config() == theirs.optimizer.get_config() | {"name": ours.optimizer.name}
    assert ours.loss == theirs.loss
    assert ours.get_compile_config()["metrics"] == theirs.get_compile_config()["metrics"]
    assert np.allclose(names["x_train"], playground.trainer.points.x, atol=1e-6)
    assert (names["y_test"] == playground.trainer.points.y_new).all()
    assert names["history"].params["epochs"] == max(1, round(6 * plan.batch_size / 30))


def configuration(layer):
    leave = {"name", "seed", "kernel_initializer"}
    return type(layer), {key: value for key, value in layer.get_config().items() if key not in leave}


def test_features_are_what_their_expressions_say():
    points = np.random.default_rng(0).normal(size=(20, 2)).astype("float32")
    x1, x2 = points.T
    for name in NAMES:
        expected = eval(EXPRESSIONS[name], {"np": np, "x1": x1, "x2": x2})  # as the shown program does
        assert np.allclose(features_of(points, [name])[:, 0], expected, atol=1e-6), name


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_every_activation_builds(activation):
    assert Plan((2,), activation).build().layers[0].activation is keras.activations.get(activation)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_a_network_made_again_names_its_variables_as_the_first(optimizer):
    # Each new name of a variable costs memory for good.
    first, second = (
        [variable.path for variable in [*model.variables, *model.optimizer.variables]]
        for model in (Plan(optimizer=optimizer).build() for _ in range(2))
    )
    assert first == second and any("dense_2" in path for path in first)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"units": (0,)}, "units must be a whole number ≥ 1"),
        ({"units": (2,) * 8}, "at most 7 hidden layers"),
        ({"activation": "tan"}, f"activation must be one of {ACTIVATIONS[0]}"),
        ({"optimizer": "sgd"}, f"optimizer must be one of {OPTIMIZERS[0]}"),
        ({"loss": "mse"}, f"loss must be one of {LOSSES[0]}"),
        ({"dropout": 1.0}, "dropout must be a number"),
        ({"learning_rate": 0}, "learning_rate must be a number > 0"),
        ({"features": ()}, "features must name at least one"),
        ({"features": ("x3",)}, "features must be one of x1"),
        ({"batch_size": 0}, "batch_size must be a whole number"),
    ],
)
def test_plans_that_cannot_be_are_refused(options, words):
    with pytest.raises(CourseError, match=words):
        Plan(**options)
