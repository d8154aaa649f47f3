"""Scenes: boxes that hold their digits, classes that lie on their letters, the same on every machine."""

from __future__ import annotations

import hashlib

import numpy as np
import pytest

from dlcourse.datasets import composing, fonts, load
from dlcourse.errors import CourseError
from dlcourse.scratch import boxes

SETS = ("digit_scenes", "letter_scenes")
every_set = pytest.mark.parametrize("name", SETS)


@pytest.fixture(scope="module")
def digits():
    return load("digit_scenes", n=240, noise=0, seed=5, test_share=0.25)


@pytest.fixture(scope="module")
def letters():
    return load("letter_scenes", n=240, noise=0, seed=5, test_share=0.25)


def rows_of(y):
    """The rows of each scene that hold a digit."""
    return [rows[rows[:, 4] >= 0] for rows in y]


def test_usual_scenes_are_as_announced() -> None:
    data = load("digit_scenes", n=100, validation_share=0.1)
    assert data.x_train.shape == (80, 64, 64, 1)
    assert data.y_train.shape == (80, 4, 5)
    assert len(data.x_validation) == len(data.x_test) == 10
    assert data.class_names == tuple("0123456789")
    assert data.task == "detection"
    data = load("letter_scenes", n=100)
    assert data.x_train.shape == (90, 40, 40, 1)
    assert data.y_train.shape == (90, 40, 40)
    assert data.class_names == ("background", "A", "C", "H", "K", "S", "X")
    assert data.task == "segmentation"
    assert data.x.dtype == np.float32
    assert data.y.dtype == np.int32
    assert data.x.min() >= 0 and data.x.max() <= 1


@every_set
def test_the_repr_names_source_and_licence_and_the_form_of_y(name: str) -> None:
    data = load(name, n=20)
    text = repr(data)
    assert data.source in text and data.licence in text
    assert "y has a" in text.splitlines()[0]
    assert max(map(len, text.splitlines())) <= 140


@every_set
def test_seed_decides_everything(name: str) -> None:
    first, again, other = (load(name, n=60, seed=seed) for seed in (3, 3, 4))
    np.testing.assert_array_equal(first.x, again.x)
    np.testing.assert_array_equal(first.y, again.y)
    assert not np.array_equal(first.x, other.x)


@every_set
def test_another_noise_falls_on_the_same_scenes(name: str) -> None:
    clean = load(name, n=60, noise=0)
    noisy = clean.with_settings(noise=0.2)
    np.testing.assert_array_equal(noisy.y, clean.y)
    strength = (noisy.x - clean.x).std(axis=(1, 2, 3))
    assert 0.05 < strength.mean() < 0.2
    assert strength.max() > 4 * strength.min()  # each scene has a strength of its own


