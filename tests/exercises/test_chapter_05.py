"""The exercises of chapter 05: frequent mistakes hear the rule that they break, other right answers pass."""

from __future__ import annotations

import numpy as np
import pytest

from tests.exercises.judging import assert_breaks, says


def curvatures(x):
    return np.linalg.eigvalsh(2 / len(x) * x.T @ x)


def adam(w, g, m, s, t, rate, b1=0.9, b2=0.999, hats=True):
    m, s = b1 * m + (1 - b1) * g, b2 * s + (1 - b2) * g**2
    m_hat, s_hat = (m / (1 - b1**t), s / (1 - b2**t)) if hats else (m, s)
    return w - rate * m_hat / (np.sqrt(s_hat) + 1e-7), m, s


def changing_its_arguments(w, g, m, s, t, rate):
    m *= 0.9
    m += 0.1 * g
    s *= 0.999
    s += 0.001 * g**2
    return w - rate * m / (1 - 0.9**t) / (np.sqrt(s / (1 - 0.999**t)) + 1e-7), m, s


def with_old_means(w, g, m, s, t, rate):
    _, new_m, new_s = adam(w, g, m, s, t, rate)
    return w - rate * m / (np.sqrt(s) + 1e-7), new_m, new_s


def plan(step, peak, warm_up, steps, wave=np.pi, begin=None, length=None):
    if step < warm_up:
        return peak * step / warm_up
    share = (step - (warm_up if begin is None else begin)) / (length or steps - warm_up)
    return peak * (1 + np.cos(wave * share)) / 2


WRONG = [
    ("5.1", lambda x: 1 / curvatures(x)[-1], "safe up to 2 / curvature"),
    ("5.1", lambda x: 2 / np.linalg.eigvalsh(2 * x.T @ x)[-1], "the sum of all errors"),
    ("5.1", lambda x: 2 / np.linalg.eigvalsh(x.T @ x / len(x))[-1], "this factor 2 is missing"),
    ("5.1", lambda x: 2 / max(curvatures(x)[0], 1e-12), "not the smallest"),
    ("5.1", lambda x: 2 / curvatures(x).mean(), "not their mean"),
    ("5.1", lambda x: 2 / curvatures(x).sum(), "curvatures do not add up"),
    ("5.1", lambda x: curvatures(x)[-1], "this is the largest curvature"),
    ("5.1", lambda x: 2 / (2 / len(x) * (x**2).sum(axis=0).max()), "may lie between the axes"),
    ("5.1", lambda x: len(x) / np.linalg.svd(x, compute_uv=False)[0], "square the largest"),
    ("5.1", lambda x: 2 / curvatures(x), "must be one number, got an array"),
    ("5.1", lambda x: 0.25, "`largest_safe_rate` must give"),
    ("5.1", lambda x: 2 / np.linalg.eigvalsh(2 / len(x) * x @ x.T)[0], "`largest_safe_rate`"),
    ("5.2", lambda *a: adam(*a, hats=False), "the hats are missing"),
    ("5.2", lambda *a: adam(*a, b1=0.999, b2=0.9), "the two shares are swapped"),
    ("5.2", lambda w, g, m, s, t, r: adam(w, g, m, s, t, -r), "against the gradient"),
    ("5.2", lambda w, g, m, s, t, r: adam(w, g, m, s, t + 1, r), "here it counts from one more"),
    ("5.2", lambda w, g, m, s, t, r: adam(w, g, m, s, 1, r), "right for the first step only"),
    ("5.2", lambda *a: adam(*a)[0], "`adam_step` must return 3 things"),
    ("5.2", lambda *a: (adam(*a)[1], adam(*a)[2], adam(*a)[0]), "in this order"),
    ("5.2", lambda *a: (adam(*a)[0].sum(), *adam(*a)[1:]), "`w` must be numbers of shape (2,)"),
    ("5.2", with_old_means, "`adam_step` must give"),
    ("5.3", lambda t, p, w, n: plan(t, p, w, n, begin=0, length=n), "begins at warm_up"),
    ("5.3", lambda t, p, w, n: plan(t, p, w, n, length=n), "the rate must be 0"),
    ("5.3", lambda t, p, w, n: plan(t, p, w, n, wave=2 * np.pi), "this is a whole one"),
    ("5.3", lambda t, p, w, n: plan(t, p, w, n, wave=180), "cos takes radians"),
    ("5.3", lambda t, p, w, n: 2 * plan(t, p, w, n) if t >= w else p * t / w, "division by 2 is missing"),
    ("5.3", lambda t, p, w, n: p if t < w else plan(t, p, w, n), "the warm-up is missing"),
    ("5.3", lambda t, p, w, n: p if t >= w else plan(t, p, w, n), "here it stays at its peak"),
    ("5.3", lambda t, p, w, n: p * (n - t) / (n - w) if t >= w else p * t / w, "along a straight line"),
    ("5.3", lambda t, p, w, n: p * (t + 1) / w if t < w else plan(t, p, w, n), "the warm-up begins at 0"),
    ("5.3", lambda t, p, w, n: p * t / w if t <= w else plan(t, p, w, n), "ZeroDivisionError"),
    ("5.3", lambda t, p, w, n: [plan(t, p, w, n)], "must be one number"),
    ("5.3", lambda t, p, w, n: p, "`learning_rate` must give"),
]


