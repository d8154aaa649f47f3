"""The rules that answers to the exercises of chapter 05 must keep, and sentences for frequent mistakes."""

from __future__ import annotations

import numpy as np

from ..rules import compare, numbers, parts
from .solutions import adam_step, largest_safe_rate, learning_rate


def check_largest_safe_rate(answer):
    random = np.random.default_rng(51)
    cases = [
        (np.array([[1.0], [2.0], [3.0]]),),
        (np.array([[1.0, 0.0], [0.0, 3.0], [1.0, 1.0], [2.0, -1.0]]),),
    ]
    for n, features in ((6, 3), (40, 5), (3, 4)):
        cases.append((random.normal(scale=1.5, size=(n, features)) + 0.5,))

    def read(value, x):
        return numbers("what `largest_safe_rate` returns", value, (), "one number")

    def of_curvatures(choose, factor=2.0):
        def mistaken(x):
            with np.errstate(divide="ignore"):
                return factor / choose(np.linalg.eigvalsh(2 / len(x) * x.T @ x))

        return mistaken

    def correlation(x):
        return 2 / np.linalg.eigvalsh(np.atleast_2d(2 * np.cov(x.T, bias=True)))[-1]

    mistakes = (
        (
            "this is 1 / curvature, the rate at which the steepest direction is done in one step; the walk "
            "stays safe up to 2 / curvature",
            of_curvatures(np.max, 1.0),
        ),
        (
            "the mean divides by n, the number of examples, and here the sum of all errors was taken",
            lambda x: 2 / np.linalg.eigvalsh(2 * x.T @ x)[-1],
        ),
        (
            "the square (x @ w − y)² has the second derivative 2·x², and this factor 2 is missing in the "
            "curvature",
            lambda x: 2 / np.linalg.eigvalsh(x.T @ x / len(x))[-1],
        ),
        (
            "the mean is over the n examples: divide x.T @ x by len(x), not by the number of features",
            lambda x: 2 / np.linalg.eigvalsh(2 / x.shape[1] * x.T @ x)[-1],
        ),
        (
            "the steepest direction sets the limit: take the largest curvature, not the smallest",
            of_curvatures(lambda values: max(values.min(), 1e-12)),
        ),
        (
            "the steepest direction sets the limit: take the largest curvature, not their mean",
            of_curvatures(np.mean),
        ),
        (
            "curvatures do not add up: the largest sets the limit, and this takes their sum (the trace)",
            of_curvatures(np.sum),
        ),
        ("this is the largest curvature; the rate is 2 divided by it", lambda x: 2 / largest_safe_rate(x)),
        (
            "the largest entry on the diagonal is the curvature along one axis; the steepest direction may "
            "lie between the axes: take the largest eigenvalue",
            lambda x: 2 / (2 / len(x) * x.T @ x).diagonal().max(),
        ),
        (
            "the singular values of x are the roots of the eigenvalues of x.T @ x: square the largest",
            lambda x: 2 / (2 / len(x) * np.linalg.svd(x, compute_uv=False)[0]),
        ),
        ("use x as it is: the model has no bias, so no means may be subtracted", correlation),
    )  # fmt: skip
    compare(answer, largest_safe_rate, cases, read, mistakes)


def check_adam_step(answer):
    random = np.random.default_rng(52)
    cases = []
    for shape, t in (((2,), 1), ((2,), 2), ((3,), 5), ((2, 3), 1), ((1,), 40), ((2, 2), 3)):
        # Large gradients: it makes no difference whether ε stands beside √ŝ or, as in Keras, beside √s.
        w, g, m = (size * random.normal(size=shape) for size in (1, 100, 100))
        s = 1e4 * random.uniform(0.1, 1.0, size=shape)
        if t == 1:
            m, s = np.zeros(shape), np.zeros(shape)
        cases.append((w, g, m, s, t, 0.1))
    names = ("w", "m", "s")

    def read(value, w, *_):
        given = parts("adam_step", value, names)
        what = f"numbers of shape {w.shape}, that of the weights"
        return np.stack(
            [numbers(f"`{name}`", one, w.shape, what) for name, one in zip(names, given, strict=True)]
        )

    def rule(
        of_m=lambda m, g: 0.9 * m + 0.1 * g,
        of_s=lambda s, g: 0.999 * s + 0.001 * g**2,
        m_share=lambda t: 1 - 0.9**t,
        s_share=lambda t: 1 - 0.999**t,
        step=lambda m, s, rate: -rate * m / (np.sqrt(s) + 1e-7),
    ):
        def mistaken(w, g, m, s, t, rate):
            m, s = of_m(m, g), of_s(s, g)
            with np.errstate(divide="ignore", invalid="ignore"):
                return w + step(m / m_share(t), s / s_share(t), rate), m, s

        return mistaken

    def hats_returned(w, g, m, s, t, rate):
        w, m, s = adam_step(w, g, m, s, t, rate)
        return w, m / (1 - 0.9**t), s / (1 - 0.999**t)

    mistakes = (
        ("the hats are missing: m and s begin at 0 and are too small at first; divide them by 1 − β₁ᵗ and "
         "1 − β₂ᵗ", rule(m_share=lambda t: 1, s_share=lambda t: 1)),
        ("the step goes against the gradient: subtract it",
         rule(step=lambda m, s, r: r * m / (np.sqrt(s) + 1e-7))),
        ("the root is missing: divide by √ŝ, not by ŝ", rule(step=lambda m, s, r: -r * m / (s + 1e-7))),
        ("s is the running mean of the squared gradients, and here g was not squared",
         rule(of_s=lambda s, g: 0.999 * s + 0.001 * np.abs(g))),
        ("the two shares are swapped: β₁ = 0.9 belongs to m, β₂ = 0.999 to s",
         rule(lambda m, g: 0.999 * m + 0.001 * g, lambda s, g: 0.9 * s + 0.1 * g**2,
              lambda t: 1 - 0.999**t, lambda t: 1 - 0.9**t)),
        ("m must keep β₁ of the past and take 1 − β₁ of g; here g is added whole",
         rule(of_m=lambda m, g: 0.9 * m + g)),
        ("a mean keeps 0.9 of the past and takes 0.1 of the new, and here it is the other way round",
         rule(of_m=lambda m, g: 0.1 * m + 0.9 * g)),
        ("t counts from 1 in the corrections 1 − β₁ᵗ and 1 − β₂ᵗ, and here it counts from one more",
         rule(m_share=lambda t: 1 - 0.9 ** (t + 1), s_share=lambda t: 1 - 0.999 ** (t + 1))),
        ("the corrections must have the power t: 1 − β₁ alone is right for the first step only",
         rule(m_share=lambda t: 1 - 0.9, s_share=lambda t: 1 - 0.999)),
        ("the step must use the mean m̂, and here it uses the gradient alone: that is RMSprop",
         lambda w, g, m, s, t, r: (w - r * g / (np.sqrt((0.999 * s + 0.001 * g**2) / (1 - 0.999**t)) + 1e-7),
                                   *adam_step(w, g, m, s, t, r)[1:])),
        ("return the running means m and s themselves: the hats are for this step only", hats_returned),
        ("`adam_step` must return (w, m, s) in this order",
         lambda *case: (lambda w, m, s: (m, s, w))(*adam_step(*case))),
    )  # fmt: skip
    compare(answer, adam_step, cases, read, mistakes)


