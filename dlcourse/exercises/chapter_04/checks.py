"""The rules that answers to the exercises of chapter 04 must keep, and sentences for frequent mistakes."""

from __future__ import annotations

import numpy as np

from ..rules import RuleBroken, compare, numbers
from .solutions import cross_entropy, huber, kl_divergence, quantile_loss

LARGE = 10_000.0  # the logits of the cells on overflow reach as far


def check_huber(answer):
    cases = [
        (np.array([0.0]), np.array([0.5]), 1.0),
        (np.array([0.0]), np.array([3.0]), 1.0),
        (np.array([1.0, 2.0]), np.array([1.25, -2.0]), 0.5),
        (np.array([0.0, 0.0, 4.0]), np.array([2.0, -2.0, 3.0]), 2.0),
        (np.array([3.0, -1.0, 0.5, 0.0]), np.array([0.0, 4.0, 0.25, 0.0]), 1.5),
    ]

    def read(value, *_):
        return numbers("what `huber` returns", value, (), "one number, the mean over the examples")

    def rule(
        near=lambda m, d: m**2 / 2, far=lambda m, d: d * (m - d / 2), miss=np.abs, mean=np.mean, below=1
    ):
        def mistaken(y, answers, delta):
            m = miss(answers - y)
            is_near = m <= delta if below else m > delta
            return mean(np.where(is_near, near(m, delta), far(m, delta)))

        return mistaken

    mistakes = (
        ("the mean over the examples is missing: here they are added up", rule(mean=np.sum)),
        ("the misses up to delta count as half their square: the ½ is missing", rule(near=lambda m, d: m**2)),
        ("beyond delta the line is delta · (m − delta/2); here the − delta/2 is missing, so that the "
         "loss jumps "
         "at delta",
         rule(far=lambda m, d: d * m)),
        ("beyond delta the line must rise with the slope delta: the factor delta is missing",
         rule(far=lambda m, d: m - d / 2)),
        ("beyond delta the line is delta · (m − delta/2), not delta · (m − delta): at m = delta it must "
         "meet the "
         "square, delta²/2",
         rule(far=lambda m, d: d * (m - d))),
        ("the two pieces are the wrong way round: the square belongs to misses up to delta", rule(below=0)),
        ("misses to both sides count alike: compare the size of the miss with delta, not the miss with "
         "its sign",
         rule(miss=lambda m: m)),
        ("beyond delta the loss must go on growing: the misses must not be cut off at delta",
         rule(far=lambda m, d: d**2 / 2)),
        ("this is the squared error: misses beyond delta must count along a straight line",
         rule(far=lambda m, d: m**2)),
        ("this is half the squared error: misses beyond delta must count along a straight line",
         rule(far=lambda m, d: m**2 / 2)),
        ("this is the absolute error: misses up to delta must count as half their square",
         rule(near=lambda m, d: m, far=lambda m, d: m)),
        ("one rule for all: each example must be judged by its own miss, not by the mean of the misses",
         lambda y, a, d: (lambda m: m**2 / 2 if m <= d else d * (m - d / 2))(np.mean(np.abs(a - y)))),
    )  # fmt: skip
    compare(answer, huber, cases, read, mistakes)


def check_cross_entropy(answer):
    cases = [
        (np.array([1.0]), np.array([0.0])),
        (np.array([0.0]), np.array([2.0])),
        (np.array([1.0, 0.0]), np.array([-1.5, -3.0])),
        (np.array([0.0, 1.0, 1.0, 0.0]), np.array([0.5, 4.0, -2.0, -0.25])),
    ]
    _compare_losses(answer, cases)
    far = [(np.array([label]), np.array([z])) for label in (0.0, 1.0) for z in (50.0, -50.0, LARGE, -LARGE)]
    _compare_losses(_strictly(answer), far)


