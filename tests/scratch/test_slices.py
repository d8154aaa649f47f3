"""A slice through a network's loss goes through its three places, and its gradient is the slope within it."""

from __future__ import annotations

import numpy as np
import pytest

from dlcourse.errors import CourseError
from dlcourse.live import Race
from dlcourse.scratch import network, slices

SIZES = (2, 3, 2)


@pytest.fixture(scope="module")
def loss_and_gradient():
    random = np.random.default_rng(0)
    return slices.loss_of_network(random.normal(size=(12, 2)), random.integers(0, 2, 12), SIZES)


@pytest.fixture(scope="module")
def places():
    return [slices.flatten(network.new_parameters(SIZES, seed)) for seed in (1, 2, 3)]


@pytest.fixture(scope="module")
def plane(loss_and_gradient, places):
    return slices.plane_through(*loss_and_gradient, *places)


def test_flat_and_back():
    parameters = network.new_parameters((3, 4, 2), 1)
    theta = slices.flatten(parameters)
    assert theta.shape == (3 * 4 + 4 + 4 * 2 + 2,)
    for ours, theirs in zip(slices.unflatten(theta, (3, 4, 2)), parameters, strict=True):
        for one, other in zip(ours, theirs, strict=True):
            np.testing.assert_array_equal(one, other)


def test_the_gradient_of_the_loss_is_its_slope(loss_and_gradient, places):
    loss, gradient = loss_and_gradient
    measured = network.numeric_gradient(loss, places[0])
    assert network.relative_error(gradient(places[0]), measured) < 1e-7


def test_the_plane_holds_all_three_places(plane, loss_and_gradient, places):
    loss, _ = loss_and_gradient
    corners = [plane.start, *plane.minima]
    np.testing.assert_allclose(plane.loss(np.array(corners)), [loss(place) for place in places])
    np.testing.assert_allclose(
        np.linalg.norm(np.subtract(*plane.minima)), np.linalg.norm(places[1] - places[2])
    )
    left, right, bottom, top = plane.extent
    assert all(left < w1 < right and bottom < w2 < top for w1, w2 in corners)


def test_the_gradient_in_the_plane_is_the_slope_there(plane):
    points = np.random.default_rng(1).normal(size=(2, 3, 2))
    gradients = plane.gradient(points)
    assert gradients.shape == points.shape and plane.loss(points).shape == (2, 3)
    for place in np.ndindex(2, 3):
        measured = network.numeric_gradient(lambda w: float(plane.loss(w)), points[place])
        np.testing.assert_allclose(gradients[place], measured, atol=1e-7)


def test_a_race_can_be_run_on_it(plane):
    race = Race(plane, ["gradient descent"], learning_rates={"gradient descent": 0.1})
    before = race.snapshot()["loss of gradient descent"]
    race.step(50)
    after = race.snapshot()["loss of gradient descent"]
    assert plane.lowest <= after < before


def test_three_places_on_a_line_give_no_plane(loss_and_gradient, places):
    start, one, other = places
    for pair in ((one, start + 2 * (one - start)), (start, other), (one, one)):
        with pytest.raises(CourseError, match="must not lie on one line"):
            slices.plane_through(*loss_and_gradient, start, *pair)
    with pytest.raises(CourseError, match=r"must have one shape \(parameters,\)"):
        slices.plane_through(*loss_and_gradient, start, one, other[:-1])


def test_a_list_of_the_wrong_length_is_refused():
    with pytest.raises(CourseError, match=r"theta must have shape \(17,\)"):
        slices.unflatten(np.zeros(16), SIZES)
