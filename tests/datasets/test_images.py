"""MNIST and Fashion-MNIST: found where Keras keeps them, fetched and checked, replaced without a network.

A small server on this machine stands for the network, with made-up images in the formats of the real files.
"""

from __future__ import annotations

import gzip
import hashlib
import importlib.util
import io
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest

from dlcourse.datasets import fetch, images, load
from dlcourse.datasets.fetch import Remote

# The real function; in the tests a fixture puts a folder of its own in its place.
real_keras_folders = images.keras_folders


def made_up_images() -> dict[str, np.ndarray]:
    random = np.random.default_rng(0)
    return {
        "x_train": random.integers(0, 256, (600, 28, 28), dtype=np.uint8),
        "y_train": random.permutation(np.arange(600) % 10).astype(np.uint8),
        "x_test": random.integers(0, 256, (100, 28, 28), dtype=np.uint8),
        "y_test": random.permutation(np.arange(100) % 10).astype(np.uint8),
    }


def as_npz(arrays: dict[str, np.ndarray]) -> bytes:
    buffer = io.BytesIO()
    np.savez_compressed(buffer, **arrays)
    return buffer.getvalue()


def as_idx(array: np.ndarray) -> bytes:
    header = np.array([0x0800 + array.ndim, *array.shape], ">i4").tobytes()
    return gzip.compress(header + array.tobytes(), mtime=0)


