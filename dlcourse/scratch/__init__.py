"""Networks in plain NumPy, exactly as the chapters derive them; the reference for tests, not for speed."""

from . import (
    activations,
    autodiff,
    convolution,
    dropout,
    initialization,
    line_fits,
    losses,
    network,
    normalization,
    optimizers,
    outputs,
    penalties,
    perceptron,
    schedules,
    slices,
    surfaces,
)

__all__ = [
    "activations",
    "autodiff",
    "convolution",
    "dropout",
    "initialization",
    "line_fits",
    "losses",
    "network",
    "normalization",
    "optimizers",
    "outputs",
    "penalties",
    "perceptron",
    "schedules",
    "slices",
    "surfaces",
]
