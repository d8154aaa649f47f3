"""The exercises of chapter 13: frequent mistakes hear the rule that they break, other right answers pass."""

from __future__ import annotations

import numpy as np
import pytest

from tests.exercises.judging import assert_breaks, says


def rates(layers, phase, rate, factor):
    below = np.arange(layers)[::-1]
    return np.where(below <= phase, rate / factor**below, 0.0)


def share_of(share):
    return lambda x, w, a, b, alpha: x @ w + share(a, b, alpha) * (x @ a @ b)


def moved(mean, batches, momentum, frozen, axis=0):
    for batch in [] if frozen else batches:
        mean = momentum * mean + (1 - momentum) * batch.mean(axis=axis)
    return mean


def returns_in_the_loop(mean, batches, momentum, frozen):
    for batch in [] if frozen else batches:
        return momentum * mean + (1 - momentum) * batch.mean(axis=0)
    return mean


def is_inside(image):
    return image.shape == (28, 28) and image.dtype.kind == "f" and bool(((image >= 0) & (image <= 1)).all())


def fooled_by_not_a_number(image):
    return (
        image.shape == (28, 28)
        and image.dtype.kind == "f"
        and not (image < 0).any()
        and not (image > 1).any()
    )


WRONG = [
    ("13.1", lambda n, p, r, f: rates(n, p, r, f)[::-1], "the head is the last of the layers"),
    ("13.1", lambda n, p, r, f: rates(n, p - 1, r, f), "in phase 0 the head learns already"),
    ("13.1", lambda n, p, r, f: rates(n, p + 1, r, f), "one layer too many"),
    ("13.1", lambda n, p, r, f: rates(n, n, r, f), "here all learn"),
    ("13.1", lambda n, p, r, f: rates(n, p, r, 1.0), "all unfrozen layers have the head's rate"),
    ("13.1", lambda n, p, r, f: rates(n, p, r, 1 / f), "more slowly than the head"),
    ("13.1", lambda n, p, r, f: rates(n, p, r, f) / f, "it is divided already"),
    ("13.1", lambda n, p, r, f: rates(n, p, r, f) * (np.arange(n)[::-1] == p), "must go on learning"),
    ("13.1", lambda n, p, r, f: rates(n, p, r, f)[-1], "must be an array of shape"),
    ("13.1", lambda n, p, r, f: rates(n, p, r, f)[-p - 1 :], "one rate for each layer"),
    ("13.1", lambda n, p, r, f: rates(4, p, r, f), "one rate for each layer"),
    ("13.1", lambda n, p, r, f: np.where(np.arange(n)[::-1] <= p, r - f, 0.0), "`layer_rates` must give"),
    ("13.2", share_of(lambda a, b, alpha: 1.0), "multiplied by alpha / rank, and here it is added as it is"),
    ("13.2", share_of(lambda a, b, alpha: alpha), "by alpha alone"),
    ("13.2", share_of(lambda a, b, alpha: 1 / a.shape[1]), "alpha, which is missing"),
    ("13.2", share_of(lambda a, b, alpha: alpha / a.shape[0]), "the number of inputs"),
    ("13.2", share_of(lambda a, b, alpha: alpha / len(b[0])), "the number of outputs"),
    ("13.2", share_of(lambda a, b, alpha: -alpha / len(b)), "here it is subtracted"),
    ("13.2", lambda x, w, a, b, alpha: alpha / len(b) * (x @ a @ b), "x @ w is missing"),
    ("13.2", lambda x, w, a, b, alpha: x @ w, "the correction is missing"),
    ("13.2", lambda x, w, a, b, alpha: alpha / len(b) * (x @ (w + a @ b)), "not the frozen weights"),
    ("13.2", lambda x, w, a, b, alpha: x @ w + alpha / len(b) * (x @ b @ a), "must run without an error"),
    ("13.2", lambda x, w, a, b, alpha: w + alpha / len(b) * (a @ b), "(n, outputs), got an array"),
    ("13.2", lambda x, w, a, b, alpha: (x @ w, a @ b), "`lora_answer` returns must be"),
    ("13.3", lambda m, b, k, f: moved(m, b, k, False), "here it changes all the same"),
    ("13.3", lambda m, b, k, f: moved(m, b, k, not f), "swapped"),
    ("13.3", lambda m, b, k, f: moved(m, b, 1 - k, f), "the share of the old mean that stays"),
    ("13.3", lambda m, b, k, f: moved(m, b, k, f, axis=None), "examples are axis 0"),
    ("13.3", lambda m, b, k, f: moved(m, b[-1:], k, f), "only the last batch"),
    ("13.3", returns_in_the_loop, "inside of the loop"),
    ("13.3", lambda m, b, k, f: moved(m, b, k, f, axis=1), "must run without an error"),
    ("13.3", lambda m, b, k, f: m, "this is the mean before the first call"),
    ("13.3", lambda m, b, k, f: moved(m, [np.vstack(b)] if b else [], k, f), "each batch is one call"),
    ("13.3", lambda m, b, k, f: [moved(m, b, k, f)], "one mean for each unit"),
    ("13.4", fooled_by_not_a_number, "ask whether all values lie inside"),
    ("13.4", lambda image: bool(((image >= 0) & (image <= 1)).all()), "it said True: only floating"),
    ("13.4", lambda image: image.shape == (28, 28), "from 0 to 255, and it said True"),
    ("13.4", lambda image: is_inside(image.reshape(28, 28)), "must run without an error"),
    ("13.4", lambda image: is_inside(np.squeeze(image)), "(28, 28, 1), and it said True: its shape"),
    ("13.4", lambda image: is_inside(image) and image.max() < 1, "must be True for an image all of whose"),
    ("13.4", lambda image: is_inside(image) and image.any(), "must be True for an image without any ink"),
    ("13.4", lambda image: is_inside(image) and image.dtype == np.float64, "the same image in float32"),
    ("13.4", lambda image: True, "and it said True"),
    ("13.4", lambda image: "yes", "must return True or False, got the text"),
    ("13.4", lambda image: (image >= 0) & (image <= 1), "must return True or False, got an array"),
]  # fmt: skip


