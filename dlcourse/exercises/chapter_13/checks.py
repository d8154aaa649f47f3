"""The rules that answers to the exercises of chapter 13 must keep, and sentences for frequent mistakes."""

from __future__ import annotations

import numpy as np

from ..rules import RuleBroken, compare, kind, numbers
from .solutions import is_fit, layer_rates, lora_answer, moving_mean


def check_layer_rates(answer):
    cases = [(4, 0, 0.1, 2.0), (4, 1, 0.1, 2.0), (4, 3, 0.1, 2.0), (3, 2, 1.0, 2.6), (5, 2, 0.01, 1.0)]
    cases += [(2, 5, 0.3, 3.0), (1, 0, 0.5, 2.0), (6, 4, 0.2, 1.5)]

    def read(value, layers, *_):
        what = f"an array of shape ({layers},), one rate for each layer"
        return numbers("what `layer_rates` returns", value, (layers,), what)

    def rule(
        distance=lambda n: np.arange(n)[::-1], learns=lambda d, p: d <= p, rate=lambda r, f, d: r / f**d
    ):
        def mistaken(layers, phase, top, factor):
            below = distance(layers)
            return np.where(learns(below, phase), rate(top, factor, below), 0.0)

        return mistaken

    mistakes = (
        ("the head is the last of the layers, and here the first one is treated as the head",
         rule(distance=np.arange)),
        ("in phase 0 the head learns already: layers up to the distance `phase` learn, that one included",
         rule(learns=lambda d, p: d < p)),
        ("in phase 0 only the head learns, and here one layer too many does",
         rule(learns=lambda d, p: d <= p + 1)),
        ("layers that are not unfrozen yet must have the rate 0, and here all learn",
         rule(learns=lambda d, p: d >= 0)),
        ("all unfrozen layers have the head's rate here: each must have that of the layer above it, "
         "divided by `factor`", rule(rate=lambda r, f, d: r + 0 * d)),
        ("the rate must be divided by `factor` once for each layer further down, so by a power of it: "
         "factor**distance, not factor · distance", rule(rate=lambda r, f, d: r / np.maximum(f * d, 1))),
        ("lower layers must learn more slowly than the head: divide by `factor`, and do not multiply",
         rule(rate=lambda r, f, d: r * f**d)),
        ("the head learns at `rate` itself, and here it is divided already",
         rule(rate=lambda r, f, d: r / f ** (d + 1))),
        ("only the layer unfrozen last learns here: those unfrozen before it must go on learning",
         rule(learns=lambda d, p: d == p)),
        ("this is the right list the other way round: the lowest layer comes first, the head last",
         lambda *case: layer_rates(*case)[::-1]),
    )  # fmt: skip
    compare(answer, layer_rates, cases, read, mistakes)


def check_lora_answer(answer):
    random = np.random.default_rng(132)
    cases = []
    for n, inputs, outputs, rank, alpha in (
        (1, 3, 2, 1, 1.0),
        (4, 3, 5, 2, 2.0),
        (2, 6, 4, 3, 1.0),
        (3, 4, 4, 2, 8.0),
    ):
        shapes = ((n, inputs), (inputs, outputs), (inputs, rank), (rank, outputs))
        cases.append((*(random.normal(size=shape) for shape in shapes), alpha))

    def read(value, x, w, *_):
        shape = (len(x), w.shape[1])
        return numbers("what `lora_answer` returns", value, shape, f"numbers of shape {shape}, (n, outputs)")

    def with_share(share):
        return lambda x, w, a, b, alpha: x @ w + share(a, b, alpha) * (x @ a @ b)

    mistakes = (
        ("the correction must be multiplied by alpha / rank, and here it is added as it is",
         with_share(lambda a, b, alpha: 1.0)),
        ("the correction must also be divided by the rank, and here it is multiplied by alpha alone",
         with_share(lambda a, b, alpha: alpha)),
        ("the correction must be divided by the rank and also multiplied by alpha, which is missing",
         with_share(lambda a, b, alpha: 1 / a.shape[1])),
        ("the rank is the number of columns of a (and of rows of b), and here it is the number of inputs",
         with_share(lambda a, b, alpha: alpha / len(a))),
        ("the rank is the number of columns of a, and here it is the number of outputs",
         with_share(lambda a, b, alpha: alpha / b.shape[1])),
        ("the share is alpha divided by the rank, and here it is multiplied by it",
         with_share(lambda a, b, alpha: alpha * a.shape[1])),
        ("the share is alpha / rank, and here it is rank / alpha",
         with_share(lambda a, b, alpha: a.shape[1] / alpha)),
        ("the correction is added to the frozen weights, and here it is subtracted",
         with_share(lambda a, b, alpha: -alpha / a.shape[1])),
        ("the frozen weights still answer: x @ w is missing",
         lambda x, w, a, b, alpha: alpha / a.shape[1] * (x @ a @ b)),
        ("this is the answer of the frozen weights alone: the correction is missing",
         lambda x, w, a, b, alpha: x @ w),
        ("alpha / rank multiplies the correction only, and not the frozen weights",
         lambda x, w, a, b, alpha: alpha / a.shape[1] * (x @ w + x @ a @ b)),
        ("the answer stands before bias and activation: nothing may be cut off at 0",
         lambda *case: np.maximum(lora_answer(*case), 0)),
    )  # fmt: skip
    compare(answer, lora_answer, cases, read, mistakes)


