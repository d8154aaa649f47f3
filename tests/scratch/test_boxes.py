"""Boxes: overlap as a ratio of areas, one box of each cluster, a grid's answers, average precision."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from sklearn.metrics import average_precision_score

from dlcourse.errors import CourseError
from dlcourse.scratch import boxes

whole = st.integers(0, 12)


@st.composite
def some_boxes(draw, fewest=1, most=8):
    """Boxes with edges on whole pixels, at least one pixel wide and high."""
    count = draw(st.integers(fewest, most))
    corners = draw(arrays.arrays(int, (count, 2), elements=whole))
    sizes = draw(arrays.arrays(int, (count, 2), elements=st.integers(1, 12)))
    return np.concatenate([corners, corners + sizes], axis=1)


def by_pixels(a, b):
    """Intersection over union of two boxes by counting pixels."""
    rows, columns = np.mgrid[:30, :30]
    one, other = (
        (columns >= left) & (columns < right) & (rows >= top) & (rows < bottom)
        for left, top, right, bottom in (a, b)
    )
    return (one & other).sum() / (one | other).sum()


def test_iou_of_boxes_computed_by_hand():
    a = [[0, 0, 4, 2]]
    b = [[2, 0, 6, 2], [0, 0, 4, 2], [4, 0, 6, 2], [1, 0, 2, 1]]
    assert boxes.iou(a, b)[0] == pytest.approx([1 / 3, 1, 0, 1 / 8])


@settings(deadline=None, max_examples=60)
@given(a=some_boxes(), b=some_boxes())
def test_iou_is_what_counting_pixels_gives(a, b):
    table = boxes.iou(a, b)
    assert table == pytest.approx(np.array([[by_pixels(one, other) for other in b] for one in a]))
    assert boxes.iou(b, a) == pytest.approx(table.T)
    assert np.diag(boxes.iou(a, a)) == pytest.approx(1)


@settings(deadline=None, max_examples=30)
@given(a=some_boxes(), b=some_boxes(), shift=st.integers(0, 50), scale=st.floats(0.1, 10))
def test_iou_knows_neither_place_nor_scale(a, b, shift, scale):
    assert boxes.iou((a + shift) * scale, (b + shift) * scale) == pytest.approx(boxes.iou(a, b))


def test_boxes_without_area_overlap_nothing_and_no_boxes_are_allowed():
    assert boxes.iou([[1, 1, 1, 5]], [[1, 1, 1, 5], [0, 0, 9, 9]]).tolist() == [[0, 0]]
    assert boxes.iou([], [[0, 0, 1, 1]]).shape == (0, 1)
    assert boxes.suppress([], []).tolist() == []


def test_suppression_keeps_the_best_of_each_cluster():
    three = np.array([[0, 0, 10, 10], [1, 0, 11, 10], [40, 40, 50, 50], [0, 1, 10, 11], [41, 40, 51, 50]])
    assert boxes.suppress(three, [0.5, 0.9, 0.3, 0.6, 0.4]).tolist() == [1, 4]


@settings(deadline=None, max_examples=60)
@given(data=st.data(), limit=st.floats(0, 1))
def test_what_is_kept_hardly_overlaps_and_what_is_dropped_has_a_better_neighbor(data, limit):
    given_boxes = data.draw(some_boxes(most=12))
    scores = np.array(
        data.draw(st.lists(st.floats(0, 1), min_size=len(given_boxes), max_size=len(given_boxes)))
    )
    kept = boxes.suppress(given_boxes, scores, limit)
    overlap = boxes.iou(given_boxes, given_boxes)
    assert (np.diff(scores[kept]) <= 0).all()
    assert scores[kept[0]] == scores.max()
    among = overlap[np.ix_(kept, kept)] - np.eye(len(kept))
    assert (among <= limit).all()
    for dropped in set(range(len(given_boxes))) - set(kept.tolist()):
        better = kept[scores[kept] >= scores[dropped]]
        assert (overlap[dropped, better] > limit).any()


def test_a_limit_of_one_keeps_all_and_a_chain_loses_only_neighbors_of_what_is_kept():
    chain = [[0, 0, 10, 10], [4, 0, 14, 10], [8, 0, 18, 10]]
    assert boxes.suppress(chain, [3, 2, 1], limit=1).tolist() == [0, 1, 2]
    # The middle one overlaps both; when the first has removed it, it cannot remove the last.
    assert boxes.suppress(chain, [3, 2, 1], limit=0.3).tolist() == [0, 2]


@settings(deadline=None, max_examples=40)
@given(given_boxes=some_boxes(fewest=0, most=4), seed=st.integers(0, 100))
def test_a_grid_that_answers_as_it_should_gives_the_boxes_back(given_boxes, seed):
    classes = np.random.default_rng(seed).integers(10, size=len(given_boxes))
    target = boxes.encode(given_boxes, classes, (4, 4), cell=8)
    answers = np.zeros((4, 4, 15))
    answers[..., 0] = np.where(target[..., 0] > 0, 20, -20)
    answers[..., 1:5] = target[..., 1:5]
    answers[..., 5:] = 30 * np.eye(10)[target[..., 5].astype(int)]
    found, scores, kinds = boxes.decode(answers, cell=8)
    wanted = {(*map(float, box), int(kind)) for box, kind in zip(given_boxes, classes, strict=True)}
    assert {(*box, int(kind)) for box, kind in zip(np.round(found, 6).tolist(), kinds, strict=True)} <= wanted
    assert scores == pytest.approx(1)
    assert len(found) == target[..., 0].sum()


def test_each_cell_near_the_middle_answers_for_the_nearest_thing():
    target = boxes.encode([[4, 4, 12, 20]], [7], (4, 4), cell=8)  # its middle (8, 12) lies between two cells
    assert np.argwhere(target[..., 0]).tolist() == [[1, 0], [1, 1]]
    # From the middle (4, 12) of the left cell: 0 to the left edge, 8 up, 8 to the right, 8 down.
    assert target[1, 0].tolist() == [1, 0, 1, 1, 1, 7]
    both = boxes.encode([[0, 0, 8, 8], [8, 0, 16, 8]], [1, 2], (1, 2), cell=8, reach=1.2)
    assert both[0, :, 5].tolist() == [1, 2]


def test_the_score_is_the_chance_of_something_times_that_of_the_class():
    answers = np.zeros((1, 2, 7))
    answers[0, :, 0] = [0, 2]
    answers[0, :, 5] = [np.log(3), 0]
    answers[..., 1:5] = 0.5
    found, scores, kinds = boxes.decode(answers, cell=4, at_least=0.1)
    assert scores == pytest.approx([1 / (1 + np.exp(-2)) / 2, 0.5 * 0.75])
    assert found.tolist() == [[4, 0, 8, 4], [0, 0, 4, 4]]
    assert kinds.tolist() == [0, 0]
    assert len(boxes.decode(answers, cell=4, at_least=0.4)[0]) == 1


def test_a_second_box_for_the_same_thing_is_a_miss():
    truth = [[0, 0, 10, 10], [20, 0, 30, 10]]
    answers = [[0, 0, 10, 9], [0, 0, 10, 10], [21, 0, 31, 10], [50, 50, 60, 60]]
    assert boxes.hits(answers, [0.8, 0.9, 0.7, 0.6], truth).tolist() == [False, True, True, False]
    assert boxes.hits(answers, [0.8, 0.9, 0.7, 0.6], truth, at=0.95).tolist() == [False, True, False, False]
    assert boxes.hits(answers, [1, 1, 1, 1], []).tolist() == [False] * 4


def brute_force_average_precision(found, scores, things):
    """The area under the filled curve, one recall after the other."""
    order = np.argsort(-np.asarray(scores), kind="stable")
    points, true = [], 0
    for place, index in enumerate(order, start=1):
        true += bool(found[index])
        points.append((true / things, true / place))
    levels = sorted({recall for recall, _ in points if recall > 0})
    return sum(
        (level - before) * max(precision for recall, precision in points if recall >= level)
        for level, before in zip(levels, [0, *levels], strict=False)
    )


@settings(deadline=None, max_examples=80)
@given(
    found=st.lists(st.booleans(), min_size=1, max_size=12), missed=st.integers(0, 4), seed=st.integers(0, 99)
)
def test_average_precision_is_the_area_of_the_filled_curve(found, missed, seed):
    scores = np.random.default_rng(seed).permutation(len(found)) / 20
    things = sum(found) + missed
    value = boxes.average_precision(found, scores, things)
    if things == 0:
        assert value == 0
        return
    assert value == pytest.approx(brute_force_average_precision(found, scores, things))
    if any(found):
        # Scikit-learn's leaves the dents, and knows no things that no box finds.
        unfilled = average_precision_score(found, scores) * sum(found) / things
        precision, recall = boxes.precision_recall(found, scores, things)
        assert np.sum(np.diff(recall, prepend=0) * precision) == pytest.approx(unfilled)
        assert value >= unfilled - 1e-12


def test_average_precision_by_hand():
    assert boxes.average_precision([True, True], [0.9, 0.8], 2) == 1
    assert boxes.average_precision([True, False, True], [0.9, 0.8, 0.7], 4) == pytest.approx(
        1 / 4 + 2 / 3 / 4
    )
    assert boxes.average_precision([False, True], [0.9, 0.8], 1) == 0.5
    assert boxes.average_precision([], [], 3) == 0


def test_mean_average_precision_is_the_mean_over_the_classes_that_are_there():
    truths = [
        (np.array([[0, 0, 10, 10], [20, 0, 30, 10]]), np.array([3, 5])),
        (np.array([[5, 5, 9, 9]]), np.array([3])),
    ]
    perfect = [(truth, np.full(len(truth), 0.9), classes) for truth, classes in truths]
    assert boxes.mean_average_precision(perfect, truths) == 1
    wrong_class = [(perfect[0][0], perfect[0][1], np.array([3, 4])), perfect[1]]
    assert boxes.average_precisions(wrong_class, truths) == {3: 1.0, 5: 0.0}
    assert boxes.mean_average_precision(wrong_class, truths) == 0.5
    nothing = [([], [], [])] * 2
    assert boxes.mean_average_precision(nothing, truths) == 0
    # A box in one picture cannot find a thing in the other.
    assert boxes.mean_average_precision(perfect[::-1], truths) == 0


def test_scores_of_all_pictures_stand_in_one_order():
    box = np.array([[0, 0, 10, 10]])
    truths = [(box, np.array([1])), (np.zeros((0, 4)), np.zeros(0))]
    sure_and_wrong = [(box, [0.6], [1]), (box, [0.9], [1])]
    unsure_and_wrong = [(box, [0.6], [1]), (box, [0.3], [1])]
    assert boxes.mean_average_precision(sure_and_wrong, truths) == 0.5
    assert boxes.mean_average_precision(unsure_and_wrong, truths) == 1


def test_hits_of_a_class_are_collected_from_all_pictures():
    box, other = [0, 0, 10, 10], [20, 0, 30, 10]
    truths = [(np.array([box, other]), np.array([1, 2])), (np.array([box]), np.array([1]))]
    answers = [(np.array([other, box]), [0.9, 0.4], [1, 1]), (np.array([box]), [0.7], [2])]
    found, scores, things = boxes.hits_of_class(answers, truths, 1)
    assert (found.tolist(), scores.tolist(), things) == ([False, True], [0.9, 0.4], 2)
    found, scores, things = boxes.hits_of_class(answers, truths, 2)
    assert (found.tolist(), scores.tolist(), things) == ([False], [0.7], 1)
    assert [len(part) for part in boxes.hits_of_class(answers, truths, 7)[:2]] == [0, 0]


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: boxes.iou([[0, 0, 1]], [[0, 0, 1, 1]]), r"a must have shape \(n, 4\).*got \(1, 3\)"),
        (lambda: boxes.iou([[0, 0, 1, 1]], [[5, 0, 1, 1]]), "b must have left ≤ right.*5"),
        (lambda: boxes.iou([[0, 0, 1, np.nan]], []), "a must hold finite numbers"),
        (lambda: boxes.suppress([[0, 0, 1, 1]], [1, 2]), r"scores must have shape \(1,\).*got \(2,\)"),
        (lambda: boxes.suppress([[0, 0, 1, 1]], [1], limit=2), "limit must be a number ≥ 0 and ≤ 1, got 2"),
        (lambda: boxes.hits([], [], [], at=0), "at must be a number > 0 and ≤ 1, got 0"),
        (
            lambda: boxes.decode(np.zeros((4, 4, 5)), 8),
            r"answers must have shape \(rows, columns, 5 \+ classes\)",
        ),
        (
            lambda: boxes.precision_recall([True, True], [1, 2], 1),
            "things must be at least the number of hits",
        ),
        (lambda: boxes.mean_average_precision([], [([], [])]), "answers and truths must be as many"),
        (lambda: boxes.mean_average_precision([], []), "at least one thing"),
    ],
)
def test_what_does_not_fit_is_said_in_a_sentence(call, words):
    with pytest.raises(CourseError, match=words):
        call()