@pytest.mark.parametrize(("exercise_id", "answer", "rule"), WRONG)
def test_wrong_answers_hear_the_rule_they_break(exercise_id, answer, rule):
    assert_breaks(exercise_id, answer, rule)


def rates_in_a_loop(layers, phase, rate, factor):
    found = []
    for place in range(layers):
        below = layers - 1 - place
        found.append(rate * factor ** (-below) if below <= phase else 0)
    return found


def lora_as_one_matrix(x, w, a, b, alpha):
    return x @ (w + a @ b * alpha / len(b))


def as_tensors(x, w, a, b, alpha):
    import keras

    x, w, a, b = (keras.ops.cast(each, "float64") for each in (x, w, a, b))
    return keras.ops.matmul(x, w) + keras.ops.matmul(keras.ops.matmul(x, a), b) * (alpha / a.shape[1])


def changing_its_arguments(mean, batches, momentum, frozen):
    for batch in batches:
        if not frozen:
            mean *= momentum
            mean += (1 - momentum) * np.sum(batch, axis=0) / len(batch)
    return mean


RIGHT = [
    ("13.1", rates_in_a_loop),
    ("13.1", lambda n, p, r, f: np.array([r / f**d * (d <= p) for d in range(n - 1, -1, -1)])),
    ("13.2", lora_as_one_matrix),
    ("13.2", as_tensors),
    ("13.2", lambda *case: lora_as_one_matrix(*case).tolist()),
    ("13.3", changing_its_arguments),
    ("13.3", lambda *case: list(moved(*case))),
    ("13.4", lambda image: np.all((image >= 0) & (image <= 1)) and image.ndim == 2 and is_inside(image)),
    ("13.4", lambda image: is_inside(image) and 0 <= image.min() <= image.max() <= 1),
]


@pytest.mark.parametrize(("exercise_id", "answer"), RIGHT)
def test_other_right_answers_pass_too(exercise_id, answer):
    assert says(exercise_id, answer).startswith("✓")
