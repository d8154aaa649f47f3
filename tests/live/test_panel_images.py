"""The panel of images and that of an environment: frame, still and words, all from one snapshot."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from dlcourse import live
from dlcourse.errors import CourseError
from dlcourse.live.still import draw_still
from dlcourse.plots import new_figure


def view(**snapshot):
    return live.View({"step": 0, **snapshot}, live.History())


def drawn(panel, seen):
    axes = new_figure(330, 290).subplots()
    panel.draw(axes, seen)
    return axes


@pytest.fixture
def digits():
    """Three gray images of 2×2 pixels, one taken for another."""
    values = np.array([[[0, 1], [0.5, 0]], [[1, 1], [1, 1]], [[0, 0], [0, 0]]])
    return view(images=values, labels=[0, 1, 2], predicted=np.array([0, 2, 2]))


def test_images_travel_as_bytes_with_their_words(digits):
    plain, arrays = live.Images(class_names=("cat", "dog", "owl")).frame(digits)
    assert arrays["pixels"].dtype == np.uint8
    assert arrays["pixels"][0].tolist() == [[0, 255], [128, 0]]
    assert (plain["labels"], plain["predicted"]) == (["cat", "dog", "owl"], ["cat", "owl", "owl"])
    assert plain["alt"] == (
        "3 images of 2×2 pixels; showing cat, dog, owl; 1 of them told wrong by the model: dog taken for owl."
    )


def test_at_most_so_many_images_are_sent_and_drawn(digits):
    panel = live.Images(most=2)
    plain, arrays = panel.frame(digits)
    assert len(arrays["pixels"]) == len(plain["labels"]) == 2
    assert len(drawn(panel, digits).images) == 2


def test_the_range_is_that_of_the_values(digits):
    _, arrays = live.Images(low=-1, high=1).frame(digits)
    assert arrays["pixels"][0].tolist() == [[128, 255], [191, 128]]


def test_colors_stay_three_bytes():
    _, arrays = live.Images().frame(view(images=np.ones((2, 4, 5, 3))))
    assert arrays["pixels"].shape == (2, 4, 5, 3)


def test_filters_are_signed_around_the_middle_byte():
    seen = view(filters=np.array([[[-2.0, 0.0, 1.0]]]))
    panel = live.Images("filters", scale="diverging")
    plain, arrays = panel.frame(seen)
    assert arrays["pixels"][0].tolist() == [[0, 128, 191]]
    assert plain["end"] == 2
    _, arrays = live.Images("filters", scale="diverging", limit=4).frame(seen)
    assert arrays["pixels"][0].tolist() == [[64, 128, 159]]
    assert panel.describe(seen) == "1 filter of 1×3 pixels."


def test_the_still_shows_the_same_images_and_words(digits):
    axes = drawn(live.Images(), digits)
    assert [np.asarray(image.get_array())[0, 0, 0] for image in axes.images] == [0, 255, 0]
    assert [text.get_text() for text in axes.texts] == ["0", "✓ 0", "1", "✗ 2", "2", "✓ 2"]


def test_without_images_yet_there_is_an_empty_picture():
    panel, seen = live.Images(), view()
    plain, arrays = panel.frame(seen)
    assert arrays == {} and plain["labels"] == []
    assert panel.describe(seen) == "No images yet."
    assert drawn(panel, seen).images[:] == []


def test_a_frame_with_values_that_are_no_numbers_is_drawn(recwarn):
    seen = view(images=np.array([[[np.nan, np.inf]]]))
    _, arrays = live.Images().frame(seen)
    assert arrays["pixels"].tolist() == [[[128, 255]]]
    assert len(drawn(live.Images(), seen).images) == 1
    said = [str(warning.message) for warning in recwarn if warning.category is not DeprecationWarning]
    assert said == []  # a library's deprecations, ipywidgets 7 has some, say nothing of our numbers


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: live.Images(scale="grau"), "scale must be one of gray, diverging"),
        (lambda: live.Images(low=1, high=0), "high must be a number > 1, got 0"),
        (lambda: live.Images(most=0), "most must be a whole number ≥ 1"),
        (lambda: live.Images(side=2), "side must be a whole number ≥ 8"),
        (lambda: live.Images(limit=-1), "limit must be a number > 0"),
        (lambda: live.Images().frame(view(images=np.zeros(3))), "images must be an array of numbers"),
        (lambda: live.Images().frame(view(images=np.zeros((1, 2, 2)), labels=[1, 2])), "must hold 1 labels"),
        (lambda: live.Environment(pixels="crisp"), "pixels must be one of sharp, smooth, got 'crisp'"),
        (lambda: live.Environment().frame(view(frame=np.zeros((2, 2, 3)))), "frame must be uint8 of shape"),
        (lambda: live.Environment().frame(view(frame=np.zeros((2, 2), "uint8"))), "got uint8 of shape"),
    ],
)
def test_bad_arguments_and_snapshots(make, said):
    with pytest.raises(CourseError, match=said):
        make()


def opened(frame):
    plain, arrays = frame
    return plain, np.asarray(Image.open(io.BytesIO(arrays["file"].tobytes())).convert("RGB"))


@pytest.fixture
def grid():
    """A grid world of 4×6 cells, each with a color of its own."""
    return np.arange(4 * 6 * 3, dtype="uint8").reshape(4, 6, 3) * 3


def test_a_small_frame_arrives_pixel_by_pixel(grid):
    plain, picture = opened(live.Environment(pixels="sharp").frame(view(frame=grid, caption="episode 12")))
    assert picture.tolist() == grid.tolist()
    assert (plain["type"], plain["caption"]) == ("image/png", "episode 12")
    assert plain["alt"] == "A picture of the environment: episode 12."


def test_a_large_frame_is_made_as_wide_as_a_panel_and_small():
    cart = np.full((400, 1200, 3), 255, "uint8")
    cart[300:320, 500:700] = (0, 114, 178)
    panel = live.Environment()
    plain, arrays = panel.frame(view(frame=cart))
    _, picture = opened((plain, arrays))
    assert picture.shape == (200, 600, 3)
    assert np.abs(picture[155, 300].astype(int) - (0, 114, 178)).max() <= 3
    assert np.abs(picture[10, 10].astype(int) - 255).max() <= 3
    assert arrays["file"].nbytes < 6000


@pytest.mark.parametrize("pixels", ["sharp", "smooth"])
def test_even_noise_stays_small(pixels):
    noise = np.random.default_rng(0).integers(0, 256, (400, 600, 3)).astype("uint8")
    plain, arrays = live.Environment(pixels=pixels).frame(view(frame=noise))
    assert plain["type"] == "image/jpeg"
    assert opened((plain, arrays))[1].shape == (200, 300, 3)
    assert arrays["file"].nbytes < 60_000


def test_the_still_shows_frame_and_caption(grid):
    axes = drawn(live.Environment(pixels="sharp"), view(frame=grid, caption="return 130"))
    assert np.asarray(axes.images[0].get_array()).tolist() == grid.tolist()
    assert axes.images[0].get_interpolation() == "nearest"
    assert axes.get_xlabel() == "return 130"


def test_without_a_frame_yet():
    panel = live.Environment()
    plain, arrays = panel.frame(view())
    assert arrays == {} and plain["alt"] == "No picture of the environment yet."
    assert drawn(panel, view()).images[:] == []


def test_both_stand_in_one_still_with_their_words(digits, grid):
    seen = view(**digits.snapshot, frame=grid, caption="episode 3")
    picture = draw_still([live.Images(), live.Environment()], seen, "step 0")
    assert "3 images of 2×2 pixels" in picture.alt and "episode 3" in picture.alt
