"""The kernel explorer: what a kernel makes of a photograph, and gradient descent that finds one."""

from __future__ import annotations

import numpy as np
import pytest

from dlcourse import live, plots
from dlcourse.datasets.photographs import photograph
from dlcourse.errors import CourseError
from dlcourse.live.labs.kernel_explorer import KERNELS, span_of


@pytest.fixture(scope="module")
def picture():
    return photograph("pagoda", side=40)


@pytest.fixture
def search(picture):
    return live.KernelSearch(picture, "horizontal edges")


def test_the_filtered_picture_is_what_keras_makes_of_it(search, picture):
    import keras

    search.put([[0.0, -1.0, 0.5], [2.0, 0.0, 0.1], [0.0, 0.3, -0.7]])
    kernel = search.kernel[:, :, None, None].astype("float32")
    theirs = keras.ops.conv(picture[None, :, :, None], kernel, padding="valid")
    np.testing.assert_allclose(search.snapshot()["filtered"], theirs[0, :, :, 0], atol=1e-5)


def test_the_loss_is_the_mean_squared_difference_of_the_pictures(search):
    search.put(np.arange(9.0).reshape(3, 3) / 9)
    seen = search.snapshot()
    assert seen["loss"] == pytest.approx(np.mean((seen["filtered"] - seen["goal"]) ** 2))


def test_the_gradient_is_that_of_the_loss(search):
    kernel = np.random.default_rng(1).normal(size=(3, 3))
    search.put(kernel)
    gradient, slopes = search.gradient, np.zeros((3, 3))
    for place in np.ndindex(3, 3):
        move = np.zeros((3, 3))
        move[place] = 1e-5
        losses = []
        for sign in (1, -1):
            search.put(kernel + sign * move)
            losses.append(search.loss)
        slopes[place] = (losses[0] - losses[1]) / 2e-5
    np.testing.assert_allclose(gradient, slopes, rtol=1e-6)


@pytest.mark.parametrize("name", sorted(KERNELS))
def test_descent_finds_every_kernel_of_the_menu(name):
    search = live.KernelSearch(photograph("pagoda"), name, kernel=np.zeros((3, 3)))
    search.step(2500)
    assert search.finished and "found" in search.note
    np.testing.assert_allclose(search.kernel, KERNELS[name], atol=5e-3)


def test_too_large_a_rate_diverges_and_the_lab_says_so(picture):
    lab = live.kernel_explorer(picture, headless=True)
    lab.steppable.settings["learning rate"] = 5.0
    lab.step(200)
    assert lab.steppable.loss == np.inf and "too large" in lab.status


def test_the_sum_is_that_of_the_pixels_in_the_frame_times_the_kernel(search, picture):
    search.put(KERNELS["sharpen"])
    search.point_at(10, 20)
    seen = search.snapshot()
    assert seen["window"] == (9, 19, 3) and seen["pixel"] == (9, 19, 1)
    np.testing.assert_allclose(seen["beside"], picture[9:12, 19:22])
    assert seen["sum"] == pytest.approx((picture[9:12, 19:22] * KERNELS["sharpen"]).sum())
    assert seen["sum"] == pytest.approx(seen["filtered"][9, 19])
    assert f"{seen['sum']:.2f}".rstrip("0").replace("-", "−") in seen["caption"]


def test_the_frame_stays_in_the_picture(search):
    for row, column, place in ((0, 0, (0, 0)), (39, 39, (37, 37)), (500, 3, (37, 2))):
        search.point_at(row, column)
        assert search.place == place


def test_reset_returns_to_what_was_set_by_hand_and_another_seed_draws(search):
    search.put(KERNELS["blur"])
    search.step(5)
    search.reset()
    np.testing.assert_allclose(search.kernel, KERNELS["blur"])
    search.reset(same_seed=False)
    drawn = search.kernel
    assert not np.allclose(drawn, KERNELS["blur"])
    search.step(3)
    search.reset()
    np.testing.assert_allclose(search.kernel, drawn)


def test_gray_stays_in_the_middle_whatever_the_kernel_adds_up_to():
    for name, span in (("blur", (0, 1)), ("outlines", (-0.5, 0.5)), ("as it is", (0, 1))):
        assert span_of(np.array(KERNELS[name])) == pytest.approx(span)
    assert span_of(np.full((3, 3), 1.0)) == (0, 1) and span_of(np.full((3, 3), -1.0)) == (-1, 0)


def view(**snapshot):
    return live.View({"step": 0, **snapshot}, live.History())


def panels_of(lab):
    return {panel.title: panel for panel in lab.panels}


