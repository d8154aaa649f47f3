"""Points of two classes, and how tests look into a drawn picture."""

from __future__ import annotations

import base64
import io

import numpy as np
import pytest
from matplotlib.text import Text
from PIL import Image


@pytest.fixture(scope="session")
def two_classes():
    """40 points, class 1 where x1 > 0.2, in a pair (x, y)."""
    x = np.random.default_rng(0).uniform(-2, 2, size=(40, 2)).astype("float32")
    return x, (x[:, 0] > 0.2).astype(int)


@pytest.fixture
def stored():
    """What a notebook stores of a picture: the bytes of the PNG, the opened image, data and metadata."""

    def read(picture):
        data, metadata = picture._repr_mimebundle_()
        png = base64.b64decode(data["image/png"], validate=True)
        image = Image.open(io.BytesIO(png))
        image.load()
        return png, image, data, metadata

    return read


@pytest.fixture
def overlaps():
    """Pairs of texts in a drawn picture that share more than a sliver of the page."""

    def find(picture):
        picture.figure.canvas.draw()
        renderer = picture.figure.canvas.get_renderer()
        texts = [
            text
            for text in picture.figure.findobj(Text)
            if text.get_text().strip() and text.get_visible() and _is_drawn(text)
        ]
        boxes = [text.get_window_extent(renderer) for text in texts]
        sliver = 2  # device pixels
        return [
            (texts[i].get_text(), texts[j].get_text())
            for i in range(len(texts))
            for j in range(i)
            if min(boxes[i].x1, boxes[j].x1) - max(boxes[i].x0, boxes[j].x0) > sliver
            and min(boxes[i].y1, boxes[j].y1) - max(boxes[i].y0, boxes[j].y0) > sliver
        ]

    return find


def _is_drawn(text):
    # Tick labels of hidden ticks, and those outside of the axes' limits, exist but are not drawn.
    axes = text.axes
    if axes is None:
        return True
    if not axes.axison and (text in axes.get_xticklabels() or text in axes.get_yticklabels()):
        return False
    for axis, limits in ((axes.xaxis, axes.get_xlim()), (axes.yaxis, axes.get_ylim())):
        for tick in (*axis.get_major_ticks(), *axis.get_minor_ticks()):
            if text is tick.label2 or (
                text is tick.label1 and not min(limits) <= tick.get_loc() <= max(limits)
            ):
                return text.get_visible() and min(limits) <= tick.get_loc() <= max(limits)
    return True
