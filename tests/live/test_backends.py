"""The lab on the other Keras backends: one batch at a time, to the same weights, and it says so."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys

import pytest

PROGRAM = """
import json
import keras
import numpy as np
from dlcourse import datasets, live

data = datasets.load("circles", n=80)

def make():
    keras.utils.set_random_seed(3)
    hidden = [keras.layers.Dense(6, "tanh"), keras.layers.BatchNormalization()]
    model = keras.Sequential([keras.Input((2,)), *hidden, keras.layers.Dense(1, "sigmoid")])
    model.compile(keras.optimizers.Adam(0.02), "binary_crossentropy", metrics=["accuracy"])
    return model

ours, theirs = make(), make()
trainer = live.Trainer(ours, data, shuffle=False)
trainer.step(12)
for step in range(12):
    batch = np.arange(step * 10, step * 10 + 10) % 40
    theirs.train_on_batch(data.x_train[batch], data.y_train[batch])
farthest = max(float(np.abs(a - b).max()) for a, b in zip(ours.get_weights(), theirs.get_weights()))
seen = trainer.snapshot()
lab = live.train(make(), data, steps=30, headless=True)
trainer.settings["L2"] = 0.1
with_penalty = trainer.snapshot()["loss"]
trainer.reset()
trainer.reset(same_seed=False)
print(json.dumps({
    "backend": keras.backend.backend(),
    "engine": trainer.engine,
    "note": trainer.note,
    "farthest": farthest,
    "field": list(seen["field"].shape),
    "penalty": with_penalty - seen["loss"],
    "status": lab.status,
}))
"""


@pytest.mark.parametrize("backend", ["jax", "torch"])
def test_a_lab_on_another_backend(backend):
    if importlib.util.find_spec(backend) is None:
        pytest.skip(f"{backend} is not installed")
    environment = os.environ | {"KERAS_BACKEND": backend}
    ran = subprocess.run(
        [sys.executable, "-c", PROGRAM], env=environment, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr[-2000:]
    found = json.loads(ran.stdout.splitlines()[-1])
    assert found["backend"] == backend and found["engine"] == "train_on_batch"
    assert backend in found["note"]
    assert found["farthest"] < 1e-5
    assert found["field"] == [50, 50]
    assert found["penalty"] > 0.01
    assert found["status"].startswith("step 30 · loss ")
