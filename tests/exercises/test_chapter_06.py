"""The exercises of chapter 06: frequent mistakes hear the rule that they break, other right answers pass."""

from __future__ import annotations

import numpy as np
import pytest

from tests.exercises.judging import assert_breaks, says


def gradient(w, g, l1, l2, sign=np.sign, two=2.0):
    return g + l1 * sign(w) + two * l2 * w


def dropped(a, rate, numbers, training, kept=np.greater_equal, scale=lambda rate: 1 / (1 - rate)):
    return a * kept(numbers, rate) * scale(rate) if training else a


def normed(z, gamma, beta, mean, variance, training, axis=0, ddof=0, epsilon=0.001):
    if training:
        mean, variance = z.mean(axis=axis, keepdims=True), z.var(axis=axis, ddof=ddof, keepdims=True)
    return gamma * (z - mean) / np.sqrt(variance + epsilon) + beta


def with_root_and_epsilon_apart(z, gamma, beta, mean, variance, training):
    if training:
        mean, variance = z.mean(axis=0), z.var(axis=0)
    return gamma * (z - mean) / (np.sqrt(variance) + 0.001) + beta


def stop(losses, patience, too_many=0, lower=np.less, longer=0):
    best = 0
    for epoch, loss in enumerate(losses):
        if epoch and lower(loss, losses[best]):
            best = epoch
        if epoch and epoch - best >= patience + longer:
            return epoch + too_many, best
    return len(losses) - 1 + too_many, best


def counting_all_bad_epochs(losses, patience):
    best, waited = 0, 0
    for epoch, loss in enumerate(losses):
        if loss < losses[best]:
            best = epoch
        elif epoch:
            waited += 1
        if epoch and waited >= patience:
            return epoch, best
    return len(losses) - 1, best


def only_for_the_first_case(losses, patience):
    return len(losses) - 1, len(losses) - 1


WRONG = [
    ("6.1", lambda w, g, l1, l2: gradient(w, g, l1, l2, two=1), "here the 2 is missing"),
    ("6.1", lambda w, g, l1, l2: gradient(w, g, l1, l2, sign=np.abs), "here the size came in"),
    ("6.1", lambda w, g, l1, l2: gradient(w, g, l1, l2, sign=np.ones_like), "take the sign, not 1"),
    ("6.1", lambda w, g, l1, l2: gradient(w, 0, l1, l2), "gradient of the penalties alone"),
    ("6.1", lambda w, g, l1, l2: gradient(w, g, -l1, -l2), "added, not subtracted"),
    ("6.1", lambda w, g, l1, l2: gradient(w, g, l2, l1), "here they are swapped"),
    ("6.1", lambda w, g, l1, l2: gradient(w, g, l1, l2, sign=lambda w: 2.0 * (w > 0) - 1), "the slope 0"),
    ("6.1", lambda w, g, l1, l2: g + l1 * abs(w).sum() + l2 * (w**2).sum(), "not their slopes"),
    ("6.1", lambda w, g, l1, l2: gradient(w, g, l1, l2).sum(), "must be numbers of shape (3,)"),
    ("6.1", lambda w, g, l1, l2: g + (l1 * np.sign(w) + 2 * l2 * w) / w.size, "it takes no mean"),
    ("6.1", lambda w, g, l1, l2: gradient(w, g, l1, 0), "second penalty"),
    ("6.1", lambda w, g, l1, l2: gradient(w, g, l1, 0.1), "`penalized_gradient` must give"),
    ("6.1", lambda w, g, l1, l2: np.array([0.6, 0.4, 0.5]), "`penalized_gradient` returns must be numbers"),
    ("6.2", lambda *a: dropped(*a, scale=lambda rate: 1), "must be divided by 1 − rate, so that"),
    ("6.2", lambda *a: dropped(*a, scale=lambda rate: 1 - rate), "not multiplied by it"),
    ("6.2", lambda *a: dropped(*a, scale=lambda rate: 1 / rate if rate else 1e9), "not by the rate"),
    ("6.2", lambda *a: dropped(*a, kept=np.less), "the other way round"),
    ("6.2", lambda *a: dropped(*a, kept=np.greater), "one that is equal to it stays"),
    ("6.2", lambda a, rate, u, t: dropped(a, rate, u, True), "nothing is left out and nothing is scaled"),
    ("6.2", lambda a, rate, u, t: dropped(a, rate, u, t) * (1 if t else 1 - rate), "nothing is scaled"),
    ("6.2", lambda a, rate, u, t: dropped(a, rate, u, not t), "`training` is the other way round"),
    ("6.2", lambda a, rate, u, t: dropped(a, rate, u[:1], t), "the same units for all examples"),
    ("6.2", lambda a, rate, u, t: a, "some activations must be left out"),
    ("6.2", lambda a, rate, u, t: a[u >= rate] / (1 - rate), "must be numbers of shape (1, 3)"),
    ("6.2", lambda a, rate, u, t: (u >= rate) / (1 - rate) if t else a, "`leave_out` must give"),
    ("6.3", lambda *a: normed(*a, axis=1), "that is layer normalization"),
    ("6.3", lambda *a: normed(*a, axis=(0, 1)), "all units share one"),
    ("6.3", lambda *a: normed(*a, ddof=1) if len(a[0]) > 1 else normed(*a), "not by n − 1"),
    ("6.3", lambda *a: normed(*a[:5], False), "here the running ones were used"),
    ("6.3", lambda *a: normed(*a[:5], True), "here those of the batch were used"),
    ("6.3", lambda *a: normed(*a[:5], not a[5]), "`training` is the other way round"),
    ("6.3", with_root_and_epsilon_apart, "ε must stand under the root"),
    ("6.3", lambda z, gamma, *a: normed(z, np.ones_like(gamma), *a), "multiply by γ: it is missing"),
    ("6.3", lambda z, gamma, beta, *a: normed(z, gamma, 0, *a), "add β: it is missing"),
    ("6.3", lambda z, gamma, beta, *a: normed(z, beta, gamma, *a), "here they are swapped"),
    ("6.3", lambda *a: normed(*a, epsilon=0.1), "`batch_norm` must give"),
    ("6.3", lambda *a: (normed(*a), a[3], a[4]), "must be numbers of shape"),
    ("6.4", lambda *a: stop(*a, longer=1), "one epoch longer"),
    ("6.4", lambda *a: stop(*a, lower=np.less_equal), "an equal one is no gain"),
    ("6.4", lambda *a: stop(*a, too_many=1), "not how many were run"),
    ("6.4", lambda *a: stop(*a)[::-1], "in this order"),
    ("6.4", lambda losses, p: (stop(losses, p)[0], losses[stop(losses, p)[1]]), "here it is the loss"),
    ("6.4", lambda losses, p: (stop(losses, p)[0], int(np.argmin(losses))), "nobody knows"),
    ("6.4", lambda losses, p: (len(losses) - 1, int(np.argmin(losses))), "patience is never used"),
    ("6.4", counting_all_bad_epochs, "only epochs in a row count"),
    ("6.4", lambda *a: stop(*a)[1], "must return 2 things"),
    ("6.4", only_for_the_first_case, "`stop_early` must give"),
    ("6.4", lambda *a: (stop(*a)[0], None), "`best` must be the number of an epoch"),
]


