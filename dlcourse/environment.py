"""Where the environment is put right: quiet logs, one seed, one look, one honest line about the machine."""

from __future__ import annotations

import importlib
import logging
import os
import random
import sys
from importlib import metadata
from pathlib import Path

from dlcourse import quiet, xla
from dlcourse.errors import CourseError, one_of, whole_number

_BACKEND_NAMES = {"tensorflow": "TensorFlow", "jax": "JAX", "torch": "PyTorch", "openvino": "OpenVINO"}
_PLOT_STYLE = Path(__file__).with_name("course.mplstyle")
_LARGEST_SEED = 2**32 - 1  # NumPy's limit


def setup(seed: int = 1) -> None:
    """Make the notebook ready, and print one line that says what it runs on.

    Imports Keras on the backend that `KERAS_BACKEND` names (TensorFlow where it names none) without the log
    lines that TensorFlow writes on the way, seeds Python, NumPy and the backend, gives matplotlib the
    course's look, and lets Colab show the course's widgets.

    Args:
        seed: whole number from 0 to 2**32 − 1; the same seed gives the same numbers on the same machine.

    Raises:
        CourseError: if seed is no such number, or Keras or its backend is not installed.
    """
    seed = whole_number("seed", seed, at_least=0, at_most=_LARGEST_SEED)
    keras = _import_keras()
    _seed_everything(keras, seed)
    _set_plot_style()
    on_colab = "google.colab" in sys.modules
    if on_colab:
        _allow_widgets_on_colab()
    gpus = _gpu_names(keras)
    words = [_versions(keras), _hardware(gpus), f"seed {seed}"]
    if on_colab and not gpus:
        words.append("for a GPU: menu Runtime → Change runtime type")
    print(" · ".join(words))
    _warn_of_broken_kernel()


def profile() -> str:
    """Which run of the chapters is wanted: "short" (bundled data, a minute) or "full" (large sets, longer).

    Read from the environment variable DLCOURSE_PROFILE; "short" where it is not set.

    Raises:
        CourseError: if DLCOURSE_PROFILE holds anything else.
    """
    return one_of("DLCOURSE_PROFILE", os.environ.get("DLCOURSE_PROFILE") or "short", ("short", "full"))


def _import_keras():
    # Without the first, TensorFlow writes of its own optimizer passes in later cells; without the second, the
    # first open notebook takes all of a GPU's memory. A learner's own setting wins.
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("TF_FORCE_GPU_ALLOW_GROWTH", "true")
    xla.compile_small_loops_whole()
    try:
        with quiet.standard_error():
            keras = importlib.import_module("keras")
            if keras.backend.backend() == "tensorflow":
                _run_first_operations()
    except ModuleNotFoundError as error:
        if error.name is None or error.name.split(".")[0] not in ("keras", *_BACKEND_NAMES):
            raise
        raise CourseError(_how_to_install(error.name.split(".")[0])) from error
    return keras


def _how_to_install(missing: str) -> str:
    name = _BACKEND_NAMES.get(missing, "Keras")
    asked = f" (KERAS_BACKEND={missing} asks for it)" if missing in ("jax", "torch", "openvino") else ""
    return (
        f"{name} is not installed for {sys.executable}{asked}: "
        f"run %pip install {missing} in a cell, then restart the kernel"
    )


def _run_first_operations() -> None:
    # TensorFlow writes its lines at three moments: import, the first operation, the first XLA compile.
    tensorflow = importlib.import_module("tensorflow")
    # Chapters train one small model after the other, which TensorFlow would warn of in red as retracing.
    logging.getLogger("tensorflow").setLevel(logging.ERROR)
    one = tensorflow.constant(1.0)
    tensorflow.function(lambda x: x + one, jit_compile=True)(one)


def _seed_everything(keras, seed: int) -> None:
    keras.utils.clear_session()  # Keras up to 3.12 keeps its generator when it is seeded again
    if keras.backend.backend() == "tensorflow":
        keras.utils.set_random_seed(seed)
        return
    # On another backend Keras' function would import TensorFlow, where it is installed, only to seed it.
    # The new generator of a cleared session gets its seed from Python's.
    random.seed(seed)
    importlib.import_module("numpy").random.seed(seed)
    if keras.backend.backend() == "torch":
        importlib.import_module("torch").manual_seed(seed)


def _set_plot_style() -> None:
    # Not matplotlib.pyplot's way, because that would import pyplot and choose a backend.
    matplotlib = importlib.import_module("matplotlib")
    style = matplotlib.rc_params_from_file(_PLOT_STYLE, use_default_template=False)
    matplotlib.rcParams.update(style)


def _allow_widgets_on_colab() -> None:
    try:
        output = importlib.import_module("google.colab.output")
    except ImportError:  # an older or a local Colab runtime: widgets there need no permission
        return
    output.enable_custom_widget_manager()


def _versions(keras) -> str:
    backend = keras.backend.backend()
    name = _BACKEND_NAMES.get(backend, backend)
    module = sys.modules.get("numpy" if backend == "numpy" else backend)
    version = getattr(module, "__version__", "")
    return f"Keras {_short(keras.__version__)} on {name} {_short(version)}".rstrip()


def _short(version: str) -> str:
    return ".".join(version.split(".")[:2])


def _hardware(gpus: list[str]) -> str:
    if gpus:
        return ", ".join(gpus)
    cores = _number_of_cores()
    return f"CPU with {cores} core{'' if cores == 1 else 's'}"


def _number_of_cores() -> int:
    if hasattr(os, "sched_getaffinity"):  # what this process may use, where the system tells
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _gpu_names(keras) -> list[str]:
    backend = keras.backend.backend()
    if backend == "tensorflow":
        config = importlib.import_module("tensorflow").config
        devices = config.list_physical_devices("GPU")
        return [config.experimental.get_device_details(d).get("device_name", "GPU") for d in devices]
    if backend == "jax":
        devices = importlib.import_module("jax").devices()
        return [device.device_kind for device in devices if device.platform != "cpu"]
    if backend == "torch":
        cuda = importlib.import_module("torch").cuda
        return [cuda.get_device_name(index) for index in range(cuda.device_count())]
    return []


def _warn_of_broken_kernel() -> None:
    if "ipykernel" not in sys.modules:
        return
    version = metadata.version("ipykernel")
    if version.startswith("7.0."):
        print(
            f"⚠ ipykernel {version} breaks live labs (LookupError from its threads): "
            "run %pip install -U ipykernel, then restart the kernel"
        )
