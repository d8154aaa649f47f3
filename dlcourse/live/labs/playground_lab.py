"""The lab on a network that can be changed in every way, unit by unit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ...datasets import load
from ...errors import CourseError, one_of
from ..features import COORDINATES, NAMES
from ..lab import Lab
from ..panels import Curves, Field, Network, Panel
from ..plan import Plan
from ..playground import CHOICES, SETTINGS, Playground
from .keras_lab import PANELS, field_parts, network_parts


def playground(
    data: Any = "circles",
    *,
    units: Sequence[int] = (4, 2),
    activation: str = "tanh",
    features: Sequence[str] = COORDINATES,
    optimizer: str = "SGD",
    learning_rate: float = 0.03,
    batch_size: int = 10,
    controls: Sequence[str] | None = None,
    panels: Sequence[str] = PANELS,
    steps: int = 1000,
    seed: int = 1,
    headless: bool | None = None,
) -> Lab:
    """A lab on a real Keras network whose layers, units, inputs and training can be changed in the page.

    Arguments:
        data: the name of a point set, such as "circles" or "spirals", or a Dataset of points in the plane.
        units: of each hidden layer at the start.
        activation: of the hidden layers.
        features: what of a point goes in: of "x1", "x2", "x1²", "x2²", "x1·x2", "sin x1", "sin x2".
        optimizer: "SGD", "RMSprop", "Adam" or "AdamW".
        learning_rate: of the optimizer.
        batch_size: examples per optimizer step.
        controls: which of the settings ("learning rate", "momentum", "L1", "L2", "dropout", "noise") and
            choices ("dataset", "activation", "optimizer", "loss", "batch size", "test share") to show; all
            by default.
        panels: which of "network", "field" and "curves", in their order.
        steps: optimizer steps where no browser is attached.
        seed: draws the initial weights and the order of the examples.
        headless: True for no browser; by default what DLCOURSE_HEADLESS in the environment says.

    Returns:
        the lab; `lab.steppable.model` is the present Keras model, `lab.steppable.code()` its program.

    Raises:
        CourseError: if an argument has a value that is not allowed.
    """
    names = [one_of("controls", name, (*SETTINGS, *CHOICES)) for name in controls or (*SETTINGS, *CHOICES)]
    shown = [one_of("panels", name, PANELS) for name in panels]
    if not shown:
        raise CourseError(f"panels must name at least one of {', '.join(PANELS)}, got none")
    plan = Plan(
        tuple(units), activation, tuple(features), optimizer, learning_rate, batch_size=batch_size, seed=seed,
        dropout=0.0 if "dropout" in names else None,
    )  # fmt: skip
    steppable = Playground(plan, _points(data, seed), live=names, look=shown)
    made = {name: _panel(steppable, name) for name in shown}

    def show_the_new_network() -> None:
        if "field" in made:
            made["field"].show(*field_parts(steppable.trainer))
        if "network" in made:
            made["network"].show(*network_parts(steppable.trainer), NAMES)

    lab = Lab(
        steppable, list(made.values()), controls=names, steps=steps, headless=headless,
        on_rebuild=show_the_new_network, speed=3,
    )  # fmt: skip
    if lab.headless:
        lab.run_headless()
    else:
        steppable.trainer.step(0)  # compiled now, so that the first press of Train shows a frame at once
    return lab


def _points(data: Any, seed: int) -> Any:
    if isinstance(data, str):
        data = load(data, seed=seed)
    if getattr(data, "input_shape", None) != (2,) or getattr(data, "task", "") != "classification":
        raise CourseError(
            "data must be the name of a point set, or a Dataset of points in the plane with classes, "
            f"got {getattr(data, 'name', type(data).__name__)!r}"
        )
    return data


def _panel(steppable: Playground, name: str) -> Panel:
    if name == "curves":
        return Curves({"loss": "training", "val_loss": "new points"})
    if name == "field":
        return Field(*field_parts(steppable.trainer), title="Its answer")

    def change(kind: str, *what: Any) -> None:
        changes = {"units": Plan.with_units, "layers": Plan.with_layers, "feature": Plan.with_feature}
        steppable.change(lambda plan: changes[kind](plan, *what))

    return Network(
        *network_parts(steppable.trainer), on_parameter=steppable.set_parameter, on_change=change,
        offered=NAMES,
    )  # fmt: skip
