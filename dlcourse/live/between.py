"""Work done bit by bit between the kernel's messages, so that none of them has to wait for all of it."""

from __future__ import annotations

import asyncio
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from types import FrameType

TURNS = 5  # of the event loop between two bits: a message passes through several hands before it is handled
LINGER = 1.0  # seconds after the last bit for which interrupts are heard: more bits may be about to come

_DONE = object()


def can_spread() -> bool:
    """Whether this thread hears messages on an event loop, and what is sent between them is shown.

    On Colab a widget shows nothing that another thread sends (googlecolab/colabtools, issue 3373); whether it
    shows what is sent between two messages is not known.
    """
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return "google.colab" not in sys.modules


class Between:
    """Does work between messages, a bit at a time.

    Arguments:
        on_interrupt: called between two bits once the kernel's interrupt has come, which the kernel itself
            ignores between messages.
    """

    def __init__(self, on_interrupt: Callable[[], None]):
        self._on_interrupt = on_interrupt
        self._tasks: set[asyncio.Task[None]] = set()  # the event loop itself would let go of them
        self.forget_interrupts()

    def spread(self, bits: Iterator[None]) -> None:
        """Do a bit at each `next`, and let the event loop of this thread handle messages in between."""
        task = asyncio.get_running_loop().create_task(self._work(bits))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def forget_interrupts(self) -> None:
        """Work on, whatever has come so far."""
        self._known = _interrupts.count

    async def _work(self, bits: Iterator[None]) -> None:
        with _interrupts:
            while True:
                if self._known != _interrupts.count:
                    self.forget_interrupts()
                    self._on_interrupt()
                if next(bits, _DONE) is _DONE:
                    return
                for _ in range(TURNS):
                    await asyncio.sleep(0)


class _Interrupts:
    """Counts the kernel's interrupts while there is work on the main thread, and for a moment after it.

    Kernels ignore interrupts between messages, and hear them themselves while they handle one.
    """

    def __init__(self) -> None:
        self.count = self._at_work = 0
        self._rested = 0.0

    def __enter__(self) -> None:
        if _is_main_thread():
            self._at_work += 1
            if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
                signal.signal(signal.SIGINT, self._hear)

    def __exit__(self, *_: object) -> None:
        if _is_main_thread():
            self._at_work -= 1
            self._rested = time.monotonic()
            asyncio.get_running_loop().call_later(LINGER, self._give_back)

    def _hear(self, number: int, frame: FrameType | None) -> None:
        self.count += 1

    def _give_back(self) -> None:
        is_over = self._at_work == 0 and time.monotonic() - self._rested >= LINGER
        if is_over and signal.getsignal(signal.SIGINT) == self._hear:
            signal.signal(signal.SIGINT, signal.SIG_IGN)


_interrupts = _Interrupts()


def _is_main_thread() -> bool:
    return threading.current_thread() is threading.main_thread()
