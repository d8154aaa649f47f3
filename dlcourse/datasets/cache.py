"""What takes a while to make, kept on disk: in .npz files without pickle, each under its SHA-256 checksum.

A file is named after what it holds and after the checksum of its content, `glyphs-<key>-<checksum>.npz`, and
comes into the folder whole or not at all (it is written under another name, then renamed). So any number of
kernels can share a folder, and a file that was cut short or altered shows at once. Nothing here keeps a
learner from working: where the folder cannot be used, things are made anew each time, and one line says so.
"""

from __future__ import annotations

import hashlib
import io
import os
import re
import secrets
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

# When the folder's files grow beyond this many bytes, those that were not used for longest are removed.
MOST_BYTES = 300_000_000
# Unfinished files older than this many seconds were left behind by a kernel that died.
ABANDONED = 3600

# The folder may be one that a learner chose and keeps other things in: only such names are ever removed.
OURS = re.compile(r"[a-z]+-[0-9a-f]{16}-[0-9a-f]{64}\.npz|\..+-[0-9a-f]{16}\.part")

_said: set[str] = set()


def folder() -> Path:
    """Where the course keeps files: the folder named by DLCOURSE_CACHE, or else the user's cache folder.

    That is dlcourse in %LOCALAPPDATA% on Windows, in ~/Library/Caches on macOS, and in $XDG_CACHE_HOME or
    ~/.cache elsewhere. The folder need not exist yet.
    """
    chosen = os.environ.get("DLCOURSE_CACHE")
    if chosen:
        return Path(chosen).expanduser()
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or home() / "AppData" / "Local") / "dlcourse"
    if sys.platform == "darwin":
        return home() / "Library" / "Caches" / "dlcourse"
    return Path(os.environ.get("XDG_CACHE_HOME") or home() / ".cache") / "dlcourse"


def home() -> Path:
    """The user's home folder, or the folder for temporary files where the user has none."""
    try:
        return Path.home()
    except RuntimeError:  # some containers run under a number that belongs to no user
        return Path(tempfile.gettempdir())


def remembered(kind: str, key: str, make: Callable[[], dict[str, np.ndarray]]) -> dict[str, np.ndarray]:
    """Return the arrays kept for `key`, or make them and keep them.

    Args:
        kind: what the arrays are, in a word; the file's name begins with it.
        key: all that the arrays depend on. Equal keys must mean equal arrays.
        make: makes the arrays if they are not kept.
    """
    prefix = f"{kind}-{hashlib.sha256(key.encode()).hexdigest()[:16]}"
    arrays = _kept(kind, prefix)
    if arrays is not None:
        return arrays
    arrays = make()
    buffer = io.BytesIO()
    np.savez(buffer, **arrays)
    content = buffer.getvalue()
    write(folder() / f"{prefix}-{hashlib.sha256(content).hexdigest()}.npz", content)
    _make_room()
    return arrays


def write(path: Path, content: bytes) -> bool:
    """Write a file whole or not at all; where it cannot be written, say so once and go on.

    Returns:
        whether the file is there now.
    """
    unfinished = path.with_name(f".{path.name[:40]}-{secrets.token_hex(8)}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            unfinished.write_bytes(content)
            unfinished.replace(path)
        finally:
            unfinished.unlink(missing_ok=True)
    except OSError as error:
        reason = error.strerror or error
        say_once(f"{path.parent} cannot be written ({reason}): going on without keeping data there")
        return False
    return True


def matches(content: bytes, checksum: str) -> bool:
    """Whether `content` has this SHA-256 checksum, in hexadecimal."""
    return hashlib.sha256(content).hexdigest() == checksum


def remove_damaged(path: Path, consequence: str) -> None:
    """Remove a file whose checksum is wrong, saying so and what happens next."""
    try:
        path.unlink(missing_ok=True)
        done = "removed"
    except OSError:
        done = "left where it is, since it cannot be removed"
    print(f"{path.name} was damaged: {done}; {consequence}")


def say_once(line: str) -> None:
    """Print a line, but not if this process has printed it before."""
    if line not in _said:
        _said.add(line)
        print(line)


def _kept(kind: str, prefix: str) -> dict[str, np.ndarray] | None:
    """What is in the kept file whose name begins with `prefix`, if there is one and it is whole."""
    try:
        paths = sorted(folder().glob(f"{prefix}-*.npz"))
    except OSError:
        return None
    for path in paths:
        try:
            content = path.read_bytes()
        except OSError:
            continue  # gone since, or another user's: made again below
        if matches(content, path.stem.rpartition("-")[2]):
            with suppress(ValueError, BadZipFile):  # not made by us: something that needs pickle, or no .npz
                arrays = _read(content)
                _mark_used(path)
                return arrays
        remove_damaged(path, f"the {kind} are made again")
    return None


def _read(content: bytes) -> dict[str, np.ndarray]:
    with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
        return dict(arrays)


def _mark_used(path: Path) -> None:
    with suppress(OSError):  # another user's file on a shared folder: its age is for them to set
        os.utime(path)


def _make_room() -> None:
    """Remove what dead kernels left behind, and the files used longest ago where there are too many."""
    with suppress(OSError):  # a file went while we looked, or is another user's: the next call tries again
        files = [(path, path.stat()) for path in folder().iterdir() if OURS.fullmatch(path.name)]
        files.sort(key=lambda file: file[1].st_mtime, reverse=True)
        total = 0
        for path, about in files:
            unfinished = path.suffix == ".part"
            total += 0 if unfinished else about.st_size
            if (total > MOST_BYTES and not unfinished) or (
                unfinished and time.time() - about.st_mtime > ABANDONED
            ):
                path.unlink(missing_ok=True)
