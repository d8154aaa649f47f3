"""Networks in plain NumPy, exactly as the chapters derive them; the reference for tests, not for speed."""

from . import autodiff, network, optimizers, perceptron, surfaces

__all__ = ["autodiff", "network", "optimizers", "perceptron", "surfaces"]
