"""Networks in plain NumPy, exactly as the chapters derive them; the reference for tests, not for speed."""

from . import (
    activations,
    autodiff,
    line_fits,
    losses,
    network,
    optimizers,
    outputs,
    perceptron,
    schedules,
    slices,
    surfaces,
)

__all__ = [
    "activations",
    "autodiff",
    "line_fits",
    "losses",
    "network",
    "optimizers",
    "outputs",
    "perceptron",
    "schedules",
    "slices",
    "surfaces",
]