def check_learning_rate(answer):
    cases = [(10, 1.0, 10, 30), (20, 1.0, 10, 30), (5, 1.0, 10, 30), (0, 0.5, 4, 8), (8, 0.5, 4, 8)]
    cases += [(0, 2.0, 0, 10), (5, 2.0, 0, 10), (3, 2.0, 0, 10), (15, 0.1, 10, 30), (7, 3.0, 5, 13)]

    def read(value, *_):
        return numbers("what `learning_rate` returns", value, (), "one number")

    def rule(rise=lambda t, p, w, n: p * t / w, fall=None, after=lambda t, w: t >= w):
        fall = fall or (lambda t, p, w, n: p * (1 + np.cos(np.pi * (t - w) / (n - w))) / 2)

        def mistaken(step, peak, warm_up, steps):
            return (fall if after(step, warm_up) else rise)(step, peak, warm_up, steps)

        return mistaken

    mistakes = (
        ("the way down begins at warm_up: the share of it is (step − warm_up) / (steps − warm_up), not "
         "step / steps",
         rule(fall=lambda t, p, w, n: p * (1 + np.cos(np.pi * t / n)) / 2)),
        ("the way down is steps − warm_up long, and not steps: at the step `steps` the rate must be 0",
         rule(fall=lambda t, p, w, n: p * (1 + np.cos(np.pi * (t - w) / n)) / 2)),
        ("half a wave goes from cos 0 to cos π; this is a whole one (2π), which ends at the peak again",
         rule(fall=lambda t, p, w, n: p * (1 + np.cos(2 * np.pi * (t - w) / (n - w))) / 2)),
        ("from 0 to π/2 is a quarter of a wave: the rate must fall gently at both ends, "
         "(1 + cos(π · share)) / 2",
         rule(fall=lambda t, p, w, n: p * np.cos(np.pi / 2 * (t - w) / (n - w)))),
        ("the cosine runs from 1 to −1, and a rate from peak to 0: (1 + cos) / 2",
         rule(fall=lambda t, p, w, n: p * np.cos(np.pi * (t - w) / (n - w)))),
        ("1 + cos begins at 2: the division by 2 is missing",
         rule(fall=lambda t, p, w, n: p * (1 + np.cos(np.pi * (t - w) / (n - w))))),
        ("with a minus before the cosine the rate rises where it should fall",
         rule(fall=lambda t, p, w, n: p * (1 - np.cos(np.pi * (t - w) / (n - w))) / 2)),
        ("after the warm-up the rate must fall along the cosine, not along a straight line",
         rule(fall=lambda t, p, w, n: p * (1 - (t - w) / (n - w)))),
        ("after the warm-up the rate must fall, and here it stays at its peak",
         rule(fall=lambda t, p, w, n: p)),
        ("the warm-up is missing: before warm_up the rate is peak · step / warm_up",
         rule(rise=lambda t, p, w, n: p)),
        ("the warm-up begins at 0: it is peak · step / warm_up, not peak · (step + 1) / warm_up",
         rule(rise=lambda t, p, w, n: p * (t + 1) / w)),
        ("the warm-up rises to the peak within warm_up steps, not within all steps",
         rule(rise=lambda t, p, w, n: p * t / n)),
        ("cos takes radians: half a wave is np.pi, not 180",
         rule(fall=lambda t, p, w, n: p * (1 + np.cos(180 * (t - w) / (n - w))) / 2)),
    )  # fmt: skip
    compare(answer, learning_rate, cases, read, mistakes)