@pytest.mark.parametrize(("exercise_id", "answer", "rule"), WRONG)
def test_wrong_answers_hear_the_rule_they_break(exercise_id, answer, rule):
    assert_breaks(exercise_id, answer, rule)


def by_power_iteration(x):
    direction = np.random.default_rng(0).normal(size=x.shape[1])
    for _ in range(2000):
        direction = x.T @ (x @ direction)
        length = np.linalg.norm(direction)
        direction = direction / length
    return len(x) / length


def weight_by_weight(w, g, m, s, t, rate):
    flat = [np.ravel(each) for each in (w, g, m, s)]
    rows = [adam(*numbers, t, rate) for numbers in zip(*flat, strict=True)]
    return [np.reshape(column, w.shape).tolist() for column in zip(*rows, strict=True)]


def as_a_squared_cosine(step, peak, warm_up, steps):
    rising = min(step / warm_up, 1) if warm_up else 1
    return peak * rising * np.cos(np.pi / 2 * max(step - warm_up, 0) / (steps - warm_up)) ** 2


RIGHT = [
    ("5.1", by_power_iteration),
    ("5.1", lambda x: len(x) / np.linalg.norm(x, ord=2) ** 2),
    ("5.1", lambda x: np.array(2 / np.linalg.eigvals(2 / len(x) * x.T @ x).real.max())),
    ("5.2", weight_by_weight),
    ("5.2", changing_its_arguments),
    ("5.2", lambda *a: list(adam(*a))),
    ("5.3", lambda t, p, w, n: min(p * t / w if w else p, plan(max(t, w), p, w, n))),
    ("5.3", lambda t, p, w, n: np.where(t < w, p * t / max(w, 1), plan(max(t, w), p, w, n))),
    ("5.3", as_a_squared_cosine),
]


@pytest.mark.parametrize(("exercise_id", "answer"), RIGHT)
def test_other_right_answers_pass_too(exercise_id, answer):
    assert says(exercise_id, answer).startswith("✓")


def test_epsilon_may_stand_where_keras_puts_it():
    def as_keras(w, g, m, s, t, rate):
        m, s = 0.9 * m + 0.1 * g, 0.999 * s + 0.001 * g**2
        corrected = np.sqrt(1 - 0.999**t) / (1 - 0.9**t)
        return w - rate * corrected * m / (np.sqrt(s) + 1e-7), m, s

    assert says("5.2", as_keras).startswith("✓")


def test_the_schedule_agrees_with_the_courses_own():
    from dlcourse.exercises.chapter_05.solutions import learning_rate
    from dlcourse.scratch.schedules import warm_up_cosine

    for warm_up in (0, 5):
        ours = [learning_rate(step, 0.3, warm_up, 20) for step in range(21)]
        np.testing.assert_allclose(ours, warm_up_cosine(np.arange(21), 0.3, warm_up, 20), atol=1e-12)
