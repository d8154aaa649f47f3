"""Point sets: their geometry, what noise and seed do, how classes and parts are balanced."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier

from dlcourse.datasets import load
from dlcourse.datasets.dataset import Dataset

POINT_SETS = ("circles", "xor", "blobs", "spirals", "moons", "ring")

sizes = st.integers(1, 400)
seeds = st.integers(0, 2**32)


@pytest.mark.parametrize("name", POINT_SETS)
def test_usual_set_is_as_announced(name: str) -> None:
    data = load(name)
    assert data.x_train.shape == data.x_test.shape == (250, 2)
    assert data.y_train.shape == data.y_test.shape == (250,)
    assert data.x_validation.shape == (0, 2)
    assert data.x.dtype == np.float32
    assert data.y.dtype == np.int32
    assert data.input_shape == (2,)
    assert data.feature_names == ("x1", "x2")
    assert data.task == "classification"
    assert data.number_of_classes == len(data.class_names) == (8 if name == "ring" else 2)
    assert data.class_names[:2] == ("blue", "orange")
    assert set(data.y_train) == set(data.y_test) == set(range(data.number_of_classes))


@pytest.mark.parametrize("name", POINT_SETS)
@given(n=sizes, seed=seeds, noise=st.floats(0, 10))
def test_any_size_seed_and_noise(name: str, n: int, seed: int, noise: float) -> None:
    data = load(name, n=n, seed=seed, noise=noise)
    again = load(name, n=n, seed=seed, noise=noise)
    assert len(data.x) == len(data.y) == n
    assert len(data.y_train) >= 1
    assert np.isfinite(data.x).all()
    np.testing.assert_array_equal(data.x, again.x)
    np.testing.assert_array_equal(data.y, again.y)
    counts = np.bincount(data.y, minlength=data.number_of_classes)
    # xor takes its classes quadrant by quadrant, so that a class may be ahead by two.
    assert counts.max() - counts.min() <= (2 if name == "xor" else 1)


@pytest.mark.parametrize("name", POINT_SETS)
def test_another_seed_draws_other_points(name: str) -> None:
    assert not np.array_equal(load(name, seed=1).x, load(name, seed=2).x)


@pytest.mark.parametrize("name", POINT_SETS)
@given(n=st.integers(16, 400), seed=seeds)
def test_without_noise_all_points_lie_within_two(name: str, n: int, seed: int) -> None:
    assert np.abs(load(name, n=n, seed=seed, noise=0).x).max() <= 2


@pytest.mark.parametrize("name", POINT_SETS)
def test_scale_is_about_one(name: str) -> None:
    x = load(name, n=4000, noise=0).x
    assert 0.75 < x.std() < 1.25
    assert np.abs(x.mean(axis=0)).max() < 0.1


@pytest.mark.parametrize("name", POINT_SETS)
@given(seed=seeds, noise=st.floats(0.01, 2), factor=st.floats(0.1, 5))
def test_noise_moves_the_same_points_in_proportion(name: str, seed: int, noise: float, factor: float) -> None:
    still = load(name, n=60, seed=seed, noise=0)
    moved = still.with_settings(noise=noise)
    further = moved.with_settings(noise=noise * factor)
    np.testing.assert_allclose(further.x - still.x, factor * (moved.x - still.x), atol=2e-5, rtol=1e-4)
    np.testing.assert_array_equal(moved.y_train, further.y_train)
    assert moved.settings["noise"] == noise


@pytest.mark.parametrize("name", POINT_SETS)
def test_noise_is_gaussian_with_the_asked_deviation(name: str) -> None:
    moves = load(name, n=20_000, noise=0.3).x - load(name, n=20_000, noise=0).x
    np.testing.assert_allclose(moves.std(axis=0), 0.3, rtol=0.03)
    np.testing.assert_allclose(moves.mean(axis=0), 0, atol=0.01)
    assert abs(np.mean(np.abs(moves) < 0.3) - 0.683) < 0.01  # the share of a Gaussian within one deviation


@given(n=sizes, seed=seeds)
def test_circles_keep_a_gap(n: int, seed: int) -> None:
    data = load("circles", n=max(2, n), seed=seed, noise=0)
    radius = np.hypot(*data.x.T)
    assert radius[data.y == 0].max() < 1.2 < radius[data.y == 1].min()


@given(n=sizes, seed=seeds)
def test_xor_labels_are_the_sign_of_the_product(n: int, seed: int) -> None:
    data = load("xor", n=n, seed=seed, noise=0)
    np.testing.assert_array_equal(data.y == 1, data.x[:, 0] * data.x[:, 1] < 0)


@given(seed=seeds)
def test_spirals_do_not_touch(seed: int) -> None:
    data = load("spirals", n=300, seed=seed, noise=0)
    blue, orange = data.x[data.y == 0], data.x[data.y == 1]
    assert np.hypot(*(blue[:, None] - orange[None]).T).min() > 0.25


def test_spirals_are_each_others_image_under_half_a_turn() -> None:
    data = load("spirals", n=20_000, noise=0)
    blue, orange = data.x[data.y == 0], data.x[data.y == 1]
    nearest = KNeighborsClassifier(1).fit(-orange, np.zeros(len(orange))).kneighbors(blue)[0]
    assert nearest.max() < 0.03


@given(seed=seeds)
def test_ring_has_eight_modes_on_a_circle(seed: int) -> None:
    data = load("ring", n=80, seed=seed, noise=0)
    modes = np.unique(data.x.round(4), axis=0)
    assert modes.shape == (8, 2)
    np.testing.assert_allclose(np.hypot(*modes.T), 1.5, atol=1e-3)
    angles = np.sort(np.arctan2(modes[:, 1], modes[:, 0]))
    np.testing.assert_allclose(np.diff(angles), np.pi / 4, atol=1e-3)
    for label in range(8):
        assert len(np.unique(data.x[data.y == label].round(4), axis=0)) == 1


@given(seed=seeds, count=st.integers(1, 6))
def test_blobs_without_noise_stay_about_their_centers(seed: int, count: int) -> None:
    data = load("blobs", n=300, seed=seed, noise=0, centers=count)
    assert data.number_of_classes == count
    for label in range(count):
        own = data.x[data.y == label]
        assert np.hypot(*(own - own.mean(axis=0)).T).max() < 0.75


def test_blobs_lie_where_they_are_asked_for() -> None:
    places = [(-1.5, 0.5), (1, 1), (0, -1)]
    data = load("blobs", n=3000, centers=places, seed=4)
    assert data.settings["centers"] == ((-1.5, 0.5), (1.0, 1.0), (0.0, -1.0))
    for label, place in enumerate(places):
        np.testing.assert_allclose(data.x[data.y == label].mean(axis=0), place, atol=0.05)


def accuracy(model: object, data: Dataset) -> float:
    return model.fit(data.x_train, data.y_train).score(data.x_test, data.y_test)


@pytest.mark.parametrize("name", ["circles", "xor", "spirals", "moons"])
def test_a_line_is_not_enough_but_neighbors_are(name: str) -> None:
    data = load(name, n=1000)
    line, neighbors = accuracy(LogisticRegression(), data), accuracy(KNeighborsClassifier(5), data)
    assert neighbors > 0.97
    assert line < (0.93 if name == "moons" else 0.68)


def test_a_line_separates_two_blobs() -> None:
    data = load("blobs", noise=0)
    assert accuracy(LogisticRegression(C=1e4), data) == 1.0


@pytest.mark.parametrize("name", POINT_SETS)
def test_parts_have_the_classes_in_proportion_and_share_no_point(name: str) -> None:
    data = load(name, n=800, test_share=0.3, validation_share=0.2)
    assert (len(data.y_train), len(data.y_validation), len(data.y_test)) == (400, 160, 240)
    for y in (data.y_train, data.y_validation, data.y_test):
        counts = np.bincount(y, minlength=data.number_of_classes)
        assert counts.max() - counts.min() <= 1
    assert len(np.unique(load(name, n=800, noise=0.1, test_share=0.3).x, axis=0)) == 800


def test_training_examples_come_in_mixed_order() -> None:
    y = load("circles", n=1000).y_train
    changes = np.mean(y[1:] != y[:-1])
    assert 0.4 < changes < 0.6  # by turns would be 1, class after class nearly 0
