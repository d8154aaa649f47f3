"""A class for every pixel: agreement is counted rightly, and the dice loss is Keras'."""

from __future__ import annotations

import keras
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import confusion_matrix, jaccard_score

from dlcourse.errors import CourseError
from dlcourse.scratch import masks


def two_masks(seed, classes=4):
    random = np.random.default_rng(seed)
    return random.integers(classes, size=(2, 3, 5, 6))


def test_iou_of_masks_counted_by_hand():
    truth, answer = [[0, 1, 1, 2]], [[0, 1, 2, 2]]
    assert masks.confusion(truth, answer, 3).tolist() == [[1, 0, 0], [0, 1, 1], [0, 0, 1]]
    assert masks.iou_per_class(truth, answer, 3).tolist() == [1, 0.5, 0.5]
    assert masks.mean_iou(truth, answer, 3) == pytest.approx(2 / 3)


@pytest.mark.parametrize("seed", range(3))
def test_agreement_is_scikit_learns(seed):
    truth, answer = two_masks(seed)
    flat = truth.reshape(-1), answer.reshape(-1)
    assert (masks.confusion(truth, answer, 4) == confusion_matrix(*flat)).all()
    assert masks.iou_per_class(truth, answer, 4) == pytest.approx(jaccard_score(*flat, average=None))


@settings(deadline=None, max_examples=30)
@given(seed=st.integers(0, 10_000))
def test_a_mask_agrees_with_itself_and_two_agree_both_ways(seed):
    truth, answer = two_masks(seed)
    assert masks.mean_iou(truth, truth, 4) == 1
    assert masks.iou_per_class(truth, answer, 4) == pytest.approx(masks.iou_per_class(answer, truth, 4))


def test_a_class_that_is_in_neither_does_not_count():
    assert np.isnan(masks.iou_per_class([0, 1], [0, 1], 3)[2])
    assert masks.mean_iou([0, 1], [0, 1], 3) == 1
    assert masks.mean_iou([0, 1], [0, 2], 3) == pytest.approx(1 / 3)


@pytest.mark.parametrize("seed", range(3))
def test_the_dice_loss_is_the_mean_of_keras_over_the_classes(seed):
    random = np.random.default_rng(seed)
    y = masks.one_hot(random.integers(4, size=(2, 5, 6)), 4)
    p = random.dirichlet(np.ones(4), size=(2, 5, 6))
    theirs = keras.ops.convert_to_numpy(keras.losses.dice(y, p, axis=(0, 1, 2)))
    assert masks.dice_loss(y, p) == pytest.approx(theirs.mean(), abs=1e-6)


def test_a_small_class_counts_as_much_as_a_large_one():
    truth = np.zeros(100, dtype=int)
    truth[0] = 1
    all_background = masks.dice_loss(masks.one_hot(truth, 2), masks.one_hot(np.zeros(100, dtype=int), 2))
    assert all_background == pytest.approx(0.5, abs=0.01)
    assert masks.dice_loss(masks.one_hot(truth, 2), masks.one_hot(truth, 2)) == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: masks.confusion([0, 1], [0], 2), "truth and answer must have the same shape"),
        (lambda: masks.confusion([0, 2], [0, 1], 2), "truth must hold class indices 0 to 1, got 0 to 2"),
        (lambda: masks.confusion([0, 1], [0, 0.5], 2), "answer must hold class indices 0 to 1"),
        (lambda: masks.confusion([0], [0], 0), "classes must be a whole number ≥ 1, got 0"),
        (lambda: masks.dice_loss([[1, 0]], [[2, 0]]), "probabilities must hold numbers between 0 and 1"),
        (lambda: masks.one_hot([0, 3], 3), "must hold class indices 0 to 2"),
    ],
)
def test_what_does_not_fit_is_said_in_a_sentence(call, words):
    with pytest.raises(CourseError, match=words):
        call()
