"""Handwritten digits at 28 × 28 pixels: the same digits scattered and neat, alike by seed, readable."""

from __future__ import annotations

import numpy as np
import pytest

from dlcourse.datasets.scattered import neat_digits, scattered_digits
from dlcourse.errors import CourseError


@pytest.fixture(scope="module")
def scattered():
    return scattered_digits(n=300, validation_share=0.1)


@pytest.fixture(scope="module")
def neat():
    return neat_digits(n=300, validation_share=0.1)


def middles(images):
    """Where the ink of each image has its balance, shape (n, 2)."""
    ink = np.where(images[..., 0] > 0.3, images[..., 0], 0)
    axis = np.arange(28)
    total = ink.sum(axis=(1, 2))
    return np.stack([(ink.sum(axis=2) @ axis) / total, (ink.sum(axis=1) @ axis) / total], axis=1)


def test_both_hold_the_same_digits_in_the_same_parts(scattered, neat):
    for part, count in (("train", 150), ("validation", 30), ("test", 120)):
        labels = getattr(scattered, f"y_{part}")
        assert len(labels) == count
        np.testing.assert_array_equal(labels, getattr(neat, f"y_{part}"))
        for data in (scattered, neat):
            images = getattr(data, f"x_{part}")
            assert images.shape == (count, 28, 28, 1) and images.dtype == np.float32
            assert images.min() >= 0 and images.max() <= 1
    assert scattered.class_names == tuple("0123456789") and "28 × 28" in repr(scattered)


def test_scattered_digits_lie_off_the_middle_and_neat_ones_in_it(scattered, neat):
    assert np.abs(middles(neat.x_train) - 13.5).max() < 1.5
    assert middles(scattered.x_train).std(axis=0).min() > 1.0


def test_the_digit_can_still_be_recognized(scattered):
    """Not by its pixels: by a nearest neighbor among many shifted and turned ones, above chance by far."""
    many = np.concatenate(
        [scattered_digits(n=300, validation_share=0.1, noise=0.0).x_train, scattered.x_train]
    )
    labels = np.tile(scattered.y_train, 2)
    flat, new = many.reshape(len(many), -1), scattered.x_test.reshape(len(scattered.x_test), -1)
    nearest = ((new[:, None] - flat) ** 2).sum(axis=-1).argmin(axis=1)
    assert np.mean(labels[nearest] == scattered.y_test) > 0.4


def test_the_seed_decides(scattered):
    again = scattered_digits(n=300, validation_share=0.1)
    np.testing.assert_array_equal(again.x_test, scattered.x_test)
    assert not np.array_equal(scattered_digits(n=300, seed=2, validation_share=0.1).x_test, scattered.x_test)


def test_noise_is_added_to_the_same_digits():
    plain, noisy = (scattered_digits(n=100, noise=noise) for noise in (0.0, 0.1))
    difference = noisy.x_train - plain.x_train
    inside = (plain.x_train > 0.4) & (plain.x_train < 0.6)
    assert difference[inside].std() == pytest.approx(0.1, abs=0.02)
    assert (plain.x_train == 0).mean() > 0.4


@pytest.mark.parametrize(
    ("options", "words"), [({"noise": -1}, "noise"), ({"seed": -1}, "seed"), ({"n": 0}, "n ")]
)
def test_what_is_not_allowed_is_said(options, words):
    with pytest.raises(CourseError, match=words):
        scattered_digits(**options)