def check_moving_mean(answer):
    random = np.random.default_rng(133)
    cases = []
    for units, sizes, momentum, frozen in (
        (2, (4,), 0.9, False), (3, (2, 5, 3), 0.5, False), (2, (3, 3), 0.99, True), (1, (6, 1), 0.8, False),
        (4, (), 0.9, False), (2, (3,), 0.9, True),
    ):  # fmt: skip
        batches = [random.normal(2.0, 1.0, size=(size, units)) for size in sizes]
        cases.append((random.normal(size=units), batches, momentum, frozen))

    def read(value, mean, *_):
        what = f"an array of shape {mean.shape}, one mean for each unit"
        return numbers("what `moving_mean` returns", value, mean.shape, what)

    def rule(
        keep=lambda m: m, take=lambda m: 1 - m, of=lambda b: b.mean(axis=0), heed=True, some=lambda b: b
    ):
        def mistaken(mean, batches, momentum, frozen):
            if frozen and heed:
                return mean
            for batch in some(batches):
                mean = keep(momentum) * mean + take(momentum) * of(batch)
            return mean

        return mistaken

    def of_all(mean, batches, momentum, frozen):
        if frozen or not batches:
            return mean
        return momentum * mean + (1 - momentum) * np.concatenate(batches).mean(axis=0)

    mistakes = (
        ("a frozen BatchNormalization layer keeps its moving mean, and here it changes all the same",
         rule(heed=False)),
        ("frozen and not frozen are swapped: a layer with trainable = False keeps its mean",
         lambda mean, batches, momentum, frozen: moving_mean(mean, batches, momentum, not frozen)),
        ("momentum is the share of the old mean that stays, and here it is the share of the new one",
         rule(keep=lambda m: 1 - m, take=lambda m: m)),
        ("a mean over all units was taken: examples are axis 0, and each unit has a mean of its own",
         rule(of=lambda b: b.mean() + np.zeros(b.shape[1]))),
        ("the sum of the batch was taken instead of its mean", rule(of=lambda b: b.sum(axis=0))),
        ("the new mean must come in with the share 1 − momentum, and here it comes in whole",
         rule(take=lambda m: 1.0)),
        ("each batch is one call: update the mean once for every batch, one after the other",
         of_all),
        ("only the last batch was used, and each call counts", rule(some=lambda b: b[-1:])),
        ("only the first batch was used: is the `return` inside of the loop?", rule(some=lambda b: b[:1])),
        ("this is the mean before the first call: the batches change it where the layer is not frozen",
         lambda mean, batches, momentum, frozen: mean),
    )  # fmt: skip
    compare(answer, moving_mean, cases, read, mistakes)


def check_is_fit(answer):
    good = np.random.default_rng(134).uniform(size=(28, 28))
    cases = {
        "an image of shape (28, 28) with values from 0 to 1": good,
        "the same image in float32": good.astype(np.float32),
        "an image without any ink, all values 0": np.zeros((28, 28)),
        "an image all of whose values are 1": np.ones((28, 28)),
        "whole numbers from 0 to 255": (255 * good).astype(np.uint8),
        "whole numbers that are 0 or 1": (good > 0.5).astype(int),
        "floating-point values from 0 to 255": 255 * good,
        "a single value of 1.5": _with(good, 1.5),
        "a single value of −0.5": _with(good, -0.5),
        "a single value that is not a number": _with(good, np.nan),
        "a single infinite value": _with(good, np.inf),
        "an image of shape (28, 27)": good[:, 1:],
        "an image of shape (8, 8)": good[:8, :8],
        "an image of shape (28, 28, 1)": good[..., np.newaxis],
        "an array of shape (784,)": good.ravel(),
    }
    said = {words: _yes_or_no(answer(image)) for words, image in cases.items()}
    for words, image in cases.items():
        if said[words] is not is_fit(image):
            reason = REASONS.get(words, "its shape must be (28, 28)" if "shape" in words else "")
            raise RuleBroken(
                f"`is_fit` must be {is_fit(image)} for {words}, and it said {said[words]}"
                + (f": {reason}" if reason and not is_fit(image) else "")
            )


REASONS = {
    "an image of shape (28, 28) with values from 0 to 1": "",
    "whole numbers from 0 to 255": "the network was trained on values from 0 to 1",
    "whole numbers that are 0 or 1": 'only floating-point numbers are taken (dtype.kind is "f")',
    "floating-point values from 0 to 255": "the network was trained on values from 0 to 1",
    "a single value of 1.5": "every value must be at most 1",
    "a single value of −0.5": "every value must be at least 0",
    "a single value that is not a number": "every comparison with not-a-number is False, so ask whether all "
    "values lie inside, not whether one lies outside",
    "a single infinite value": "every value must be at most 1",
}


def _with(image, value):
    changed = image.copy()
    changed[3, 5] = value
    return changed


def _yes_or_no(value):
    if isinstance(value, (bool, np.bool_)):
        return bool(value)
    if np.shape(value) == () and hasattr(value, "dtype") and np.asarray(value).dtype == bool:
        return bool(value)  # an array or a tensor that holds one True or False
    raise RuleBroken(f"`is_fit` must return True or False, got {kind(value)}")
