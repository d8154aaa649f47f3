"""Networks in plain NumPy, exactly as the chapters derive them; the reference for tests, not for speed."""

from . import perceptron

__all__ = ["perceptron"]
