"""Solutions to the exercises of chapter 13, as they should read; the learner's stubs are made from them."""

import numpy as np


def layer_rates(layers, phase, rate, factor):
    """The learning rate of every layer in one phase of gradual unfreezing.

    layers: how many layers there are, the head included. phase: 0 while only the head
    learns; each phase unfreezes one layer more, from the head down. rate: the head's
    learning rate. factor: an unfrozen layer has the rate of the layer above it, divided
    by this number.
    Returns an array of shape (layers,), the lowest layer first and the head last. The
    rate of a frozen layer is 0.
    """
    below = np.arange(layers)[::-1]  # how far below the head: 0 for itself
    return np.where(below <= phase, rate / factor**below, 0.0)


def lora_answer(x, w, a, b, alpha):
    """What a dense layer with LoRA answers, before bias and activation.

    x: inputs, shape (n, inputs). w: the frozen weights, shape (inputs, outputs).
    a: shape (inputs, rank), and b: shape (rank, outputs), the two factors that learn.
    alpha: a number; the correction a @ b is multiplied by alpha / rank.
    Returns an array of shape (n, outputs).
    """
    rank = a.shape[1]
    return x @ w + alpha / rank * ((x @ a) @ b)


def moving_mean(mean, batches, momentum, frozen):
    """A BatchNormalization layer's moving mean after calls with training=True.

    mean: the moving mean before, shape (units,). batches: a list of arrays, one for each
    call, of shape (examples, units). momentum: the share of the old moving mean that
    stays at each call. frozen: True where the layer's trainable is False.
    Returns the moving mean after the last call, shape (units,).
    """
    if frozen:
        return mean
    for batch in batches:
        mean = momentum * mean + (1 - momentum) * batch.mean(axis=0)
    return mean


def is_fit(image):
    """Whether what somebody sent may be given to the network that we serve.

    image: an array. The network takes floating-point numbers from 0 to 1, in the shape
    (28, 28). Whole numbers are refused: they may well mean 0 to 255.
    Returns True or False.
    """
    if image.shape != (28, 28) or image.dtype.kind != "f":
        return False
    inside = (image >= 0) & (image <= 1)  # False for not-a-number as well
    return bool(inside.all())
