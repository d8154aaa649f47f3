"""A lock that is given in the order in which it was asked for: nobody starves beside a busy neighbor."""

from __future__ import annotations

import threading
from collections import deque


class Turns:
    """A reentrant lock for `with`, given to the thread that has waited longest.

    Python's own locks go to whoever asks at the right moment. A lab's ticks follow each other so closely that
    a slider's message, which arrives on another thread, would wait for many of them.
    """

    def __init__(self) -> None:
        self._mutex = threading.Lock()
        self._waiting: deque[tuple[int, threading.Lock]] = deque()
        self._owner: int | None = None
        self._depth = 0

    def __enter__(self) -> Turns:
        me = threading.get_ident()
        with self._mutex:
            if self._owner in (None, me):
                self._owner, self._depth = me, self._depth + 1
                return self
            turn = threading.Lock()
            turn.acquire()
            self._waiting.append((me, turn))
        try:
            turn.acquire()  # until the owner before us lets go
        except BaseException:  # the kernel's interrupt: whoever waits no longer must not be given the lock
            with self._mutex:
                if (me, turn) in self._waiting:
                    self._waiting.remove((me, turn))
                else:
                    self._hand_on()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        with self._mutex:
            self._depth -= 1
            if self._depth == 0:
                self._hand_on()

    def _hand_on(self) -> None:
        self._owner, self._depth = None, 0
        if self._waiting:
            (self._owner, turn), self._depth = self._waiting.popleft(), 1
            turn.release()
