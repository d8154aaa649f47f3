"""The rules that answers to the exercises of chapter 06 must keep, and sentences for frequent mistakes."""

from __future__ import annotations

import numpy as np

from ..rules import compare, numbers, parts
from .solutions import batch_norm, leave_out, penalized_gradient, stop_early


def _as_array(name, value, shape):
    what = f"numbers of shape {shape}"
    return numbers(f"what `{name}` returns", value, shape, what)


def check_penalized_gradient(answer):
    random = np.random.default_rng(61)
    cases = [(np.array([2.0, -1.0, 0.0]), np.array([0.5, 0.5, 0.5]), 0.1, 0.0)]
    cases += [(np.array([2.0, -1.0, 0.0]), np.array([0.5, 0.5, 0.5]), 0.0, 0.1)]
    for shape, l1, l2 in (((4,), 0.03, 0.2), ((2, 3), 1.5, 0.7), ((3, 1), 0.0, 0.0)):
        cases.append((random.normal(size=shape), random.normal(size=shape), l1, l2))

    def read(value, w, *_):
        return _as_array("penalized_gradient", value, w.shape)

    mistakes = (
        ("the square w² has the slope 2·w, and here the 2 is missing",
         lambda w, g, l1, l2: g + l1 * np.sign(w) + l2 * w),
        ("the slope of |w| is its sign, +1 or −1 however large w is, and here the size came in",
         lambda w, g, l1, l2: g + l1 * np.abs(w) + 2 * l2 * w),
        ("the slope of |w| is −1 where w is negative: take the sign, not 1",
         lambda w, g, l1, l2: g + l1 * (w != 0) + 2 * l2 * w),
        ("the slope of |w| is −1 where w is negative: take the sign, not 1",
         lambda w, g, l1, l2: g + l1 + 2 * l2 * w),
        ("where a weight is 0, |w| is to have the slope 0",
         lambda w, g, l1, l2: g + l1 * np.where(w >= 0, 1, -1) + 2 * l2 * w),
        ("where a weight is 0, |w| is to have the slope 0",
         lambda w, g, l1, l2: g + l1 * np.where(w > 0, 1, -1) + 2 * l2 * w),
        ("this is the gradient of the penalties alone: add g, that of the loss",
         lambda w, g, l1, l2: l1 * np.sign(w) + 2 * l2 * w),
        ("the penalties are added to the loss, so their gradients are added, not subtracted",
         lambda w, g, l1, l2: g - l1 * np.sign(w) - 2 * l2 * w),
        ("l1 belongs to |w| and l2 to w²: here they are swapped",
         lambda w, g, l1, l2: g + l2 * np.sign(w) + 2 * l1 * w),
        ("the gradient has an entry for each weight, and here the penalties' values were added, not their "
         "slopes", lambda w, g, l1, l2: g + l1 * np.abs(w) + l2 * w**2),
        ("the gradient has an entry for each weight, and here the penalties' values were added, not their "
         "slopes", lambda w, g, l1, l2: g + l1 * np.abs(w).sum() + l2 * (w**2).sum()),
        ("the penalty sums over the weights, it takes no mean: do not divide by their number",
         lambda w, g, l1, l2: g + (l1 * np.sign(w) + 2 * l2 * w) / w.size),
        ("the gradient of the first penalty, l1 · Σ|w|, is missing",
         lambda w, g, l1, l2: g + 2 * l2 * w),
        ("the gradient of the second penalty, l2 · Σw², is missing",
         lambda w, g, l1, l2: g + l1 * np.sign(w)),
    )  # fmt: skip
    compare(answer, penalized_gradient, cases, read, mistakes)


