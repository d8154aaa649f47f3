"""Solutions to the exercises of chapter 05, as they should read; the learner's stubs are made from them."""

import numpy as np


def largest_safe_rate(x):
    """The learning rate above which gradient descent on a linear model diverges.

    x: examples, shape (n, features). The model answers x @ w, and the loss is the mean
    of the squared errors.
    Returns a number: 2 divided by the largest curvature.
    """
    hessian = 2 / len(x) * x.T @ x  # (features, features)
    curvatures = np.linalg.eigvalsh(hessian)  # in rising order
    return 2 / curvatures[-1]


def adam_step(w, g, m, s, t, rate):
    """One step of Adam, with β₁ = 0.9, β₂ = 0.999 and ε = 1e-7.

    w: weights, and g: their gradient, arrays of one shape. m, s: the running means
    before this step, in the same shape. t: the number of this step, from 1 on.
    rate: the learning rate.
    Returns (w, m, s) after the step.
    """
    m = 0.9 * m + 0.1 * g
    s = 0.999 * s + 0.001 * g**2
    m_hat = m / (1 - 0.9**t)
    s_hat = s / (1 - 0.999**t)
    return w - rate * m_hat / (np.sqrt(s_hat) + 1e-7), m, s


def learning_rate(step, peak, warm_up, steps):
    """The learning rate at a step: a straight rise, then half a wave of the cosine.

    step: a whole number from 0 to steps. peak: the largest rate. warm_up: at this step
    the rate is at its peak (0: it begins there). steps: at this step the rate is 0.
    Returns a number: from 0 straight up to peak at warm_up, then down along the cosine.
    """
    if step < warm_up:
        return peak * step / warm_up
    share = (step - warm_up) / (steps - warm_up)  # of the way down, from 0 to 1
    return peak * (1 + np.cos(np.pi * share)) / 2
