"""Networks in plain NumPy, exactly as the chapters derive them; the reference for tests, not for speed."""

from . import activations, autodiff, network, optimizers, outputs, perceptron, surfaces

__all__ = ["activations", "autodiff", "network", "optimizers", "outputs", "perceptron", "surfaces"]
