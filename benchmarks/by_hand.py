"""A network in plain NumPy, written for speed: what the trainer's steps per second are held against."""

from __future__ import annotations

import itertools

import numpy as np


class NetworkByHand:
    """A tanh network with one sigmoid output and binary cross-entropy, trained by SGD or Adam.

    Arguments:
        units: hidden units per layer, such as (4, 2).
        adam: whether Adam takes the steps; otherwise plain gradient descent.
    """

    def __init__(self, units: tuple[int, ...], *, adam: bool, learning_rate: float = 0.03, seed: int = 0):
        generator = np.random.default_rng(seed)
        sizes = [2, *units, 1]
        self.weights = [
            generator.uniform(-1, 1, shape).astype("float32") * np.float32(np.sqrt(6 / sum(shape)))
            for shape in itertools.pairwise(sizes)
        ]
        self.biases = [np.zeros(size, dtype="float32") for size in sizes[1:]]
        self.adam, self.learning_rate, self.steps = adam, np.float32(learning_rate), 0
        self.moments = [(np.zeros_like(p), np.zeros_like(p)) for p in [*self.weights, *self.biases]]

    def step(self, x: np.ndarray, y: np.ndarray) -> None:
        """One optimizer step on the batch x of shape (n, 2) with labels y of shape (n, 1)."""
        answers = [x]
        for weights, bias in zip(self.weights[:-1], self.biases[:-1], strict=True):
            answers.append(np.tanh(answers[-1] @ weights + bias))
        output = 1 / (1 + np.exp(-(answers[-1] @ self.weights[-1] + self.biases[-1])))
        delta = (output - y) / len(x)
        gradients: list[tuple[np.ndarray, np.ndarray]] = []
        for layer in reversed(range(len(self.weights))):
            gradients.append((answers[layer].T @ delta, delta.sum(axis=0)))
            if layer:
                delta = (delta @ self.weights[layer].T) * (1 - answers[layer] ** 2)
        gradients.reverse()
        self._apply([g for g, _ in gradients] + [g for _, g in gradients])

    def _apply(self, gradients: list[np.ndarray]) -> None:
        self.steps += 1
        parameters = [*self.weights, *self.biases]
        if not self.adam:
            for parameter, gradient in zip(parameters, gradients, strict=True):
                parameter -= self.learning_rate * gradient
            return
        rate = self.learning_rate * np.sqrt(1 - 0.999**self.steps) / (1 - 0.9**self.steps)
        for parameter, gradient, (first, second) in zip(parameters, gradients, self.moments, strict=True):
            first += 0.1 * (gradient - first)
            second += 0.001 * (gradient * gradient - second)
            parameter -= (rate * first / (np.sqrt(second) + 1e-7)).astype("float32")
