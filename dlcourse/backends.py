"""Runs a function on any Keras backend that is installed, each time in a Python process of its own."""

from __future__ import annotations

import importlib.util
import inspect
import json
import os
import subprocess
import symtable
import sys
import tempfile
import textwrap
from builtins import __dict__ as builtin_names
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from dlcourse.errors import CourseError, number, one_of

NAMES = {"tensorflow": "TensorFlow", "jax": "JAX", "torch": "PyTorch"}

# Keras takes its backend once, when it is imported: another backend needs another process.
_PROGRAM = """
import json, sys
from pathlib import Path
import numpy

folder = Path(sys.argv[1])
call = json.loads((folder / "call.json").read_text(encoding="utf-8"))
with numpy.load(folder / "arrays.npz") as arrays:
    arguments = [arrays[each["array"]] if "array" in each else each["value"] for each in call["arguments"]]
names = {"__name__": "__main__"}
source = (folder / "function.py").read_text(encoding="utf-8")
exec(compile(source, "function.py", "exec"), names)
result = names[call["function"]](*arguments)
parts = result if isinstance(result, dict) else {"": result}
numpy.savez(folder / "result.npz", **{name: numpy.asarray(part) for name, part in parts.items()})
"""


def installed() -> tuple[str, ...]:
    """Those of "tensorflow", "jax" and "torch" that are installed here, found without importing them."""
    return tuple(name for name in NAMES if importlib.util.find_spec(name) is not None)


def how_to_add(backend: str) -> str:
    """One line that says how a backend comes to this Python.

    Raises:
        CourseError: if there is no such backend.
    """
    one_of("backend", backend, NAMES)
    return f"{NAMES[backend]} is not installed here; to add it, run %pip install {backend} in a cell"


def run_on_all(function: Callable[..., Any], *arguments: Any, seconds: float = 300) -> dict[str, Any]:
    """Call a function on every backend that is installed, and print a line for each that is not.

    Where Keras runs here already, its backend has this process; each other one gets a new process, see `run`.

    Returns:
        what the function returned, by backend: {"tensorflow": …, "jax": …}.

    Raises:
        CourseError: as `run` does.
    """
    there = installed()
    for backend in NAMES:
        if backend not in there:
            print(how_to_add(backend))
    others = [backend for backend in there if backend != _running_here()]
    with ThreadPoolExecutor() as side_by_side:
        called = {each: side_by_side.submit(_call, function, each, arguments, seconds) for each in others}
        here = {each: function(*arguments) for each in there if each not in others}
        return {each: here[each] if each in here else _told(called[each].result()) for each in there}


def run(function: Callable[..., Any], backend: str, *arguments: Any, seconds: float = 300) -> Any:
    """Call `function(*arguments)` in a new Python process in which Keras runs on `backend`.

    The process gets the function's source and the arguments, and nothing else of the notebook: what the
    function needs it imports itself or takes as an argument. Nothing is pickled.

    >>> backends.run(answers, "jax", "digits.keras", digits.x_test)

    Args:
        function: a plain function, written with `def`.
        backend: "tensorflow", "jax" or "torch".
        *arguments: NumPy arrays, numbers, texts, paths, and lists and dicts of numbers and texts.
        seconds: after which the process is given up.

    Returns:
        what the function returns, as an array; or as a dict of arrays, where it returns a dict.

    Raises:
        CourseError: if the backend is not installed, the function needs names of the notebook, an argument or
            the result cannot travel, or the function raises.
    """
    return _told(_call(function, backend, arguments, seconds))


def _call(
    function: Callable[..., Any], backend: str, arguments: tuple[Any, ...], seconds: float
) -> tuple[str, Any]:
    """What the function printed and what it returned."""
    if one_of("backend", backend, NAMES) not in installed():
        raise CourseError(how_to_add(backend))
    seconds = number("seconds", seconds, above=0)
    source = _source_of(function)
    with tempfile.TemporaryDirectory(prefix="dlcourse-") as name:
        folder = Path(name)
        (folder / "function.py").write_text(source, encoding="utf-8")
        _write_call(folder, function.__name__, arguments)
        printed = _run_program(folder, function.__name__, backend, seconds)
        return printed, _read_result(folder, function.__name__)


