"""Keeping what libraries write to standard error out of the way while they start."""

from __future__ import annotations

import contextlib
import logging
import os
import sys
import tempfile
from collections.abc import Iterator
from typing import IO

_STANDARD_ERROR = 2  # the file descriptor that compiled code writes to, whatever sys.stderr is


@contextlib.contextmanager
def standard_error() -> Iterator[None]:
    """Catch what is written to standard error inside the block; write it out after all if the block raises.

    Both ways are caught: Python's `sys.stderr`, and file descriptor 2, which TensorFlow's C++ uses. A process
    without a descriptor 2 (a windowed program, a daemon) keeps its state and has only `sys.stderr` caught.
    """
    before = sys.stderr
    with tempfile.TemporaryFile(mode="w+", encoding="utf-8", errors="replace") as caught:
        try:
            with _descriptor_sent_to(caught), contextlib.redirect_stderr(caught):
                try:
                    yield
                finally:
                    _let_go_of(caught, before)
        except BaseException:
            caught.flush()
            caught.seek(0)
            if sys.stderr is not None:
                sys.stderr.write(caught.read())
            raise


def _let_go_of(file: IO[str], stream: IO[str] | None) -> None:
    """Log handlers that were made meanwhile hold on to `file`: give them the `stream` that it stood for."""
    loggers = [logging.getLogger(), *logging.root.manager.loggerDict.values()]
    for logger in loggers:
        for handler in getattr(logger, "handlers", []):  # placeholders of packages have none
            if getattr(handler, "stream", None) is file:
                handler.setStream(stream)


@contextlib.contextmanager
def _descriptor_sent_to(file: IO[str]) -> Iterator[None]:
    if file.fileno() == _STANDARD_ERROR or not _is_open(_STANDARD_ERROR):
        # Descriptor 2 was closed, and may by now be this very file: nothing to send, nothing to give back.
        yield
        return
    original = os.dup(_STANDARD_ERROR)
    if sys.stderr is not None:
        sys.stderr.flush()
    os.dup2(file.fileno(), _STANDARD_ERROR)
    try:
        yield
    finally:
        os.dup2(original, _STANDARD_ERROR)
        os.close(original)


def _is_open(descriptor: int) -> bool:
    try:
        os.fstat(descriptor)
    except OSError:
        return False
    return True
