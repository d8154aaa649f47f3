"""What a hand does with the plane of own points and with the pad, in a real page."""

from __future__ import annotations

from collections.abc import Callable

from .lab_on_page import LabOnPage
from .notebook_page import wait_until

EXTENT = (-2.0, 2.0)
COLOR_AT = """(canvas, [x, y]) => {
    const scale = canvas.width / canvas.getBoundingClientRect().width;
    return [...canvas.getContext("2d").getImageData(Math.round(x * scale), Math.round(y * scale), 1, 1).data];
}"""
ALL_PIXELS = "(canvas) => [...canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data]"


def clear(sketch: LabOnPage, left: Callable[[], int]) -> None:
    """Press Clear until the kernel has nothing left: a page that shows nothing yet refuses the press."""

    def is_clear() -> bool:
        sketch.button("Clear").evaluate("(button) => button.click()")
        return left() == 0

    wait_until(is_clear, "nothing is left in the kernel")
    wait_until(lambda: sketch.button("Clear").is_disabled(), "the page is clear")


class Plane(LabOnPage):
    """The plane to set points on, in coordinates of its data."""

    @property
    def canvas(self):
        return self.root.locator("canvas.dlc-plane")

    def at(self, x1: float, x2: float) -> tuple[float, float]:
        """Where the point (x1, x2) stands on the canvas, in CSS pixels."""
        side = self.canvas.bounding_box()["width"] - 56
        low, high = EXTENT
        return 46 + (x1 - low) / (high - low) * side, 8 + (high - x2) / (high - low) * side

    def color(self, x1: float, x2: float) -> list[int]:
        """Red, green and blue of the pixel at (x1, x2)."""
        return self.canvas.evaluate(COLOR_AT, list(self.at(x1, x2)))[:3]

    def click(self, x1: float, x2: float) -> None:
        x, y = self.at(x1, x2)
        self.canvas.click(position={"x": x, "y": y})

    def drag(self, *places: tuple[float, float]) -> None:
        """Press at the first place, go through the others, let go at the last."""
        self.canvas.scroll_into_view_if_needed()
        box = self.canvas.bounding_box()
        x, y = self.at(*places[0])
        self.page.mouse.move(box["x"] + x, box["y"] + y)
        self.page.mouse.down()
        for place in places[1:]:
            x, y = self.at(*place)
            self.page.mouse.move(box["x"] + x, box["y"] + y, steps=12)
        self.page.mouse.up()

    def press_keys(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)


class PadOnPage(LabOnPage):
    """The pad, in shares of its side."""

    @property
    def canvas(self):
        return self.root.locator("canvas.dlc-pad")

    def move_to(self, x: float, y: float, steps: int = 10) -> None:
        box = self.canvas.bounding_box()
        self.page.mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"], steps=steps)

    def draw(self, *places: tuple[float, float]) -> None:
        """One stroke through `places`."""
        self.canvas.scroll_into_view_if_needed()
        self.move_to(*places[0])
        self.page.mouse.down()
        for place in places[1:]:
            self.move_to(*place)
        self.page.mouse.up()

    def brightness(self, x: float, y: float) -> int:
        side = self.canvas.bounding_box()["width"]
        return self.canvas.evaluate(COLOR_AT, [x * side, y * side])[0]

    def seen(self) -> list[int]:
        """The pixels of what the network sees, row by row."""
        return self.root.locator("canvas.dlc-seen").evaluate(ALL_PIXELS)[::4]
