"""Files from the network: fetched once, checked, and given up on in good time where nothing answers."""

from __future__ import annotations

import threading
import time
from http.client import HTTPException
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from . import cache

# Seconds until a server must have answered, between two pieces of a file, and for a file as a whole.
TO_ANSWER = 8.0
BETWEEN_PIECES = 10.0
FOR_A_FILE = 240.0
PIECE = 1 << 16


class Remote(NamedTuple):
    """A file on the network, its size in bytes, and its SHA-256 checksum."""

    address: str
    size: int
    checksum: str

    @property
    def name(self) -> str:
        """The last part of the address."""
        return self.address.rpartition("/")[2]


class NotFetchedError(Exception):
    """A file could not be had from the network; the message says why, in a few words."""


def content_of(remote: Remote, folders: list[Path]) -> bytes:
    """Return what is in `remote`: from the first folder that has it whole, or else from the network.

    What is fetched is kept in the last of the folders. A damaged file is removed and fetched again.

    Raises:
        NotFetchedError: if no folder has the file and the network does not give it.
    """
    for folder in folders:
        path = folder / remote.name
        try:
            content = path.read_bytes()
        except OSError:
            continue  # not there, or not ours to read: the next folder, or the network, has it
        if cache.matches(content, remote.checksum):
            return content
        cache.remove_damaged(path, "it is fetched again")
    content = _fetched_whole(remote)
    cache.write(folders[-1] / remote.name, content)
    return content


def _fetched_whole(remote: Remote) -> bytes:
    for attempt in ("fetching", "it arrived damaged, fetching again:"):
        content = _fetched(remote, attempt)
        if cache.matches(content, remote.checksum):
            return content
    raise NotFetchedError(f"{remote.name} arrived damaged twice")


def _fetched(remote: Remote, attempt: str) -> bytes:
    """What the server sends for `remote`, at most one piece more than its size; it may be damaged."""
    until = time.monotonic() + FOR_A_FILE
    content = bytearray()
    try:
        with _opened(remote.address) as answer:
            host = urlsplit(remote.address).hostname
            print(f"{attempt} {remote.name} ({remote.size / 1e6:.2g} MB) from {host}")
            while len(content) <= remote.size and (piece := answer.read(PIECE)):
                content += piece
                if time.monotonic() > until:
                    raise NotFetchedError(f"{remote.name} did not arrive within {FOR_A_FILE:g} seconds")
    except (OSError, HTTPException) as error:  # refusals, broken connections, time-outs, garbled answers
        raise NotFetchedError(_reason(error)) from error
    return bytes(content)


def _opened(address: str) -> Any:
    """Open `address`, in a thread: looking up a name can hang for minutes and heeds no time-out."""
    import urllib.request

    outcome: dict[str, Any] = {}
    given_up = threading.Event()

    def open_address() -> None:
        try:
            answer = urllib.request.urlopen(address, timeout=BETWEEN_PIECES)
        except Exception as error:  # whatever it is, the caller raises it
            outcome["error"] = error
        else:
            outcome["answer"] = answer
            if given_up.is_set():
                answer.close()

    thread = threading.Thread(target=open_address, daemon=True)
    thread.start()
    thread.join(TO_ANSWER)
    if thread.is_alive():
        given_up.set()
        raise NotFetchedError(f"no answer within {TO_ANSWER:g} seconds")
    if "error" in outcome:
        raise outcome["error"]
    return outcome["answer"]


def _reason(error: Exception) -> str:
    reason = getattr(error, "reason", error)
    return f"{getattr(reason, 'strerror', None) or reason}"
