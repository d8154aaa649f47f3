"""Every test of the data sets has a cache folder and a Keras folder of its own, and no network."""

from __future__ import annotations

from pathlib import Path

import hypothesis
import pytest

from dlcourse.datasets import cache, images

# How long an example takes says nothing here: the machine may be busy with other tests.
hypothesis.settings.register_profile("patient", deadline=None)
hypothesis.settings.load_profile("patient")


@pytest.fixture(autouse=True)
def cache_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The cache folder of this test; nothing has been said in it yet."""
    folder = tmp_path / "cache"
    monkeypatch.setenv("DLCOURSE_CACHE", str(folder))
    monkeypatch.setattr(cache, "_said", set())
    return folder


@pytest.fixture(autouse=True)
def keras_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where keras.datasets would keep its files in this test."""
    monkeypatch.setattr(images, "keras_folders", lambda: [tmp_path / "keras" / "datasets"])
    return tmp_path / "keras" / "datasets"


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every look-up of a name fail, but for this machine's own."""
    import socket

    look_up = socket.getaddrinfo

    def only_here(host: str, *rest: object, **more: object) -> object:
        if host not in ("127.0.0.1", "localhost"):
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return look_up(host, *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", only_here)
