"""Glyphs: readable characters, the same on every machine, test typefaces never seen in training."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier

from dlcourse.datasets import fonts, load
from dlcourse.errors import CourseError


def test_usual_glyphs_are_as_announced() -> None:
    data = load("glyphs", n=1000, validation_share=0.1)
    assert data.x_train.shape == (700, 28, 28, 1)
    assert data.x_validation.shape == (100, 28, 28, 1)
    assert data.x_test.shape == (200, 28, 28, 1)
    assert data.x.dtype == np.float32
    assert data.y.dtype == np.int32
    assert data.x.min() == 0
    assert 0.95 < data.x.max() <= 1
    assert data.class_names == tuple("0123456789")
    for y in (data.y_train, data.y_validation, data.y_test):
        assert set(np.bincount(y)) == {len(y) // 10}


def test_characters_are_those_asked_for() -> None:
    assert load("glyphs", n=60, characters="letters").class_names == tuple("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    own = load("glyphs", n=60, characters="xA7")
    assert own.class_names == ("x", "A", "7")
    assert set(own.y) == {0, 1, 2}
    assert not np.array_equal(own.x, load("glyphs", n=60, characters="Xa7").x)


def test_seed_decides_everything() -> None:
    first, again, other = (load("glyphs", n=200, seed=seed) for seed in (3, 3, 4))
    np.testing.assert_array_equal(first.x, again.x)
    np.testing.assert_array_equal(first.y, again.y)
    assert not np.array_equal(first.x, other.x)


def test_glyphs_are_the_same_on_every_machine() -> None:
    # Seen equal with NumPy 2.1 and 2.5, matplotlib 3.10 and 3.11, Pillow 10, 11 and 13, Python 3.12 and 3.13.
    data = load("glyphs", n=500, seed=7, noise=0, validation_share=0.2, characters="letters")
    pixels = np.rint(data.x * 255).astype(np.uint8)
    assert hashlib.sha256(pixels.tobytes()).hexdigest()[:16] == "39326e5ca256bbd4"
    assert hashlib.sha256(data.y.astype(np.uint8).tobytes()).hexdigest()[:16] == "668423cba40e4b75"


def test_another_noise_falls_on_the_same_glyphs() -> None:
    clean = load("glyphs", n=300, noise=0)
    noisy = clean.with_settings(noise=0.2)
    np.testing.assert_array_equal(noisy.y, clean.y)
    background = clean.x == 0
    # Noise below 0 is cut off, so the mean over the background is that of half a Gaussian.
    assert noisy.x[background].mean() == pytest.approx(0.2 / np.sqrt(2 * np.pi), rel=0.01)
    gray = (clean.x > 0.45) & (clean.x < 0.55)
    assert (noisy.x - clean.x)[gray].std() == pytest.approx(0.2, rel=0.05)


def test_no_typeface_is_in_two_parts() -> None:
    faces = [face for part in fonts.FACES.values() for face in part]
    assert len(faces) == len(set(faces)) == 20


def test_each_part_is_drawn_in_its_own_typefaces(monkeypatch: pytest.MonkeyPatch) -> None:
    gray = {fonts.FACES["train"]: 60, fonts.FACES["validation"]: 110, fonts.FACES["test"]: 200}

    def plain(characters: str, faces: tuple[str, ...]) -> np.ndarray:
        return np.full((len(faces), len(characters), fonts.SIZE, fonts.SIZE), gray[faces], np.uint8)

    monkeypatch.setattr(fonts, "templates", plain)
    data = load("glyphs", n=300, noise=0, validation_share=0.2)
    for part, (least, most) in {"train": (40, 60), "validation": (75, 110), "test": (138, 200)}.items():
        x = getattr(data, f"x_{part}") * 255
        assert x.min() >= least
        assert x.max() <= most + 0.01


@pytest.mark.parametrize("part", list(fonts.FACES))
def test_every_character_has_a_picture_of_its_own(part: str) -> None:
    characters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
    drawn = fonts.templates(characters, fonts.FACES[part])
    assert drawn.shape == (len(fonts.FACES[part]), 62, fonts.SIZE, fonts.SIZE)
    ink = drawn.mean(axis=(2, 3)) / 255
    assert ink.min() > 0.015
    assert ink.max() < 0.4
    margin = np.concatenate([drawn[:, :, :4].ravel(), drawn[..., :4].ravel(), drawn[..., -4:].ravel()])
    assert margin.max() == 0
    for face in drawn:
        assert len({picture.tobytes() for picture in face}) == 62


def test_glyphs_sit_in_the_middle_and_fill_the_square() -> None:
    x = load("glyphs", n=2000, noise=0, characters="letters").x[..., 0]
    rows, columns = np.mgrid[:28, :28] - 13.5
    ink = x.sum(axis=(1, 2))
    middle = np.array([(x * rows).sum(axis=(1, 2)) / ink, (x * columns).sum(axis=(1, 2)) / ink])
    assert np.abs(middle.mean(axis=1)).max() < 1
    assert np.abs(middle).max() < 9
    heights = (x.max(axis=2) > 0.2).sum(axis=1)
    assert 16 < np.median(heights) < 22
    border = np.concatenate([x[:, 0], x[:, -1], x[:, :, 0], x[:, :, -1]], axis=1).sum()
    assert border / ink.sum() < 0.005


def test_glyphs_can_be_read_in_typefaces_never_seen() -> None:
    data = load("glyphs", n=5000)
    x_train, x_test = (x.reshape(len(x), -1) for x in (data.x_train, data.x_test))
    neighbors = KNeighborsClassifier(3).fit(x_train, data.y_train).score(x_test, data.y_test)
    line = LogisticRegression(C=0.01, max_iter=200).fit(x_train, data.y_train).score(x_test, data.y_test)
    assert neighbors > 0.70
    assert 0.40 < line < 0.75  # a linear model must not be enough: chapters show what convolutions add


def test_missing_fonts_are_said_in_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import matplotlib

    monkeypatch.setattr(matplotlib, "get_data_path", lambda: str(tmp_path))
    with pytest.raises(CourseError, match=r"glyphs need the font DejaVuSans.ttf .*install matplotlib again"):
        load("glyphs", n=10)
