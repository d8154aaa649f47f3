"""How XLA is told to compile a small training loop as one function; nothing else about XLA is set."""

from __future__ import annotations

import os

OPTION = "xla_cpu_small_while_loop_byte_threshold"
LARGEST = 256 * 1024  # bytes that a loop may work on: the labs' small networks, but no image data


def compile_small_loops_whole() -> None:
    """Let XLA compile small loops whole, on a CPU, instead of calling each operation in them apart.

    A step of a lab's network is some forty operations on a few hundred numbers, and calling them costs five
    times as much as computing them. Larger loops stay as they are: there, calls to a library's matrix
    multiplication pay. XLA reads its flags once, before it first compiles: later, or where the learner has
    set such options, nothing changes.
    """
    flags = os.environ.get("XLA_FLAGS", "")
    if OPTION not in flags and "xla_backend_extra_options" not in flags:
        os.environ["XLA_FLAGS"] = f"{flags} --xla_backend_extra_options={OPTION}={LARGEST}".strip()
