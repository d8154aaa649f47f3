"""data/README.md lists every bundled file with its true size and checksum, and the files that are fetched."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from dlcourse.datasets.images import COLLECTIONS

FOLDER = Path(__file__).parents[2] / "data"
MOST = 1_000_000  # bytes of a file
MOST_OF = {"weights/letters.npz": 2_000_000}  # the backbone of chapter 13
README = (FOLDER / "README.md").read_text(encoding="utf-8")


def listed_files() -> dict[str, tuple[int, str]]:
    """Name → (bytes, SHA-256) of every row that begins with a file and ends with its size and checksum."""
    row = re.compile(r"^\| `([^`]+)` \|.*\| (\d+) \| `?([0-9a-f]{64})`? \|$", re.MULTILINE)
    return {name: (int(size), checksum) for name, size, checksum in row.findall(README)}


def test_every_bundled_file_is_listed_and_unchanged() -> None:
    bundled = {path.relative_to(FOLDER).as_posix(): path for path in FOLDER.rglob("*") if path.is_file()}
    del bundled["README.md"]
    assert listed_files().keys() == bundled.keys()
    for name, path in bundled.items():
        content = path.read_bytes()
        assert listed_files()[name] == (len(content), hashlib.sha256(content).hexdigest())
        assert len(content) <= MOST_OF.get(name, MOST)


def test_the_files_that_are_fetched_are_listed() -> None:
    for collection in COLLECTIONS.values():
        for remote in collection.files:
            assert f"`{remote.name}` | {remote.size} | `{remote.checksum}`" in README
