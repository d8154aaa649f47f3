"""How fast a lab trains and draws: steps per second, the cost of a frame, and of watching `fit`.

    python benchmarks/live.py [--json] [--quick] [--only fit]

Every ratio compares things that were measured in this one run, in turns, by their medians.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib.util
import io
import json
import os
import statistics
import time
from collections.abc import Callable
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ["DLCOURSE_HEADLESS"] = "0"

import keras
import numpy as np
from by_hand import NetworkByHand

import dlcourse as dl

BATCH, POINTS = 10, 250
NETS = [((4, 2), "SGD"), ((8, 8), "SGD"), ((4, 2), "Adam"), ((8, 8), "Adam")]
TARGETS = {("4-2", "SGD"): 7.0, ("8-8", "Adam"): 11.0}


def build(units: tuple[int, ...], optimizer: str) -> keras.Model:
    """A compiled tanh network on two inputs."""
    hidden = [keras.layers.Dense(n, "tanh") for n in units]
    model = keras.Sequential([keras.Input((2,)), *hidden, keras.layers.Dense(1, "sigmoid")])
    model.compile(getattr(keras.optimizers, optimizer)(0.03), "binary_crossentropy")
    return model


def rate(act: Callable[[], None], steps: int) -> float:
    """Steps per second of one call of `act`, which takes `steps` steps."""
    began = time.perf_counter()
    act()
    return steps / (time.perf_counter() - began)


def steps_per_second(units: tuple[int, ...], optimizer: str, rounds: int) -> dict[str, float]:
    """The same network driven four ways, in turns."""
    data = dl.datasets.load("circles", n=2 * POINTS)
    x, y = data.x_train, data.y_train
    trainer = dl.live.Trainer(build(units, optimizer), data, batch_size=BATCH)
    batches, fitted = build(units, optimizer), build(units, optimizer)
    by_hand = NetworkByHand(units, adam=optimizer == "Adam")
    order = np.random.default_rng(0).integers(0, POINTS, (2000, BATCH))
    columns = y.astype("float32")[:, None]

    def on_batches() -> None:
        for rows in order[:100]:
            batches.train_on_batch(x[rows], y[rows])

    def by_numpy() -> None:
        for rows in order:
            by_hand.step(x[rows], columns[rows])

    def fit() -> None:
        fitted.fit(x, y, batch_size=BATCH, epochs=2, verbose=0)

    ways = {
        "trainer": (lambda: trainer.step(2000), 2000),
        "numpy": (by_numpy, 2000),
        "train_on_batch": (on_batches, 100),
        "fit": (fit, 2 * POINTS // BATCH),
    }
    for act, _ in ways.values():
        act()
    measured: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, (act, steps) in ways.items():
            measured[name].append(rate(act, steps))
    return {name: statistics.median(values) for name, values in measured.items()}


def frame_cost(rounds: int) -> dict[str, float]:
    """What a frame costs the kernel beyond training, and how many bytes it sends."""
    lab = dl.live.train(build((4, 2), "SGD"), dl.datasets.load("circles", n=2 * POINTS), headless=False)
    sent: list[int] = []

    def count(content: dict[str, Any], buffers: list[Any] | None = None) -> None:
        sent.append(len(json.dumps(content)) + sum(len(buffer) for buffer in buffers or []))

    lab.transport.send = count
    spent = {"look": [], "frame": []}
    for serial in range(20 * rounds):
        began = time.perf_counter()
        lab.transport._handle_custom_msg({"kind": "tick", "run": 0, "serial": serial, "cap": 1}, [])
        spent["frame"].append(time.perf_counter() - began)
        began = time.perf_counter()
        lab.steppable.step(1)
        spent["look"].append(time.perf_counter() - began)
    frame, step = (statistics.median(spent[name]) for name in ("frame", "look"))
    return {"milliseconds": 1000 * (frame - step), "bytes": statistics.median(sent)}


def watching_fit(rounds: int) -> dict[str, float]:
    """`fit` of a digits network with a live view, as a multiple of `fit` without one just before it."""
    data = dl.datasets.load("digits")
    x = data.x_train.reshape(len(data.x_train), -1)
    model = keras.Sequential(
        [keras.Input((x.shape[1],)), keras.layers.Dense(64, "relu"), keras.layers.Dense(10, "softmax")]
    )
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    ways: dict[str, Callable[[], list[Any]]] = {
        "bare": list,
        "callback": lambda: [dl.live.Callback(headless=False)],
    }
    if importlib.util.find_spec("livelossplot"):
        from livelossplot import PlotLossesKeras

        ways["livelossplot"] = lambda: [PlotLossesKeras()]

    def seconds(callbacks: list[Any]) -> float:
        began = time.perf_counter()
        with contextlib.redirect_stdout(io.StringIO()):  # outside a notebook, what is displayed is printed
            model.fit(x, data.y_train, epochs=20, verbose=0, callbacks=callbacks)
        return time.perf_counter() - began

    for callbacks in ways.values():
        seconds(callbacks())
    measured: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, callbacks in ways.items():
            measured[name].append(seconds(callbacks()))
    return {
        name: statistics.median(mine / bare for mine, bare in zip(values, measured["bare"], strict=True))
        for name, values in measured.items()
        if name != "bare"
    }


def measure(rounds: int) -> dict[str, Any]:
    """All measurements, as one JSON-able record."""
    speeds = []
    for units, optimizer in NETS:
        found = steps_per_second(units, optimizer, rounds)
        name = "-".join(map(str, units))
        speeds.append(
            {
                "net": name, "optimizer": optimizer,
                "steps_per_second": {way: round(value) for way, value in found.items()},
                "trainer_over": {
                    way: round(found["trainer"] / found[way], 2) for way in found if way != "trainer"
                },
                "target_over_numpy": TARGETS.get((name, optimizer)),
            }
        )  # fmt: skip
    return {
        "keras": keras.__version__,
        "backend": keras.backend.backend(),
        "cores": os.cpu_count(),
        "speed": speeds,
        "frame": {name: round(value, 3) for name, value in frame_cost(rounds).items()},
        "fit_over_bare_fit": {name: round(value, 3) for name, value in watching_fit(min(rounds, 5)).items()},
    }


def show(result: dict[str, Any]) -> None:
    """The record as a table."""
    print(f"Keras {result['keras']} on {result['backend']}, {result['cores']} cores; medians\n")
    columns = f"{'net':<5}{'optimizer':<11}{'trainer':>10}{'NumPy':>10}{'train_on_batch':>16}{'fit':>8}"
    print(columns + "   trainer ÷ NumPy")
    for row in result["speed"]:
        per, target = row["steps_per_second"], row["target_over_numpy"]
        print(
            f"{row['net']:<5}{row['optimizer']:<11}{per['trainer']:>10,}{per['numpy']:>10,}"
            f"{per['train_on_batch']:>16,}{per['fit']:>8,}   {row['trainer_over']['numpy']:.1f}"
            + (f" (target ≥ {target:g})" if target else "")
        )
    print("(optimizer steps per second, batch 10, 250 points)\n")
    frame = result["frame"]
    cost = f"{frame['milliseconds']:.2f} ms (target ≤ 1), {frame['bytes']:,.0f} bytes (≤ 15,000)"
    print(f"a frame beyond training: {cost}")
    show_fit(result["fit_over_bare_fit"])


def show_fit(ratios: dict[str, float]) -> None:
    """What watching `fit` costs."""
    for name, ratio in ratios.items():
        print(f"fit with {name} ÷ bare fit: {ratio:.2f}" + (" (target ≤ 1.05)" if name == "callback" else ""))
    if "livelossplot" not in ratios:
        print("livelossplot is not installed: pip install livelossplot to compare with it")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true", help="one JSON object instead of a table")
    parser.add_argument("--quick", action="store_true", help="three rounds instead of fifteen")
    parser.add_argument("--only", choices=("fit",), help="what watching `fit` costs, and nothing else")
    arguments = parser.parse_args()
    rounds, write = 3 if arguments.quick else 15, show
    if arguments.only == "fit":
        found, write = watching_fit(rounds), show_fit
    else:
        found = measure(rounds)
    print(json.dumps(found)) if arguments.json else write(found)