class Network:
    """A server whose files and manners a test decides."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.asked: list[str] = []
        self.manner = "good"
        self.damaged = 0  # so many answers come damaged
        self.closing = threading.Event()
        network = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:  # the name is http.server's
                network.answer(self)

            def log_message(self, *arguments: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        name = request.path.lstrip("/")
        self.asked.append(name)
        if self.manner == "silent":
            self.closing.wait(20)
            return
        content = self.files.get(name)
        request.send_response(200 if content is not None else 404)
        request.send_header("Content-Length", str(len(content or b"")))
        request.end_headers()
        if content is None:
            return
        if self.damaged > 0:
            self.damaged -= 1
            content = bytes([content[0] ^ 1]) + content[1:]
        if self.manner in ("stalls", "breaks off"):
            request.wfile.write(content[: len(content) // 2])
            request.wfile.flush()
            if self.manner == "stalls":
                self.closing.wait(20)
            return
        request.wfile.write(content)

    def close(self) -> None:
        self.closing.set()
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def network(monkeypatch: pytest.MonkeyPatch) -> Iterator[Network]:
    network = Network()
    arrays = made_up_images()
    contents = {"mnist.npz": as_npz(arrays)}
    for remote in images.COLLECTIONS["fashion_mnist"].files:
        part = "train" if remote.name.startswith("train") else "test"
        contents[remote.name] = as_idx(arrays[("x_" if "images" in remote.name else "y_") + part])
    network.files = contents
    for name, collection in images.COLLECTIONS.items():
        files = tuple(
            Remote(
                f"{network.address}/{remote.name}",
                len(contents[remote.name]),
                hashlib.sha256(contents[remote.name]).hexdigest(),
            )
            for remote in collection.files
        )
        monkeypatch.setitem(images.COLLECTIONS, name, collection._replace(files=files))
    yield network
    network.close()


SETS = ("mnist", "fashion_mnist")


@pytest.mark.parametrize("name", SETS)
def test_images_are_fetched_once_and_are_those_of_the_files(
    name: str, network: Network, capsys: pytest.CaptureFixture[str]
) -> None:
    data, arrays = load(name), made_up_images()
    np.testing.assert_array_equal(data.x_train, arrays["x_train"][..., None].astype(np.float32) / 255)
    np.testing.assert_array_equal(data.y_train, arrays["y_train"])
    np.testing.assert_array_equal(data.x_test, arrays["x_test"][..., None].astype(np.float32) / 255)
    np.testing.assert_array_equal(data.y_test, arrays["y_test"])
    assert data.name == name
    assert data.x.dtype == np.float32
    assert data.y.dtype == np.int32
    assert data.number_of_classes == 10
    assert "stand in" not in capsys.readouterr().out
    asked = len(network.asked)
    assert asked == (1 if name == "mnist" else 4)
    np.testing.assert_array_equal(load(name).x, data.x)
    assert len(network.asked) == asked
    assert capsys.readouterr().out == ""


def test_some_of_the_images_with_classes_in_proportion(network: Network) -> None:
    data = load("mnist", n=350, validation_share=0.2, seed=3)
    assert (len(data.y_train), len(data.y_validation), len(data.y_test)) == (230, 70, 50)
    for y in (data.y_train, data.y_validation, data.y_test):
        assert set(np.bincount(y)) == {len(y) // 10}
    train = {image.tobytes() for image in made_up_images()["x_train"]}
    test = {image.tobytes() for image in made_up_images()["x_test"]}
    as_bytes = [np.rint(image[..., 0] * 255).astype(np.uint8).tobytes() for image in data.x]
    assert set(as_bytes[:300]) <= train
    assert set(as_bytes[300:]) <= test
    assert len(set(as_bytes)) == 350
    np.testing.assert_array_equal(load("mnist", n=350, validation_share=0.2, seed=3).x, data.x)
    assert not np.array_equal(data.with_settings(seed=4).x, data.x)


@pytest.mark.parametrize("name", SETS)
def test_a_damaged_file_on_disk_is_removed_and_fetched_again(
    name: str, network: Network, keras_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = load(name)
    path = next(path for path in keras_folder.rglob("*") if path.is_file())
    path.write_bytes(path.read_bytes()[:-10])  # as a download that was interrupted leaves it
    network.asked.clear()
    capsys.readouterr()
    np.testing.assert_array_equal(load(name).x, data.x)
    assert network.asked == [path.name]
    assert f"{path.name} was damaged: removed; it is fetched again\n" in capsys.readouterr().out


def test_a_file_that_arrives_damaged_is_fetched_once_more(
    network: Network, capsys: pytest.CaptureFixture[str]
) -> None:
    network.damaged = 1
    assert load("mnist").name == "mnist"
    assert "it arrived damaged, fetching again: mnist.npz" in capsys.readouterr().out
    assert len(network.asked) == 2


@pytest.mark.parametrize(
    ("trouble", "reason"),
    [
        ("silent", "no answer within 0.3 seconds"),
        ("stalls", "timed out"),
        ("breaks off", "damaged twice"),
        ("always damaged", "damaged twice"),
        ("gone", "Not Found"),
        ("down", "refused"),
        ("slow", "did not arrive within 0 seconds"),
    ],
)
def test_whatever_the_network_does_glyphs_stand_in(
    trouble: str,
    reason: str,
    network: Network,
    keras_folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(fetch, "TO_ANSWER", 0.3 if trouble == "silent" else 30)
    monkeypatch.setattr(fetch, "BETWEEN_PIECES", 0.3 if trouble == "stalls" else 30)
    if trouble == "always damaged":
        network.damaged = 100
    elif trouble == "gone":
        network.files = {}
    elif trouble == "down":
        network.close()
    elif trouble == "slow":
        monkeypatch.setattr(fetch, "FOR_A_FILE", 0)
    else:
        network.manner = trouble
    data = load("mnist", n=100)
    last = capsys.readouterr().out.splitlines()[-1]
    assert last.startswith("mnist cannot be fetched (")
    assert last.endswith("), so digits drawn from fonts stand in for it")
    assert reason in last
    assert data.name == "glyphs for mnist"
    assert len(data.y) == 100
    assert not any(path.is_file() for path in keras_folder.rglob("*"))


def test_a_name_that_cannot_be_looked_up_does_not_hang(monkeypatch: pytest.MonkeyPatch) -> None:
    import socket

    released, ended = threading.Event(), threading.Event()

    def hang(*rest: object, **more: object) -> list[object]:
        released.wait(60)
        ended.set()
        return []

    monkeypatch.setattr(socket, "getaddrinfo", hang)
    monkeypatch.setattr(fetch, "TO_ANSWER", 0.2)
    assert load("mnist", n=20).name == "glyphs for mnist"
    assert not ended.is_set()  # the look-up still hangs, and the learner goes on
    released.set()


def test_without_a_network_one_line_tells_and_the_dataset_does_too(
    capsys: pytest.CaptureFixture[str],
) -> None:
    digits, letters = load("mnist", n=200, validation_share=0.1), load("fashion_mnist", n=200)
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 2
    assert lines[0].startswith("mnist cannot be fetched (Name or service not known), so digits drawn")
    assert lines[1].startswith(
        "fashion_mnist cannot be fetched (Name or service not known), so the letters A to J"
    )
    assert repr(digits).startswith("glyphs for mnist: digits drawn from fonts, in place of mnist")
    assert "fonts in matplotlib" in digits.source
    assert digits.class_names == tuple("0123456789")
    assert len(digits.y_validation) == 20
    assert letters.class_names == tuple("ABCDEFGHIJ")
    assert digits.input_shape == letters.input_shape == (28, 28, 1)


def test_a_stand_in_can_be_made_again_without_asking_the_network(
    capsys: pytest.CaptureFixture[str],
) -> None:
    data = load("fashion_mnist", n=200)
    capsys.readouterr()
    noisy = data.with_settings(noise=0.4)
    assert capsys.readouterr().out == ""
    assert noisy.name == "glyphs for fashion_mnist"
    np.testing.assert_array_equal(noisy.y, data.y)
    assert noisy.settings["noise"] == 0.4


def test_a_folder_that_cannot_be_written_does_not_matter(
    network: Network, keras_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    keras_folder.parent.mkdir()
    keras_folder.write_text("a file where the folder should be")
    assert load("mnist").name == load("mnist").name == "mnist"
    assert len(network.asked) == 2
    assert capsys.readouterr().out.count("cannot be written") == 1


def test_new_files_go_where_keras_keeps_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "own"))
    assert real_keras_folders()[-1] == tmp_path / "own" / "datasets"
    monkeypatch.delenv("KERAS_HOME")
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    assert real_keras_folders()[-1] == tmp_path / ".keras" / "datasets"
    (tmp_path / "file").write_text("not a folder")
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "file" / "keras"))
    folders = real_keras_folders()
    assert folders[0] == tmp_path / "file" / "keras" / "datasets"
    assert tmp_path not in folders[-1].parents


def test_keras_finds_and_reads_the_very_same_files(network: Network, tmp_path: Path) -> None:
    # In a process of its own: Keras decides on its folder when it is imported.
    code = """