def _compare_losses(answer, cases):
    def read(value, y, z):
        array = np.asarray(value, dtype=float) if np.ndim(value) == 0 and value is not None else value
        if np.ndim(array) == 0 and not np.isfinite(array):
            raise RuleBroken(
                f"the loss must be finite for every logit, and for z = {z.flat[0]:g} it is not: keep "
                "the sigmoid's 0 "
                "and 1 out of the logarithm, and e^z out altogether where z is large"
            )
        return numbers("what `cross_entropy` returns", value, (), "one number, the mean over the examples")

    def exact(z):
        return np.logaddexp(0, z)

    def clipped(y, z):
        p = np.clip(1 / (1 + np.exp(-np.clip(z, -700, 700))), 1e-7, 1 - 1e-7)
        return np.mean(-y * np.log(p) - (1 - y) * np.log(1 - p))

    mistakes = (
        ("the mean over the examples is missing: here they are added up",
         lambda y, z: np.sum(exact(z) - y * z)),
        ("the sign is the wrong way round: a loss is −log of a probability, and so never negative",
         lambda y, z: -np.mean(exact(z) - y * z)),
        ("the labels are the wrong way round: where y = 1 a large z must cost little",
         lambda y, z: np.mean(exact(z) - (1 - y) * z)),
        ("only the examples with y = 1 count here: those with y = 0 cost log(1 + e^z)",
         lambda y, z: np.mean(y * exact(-z))),
        ("only the examples with y = 0 count here: those with y = 1 cost log(1 + e^−z)",
         lambda y, z: np.mean((1 - y) * exact(z))),
        ("the term − y·z is missing: this is what an example of class 0 costs",
         lambda y, z: np.mean(exact(z))),
        ("the term log(1 + e^−|z|) is missing: without it a logit of 0 would cost nothing",
         lambda y, z: np.mean(np.maximum(z, 0) - y * z)),
        ("a clipped probability hides how wrong a sure answer is: at z = 10000 and y = 0 the loss is "
         "10000; use the "
         "logits themselves", clipped),
    )  # fmt: skip
    compare(answer, cross_entropy, cases, read, mistakes)


def _strictly(answer):
    """Call the learner's function with overflow, division by 0 and 0 / 0 as errors."""

    def called(y, z):
        with np.errstate(over="raise", divide="raise", invalid="raise"):
            try:
                return answer(y, z)
            except RuleBroken as broken:
                if "FloatingPointError" not in str(broken) and "OverflowError" not in str(broken):
                    raise
        raise RuleBroken(
            f"a power of e overflows, or a logarithm meets 0, for z = {z[0]:g}: take exp only of −|z|, "
            "which is never "
            "positive"
        )

    return called


def check_kl_divergence(answer):
    cases = [
        (np.array([[0.5, 0.5]]), np.array([[0.25, 0.75]])),
        (np.array([[0.2, 0.3, 0.5], [0.6, 0.3, 0.1]]), np.array([[0.5, 0.25, 0.25], [0.6, 0.3, 0.1]])),
        (np.array([[0.1, 0.9], [0.7, 0.3], [0.5, 0.5]]), np.array([[0.9, 0.1], [0.5, 0.5], [0.2, 0.8]])),
        (np.array([[0.25, 0.25, 0.25, 0.25]]), np.array([[0.1, 0.2, 0.3, 0.4]])),
    ]
    with_zeros = [
        (np.array([[1.0, 0.0]]), np.array([[0.5, 0.5]])),
        (np.array([[0.0, 0.5, 0.5], [0.0, 0.0, 1.0]]), np.array([[0.5, 0.25, 0.25], [0.2, 0.2, 0.6]])),
    ]

    def read(value, p, q):
        try:
            array = np.asarray(value, dtype=float)
        except (TypeError, ValueError):
            array = np.zeros(0)
        if array.size and not np.isfinite(array).all():
            raise RuleBroken(
                "where p is 0 a class must add nothing, and here 0 · log 0 makes it nan: keep the 0 out "
                "of the logarithm"
            )
        return numbers(
            "what `kl_divergence` returns", value, p.shape[:1], f"one number per row, shape {p.shape[:1]}"
        )

    def terms(p, q):
        return np.where(p > 0, p * np.log(np.where(p > 0, p, 1) / q), 0)

    mistakes = (
        ("p and q are the wrong way round: the sum is over p · log(p / q)",
         lambda p, q: np.sum(q * np.log(q / np.maximum(p, 1e-300)), axis=1)),
        ("the sign is the wrong way round: it is p · log(p / q), which adds up to 0 or more",
         lambda p, q: -terms(p, q).sum(axis=1)),
        ("this is the cross-entropy, −Σ p · log q: the part Σ p · log p is missing",
         lambda p, q: -np.sum(p * np.log(q), axis=1)),
        ("the weights p are missing: each class counts p times log(p / q)",
         lambda p, q: np.sum(np.log(np.where(p > 0, p, 1) / np.where(p > 0, q, 1)), axis=1)),
        ("each class counts p times log(p / q), not q times",
         lambda p, q: np.sum(q * np.log(np.where(p > 0, p, 1) / np.where(p > 0, q, 1)), axis=1)),
        ("the classes must be added up, not averaged", lambda p, q: terms(p, q).mean(axis=1)),
        ("the logarithm is the natural one, np.log: in base 2 the divergence is measured in bits",
         lambda p, q: terms(p, q).sum(axis=1) / np.log(2)),
        ("a divergence is made of terms with both signs: adding up their sizes is another measure",
         lambda p, q: np.abs(terms(p, q)).sum(axis=1)),
    )  # fmt: skip
    compare(answer, kl_divergence, cases, read, mistakes)
    with np.errstate(divide="ignore", invalid="ignore"):
        compare(answer, kl_divergence, with_zeros, read, ())