def check_leave_out(answer):
    random = np.random.default_rng(62)
    cases = [(np.array([[1.0, 2.0, -4.0]]), 0.5, np.array([[0.9, 0.2, 0.5]]), True)]
    for shape, rate, training in (
        ((4, 3), 0.2, True), ((2, 5), 0.75, True), ((3, 2), 0.0, True), ((3, 4), 0.5, False),
        ((1, 8), 0.9, True), ((2, 2), 0.2, False),
    ):  # fmt: skip
        cases.append((random.normal(size=shape) + 1, rate, random.random(shape), training))

    def read(value, a, *_):
        return _as_array("leave_out", value, a.shape)

    def rule(kept=lambda u, rate: u >= rate, scale=lambda rate: 1 / (1 - rate), later=lambda a, rate: a):
        def mistaken(a, rate, u, training):
            return a * kept(u, rate) * scale(rate) if training else later(a, rate)

        return mistaken

    def by_what_is_left(a, rate, u, training):
        kept = u >= rate
        return a * kept / max(kept.mean(), 1e-9) if training else a

    with np.errstate(divide="ignore"):
        mistakes = (
            ("in training the activations that stay must be divided by 1 − rate, so that the mean stays",
             rule(scale=lambda rate: 1)),
            ("in training the activations that stay must be divided by 1 − rate, not multiplied by it",
             rule(scale=lambda rate: 1 - rate)),
            ("the division is by the share that stays, 1 − rate, not by the rate",
             rule(scale=lambda rate: 1 / max(rate, 1e-9))),
            ("an activation is left out where its number is below the rate, and here it is the other way "
             "round", rule(kept=lambda u, rate: u < rate)),
            ("an activation is left out where its number is below the rate, and here it is the other way "
             "round", rule(kept=lambda u, rate: u < rate, scale=lambda rate: 1)),
            ("an activation is left out where its number is below the rate; one that is equal to it stays",
             rule(kept=lambda u, rate: u > rate)),
            ("later, when it is not training, nothing is left out and nothing is scaled",
             lambda a, rate, u, training: a * (u >= rate) / (1 - rate)),
            ("later, when it is not training, nothing is scaled: the division in training has seen to that",
             rule(later=lambda a, rate: a * (1 - rate))),
            ("with no division in training, and a factor of 1 − rate later, the mean is right, too; but "
             "here, as in Keras, the division by 1 − rate belongs to training",
             rule(scale=lambda rate: 1, later=lambda a, rate: a * (1 - rate))),
            ("divide by 1 − rate, the share that stays on average, not by the share that happened to stay",
             by_what_is_left),
            ("dropout leaves single activations out: this leaves out the same units for all examples",
             lambda a, rate, u, training: a * (u[:1] >= rate) / (1 - rate) if training else a),
            ("`training` is the other way round: activations are left out in training only",
             lambda a, rate, u, training: a if training else a * (u >= rate) / (1 - rate)),
            ("in training some activations must be left out, and here all stay",
             lambda a, rate, u, training: a),
        )  # fmt: skip
        compare(answer, leave_out, cases, read, mistakes)


def check_batch_norm(answer):
    random = np.random.default_rng(63)
    z = np.array([[1.0, 10.0], [3.0, 10.0], [5.0, 40.0]])
    cases = [(z, np.ones(2), np.zeros(2), np.zeros(2), np.ones(2), True)]
    for n, units, training in ((6, 3, True), (4, 4, True), (5, 2, False), (1, 3, False), (1, 2, True)):
        learned = random.normal(size=(3, units)) + 0.5
        variance = random.uniform(0.5, 2, units)
        cases.append((3 * random.normal(size=(n, units)) + 1, *learned, variance, training))

    def read(value, z, *_):
        return _as_array("batch_norm", value, z.shape)

    def rule(
        of_mean=lambda z: z.mean(axis=0),
        of_variance=lambda z: z.var(axis=0),
        divide=lambda v: np.sqrt(v + 0.001),
        put=lambda x, gamma, beta: gamma * x + beta,
        use_batch=lambda training: training,
    ):
        def mistaken(z, gamma, beta, mean, variance, training):
            if use_batch(training):
                mean, variance = of_mean(z), of_variance(z)
            return put((z - mean) / divide(variance), gamma, beta)

        return mistaken

    mistakes = (
        ("mean and variance are taken over the batch, one for each unit (axis=0), and here one for each "
         "example (axis=1): that is layer normalization",
         rule(lambda z: z.mean(axis=1, keepdims=True), lambda z: z.var(axis=1, keepdims=True))),
        ("each unit has its own mean and variance (axis=0), and here all units share one",
         rule(lambda z: z.mean(), lambda z: z.var())),
        ("in training the batch's own mean and variance count, and here the running ones were used",
         rule(use_batch=lambda training: False)),
        ("later, when it is not training, the running mean and variance count, and here those of the batch "
         "were used", rule(use_batch=lambda training: True)),
        ("`training` is the other way round: the batch's own mean and variance belong to training",
         rule(use_batch=lambda training: not training)),
        ("divide by the root of the variance, not by the variance", rule(divide=lambda v: v + 0.001)),
        ("ε must stand under the root: √(variance + 0.001)", rule(divide=lambda v: np.sqrt(v) + 0.001)),
        ("ε is missing: divide by √(variance + 0.001)",
         rule(divide=lambda v: np.sqrt(np.maximum(v, 1e-300)))),
        ("the mean was not subtracted", rule(of_mean=lambda z: 0.0)),
        ("after the division, multiply by γ and add β", rule(put=lambda x, gamma, beta: x)),
        ("after the division, multiply by γ: it is missing", rule(put=lambda x, gamma, beta: x + beta)),
        ("at the end, add β: it is missing", rule(put=lambda x, gamma, beta: gamma * x)),
        ("γ multiplies the standardized number and β is added afterwards, and here β is multiplied by γ, too",
         rule(put=lambda x, gamma, beta: gamma * (x + beta))),
        ("γ multiplies and β is added, and here they are swapped",
         rule(put=lambda x, gamma, beta: beta * x + gamma)),
        ("the variance is the mean of the squares, divided by n, not by n − 1 (no ddof)",
         rule(of_variance=lambda z: z.var(axis=0, ddof=1) if len(z) > 1 else z.var(axis=0))),
    )  # fmt: skip
    compare(answer, batch_norm, cases, read, mistakes)


