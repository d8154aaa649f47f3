"""The record of a run stays bounded and honest; arrays arrive on the page as they left."""

from __future__ import annotations

import base64

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from dlcourse.live.frames import pack, quantize
from dlcourse.live.history import History


@given(st.lists(st.integers(1, 500), min_size=1, max_size=400), st.integers(4, 50))
def test_a_record_is_bounded_ordered_and_ends_at_the_newest_step(gaps, capacity):
    history = History(capacity)
    steps = np.cumsum(gaps)
    for step in steps:
        history.add(int(step), {"loss": float(step) / 2})
    assert len(history) <= capacity
    assert (np.diff(history.steps) > 0).all()
    assert history.steps[-1] == steps[-1] and history.steps[0] == steps[0]
    assert set(history.steps) <= set(steps)
    assert (history.curve("loss") == history.steps / 2).all()


def test_a_long_record_covers_the_whole_run_evenly():
    history = History(100)
    for step in range(0, 100_000, 10):
        history.add(step, {"loss": 1.0})
    gaps = np.diff(history.steps)[:-1]
    assert len(history) > 40
    assert gaps.max() <= 4 * gaps.min()


def test_the_same_step_again_replaces_its_record():
    history = History()
    history.add(3, {"loss": 1.0})
    history.add(3, {"loss": 0.5, "accuracy": 0.9})
    assert history.as_dict() == {"step": [3], "loss": [0.5], "accuracy": [0.9]}


def test_a_number_that_came_later_is_missing_before():
    history = History()
    history.add(0, {"loss": 1.0})
    history.add(1, {"loss": 0.5, "accuracy": 0.9})
    assert np.isnan(history.curve("accuracy")[0]) and history.curve("accuracy")[1] == 0.9
    history.clear()
    assert len(history) == 0 and history.names == []


def read(entry, buffers):
    """What the page does: a typed array over the entry's bytes."""
    data = base64.b64decode(entry["base64"]) if "base64" in entry else bytes(buffers[entry["at"]])
    return np.frombuffer(data, dtype=entry["dtype"]).reshape(entry["shape"])


@pytest.mark.parametrize("binary", [True, False])
@given(
    st.sampled_from(["uint8", "float32", "int32"]).flatmap(
        lambda dtype: arrays.arrays(
            dtype, arrays.array_shapes(min_dims=1, max_dims=3, min_side=0, max_side=6)
        )
    )
)
def test_arrays_travel_unchanged(binary, array):
    entries, buffers = pack({"first": array, "again": array.T}, binary=binary)
    assert np.array_equal(read(entries["first"], buffers), array, equal_nan=array.dtype.kind == "f")
    assert np.array_equal(read(entries["again"], buffers), array.T, equal_nan=array.dtype.kind == "f")
    assert bool(buffers) == binary


def test_an_array_that_the_page_cannot_read_is_refused():
    with pytest.raises(TypeError, match="array 'values' has dtype float64"):
        pack({"values": np.zeros(3)}, binary=True)


def test_quantize_keeps_ends_middle_and_order():
    values = np.array([-5, -1, 0, 1, 5, np.nan])
    assert quantize(values, -1, 1).tolist() == [0, 0, 128, 255, 255, 128]
    ordered = quantize(np.linspace(-1, 1, 99), -1, 1).astype(int)
    assert (np.diff(ordered) >= 0).all()
