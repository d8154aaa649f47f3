"""Networks in plain NumPy, exactly as the chapters derive them; the reference for tests, not for speed."""

from . import optimizers, perceptron, surfaces

__all__ = ["optimizers", "perceptron", "surfaces"]