def check_stop_early(answer):
    cases = [
        ([3.0, 2.0, 1.0], 1), ([3.0, 2.0, 2.5, 1.0], 1), ([3.0, 2.0, 2.5, 1.0, 4.0, 5.0, 6.0], 2),
        ([1.0, 2.0, 3.0, 4.0], 3), ([1.0, 1.0, 1.0, 0.5], 2), ([5.0], 2), ([4.0, 3.0, 3.5, 3.2, 3.4, 1.0], 3),
        ([2.0, 3.0, 1.0, 3.0, 3.0, 0.0], 2), ([4.0, 5.0, 3.0, 5.0, 2.0, 5.0], 2), ([3.0, 2.0, 1.0, 1.5], 5),
        ([1.0, 2.0, 3.0, 4.0, 5.0, 6.0], 2),
    ]  # fmt: skip

    def read(value, *_):
        pair = parts("stop_early", value, ("stopped", "best"))
        what = "the number of an epoch"
        return np.stack([numbers(f"`{name}`", one, (), what)
                         for name, one in zip(("stopped", "best"), pair, strict=True)])  # fmt: skip

    def rule(better=lambda loss, lowest: loss < lowest, waits=lambda waited, patience: waited >= patience,
             forgets=True, give=lambda epoch, best: (epoch, best)):  # fmt: skip
        def mistaken(losses, patience):
            best = waited = 0
            for epoch, loss in enumerate(losses):
                if epoch and better(loss, losses[best]):
                    best, waited = epoch, 0 if forgets else waited
                elif epoch:
                    waited += 1
                if epoch and waits(waited, patience):
                    return give(epoch, best)
            return give(len(losses) - 1, best)

        return mistaken

    def against_the_one_before(losses, patience):
        waited = 0
        for epoch in range(1, len(losses)):
            waited = 0 if losses[epoch] < losses[epoch - 1] else waited + 1
            if waited >= patience:
                return epoch, int(np.argmin(losses[: epoch + 1]))
        return len(losses) - 1, int(np.argmin(losses))

    def best_of_all(losses, patience):
        return stop_early(losses, patience)[0], int(np.argmin(losses))

    mistakes = (
        ("training stops after the patience-th epoch in a row without a new lowest loss, and here it runs "
         "one epoch longer", rule(waits=lambda waited, patience: waited > patience)),
        ("training stops after the patience-th epoch in a row without a new lowest loss, and here it stops "
         "one epoch sooner", rule(waits=lambda waited, patience: waited >= max(patience - 1, 1))),
        ("a new lowest loss must be lower than the lowest so far; an equal one is no gain",
         rule(better=lambda loss, lowest: loss <= lowest)),
        ("compare each loss with the lowest so far, not with that of the epoch before",
         against_the_one_before),
        ("only epochs in a row count: with a new lowest loss the waiting begins anew",
         rule(forgets=False)),
        ("the best epoch is one of those that were run; what would have come after the stop nobody knows",
         best_of_all),
        ("patience is never used: training must stop when it has run out",
         lambda losses, patience: (len(losses) - 1, int(np.argmin(losses)))),
        ("the two are swapped: return (stopped, best) in this order",
         lambda losses, patience: stop_early(losses, patience)[::-1]),
        ("`best` is the epoch, counted from 0, and here it is the loss",
         lambda losses, patience: (stop_early(losses, patience)[0],
                                   losses[stop_early(losses, patience)[1]])),
        ("epochs are counted from 0, and here they are counted from 1",
         lambda losses, patience: tuple(one + 1 for one in stop_early(losses, patience))),
        ("`stopped` is the last epoch that was run, counted from 0, not how many were run",
         lambda losses, patience: (stop_early(losses, patience)[0] + 1, stop_early(losses, patience)[1])),
    )  # fmt: skip
    compare(answer, stop_early, cases, read, mistakes)
