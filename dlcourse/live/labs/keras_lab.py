"""The lab on a learner's own Keras model: which panels and controls suit it and its data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ...errors import CourseError, one_of
from ..keras_settings import NAMES, why_missing
from ..lab import Lab
from ..network_probe import MOST_LAYERS, MOST_UNITS, activation_of, dense_layers
from ..panels import Curves, Field, Network, Panel
from ..trainer import Trainer

PANELS = ("network", "field", "curves")
USUAL = tuple(name for name in NAMES if name != "L1")  # controls where none are asked for


def train(
    model: Any,
    data: Any,
    *,
    batch_size: int = 10,
    steps: int = 1000,
    controls: Sequence[str] | None = None,
    panels: Sequence[str] | None = None,
    seed: int = 1,
    headless: bool | None = None,
) -> Lab:
    """Train the compiled Keras `model` on `data` in a live lab; the model's own weights change.

    With a browser the lab waits for Train or Step. Without one it takes `steps` steps and shows one picture.

    Arguments:
        model: a compiled `keras.Model`.
        data: a Dataset, a pair (x, y), or two pairs ((x, y), (x_new, y_new)).
        batch_size: examples per optimizer step.
        steps: optimizer steps where no browser is attached.
        controls: which of "learning rate", "momentum", "L1", "L2", "dropout" and "noise" get a slider; by
            default those that model and data have, but L1.
        panels: which of "curves", "field" and "network" to show, in their order; by default curves, and the
            field where there are two inputs.
        seed: draws the order of the examples, and the weights of later runs.
        headless: True for no browser; by default what DLCOURSE_HEADLESS in the environment says.

    Returns:
        the lab; shown by the notebook when it is the cell's last line.

    Raises:
        CourseError: if model, data and what is asked for do not fit each other.
    """
    live = USUAL if controls is None else tuple(controls)
    look = ("field",) if panels is None else tuple(panels)
    trainer = Trainer(model, data, batch_size=batch_size, seed=seed, live=live, look=look)
    names = controls_of(trainer, controls)
    lab = Lab(trainer, _panels(trainer, panels), controls=names, steps=steps, headless=headless)
    if lab.headless:
        lab.run_headless()
    else:
        trainer.step(0)  # compiled now, so that the first press of Train shows a frame at once
    return lab


def controls_of(trainer: Trainer, wanted: Sequence[str] | None) -> list[str]:
    """The settings that get a slider: those `wanted`, or the usual ones that model and data have.

    Raises:
        CourseError: if one is wanted that there is not, or that model and data lack.
    """
    if wanted is None:
        return [name for name in USUAL if name in trainer.settings]
    for name in wanted:
        if one_of("controls", name, NAMES) not in trainer.settings:
            raise why_missing(trainer.model, trainer.data, name)
    return list(wanted)


def _panels(trainer: Trainer, wanted: Sequence[str] | None) -> list[Panel]:
    if wanted is None:
        wanted = ("curves", "field") if trainer.answer is not None else ("curves",)
    if not wanted:
        raise CourseError(f"panels must name at least one of {', '.join(PANELS)}, got none")
    return [_panel(trainer, one_of("panels", name, PANELS)) for name in wanted]


def _panel(trainer: Trainer, name: str) -> Panel:
    if name == "curves":
        return Curves({"loss": "training", "val_loss": "new points"})
    if trainer.answer is None or trainer.extent is None:
        raise CourseError(f"panel {name!r} needs a model of two inputs, to draw answers over their plane")
    if name == "field":
        return Field(*field_parts(trainer))
    return Network(*network_parts(trainer), on_parameter=trainer.set_parameter)


def field_parts(trainer: Trainer) -> tuple[Any, ...]:
    """What a Field panel needs to know of `trainer`: window, answer, names of classes and of features."""
    points = trainer.points
    names = points.feature_names if len(points.feature_names) == 2 else ("x1", "x2")
    return trainer.extent, trainer.answer, points.class_names, names


def network_parts(trainer: Trainer) -> tuple[Any, ...]:
    """What a Network panel needs to know of `trainer`: names and pictures of the inputs, units, activation.

    Raises:
        CourseError: if the model is no stack of dense layers that is small enough.
    """
    layers = dense_layers(trainer.model)
    if not layers:
        raise CourseError(
            f"panel 'network' needs a keras.Sequential of at most {MOST_LAYERS} Dense layers "
            f"of at most {MOST_UNITS} units"
        )
    grid = trainer.inputs_over(trainer.cells)
    tiles = grid.T.reshape(-1, trainer.cells, trainer.cells)
    names = trainer.features or field_parts(trainer)[3]
    return tuple(names), tiles, tuple(layer.units for layer in layers), activation_of(trainer.model)