def _told(call: tuple[str, Any]) -> Any:
    """Print what a call has printed: here, because what a thread prints may land in another cell."""
    printed, result = call
    if printed:
        print(printed, end="")
    return result


def _running_here() -> str | None:
    """The backend of this process; None where Keras is not imported yet."""
    keras = sys.modules.get("keras")
    return None if keras is None else keras.backend.backend()


def _source_of(function: Any) -> str:
    if not inspect.isfunction(function) or function.__name__ == "<lambda>":
        raise CourseError(f"function must be a plain function written with def, got {function!r:.80}")
    try:
        source = textwrap.dedent(inspect.getsource(function))
    except OSError as error:
        raise CourseError(f"the source of `{function.__name__}` is not to be found: {error}") from error
    if missing := sorted(
        _outer_names(symtable.symtable(source, "function.py", "exec")) - {function.__name__}
    ):
        raise CourseError(
            f"`{function.__name__}` uses {', '.join(missing)}, which the other process does not know: "
            "import modules inside of the function, and pass the rest as arguments"
        )
    return source


def _outer_names(table: symtable.SymbolTable) -> set[str]:
    """The names that a piece of source uses without defining them, but for Python's own."""
    found = {name for child in table.get_children() for name in _outer_names(child)}
    if table.get_type() == "module":
        defined = {symbol.get_name() for symbol in table.get_symbols() if symbol.is_assigned()}
        used = {symbol.get_name() for symbol in table.get_symbols() if symbol.is_referenced()}
        return (found | used) - defined - set(builtin_names)
    return found | {symbol.get_name() for symbol in table.get_symbols() if symbol.is_global()}


def _write_call(folder: Path, name: str, arguments: tuple[Any, ...]) -> None:
    import numpy as np

    arrays, described = {}, []
    for place, argument in enumerate(arguments, start=1):
        if isinstance(argument, np.ndarray | np.generic) and argument.dtype != object:
            arrays[str(place)] = argument
            described.append({"array": str(place)})
            continue
        value = os.fspath(argument) if isinstance(argument, os.PathLike) else argument
        try:
            json.dumps(value, allow_nan=False)
        except (TypeError, ValueError) as error:
            raise CourseError(
                f"argument {place} must be an array, a number, a text, or lists and dicts of these, "
                f"got {type(argument).__name__}"
            ) from error
        described.append({"value": value})
    call = json.dumps({"function": name, "arguments": described})
    (folder / "call.json").write_text(call, encoding="utf-8")
    np.savez(folder / "arrays.npz", **arrays)


def _run_program(folder: Path, name: str, backend: str, seconds: float) -> str:
    """Run the program on the call in `folder`; returns what it printed."""
    # JAX would take most of a GPU's memory, of which the notebook has a part already.
    usual = {"TF_CPP_MIN_LOG_LEVEL": "3", "XLA_PYTHON_CLIENT_PREALLOCATE": "false"}
    environment = usual | dict(os.environ) | {"KERAS_BACKEND": backend}
    try:
        done = subprocess.run(
            [sys.executable, "-c", _PROGRAM, str(folder)],
            env=environment, capture_output=True, text=True, encoding="utf-8", errors="replace",
            timeout=seconds, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise CourseError(
            f"`{name}` must come to an end on {NAMES[backend]}, and ran for {seconds:g} seconds"
        ) from error
    if done.returncode != 0:
        last = (done.stderr.strip().splitlines() or [f"it ended with {done.returncode}"])[-1]
        raise CourseError(f"`{name}` failed on {NAMES[backend]}: {last}")
    return done.stdout


def _read_result(folder: Path, name: str) -> Any:
    import numpy as np

    try:
        with np.load(folder / "result.npz", allow_pickle=False) as stored:
            parts = {part: stored[part] for part in stored.files}
    except ValueError as error:
        raise CourseError(f"`{name}` must return numbers or arrays, or a dict of them") from error
    return parts[""] if set(parts) == {""} else parts
