"""A function run on another backend: in a process of its own, with only its source and its arguments."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from dlcourse import backends
from dlcourse.errors import CourseError

here = os.getpid()


def double(x, times):
    return times * x


def sums(table):
    print("adding up")
    return {"rows": table.sum(axis=1), "all": float(table.sum())}


def process():
    import os

    return os.getpid()


def chosen_backend():
    import os

    return [os.environ["KERAS_BACKEND"] == name for name in ("tensorflow", "jax", "torch")]


def uses_the_notebook(x):
    def inner():
        return x + here

    return np.sum(inner())


def says_no(x):
    raise KeyError("no such digit")


def returns_nothing():
    return None


def never_ends():
    while True:
        pass


def the_name_of(path, words):
    return [len(path), len(words["first"])]


def test_arguments_travel_there_and_results_back():
    x = np.arange(6, dtype="float32").reshape(2, 3)
    result = backends.run(double, "tensorflow", x, 3)
    assert result.tolist() == (3 * x).tolist() and result.dtype == np.float32


def test_a_dict_comes_back_as_a_dict_and_what_is_printed_is_printed(capsys):
    result = backends.run(sums, "tensorflow", np.ones((2, 3)))
    assert result["rows"].tolist() == [3, 3] and result["all"] == 6
    assert capsys.readouterr().out == "adding up\n"


def test_paths_and_dicts_travel(tmp_path):
    path = tmp_path / "digits.keras"
    assert backends.run(the_name_of, "tensorflow", path, {"first": "abc"}).tolist() == [len(str(path)), 3]


def test_the_process_is_another_one_and_its_backend_the_one_asked_for(monkeypatch):
    monkeypatch.setenv("KERAS_BACKEND", "torch")
    assert int(backends.run(process, "tensorflow")) != os.getpid()
    assert backends.run(chosen_backend, "tensorflow").tolist() == [True, False, False]
    assert os.environ["KERAS_BACKEND"] == "torch"


def test_all_installed_backends_are_asked_and_the_missing_are_told(monkeypatch, capsys):
    # The processes need no backend of their own here, so one that is not installed can be played.
    monkeypatch.setattr(backends, "installed", lambda: ("tensorflow", "torch"))
    monkeypatch.setattr(backends, "_running_here", lambda: None)
    answers = backends.run_on_all(chosen_backend)
    assert {name: answer.tolist() for name, answer in answers.items()} == {
        "tensorflow": [True, False, False],
        "torch": [False, False, True],
    }
    assert capsys.readouterr().out == "JAX is not installed here; to add it, run %pip install jax in a cell\n"


def test_the_backend_that_runs_here_needs_no_other_process(monkeypatch):
    import keras

    backend = keras.backend.backend()
    monkeypatch.setattr(backends, "installed", lambda: tuple(sorted({backend, "torch"})))
    processes = backends.run_on_all(process)
    assert processes[backend] == os.getpid() != processes["torch"]


def test_tensorflow_is_installed_and_the_names_are_keras_own():
    assert "tensorflow" in backends.installed()
    assert set(backends.installed()) <= set(backends.NAMES) == {"tensorflow", "jax", "torch"}


@pytest.mark.parametrize(
    ("function", "arguments", "words"),
    [
        (uses_the_notebook, (1,), "`uses_the_notebook` uses here, np, which the other process does not know"),
        (lambda x: x, (1,), "function must be a plain function written with def"),
        (len, ("abc",), "function must be a plain function written with def"),
        (double, (object(), 3), "argument 1 must be an array, a number, a text"),
        (double, (1, np.array([None])), "argument 2 must be an array"),
        (double, (float("nan"), 3), "argument 1 must be"),
    ],
)
def test_what_cannot_travel_is_said_before_a_process_starts(monkeypatch, function, arguments, words):
    monkeypatch.setattr(backends.subprocess, "run", None)
    with pytest.raises(CourseError) as raised:
        backends.run(function, "tensorflow", *arguments)
    assert words in str(raised.value)


def test_what_goes_wrong_there_is_one_sentence_here():
    with pytest.raises(CourseError, match="`says_no` failed on TensorFlow: KeyError: 'no such digit'"):
        backends.run(says_no, "tensorflow", 1)
    with pytest.raises(CourseError, match="`returns_nothing` must return numbers or arrays"):
        backends.run(returns_nothing, "tensorflow")


def test_a_process_that_does_not_end_is_given_up():
    with pytest.raises(
        CourseError, match="`never_ends` must come to an end on TensorFlow, and ran for 1 sec"
    ):
        backends.run(never_ends, "tensorflow", seconds=1)


def test_an_unknown_or_missing_backend_is_said(monkeypatch):
    with pytest.raises(CourseError, match="backend must be one of tensorflow, jax, torch, got 'tf'"):
        backends.run(double, "tf", 1, 2)
    monkeypatch.setattr(backends, "installed", lambda: ("tensorflow",))
    with pytest.raises(CourseError, match="PyTorch is not installed here; to add it, run %pip install torch"):
        backends.run(double, "torch", 1, 2)


def test_nothing_is_left_behind(monkeypatch, tmp_path):
    monkeypatch.setattr(backends.tempfile, "tempdir", str(tmp_path))
    backends.run(double, "tensorflow", 1, 2)
    assert list(Path(tmp_path).iterdir()) == []


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    import keras

    keras.utils.set_random_seed(2)
    network = keras.Sequential(
        [keras.Input((8, 8, 1)), keras.layers.Flatten(), keras.layers.Dense(10, activation="softmax")]
    )
    path = tmp_path_factory.mktemp("saved") / "network.keras"
    network.save(path)
    images = np.random.default_rng(3).random((20, 8, 8, 1), dtype=np.float32)
    return path, images, network.predict(images, verbose=0)


def answers_of(path, images):
    import keras

    network = keras.saving.load_model(path)
    return keras.ops.convert_to_numpy(network(images))


@pytest.mark.parametrize("backend", [name for name in backends.installed() if name != "tensorflow"])
def test_saved_weights_give_the_same_answers_there(saved, backend):
    path, images, answers = saved
    assert np.allclose(backends.run(answers_of, backend, path, images), answers, atol=1e-5)