@every_set
def test_each_part_has_typefaces_of_its_own(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    gray = {fonts.FACES["train"]: 100, fonts.FACES["validation"]: 150, fonts.FACES["test"]: 250}

    def plain(characters: str, faces: tuple[str, ...]) -> np.ndarray:
        return np.full((len(faces), len(characters), fonts.SIZE, fonts.SIZE), gray[faces], np.uint8)

    monkeypatch.setattr(fonts, "templates", plain)
    monkeypatch.setattr(composing, "_add_lines", lambda x, random: None)
    data = load(name, n=60, noise=0, validation_share=0.2)
    for part, most in {"train": 100, "validation": 150, "test": 250}.items():
        x = getattr(data, f"x_{part}") * 255
        assert 0.69 * most < x.max() <= most


def test_one_to_four_digits_with_boxes_inside_that_do_not_overlap(digits) -> None:
    counts = np.bincount([len(rows) for rows in rows_of(digits.y)], minlength=5)
    assert counts[0] == 0
    assert (counts[1:] > 30).all()
    for rows in rows_of(digits.y):
        edges = rows[:, :4]
        assert edges.min() >= 0 and edges.max() <= 64
        assert (boxes.iou(edges, edges) - np.eye(len(rows))).max() == 0
    heights = np.concatenate([rows[:, 3] - rows[:, 1] for rows in rows_of(digits.y)])
    assert heights.min() >= 11 and heights.max() <= 30
    assert 15 < np.median(heights) < 21


def test_rows_with_a_digit_come_first_and_the_rest_is_empty(digits) -> None:
    there = digits.y[..., 4] >= 0
    assert (np.diff(there.astype(int), axis=1) <= 0).all()
    assert (digits.y[~there] == (0, 0, 0, 0, -1)).all()
    assert set(digits.y[there][:, 4]) == set(range(10))


def test_a_box_is_the_border_of_its_ink(digits) -> None:
    # Scraps may lie across a border, so this holds for most edges and not for all.
    ink = digits.x[..., 0] >= composing.INK / 255
    touching, beyond = [], []
    for image, rows in zip(ink, rows_of(digits.y), strict=True):
        for left, top, right, bottom, _ in rows:
            inside = image[top:bottom, left:right]
            touching += [inside[0].any(), inside[-1].any(), inside[:, 0].any(), inside[:, -1].any()]
            beyond.append(
                image[max(top - 1, 0) : bottom + 1, max(left - 1, 0) : right + 1].sum() - inside.sum()
            )
    assert all(touching)
    assert np.mean(np.array(beyond) == 0) > 0.6


def test_there_is_ink_outside_of_all_boxes(digits) -> None:
    outside = digits.x[..., 0].copy()
    for image, rows in zip(outside, rows_of(digits.y), strict=True):
        for left, top, right, bottom, _ in rows:
            image[top:bottom, left:right] = 0
    assert np.mean(outside.max(axis=(1, 2)) > 0.5) > 0.8


def test_digits_are_those_that_the_rows_name(digits) -> None:
    from sklearn.neighbors import KNeighborsClassifier

    def cut(y, x):
        """Each digit's box, read at 12 × 8 places."""
        pieces, names = [], []
        for image, rows in zip(x[..., 0], rows_of(y), strict=True):
            for left, top, right, bottom, name in rows:
                down = np.linspace(top, bottom - 1, 12).round().astype(int)
                across = np.linspace(left, right - 1, 8).round().astype(int)
                pieces.append(image[np.ix_(down, across)].ravel())
                names.append(name)
        return np.array(pieces), np.array(names)

    reader = KNeighborsClassifier(1).fit(*cut(digits.y_train, digits.x_train))
    assert reader.score(*cut(digits.y_test, digits.x_test)) > 0.6  # by chance 0.1


def test_letters_cover_their_pixels_and_lines_are_background(letters) -> None:
    image, classes = letters.x[..., 0], letters.y
    # Some pixels are a little darker, where the edge of the other letter passes.
    assert np.mean(image[classes > 0] >= composing.COVERED / 255) > 0.98
    assert set(np.unique(classes)) == set(range(7))
    kinds = np.array([len(set(np.unique(each)) - {0}) for each in classes])
    assert set(kinds) == {1, 2}
    bright = np.mean(image[classes == 0] > 0.4)
    assert 0.005 < bright < 0.1
    assert 0.05 < np.mean(classes > 0) < 0.2


def test_letters_may_overlap_and_the_one_on_top_covers(letters) -> None:
    both = [each for each in letters.y if len(np.unique(each)) == 3]
    spans = []
    for each in both:
        boxes_of_both = []
        for kind in np.unique(each)[1:]:
            rows, columns = np.nonzero(each == kind)
            boxes_of_both.append([columns.min(), rows.min(), columns.max() + 1, rows.max() + 1])
        spans.append(boxes.iou(boxes_of_both[:1], boxes_of_both[1:])[0, 0])
    assert 0.3 < np.mean(np.array(spans) > 0) < 1


def test_the_letter_on_top_hides_what_is_below_it(monkeypatch: pytest.MonkeyPatch) -> None:
    bright_then_dim = lambda templates, labels, random: np.broadcast_to(  # noqa: E731
        np.where(np.arange(len(labels)) % 2, 180, 250).astype(np.uint8)[:, None, None], (len(labels), 28, 28)
    )
    monkeypatch.setattr(composing.glyphs, "draw", bright_then_dim)
    monkeypatch.setattr(composing, "_add_lines", lambda x, random: None)
    x, _ = composing.letter_scenes(fonts.FACES["test"], 40, np.random.default_rng(1))
    dim = (x == 180).sum(axis=(1, 2))
    assert set(dim) == {0, 28 * 28}


@every_set
def test_scenes_are_the_same_on_every_machine(name: str) -> None:
    # Seen equal with NumPy 2.1 and 2.5, matplotlib 3.10 and 3.11, Python 3.12 and 3.13.
    data = load(name, n=60, seed=7, noise=0, validation_share=0.2)
    pixels = np.rint(data.x * 255).astype(np.uint8)
    known = {
        "digit_scenes": ("f8db8a9f2abe1992", "bf535bd3f21032bb"),
        "letter_scenes": ("6565ce7d409c81e4", "b360d0e133228a86"),
    }
    digest = tuple(
        hashlib.sha256(each.tobytes()).hexdigest()[:16] for each in (pixels, data.y.astype(np.int16))
    )
    assert digest == known[name]


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"n": 0}, "n must be a whole number ≥ 1 and ≤ 40000, got 0"),
        ({"n": 50_000}, "got 50000"),
        ({"noise": -1}, "noise must be a number ≥ 0, got -1"),
        ({"seed": -1}, "seed must be a whole number ≥ 0"),
        ({"test_share": 1}, "test_share must be a number ≥ 0 and < 1"),
        ({"characters": "AB"}, "a setting of .*scenes must be one of n, noise, seed"),
    ],
)
@every_set
def test_what_is_not_allowed_is_said_in_a_sentence(name: str, settings: dict, words: str) -> None:
    with pytest.raises(CourseError, match=words):
        load(name, **settings)
