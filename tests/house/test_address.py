"""The repository's address is written by hand in one place, and no file knows the machine it was made on."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from dlcourse.about import REPOSITORY

ROOT = Path(__file__).resolve().parents[2]
PLACE = REPOSITORY.split("://", 1)[1]
TEXT_ENDINGS = {
    "",
    ".cfg",
    ".css",
    ".csv",
    ".ipynb",
    ".js",
    ".json",
    ".md",
    ".mplstyle",
    ".py",
    ".toml",
    ".txt",
    ".yml",
}
GENERATED = re.compile(r"<!-- begin: (\w+) .*?<!-- end: \1 -->", flags=re.DOTALL)


def files() -> list[Path]:
    """The files that git tracks or would track; without git (an unpacked archive), those that lie there."""
    try:
        listed = subprocess.run(
            ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT, capture_output=True, text=True, check=True,
        ).stdout.splitlines()  # fmt: skip
        found = [ROOT / name for name in listed]
    except (OSError, subprocess.CalledProcessError):
        found = [
            path
            for path in ROOT.rglob("*")
            if not re.search(r"/\.(venv|git|ruff|pytest)|egg-info", str(path))
        ]
    return [path for path in found if path.is_file() and path.suffix in TEXT_ENDINGS]


def test_the_address_is_written_by_hand_in_one_place():
    by_hand = []
    for path in files():
        text = path.read_text(encoding="utf-8")
        if path.name == "README.md":
            text = GENERATED.sub("", text)
        if PLACE in text and path.suffix != ".ipynb":  # notebooks are built
            by_hand.append(path.relative_to(ROOT).as_posix())
    assert by_hand == ["dlcourse/about.py"]


def test_the_readme_gives_the_address():
    assert f"git clone {REPOSITORY}\n" in (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "trace", ["/work" + "/", "/root" + "/", "/home" + "/", "/opt" + "/", "C:\\" + "Users"]
)
def test_no_file_holds_a_path_of_the_machine_it_was_made_on(trace):
    holding = [
        path.relative_to(ROOT).as_posix()
        for path in files()
        if re.search(r"(?<![\w.)])" + re.escape(trace) + r"\w", path.read_text(encoding="utf-8"))
    ]
    assert holding == []
