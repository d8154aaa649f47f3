"""dl.setup(): one honest line, one seed for everything, nothing red."""

from __future__ import annotations

import importlib.metadata
import os
import subprocess
import sys
from importlib.util import find_spec

import pytest

import dlcourse as dl
from dlcourse.errors import CourseError


def run(code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    # As in a learner's process: without the thread limits and log levels that this test run may have.
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("TF_", "KERAS_"))}
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env={**kept, **environment}, check=False
    )


@pytest.mark.parametrize("environment", [{}, {"TF_CPP_MIN_LOG_LEVEL": "0"}], ids=["quiet", "talkative"])
def test_setup_prints_one_line_and_nothing_red_even_at_the_first_compile(environment):
    done = run(
        "import dlcourse as dl; dl.setup(seed=3)\n"
        "import keras, numpy\n"
        "model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])\n"
        "model.compile('sgd', 'mse', jit_compile=True)\n"
        "model.fit(numpy.ones((8, 2)), numpy.ones(8), verbose=0)\n",
        **environment,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    (line,) = done.stdout.splitlines()
    assert line.startswith("Keras 3.")
    assert " on TensorFlow 2." in line
    assert line.endswith(" · seed 3")


FAKE_COLAB = """
import sys, types
colab, output = types.ModuleType("google.colab"), types.ModuleType("google.colab.output")
output.enable_custom_widget_manager = lambda: print("widgets allowed")
sys.modules |= {"google.colab": colab, "google.colab.output": output}
import dlcourse as dl
dl.setup()
"""


def test_colab_gets_its_widgets_and_hears_which_menu_turns_a_gpu_on():
    done = run(FAKE_COLAB, CUDA_VISIBLE_DEVICES="-1")
    assert (done.returncode, done.stderr) == (0, "")
    allowed, line = done.stdout.splitlines()
    assert allowed == "widgets allowed"
    assert line.endswith("for a GPU: menu Runtime → Change runtime type")


def test_another_backend_is_asked_for_without_importing_tensorflow():
    done = run(
        "import sys; sys.modules['jax'] = None\n"
        "import dlcourse as dl\n"
        "try:\n    dl.setup()\n"
        "except dl.errors.CourseError as error:\n    print(error)\n"
        "print('tensorflow' in sys.modules)",
        KERAS_BACKEND="jax",
    )
    message, imported = done.stdout.splitlines()
    assert message.startswith("JAX is not installed for ")
    assert "KERAS_BACKEND=jax asks for it" in message
    assert "%pip install jax" in message
    assert imported == "False"


@pytest.mark.skipif(find_spec("jax") is None, reason="JAX is not installed; the Colab lane of .ci/run has it")
def test_on_jax_the_same_seed_gives_the_same_numbers_and_tensorflow_stays_out():
    done = run(
        "import random, sys, numpy, dlcourse as dl\n"
        "def draws(seed):\n"
        "    dl.setup(seed)\n"
        "    import keras\n"
        "    kernel = keras.layers.Dense(3)(numpy.ones((1, 2)))\n"
        "    numbers = random.random(), numpy.random.rand(), keras.random.uniform(()), kernel[0, 0]\n"
        "    return [float(number) for number in numbers]\n"
        "first, again, other = draws(5), draws(5), draws(6)\n"
        "print(first == again, [a != b for a, b in zip(first, other)], 'tensorflow' in sys.modules)\n",
        KERAS_BACKEND="jax",
    )
    assert (done.returncode, done.stderr) == (0, "")
    line, *_, drawn = done.stdout.splitlines()
    assert " on JAX 0." in line
    assert drawn == "True [True, True, True, True] False"


def test_missing_tensorflow_is_said_in_one_sentence():
    done = run(
        "import sys; sys.modules['tensorflow'] = None\n"
        "import dlcourse as dl\n"
        "try:\n    dl.setup()\n"
        "except dl.errors.CourseError as error:\n    print(error)\n"
    )
    (message,) = done.stdout.splitlines()
    assert message.startswith("TensorFlow is not installed for ")
    assert message.endswith("run %pip install tensorflow in a cell, then restart the kernel")


@pytest.mark.parametrize("seed", [-1, 2**32, 1.5, "7", None, True])
def test_a_bad_seed_is_named(seed):
    with pytest.raises(CourseError, match=r"^seed must be a whole number ≥ 0 and ≤ 4294967295, got "):
        dl.setup(seed=seed)


def test_the_same_seed_gives_the_same_numbers_everywhere():
    import random

    import keras
    import numpy as np

    def draws(seed: int) -> tuple[float, float, float]:
        dl.setup(seed=seed)
        return random.random(), float(np.random.rand()), float(keras.random.uniform(()))  # noqa: NPY002

    first, again, other = draws(5), draws(5), draws(6)
    assert first == again
    assert all(a != b for a, b in zip(first, other, strict=True))


def test_gpus_are_called_by_their_names(monkeypatch, capsys):
    import tensorflow as tf

    monkeypatch.setattr(tf.config, "list_physical_devices", lambda kind: ["first", "second"])
    names = {"first": {"device_name": "Tesla T4"}, "second": {}}
    monkeypatch.setattr(tf.config.experimental, "get_device_details", names.__getitem__)
    dl.setup()
    assert " · Tesla T4, GPU · " in capsys.readouterr().out


@pytest.mark.parametrize(("version", "warned"), [("7.0.1", True), ("7.4.0", False), ("6.17.1", False)])
def test_the_kernel_that_breaks_live_labs_is_warned_of(monkeypatch, capsys, version, warned):
    monkeypatch.setitem(sys.modules, "ipykernel", object())
    monkeypatch.setattr(importlib.metadata, "version", lambda name: version)
    dl.setup()
    assert (f"ipykernel {version} breaks live labs" in capsys.readouterr().out) == warned


def test_the_learners_own_figures_get_the_courses_colors():
    import matplotlib

    from dlcourse.plots import style

    dl.setup()
    cycle = matplotlib.rcParams["axes.prop_cycle"].by_key()["color"]
    assert [color.lstrip("#") for color in cycle] == [color.lstrip("#") for color in style.OKABE_ITO]


@pytest.mark.parametrize(
    ("value", "expected"), [(None, "short"), ("", "short"), ("short", "short"), ("full", "full")]
)
def test_profile_reads_the_environment(monkeypatch, value, expected):
    monkeypatch.delenv("DLCOURSE_PROFILE", raising=False)
    if value is not None:
        monkeypatch.setenv("DLCOURSE_PROFILE", value)
    assert dl.profile() == expected


def test_an_unknown_profile_is_named(monkeypatch):
    monkeypatch.setenv("DLCOURSE_PROFILE", "ful")
    with pytest.raises(
        CourseError, match=r"DLCOURSE_PROFILE must be one of short, full, got 'ful'; did you mean 'full'"
    ):
        dl.profile()
