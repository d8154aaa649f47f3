"""The page's end of the wire, for tests of labs by messages."""

from __future__ import annotations

from typing import Any

import numpy as np

from dlcourse import live


class LabPage:
    """Sends what the page's scripts send, and keeps the frames that come back."""

    def __init__(self, lab: live.Lab):
        self.lab, self.frames, self.sent = lab, [], []
        lab.transport.send = lambda content, buffers=None: self.frames.append((content, buffers or []))
        (self.footer,) = [child for child in lab.children if type(child).__name__ == "Footer"]
        self.footer.send = self.sent.append
        self.send("look")

    def send(self, kind: str, **more: Any) -> dict[str, Any]:
        """A message of the transport; returns the (last) frame that answers it."""
        message = {"kind": kind, "run": self.run, "serial": len(self.frames) + 1, "cap": 10, **more}
        return self._say(self.lab.transport, message)

    def ask(self, kind: str, **more: Any) -> dict[str, Any]:
        """A message of the footer; returns the frame that answers it."""
        return self._say(self.footer, {"kind": kind, **more})

    def tell(self, panel: str, kind: str, **more: Any) -> dict[str, Any]:
        """A message of the panel of this kind; returns the frame that answers it."""
        return self._say(self.panel(panel), {"kind": kind, **more})

    def panel(self, kind: str) -> Any:
        """The first panel of this kind, anywhere in the lab."""
        found, waiting = [], [self.lab]
        while waiting:
            widget = waiting.pop()
            waiting += reversed(getattr(widget, "children", ()))
            if getattr(widget, "kind", None) == kind:
                found.append(widget)
        return found[0]

    def train(self, ticks: int, cap: int = 10) -> None:
        """Let so many frames train."""
        for _ in range(ticks):
            self.send("tick", cap=cap)

    @property
    def frame(self) -> dict[str, Any]:
        return self.frames[-1][0]

    @property
    def run(self) -> int:
        return self.frame["run"] if self.frames else 0

    @property
    def status(self) -> dict[str, str]:
        return dict(self.frame["status"])

    @property
    def step(self) -> int:
        return int(self.status["step"])

    def array(self, panel: str, name: str) -> np.ndarray:
        """An array of the newest frame."""
        content, buffers = self.frames[-1]
        entry = content["panels"][panel]["arrays"][name]
        return np.frombuffer(bytes(buffers[entry["at"]]), entry["dtype"]).reshape(entry["shape"])

    def _say(self, widget: Any, message: dict[str, Any]) -> dict[str, Any]:
        before = len(self.frames)
        widget._handle_custom_msg(message, [])
        told = [frame.get("more", False) for frame, _ in self.frames[before:]]
        assert told and told == [True] * (len(told) - 1) + [False], "the last frame of an answer says so"
        return self.frame


class Counter:
    """A steppable that is no model: its loss falls by its pace at each step."""

    def __init__(self) -> None:
        self.pace, self.steps, self.loss = 1.0, 0, 100.0
        self.settings = live.Settings([live.Setting("pace", lambda: self.pace, self._write, low=0, high=5)])

    def _write(self, value: float) -> None:
        self.pace = value

    def step(self, k: int = 1) -> None:
        self.steps += k
        self.loss -= k * self.pace

    def snapshot(self) -> dict[str, Any]:
        return {"step": self.steps, "loss": self.loss}

    def reset(self, same_seed: bool = True) -> None:
        self.steps, self.loss = 0, 100.0


def counting(**options: Any) -> LabPage:
    """A lab that counts."""
    lab = live.Lab(Counter(), [live.Curves({"loss": "left"})], controls=["pace"], headless=False, **options)
    return LabPage(lab)
