"""Small images in a grid: examples with their labels and predictions, filters, what a network makes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ...errors import number, one_of, whole_number
from ...plots.images import (
    IMAGE_SCALES,
    ImageScale,
    describe_images,
    draw_images,
    image_values,
    label_texts,
)
from ...plots.scales import signed_limit
from ..frames import quantize
from ..page_widget import script, static
from .base import Panel, View


class Images(Panel):
    """Small images in a grid, each with its label and what a model says it is; a wrong one has ✗ and a frame.

    Arguments:
        images: the snapshot's name for the images: gray ones of shape (n, height, width) or
            (n, height, width, 1), or red, green and blue of shape (n, height, width, 3).
        labels: the snapshot's name for what they are, n class indices or texts; may be missing.
        predicted: the snapshot's name for what a model says they are; may be missing.
        class_names: names of the classes, by index.
        scale: "gray" for brightness between low and high; "diverging" for signed values such as the filters
            of a convolution: blue below 0, orange above.
        low, high: the values shown black and white.
        limit: the magnitude at both ends of the diverging colors; by default the largest in each snapshot.
        side: how wide an image is shown at least, in CSS pixels.
        most: how many images are shown, the first ones. Each pixel is a byte of every frame: sixteen images
            of 28×28 pixels are 12.5 kB.
        title: the heading.

    Raises:
        CourseError: for an unknown scale, or numbers out of their range.
    """

    _script = script("shared.js", "scales.js", "images.js")
    _css = static("images.css")

    def __init__(
        self,
        images: str = "images",
        *,
        labels: str = "labels",
        predicted: str = "predicted",
        class_names: Sequence[str] = (),
        scale: ImageScale = "gray",
        low: float = 0.0,
        high: float = 1.0,
        limit: float | None = None,
        side: int = 56,
        most: int = 16,
        title: str = "Images",
    ):
        super().__init__(kind="images", panel_id="images", title=title)
        self.names = {"images": images, "labels": labels, "predicted": predicted}
        self.class_names = tuple(class_names)
        self.scale = one_of("scale", scale, IMAGE_SCALES)
        self.low, self.high = number("low", low), number("high", high, above=low)
        self.limit = None if limit is None else number("limit", limit, above=0)
        self.side, self.most = (
            whole_number("side", side, at_least=8),
            whole_number("most", most, at_least=1, at_most=200),
        )

    def frame(self, view: View) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
        """The images as bytes, (n, height, width) or (n, height, width, 3), and their texts."""
        images, labels, predicted = self._shown(view)
        plain = {
            "scale": self.scale, "side": self.side, "labels": labels, "predicted": predicted,
            "alt": self.describe(view),
        }  # fmt: skip
        if images is None:
            return plain, {}
        if self.scale == "diverging":
            end = signed_limit(self.limit, images)
            return plain | {"end": end}, {"pixels": quantize(images, -end, end)}
        return plain, {"pixels": quantize(images, self.low, self.high)}

    def draw(self, axes: Any, view: View) -> None:
        """The same images with matplotlib."""
        images, labels, predicted = self._shown(view)
        if images is None:
            axes.set_axis_off()
            return
        draw_images(
            axes, images, labels or None, predicted or None, scale=self.scale, low=self.low, high=self.high,
            limit=self.limit,
        )  # fmt: skip

    def describe(self, view: View) -> str:
        """How many images there are, what they show, and which are taken for something else."""
        images, labels, predicted = self._shown(view)
        if images is None:
            return "No images yet."
        return describe_images(images, labels or None, predicted or None, scale=self.scale)

    def _shown(self, view: View) -> tuple[np.ndarray | None, list[str], list[str]]:
        """The first images and their texts; None while there are none."""
        given = view.snapshot.get(self.names["images"])
        if given is None or len(given) == 0:
            return None, [], []
        images = image_values(given[: self.most])
        texts = []
        for name in ("labels", "predicted"):
            labels = view.snapshot.get(self.names[name])
            labels = None if labels is None else labels[: self.most]
            texts.append(label_texts(name, labels, len(images), self.class_names))
        return images, texts[0], texts[1]
