"""A lab as its user meets it: buttons and sliders by role and name, the status line, the pixels drawn."""

from __future__ import annotations

import re
from typing import Any


class LabOnPage:
    """One lab in an open page; `root` is its locator."""

    def __init__(self, root: Any) -> None:
        self.root, self.page = root, root.page

    def button(self, name: str) -> Any:
        """The button with this accessible name."""
        return self.root.get_by_role("button", name=name, exact=True)

    def press(self, name: str) -> None:
        """Click a button."""
        self.button(name).click()

    def slider(self, name: str) -> Any:
        """The slider with this accessible name."""
        return self.root.get_by_role("slider", name=name, exact=True)

    @property
    def status(self) -> str:
        """The text of the status line."""
        return self.root.get_by_role("status").inner_text()

    @property
    def step(self) -> int:
        """N of `step N` in the status line; −1 while there is none."""
        found = re.search(r"step (\d+)", self.status)
        return int(found.group(1)) if found else -1

    def number(self, name: str) -> float:
        """The number that follows `name` in the status line."""
        found = re.search(rf"(?:^|· ){re.escape(name)} (\S+)", self.status)
        assert found, f"no {name!r} in the status line: {self.status!r}"
        return float(found.group(1).replace("−", "-"))

    def pixels(self, panel: str) -> list[list[int]]:
        """The canvas of a panel ("curves" or "field"): [red, green, blue, alpha] of every seventh pixel."""
        return self.root.locator(f".dlc-panel-{panel} canvas").evaluate(
            "(canvas) => { const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;"
            " const taken = []; for (let i = 0; i < data.length; i += 28) taken.push([...data.subarray(i, i + 4)]);"
            " return taken; }"
        )
