"""The surfaces' gradients are those of their losses, and their minima are minima."""

from __future__ import annotations

import numpy as np
import pytest

from dlcourse.errors import CourseError
from dlcourse.scratch.surfaces import SURFACES, surface


@pytest.fixture(params=list(SURFACES))
def each(request):
    return surface(request.param)


def test_gradients_are_the_slopes_of_the_loss(each):
    left, right, bottom, top = each.extent
    generator = np.random.default_rng(0)
    points = generator.uniform((left, bottom), (right, top), size=(50, 2))
    far = 1e-5
    for axis in range(2):
        step = far * np.eye(2)[axis]
        slopes = (each.loss(points + step) - each.loss(points - step)) / (2 * far)
        np.testing.assert_allclose(each.gradient(points)[:, axis], slopes, rtol=1e-5, atol=1e-4)


def test_the_minima_are_the_lowest_points_and_flat(each):
    minima = np.array(each.minima)
    np.testing.assert_allclose(each.loss(minima), each.lowest, atol=1e-12)
    np.testing.assert_allclose(each.gradient(minima), 0, atol=1e-9)
    left, right, bottom, top = each.extent
    grid = np.stack(np.meshgrid(np.linspace(left, right, 80), np.linspace(bottom, top, 80)), axis=-1)
    assert each.loss(grid).min() >= each.lowest
    for x, y in [each.start, *each.minima]:
        assert left < x < right and bottom < y < top


def test_the_saddle_has_a_flat_point_that_is_no_minimum():
    saddle = surface("saddle")
    np.testing.assert_array_equal(saddle.gradient([0.0, 0.0]), 0)
    assert saddle.loss([0.0, 0.1]) < saddle.loss([0.0, 0.0]) < saddle.loss([0.1, 0.0])


def test_an_unknown_surface_is_refused():
    with pytest.raises(CourseError, match="surface must be one of ravine, saddle, Rosenbrock, Beale"):
        surface("plain")
