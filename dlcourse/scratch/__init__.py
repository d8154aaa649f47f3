"""Networks in plain NumPy, exactly as the chapters derive them; the reference for tests, not for speed."""

from . import (
    activations,
    autodiff,
    convolution,
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
    "convolution",
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