def test_a_number_typed_in_changes_the_kernel_and_the_picture(picture):
    lab = live.kernel_explorer(picture, headless=False)
    table = panels_of(lab)["The kernel: change it"]
    seen = live.View(lab.steppable.snapshot(), live.History())
    plain, arrays = table.frame(seen)
    assert plain["chosen"] == "as it is" and plain["changeable"]
    np.testing.assert_allclose(arrays["beside"], seen.snapshot["beside"], rtol=1e-6)
    table.act({"kind": "cell", "row": 0, "column": 2, "value": -1.5})
    assert lab.steppable.kernel[0, 2] == -1.5 and lab.steppable.kernel[1, 1] == 1
    plain, _ = table.frame(live.View(lab.steppable.snapshot(), live.History()))
    assert plain["chosen"] == ""
    table.act({"kind": "named", "name": "emboss"})
    np.testing.assert_allclose(lab.steppable.kernel, KERNELS["emboss"])


def test_a_click_moves_the_frame(picture):
    lab = live.kernel_explorer(picture, headless=False)
    panels_of(lab)["The photograph"].act({"kind": "place", "row": 5, "column": 7})
    assert lab.steppable.place == (4, 6)
    with pytest.raises(CourseError, match="nothing can be chosen"):
        panels_of(lab)["What it makes of it"].act({"kind": "place", "row": 5, "column": 7})


def test_pictures_travel_as_bytes_between_the_ends_of_their_span():
    panel = live.Photograph()
    plain, arrays = panel.frame(view(picture=[[-0.5, 0.0], [0.5, 2.0]], span=(-0.5, 0.5), window=(0, 1, 1)))
    assert arrays["pixels"].tolist() == [[0, 128], [255, 255]]
    assert plain["span"] == "black −0.5, white 0.5" and plain["window"] == [0, 1, 1]
    assert "a frame around row 1, column 2" in plain["alt"]
    assert panel.frame(view())[1] == {}


def test_the_table_says_its_numbers_and_their_name():
    panel = live.Table(named={"unit": [[1, 0], [0, 1]]}, title="Weights")
    said = panel.describe(view(table=[[1.0, 0.0], [0.0, 1.0]]))
    assert said == "Weights (unit): 1 0; 0 1."
    assert panel.describe(view(table=[[1.0, -0.25]])) == "Weights: 1 −0.25."
    assert panel.describe(view()) == "Weights: no numbers yet."


@pytest.mark.parametrize("steps", [0, 40])
def test_without_a_browser_it_leaves_a_picture(picture, steps):
    lab = live.kernel_explorer(picture, steps=steps, headless=True)
    assert lab.steppable.steps == steps
    assert (
        "The photograph: 40×40 pixels" in lab.still().alt and "What it should make of it" in lab.still().alt
    )
    assert (lab.steppable.loss < 0.1) == (steps > 0)


@pytest.mark.parametrize("name", ["pagoda", "dahlia"])
def test_photographs_are_gray_and_of_the_size_asked_for(name):
    large, small = photograph(name, side=120), photograph(name, side=60)
    assert large.shape == (120, 120) and 0 <= large.min() < 0.3 and 0.7 < large.max() <= 1
    np.testing.assert_allclose(large.reshape(60, 2, 60, 2).mean((1, 3)), small, atol=1e-5)


def test_several_pictures_stand_side_by_side(picture):
    shown = plots.photographs({"before": picture, "after": 2 * picture - 1}, span=None, title="Twice")
    assert shown.alt.startswith("2 pictures: before, 40×40 pixels") and "after" in shown.alt
    spans = [axes.get_xlabel() for axes in shown.figure.axes]
    assert spans[0] != spans[1] and all(text.startswith("black") for text in spans)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: live.KernelSearch(np.ones(9)), "picture must be gray"),
        (lambda: live.KernelSearch(np.ones((300, 300))), "8 to 240 each"),
        (lambda: live.KernelSearch(np.ones((9, 9)), "edge"), "wanted must be one of as it is, blur"),
        (lambda: live.KernelSearch(np.ones((9, 9)), np.ones((2, 2))), "of shape (3, 3) or (5, 5)"),
        (lambda: live.KernelSearch(np.ones((9, 9)), np.ones((5, 5))), "kernel must have the shape of wanted"),
        (lambda: live.KernelSearch(np.ones((9, 9))).put(np.full((3, 3), np.nan)), "finite numbers"),
        (lambda: live.Table().act({"kind": "named", "name": "x"}), "cannot be changed by hand"),
        (lambda: live.Table().frame(view(table=np.ones((8, 8)))), "at most 49 numbers"),
        (
            lambda: live.Table().frame(view(table=np.ones((2, 2)), beside=[1])),
            "beside must have shape (2, 2)",
        ),
        (lambda: plots.photographs({}), "pictures must be a dict"),
        (lambda: plots.photographs({"a": np.ones((4, 4))}, span=(1, 0)), "span must rise"),
        (lambda: photograph(side=7), "side must divide 360"),
        (lambda: photograph("cat"), "name must be one of pagoda, dahlia"),
    ],
)
def test_what_is_not_allowed_is_said(call, words):
    with pytest.raises(CourseError) as raised:
        call()
    assert words in str(raised.value)