def check_quantile_loss(answer):
    random = np.random.default_rng(6)
    cases = [
        (np.array([2.0]), np.array([[1.0]]), np.array([0.9])),
        (np.array([2.0]), np.array([[4.0]]), np.array([0.9])),
        (np.array([1.0, 3.0]), np.array([[0.0, 2.0, 4.0], [3.0, 3.5, 1.0]]), np.array([0.1, 0.5, 0.9])),
    ]
    for n, k in ((3, 3), (5, 2), (4, 1), (2, 4)):
        y, answers = random.integers(-4, 5, n) / 2, random.integers(-4, 5, (n, k)) / 2
        cases.append((y, answers, np.array([0.05, 0.25, 0.8, 0.95])[:k]))

    def read(value, *_):
        return numbers("what `quantile_loss` returns", value, (), "one number, the mean over all answers")

    def rule(low=lambda t: t, high=lambda t: 1 - t, of=lambda m: m, mean=np.mean):
        def mistaken(y, answers, quantiles):
            below = y[:, None] - answers
            return mean(np.where(below > 0, low(quantiles), high(quantiles)) * of(np.abs(below)))

        return mistaken

    def over_one_column(y, answers, quantiles):
        return rule()(y, answers[:, :1], quantiles[:1])

    mistakes = (
        ("the two sides are exchanged: an answer that is too low counts quantile times, one that is too high "
         "1 − quantile times",
         rule(low=lambda t: 1 - t, high=lambda t: t)),
        ("the mean over all answers is missing: here they are added up", rule(mean=np.sum)),
        ("the columns are added up here: take the mean over all n·k answers",
         rule(mean=lambda each: each.sum(axis=1).mean())),
        ("an answer that is too high must count 1 − quantile times, and here it counts nothing",
         rule(high=lambda t: 0 * t)),
        ("an answer that is too low must count quantile times, and here it counts nothing",
         rule(low=lambda t: 0 * t)),
        ("an answer that is too high must make the loss larger, not smaller: the sign of (quantile − 1) "
         "· (y − "
         "answer) is missing",
         rule(high=lambda t: t - 1)),
        ("both sides count quantile times here: an answer that is too high must count 1 − quantile times",
         rule(high=lambda t: t)),
        ("this is half the absolute error, whatever the quantile",
         rule(low=lambda t: 0.5, high=lambda t: 0.5)),
        ("this is the absolute error: the sides must count quantile and 1 − quantile times",
         rule(low=lambda t: 1.0, high=lambda t: 1.0)),
        ("the miss itself counts, not its square", rule(of=np.square)),
        ("all columns count, and here only the first does", over_one_column),
    )  # fmt: skip
    compare(answer, quantile_loss, cases, read, mistakes)
