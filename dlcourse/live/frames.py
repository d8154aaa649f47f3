"""Frames on the wire: arrays packed as binary buffers, or as base64 text where buffers do not travel."""

from __future__ import annotations

import base64
import sys
from typing import Any

import numpy as np

# What a JavaScript typed array can read without conversion.
WIRE_TYPES = {"uint8", "uint16", "float32", "int32"}


def buffers_travel() -> bool:
    """Whether this front end carries binary buffers to widgets; on Colab there are reports that it fails."""
    return "google.colab" not in sys.modules


def pack(
    arrays: dict[str, np.ndarray], *, binary: bool, first: int = 0
) -> tuple[dict[str, Any], list[memoryview]]:
    """Describe `arrays` for the page, with their bytes beside the description or, as base64, in it.

    Returns:
        ({name: {"dtype", "shape", "at" | "base64"}}, buffers): "at" is the place among the message's
        buffers, of which these are the ones from `first` on.

    Raises:
        TypeError: for a dtype that the page cannot read.
    """
    described: dict[str, Any] = {}
    buffers: list[memoryview] = []
    for name, array in arrays.items():
        array = np.ascontiguousarray(array)
        if array.dtype.name not in WIRE_TYPES:
            raise TypeError(f"array {name!r} has dtype {array.dtype}; a frame carries {sorted(WIRE_TYPES)}")
        entry: dict[str, Any] = {"dtype": array.dtype.name, "shape": list(array.shape)}
        if binary:
            entry["at"] = first + len(buffers)
            buffers.append(memoryview(array).cast("B") if array.size else memoryview(b""))
        else:
            entry["base64"] = base64.b64encode(array.tobytes()).decode("ascii")
        described[name] = entry
    return described, buffers


def quantize(values: np.ndarray, low: float, high: float) -> np.ndarray:
    """Map [low, high] to 0…255 as uint8, clipping what lies outside; not-a-number becomes the middle."""
    scaled = (np.asarray(values, dtype=np.float32) - low) * (255.0 / (high - low))
    return np.nan_to_num(np.clip(scaled, 0, 255), nan=127.5).round().astype(np.uint8)
