"""Pictures of scenes: boxes stand where they should and say what they hold; colors tell the classes."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib.colors import to_rgb
from matplotlib.patches import Rectangle

from dlcourse import plots
from dlcourse.errors import CourseError
from dlcourse.plots import scenes
from dlcourse.plots.style import OKABE_ITO

NAMES = ("nought", "one", "two")


@pytest.fixture
def two():
    """Two pictures of 20 × 40 pixels."""
    return np.linspace(0, 1, 2 * 20 * 40).reshape(2, 20, 40, 1)


def rectangles(picture):
    """The drawn boxes as (left, top, right, bottom), in CSS pixels."""
    patches = [patch for patch in picture.figure.axes[0].patches if isinstance(patch, Rectangle)]
    return [(p.get_x(), p.get_y(), p.get_x() + p.get_width(), p.get_y() + p.get_height()) for p in patches]


def words(picture):
    return [text.get_text() for text in picture.figure.axes[0].texts]


def test_boxes_stand_on_their_picture_at_its_scale(two):
    picture = plots.boxes(two, [[[0, 0, 40, 20]], [[10, 5, 20, 15]]], side=120)
    (left, top, right, bottom), inner = rectangles(picture)
    first, second = (image.get_extent() for image in picture.figure.axes[0].images)
    assert (left, right, bottom, top) == pytest.approx(first)
    x, _, _, y = second
    assert inner == pytest.approx((x + 30, y + 15, x + 60, y + 45))


def test_labels_scores_and_captions_are_written(two):
    picture = plots.boxes(
        two, [[[0, 0, 4, 4], [5, 5, 9, 9]], []], [[2, 0], []], [[0.987, 0.5], []], class_names=NAMES,
        captions=["before", "after"],
    )  # fmt: skip
    assert words(picture) == ["nought 0.50", "two 0.99", "before", "after"]
    assert words(plots.boxes(two, [[[0, 0, 4, 4]], []], [["cat"], []])) == ["cat"]
    assert words(plots.boxes(two, [[[0, 0, 4, 4]], []], scores=[[0.25], []])) == ["0.25"]
    assert words(plots.boxes(two, [[[0, 0, 4, 4]], []])) == []


def test_the_best_box_is_drawn_over_the_others(two):
    three = [[0, 0, 4, 4], [1, 1, 5, 5], [2, 2, 6, 6]]
    picture = plots.boxes(two, [three, []], scores=[[0.5, 0.9, 0.7], []])
    assert words(picture) == ["0.50", "0.70", "0.90"]
    assert [round(left) for left, *_ in rectangles(picture)] == [0, 7, 4]


def test_each_class_has_its_color_and_none_is_black(two):
    picture = plots.boxes(two, [[[0, 0, 4, 4], [5, 5, 9, 9], [1, 1, 2, 2]], []], [[0, 1, 7], []])
    colors = [patch.get_edgecolor()[:3] for patch in picture.figure.axes[0].patches]
    assert colors[0] == to_rgb(OKABE_ITO[0])
    assert colors[1] == to_rgb(OKABE_ITO[1])
    assert colors[2] == to_rgb(OKABE_ITO[0])
    assert "#000000" not in scenes.COLORS


def test_no_box_leaves_the_limits_of_the_axes_wrong(two):
    picture = plots.boxes(np.concatenate([two] * 3), [[]] * 6)
    images = picture.figure.axes[0].images
    assert len(images) == 6
    (left, right), (bottom, top) = picture.figure.axes[0].get_xlim(), picture.figure.axes[0].get_ylim()
    for image in images:
        x0, x1, y1, y0 = image.get_extent()
        assert left < x0 < x1 < right and top < y0 < y1 < bottom
    assert len({tuple(image.get_extent()) for image in images}) == 6


def test_the_alt_text_of_boxes_counts_and_names_them(two):
    alt = plots.boxes(two, [[[0, 0, 4, 4], [5, 5, 9, 9]], []], [[2, 0], []], class_names=NAMES).alt
    assert alt == "2 pictures of 40×20 pixels with boxes: 2 boxes (two, nought); 0 boxes."


def test_a_mask_has_the_color_of_its_class_and_background_stays_dark(two):
    classes = np.zeros((2, 20, 40), int)
    classes[0, :, :10], classes[1, 3, 3] = 1, 2
    picture = plots.masks(two, {"truth": classes}, class_names=NAMES)
    scene, other_scene, first, second = (np.asarray(i.get_array()) for i in picture.figure.axes[0].images)
    assert first[0, 0].tolist() == [round(255 * channel) for channel in to_rgb(OKABE_ITO[0])]
    assert second[3, 3].tolist() == [round(255 * channel) for channel in to_rgb(OKABE_ITO[1])]
    assert second[19, 39, 0] == pytest.approx(scenes.SHOWN * 255, abs=1)
    assert other_scene[19, 39].tolist() == [255, 255, 255]
    assert scene.shape == (20, 40, 3)


def test_rows_and_classes_are_named(two):
    classes = np.zeros((2, 20, 40), int)
    classes[0, 0, 0] = 2
    picture = plots.masks(two, {"truth": classes, "answer": 0 * classes}, class_names=NAMES, title="Alike?")
    axes = picture.figure.axes[0]
    assert words(picture) == ["scene", "truth", "answer"]
    assert [text.get_text() for text in axes.get_legend().get_texts()] == ["one", "two"]
    assert axes.get_title(loc="left") + axes.get_title() == "Alike?"
    assert "truth: two; answer: background alone" in picture.alt


@pytest.mark.parametrize(
    ("call", "error"),
    [
        (lambda two: plots.boxes(two, [[]]), "boxes must hold 2 entries, one for each image, got 1"),
        (lambda two: plots.boxes(two, [[[1, 2, 3]], []]), r"\(left, top, right, bottom\)"),
        (lambda two: plots.boxes(two, [[[0, 0, 1, 1]], []], [[1, 2], []]), "labels must hold 1 labels"),
        (lambda two: plots.boxes(two, [[[0, 0, 1, 1]], []], scores=[[1, 2], []]), "scores must hold 1"),
        (lambda two: plots.boxes(two, [[], []], captions=["one"]), "captions must hold 2 entries"),
        (
            lambda two: plots.masks(two, {"truth": np.zeros((2, 3, 3), int)}, class_names=NAMES),
            r"\(2, 20, 40\)",
        ),
        (
            lambda two: plots.masks(two, {"truth": np.full((2, 20, 40), 3)}, class_names=NAMES),
            "the 3 class_names",
        ),
    ],
)
def test_what_does_not_fit_is_said_in_a_sentence(two, call, error):
    with pytest.raises(CourseError, match=error):
        call(two)
