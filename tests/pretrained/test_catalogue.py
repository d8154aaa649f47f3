"""Every model that ships: its card is true of its file, and it can be built and asked, on any backend."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pytest

from dlcourse import backends, pretrained
from dlcourse.errors import CourseError
from dlcourse.pretrained import weights

FOLDER = Path(__file__).resolve().parents[2] / "data" / "weights"


def answers_of_all():
    import numpy

    from dlcourse import pretrained

    answers = {}
    for name in pretrained.names():
        shape = pretrained.card(name).input_shape
        x = numpy.random.default_rng(0).uniform(size=(2, *shape)).astype("float32")
        answers[name] = pretrained.load(name).predict(x, verbose=0)
    return answers


@pytest.fixture(scope="module")
def answers():
    return answers_of_all()


@pytest.mark.parametrize("name", pretrained.names())
def test_the_card_tells_of_the_file(name):
    about = pretrained.card(name)
    content = (FOLDER / about.file).read_bytes()
    assert (about.size, about.checksum) == (len(content), hashlib.sha256(content).hexdigest())
    assert about.name == name and about.script == f"python -m dlcourse.pretrained.{name}"
    for words in (about.title, about.trained_on, about.score, about.script, f"{about.size:,} bytes"):
        assert words and words in repr(about)


@pytest.mark.parametrize("name", pretrained.names())
def test_the_file_holds_small_numbers_for_each_weight(name):
    about = pretrained.card(name)
    with np.load(FOLDER / about.file, allow_pickle=False) as kept:
        assert {kept[key].dtype.name for key in kept.files} <= {"float16", "float32"}
        arrays = weights.named_weights(pretrained.load(name))
        assert set(kept.files) == set(arrays)
        assert all(kept[key].shape == tuple(arrays[key].shape) for key in arrays)


def test_a_model_answers_and_each_call_gives_a_new_one(answers):
    for name in pretrained.names():
        assert len(answers[name]) == 2 and np.isfinite(answers[name]).all()
        assert pretrained.load(name) is not pretrained.load(name)
    assert answers["handwriting"].shape == (2, 10)
    assert answers["handwriting"].sum(axis=1) == pytest.approx(1, abs=1e-4)


def test_on_another_backend_the_answers_are_the_same(answers):
    others = [each for each in backends.installed() if each != "tensorflow"]
    if not others:
        pytest.skip("no other backend is installed")
    there = backends.run(answers_of_all, others[0])
    for name in pretrained.names():
        assert np.allclose(there[name], answers[name], atol=1e-3)


def test_an_unknown_name_is_answered_with_the_names():
    for ask in (pretrained.load, pretrained.card):
        with pytest.raises(
            CourseError, match=r"name must be one of .*handwriting.*did you mean 'handwriting'"
        ):
            ask("handwritting")
