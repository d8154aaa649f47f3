"""The kernel's interrupt while `fit` runs: the first asks for an orderly end, a second is Python's own.

Keras lets KeyboardInterrupt fly through `fit`: the epoch's numbers, the callbacks' last words and what `fit`
returns would be lost, and the learner would read a traceback for having pressed a button.
"""

from __future__ import annotations

import signal
import sys
import threading
import weakref
from collections.abc import Callable
from types import FrameType
from typing import Any


class Interrupts:
    """Takes the interrupt over while `model.fit` runs.

    Nothing is taken over outside the main thread, where Python does not deliver interrupts, nor where no
    Python function handles them, nor in a training loop that is not `fit`.

    `fit` may also end by an exception, of which its callbacks hear nothing. An interrupt that comes later
    then finds no `fit` below it: it is handed on, and the earlier handler is put back. `end` may be called
    at any time, and more than once.

    Arguments:
        model: whose `fit` it is.
        act: what the first interrupt does.
    """

    def __init__(self, model: Any, act: Callable[[], None]):
        self._model, self._act = model, act
        self._earlier: Any = None
        self._fit: Callable[[], Any] = lambda: None
        self._holds = self._came = False

    def begin(self) -> None:
        """Take the interrupt over; call it from within `fit`."""
        here = sys._getframe()
        running = self._running_fit(here)
        if threading.current_thread() is not threading.main_thread() or running is None:
            return
        self._fit = weakref.ref(running)
        left_behind = _owner(signal.getsignal(signal.SIGINT))
        if left_behind is not None and not left_behind._is_running(here):
            left_behind.end()
        self._earlier = signal.getsignal(signal.SIGINT)
        if callable(self._earlier):
            self._holds, self._came = True, False
            signal.signal(signal.SIGINT, self._handle)

    def end(self) -> None:
        """Give the interrupt back to who had it before."""
        if not self._holds:
            return
        self._holds = False
        if signal.getsignal(signal.SIGINT) == self._handle:
            signal.signal(signal.SIGINT, self._before())

    def _handle(self, number: int, frame: FrameType | None) -> None:
        if self._holds and not self._came and self._is_running(frame):
            self._came = True
            self._act()
        else:
            self.end()
            self._before()(number, frame)

    def _is_running(self, frame: FrameType | None) -> bool:
        """Whether the `fit` that `begin` was called in is below this frame."""
        running = self._running_fit(frame)
        return running is not None and running is self._fit()

    def _running_fit(self, frame: FrameType | None) -> Any:
        """What tells the running call of the model's `fit` from others: Keras' list of its callbacks.

        A frame's address would not do: the next call may get the same.
        """
        import keras

        while frame is not None:
            if frame.f_code.co_name == "fit" and frame.f_locals.get("self") is self._model:
                callbacks = frame.f_locals.get("callbacks")
                return callbacks if isinstance(callbacks, keras.callbacks.CallbackList) else None
            frame = frame.f_back
        return None

    def _before(self) -> Any:
        """The handler that was there before; of two callbacks in one `fit`, the first may be gone by now."""
        earlier = self._earlier
        while (owner := _owner(earlier)) is not None and not owner._holds:
            earlier = owner._earlier
        return earlier


def _owner(handler: Any) -> Interrupts | None:
    owner = getattr(handler, "__self__", None)
    return owner if isinstance(owner, Interrupts) else None