@pytest.mark.parametrize(("exercise_id", "answer", "rule"), WRONG)
def test_wrong_answers_hear_the_rule_they_break(exercise_id, answer, rule):
    assert_breaks(exercise_id, answer, rule)


def number_by_number(w, g, l1, l2):
    pairs = zip(np.ravel(w), np.ravel(g), strict=True)
    signs = {True: 1, False: -1}
    slopes = [each + l1 * (signs[bool(one > 0)] if one else 0) + 2 * l2 * one for one, each in pairs]
    return np.reshape(slopes, w.shape)


def in_place(a, rate, numbers, training):
    if training:
        a[numbers < rate] = 0
        a /= 1 - rate
    return a


def by_where(a, rate, numbers, training):
    return np.where(numbers >= rate, a / (1 - rate), 0.0).tolist() if training else a.tolist()


def column_by_column(z, gamma, beta, mean, variance, training):
    out = np.empty(z.shape)
    for unit in range(z.shape[1]):
        column = z[:, unit]
        m = sum(column) / len(column) if training else mean[unit]
        v = sum((column - m) ** 2) / len(column) if training else variance[unit]
        out[:, unit] = gamma[unit] * (column - m) / (v + 0.001) ** 0.5 + beta[unit]
    return out


def with_a_counter(losses, patience):
    lowest, best, waited = float("inf"), None, 0
    for epoch, loss in enumerate(losses):
        if loss < lowest:
            lowest, best, waited = loss, epoch, 0
        else:
            waited += 1
            if waited == patience:
                return [epoch, best]
    return [epoch, best]


RIGHT = [
    ("6.1", number_by_number),
    ("6.1", lambda w, g, l1, l2: (g + l1 * np.sign(w) + l2 * (w + w)).tolist()),
    ("6.1", lambda w, g, l1, l2: g + l1 * w / np.where(w == 0, 1, np.abs(w)) + 2 * l2 * w),
    ("6.2", in_place),
    ("6.2", by_where),
    ("6.3", column_by_column),
    ("6.3", lambda *a: normed(*a).tolist()),
    ("6.4", with_a_counter),
    ("6.4", lambda *a: np.array(stop(*a))),
]


@pytest.mark.parametrize(("exercise_id", "answer"), RIGHT)
def test_other_right_answers_pass_too(exercise_id, answer):
    assert says(exercise_id, answer).startswith("✓")


def test_the_stopping_rule_is_that_of_keras():
    import keras

    from dlcourse.exercises.chapter_06.solutions import stop_early

    random = np.random.default_rng(6)
    for patience in (1, 2, 3):
        losses = random.normal(size=20).tolist()
        callback = keras.callbacks.EarlyStopping(patience=patience, restore_best_weights=True)
        callback.set_model(keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)]))
        callback.model.stop_training = False
        callback.on_train_begin()
        for epoch, loss in enumerate(losses):
            callback.on_epoch_end(epoch, {"val_loss": loss})
            if callback.model.stop_training:
                break
        assert stop_early(losses, patience) == (epoch, callback.best_epoch)
