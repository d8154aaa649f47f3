"""What panels to draw on share: the kernel holds what was drawn, and tells each page what of it stands."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ...errors import CourseError, one_of, whole_number
from .base import Panel

MOST_PAGES = 8  # whose newest message is remembered; who was forgotten shows a stroke twice until it reloads
MOST_UNDONE = 50  # changes that can be taken back
MOST_PLACES = 2000  # in one stroke


class DrawingPanel(Panel):
    """A panel to draw on. A subclass says in `actions` what the page may ask for, by the message's kind.

    The page shows a stroke at once and sends it under a serial number. Every frame says which messages of
    which page it contains ("heard"); the page then drops its own copy of these. A message that is refused
    counts as heard too, so that what it would have drawn goes from the page.

    Attributes:
        on_change: called without arguments after each change that a page asked for; None for nothing.
    """

    on_change: Callable[[], None] | None = None

    def __init__(self, start: Any, **traits: Any):
        super().__init__(**traits)
        self._drawn, self._earlier = start, []
        self._heard: dict[str, int] = {}

    @property
    def actions(self) -> dict[str, Callable[[dict[str, Any]], None]]:
        """What a page can ask for: a function of the message for each kind."""
        return {"undo": self._undo}

    def act(self, message: dict[str, Any]) -> None:
        """Do what the page asks for, and tell `on_change`."""
        self._hear(message)
        actions, before = self.actions, self._drawn
        actions[one_of("kind", message.get("kind"), actions)](message)
        if self._drawn is before:
            return
        self._see()
        if self.on_change is not None:
            self.on_change()

    def _see(self) -> None:
        """Work out what follows from what is drawn, before anybody is told; a subclass may have something."""

    def _change(self, drawn: Any) -> None:
        """Let `drawn` be what there is; what there was can be had back by Undo."""
        self._earlier = [*self._earlier, self._drawn][-MOST_UNDONE:]
        self._drawn = drawn

    def _undo(self, _: dict[str, Any]) -> None:
        if self._earlier:
            self._drawn = self._earlier.pop()

    def _hear(self, message: dict[str, Any]) -> None:
        page = str(message.get("page", ""))[:40]
        serial = whole_number("serial", message.get("serial", 0), at_least=0)
        others = {name: heard for name, heard in self._heard.items() if name != page}
        self._heard = dict([*others.items(), (page, serial)][-MOST_PAGES:])


def places_in(message: dict[str, Any]) -> np.ndarray:
    """The message's places as shares of the drawing surface, shape (n, 2), each in [0, 1].

    Raises:
        CourseError: if they are not that.
    """
    places = message.get("places")
    try:
        shares = np.array(places, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise CourseError(f"places must be pairs of numbers from 0 to 1, got {places!r:.80}") from error
    if shares.ndim != 2 or shares.shape[1] != 2 or not 1 <= len(shares) <= MOST_PLACES:
        raise CourseError(f"places must be 1 to {MOST_PLACES} pairs of numbers, got shape {shares.shape}")
    if not ((shares >= 0) & (shares <= 1)).all():  # also false for what is not a number
        raise CourseError(f"places must be pairs of numbers from 0 to 1, got {places!r:.80}")
    return shares


def as_shares(shares: np.ndarray) -> np.ndarray:
    """Shares of the surface on the wire: [0, 1] as 0…65535."""
    return np.round(shares * 65535).astype(np.uint16)