import os, sys, urllib.request
import numpy as np
from dlcourse.datasets import images, load
from dlcourse.datasets.fetch import Remote

for name, collection in images.COLLECTIONS.items():
    files = tuple(Remote(*eval(line)) for line in os.environ["FILES_" + name].splitlines())
    images.COLLECTIONS[name] = collection._replace(files=files)
ours = load("fashion_mnist")
import keras
from keras.src.utils import file_utils
def no_fetching(*arguments): raise AssertionError("Keras did not find the file")
file_utils.urlretrieve = no_fetching
(x_train, y_train), (x_test, y_test) = keras.datasets.fashion_mnist.load_data()
assert np.array_equal(ours.x_train[..., 0], x_train.astype("float32") / 255)
assert np.array_equal(ours.x_test[..., 0], x_test.astype("float32") / 255)
assert np.array_equal(ours.y_train, y_train) and np.array_equal(ours.y_test, y_test)
load("mnist")
file_utils.validate_file = lambda *arguments, **more: True  # made-up digits cannot have the real checksum
(x_train, _), _ = keras.datasets.mnist.load_data()
assert np.array_equal(load("mnist").x_train[..., 0], x_train.astype("float32") / 255)
print("the same")
"""
    files = {
        f"FILES_{name}": "\n".join(repr(tuple(remote)) for remote in collection.files)
        for name, collection in images.COLLECTIONS.items()
    }
    environment = {**os.environ, **files, "KERAS_HOME": str(tmp_path / "home"), "TF_CPP_MIN_LOG_LEVEL": "3"}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False
    )
    assert done.stdout.splitlines()[-1:] == ["the same"], done.stderr


def test_the_checksums_of_mnist_are_those_in_keras() -> None:
    # Read, not imported: importing Keras takes seconds.
    source = Path(importlib.util.find_spec("keras").origin).parent / "src" / "datasets" / "mnist.py"
    (remote,) = images.COLLECTIONS["mnist"].files
    assert f'"{remote.checksum}"' in source.read_text(encoding="utf-8")
