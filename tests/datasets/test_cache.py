"""The cache: what is kept is used, what is damaged is made again, and a useless folder stops nobody."""

from __future__ import annotations

import errno
import hashlib
import io
import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from dlcourse.datasets import cache, glyphs, load

SMALL = {"n": 60, "characters": "AB", "noise": 0.1}


def kept_file(folder: Path) -> Path:
    (path,) = folder.iterdir()
    return path


def test_what_was_made_once_is_not_made_again(cache_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = load("glyphs", **SMALL)

    def no_drawing(*arguments: object) -> None:
        raise AssertionError("glyphs that are kept were drawn again")

    monkeypatch.setattr(glyphs, "draw", no_drawing)
    kept = load("glyphs", **SMALL)
    np.testing.assert_array_equal(kept.x, made.x)
    np.testing.assert_array_equal(kept.y, made.y)
    with pytest.raises(AssertionError, match="drawn again"):
        load("glyphs", **{**SMALL, "seed": 2})


def test_a_kept_file_is_named_after_its_checksum_and_needs_no_pickle(cache_folder: Path) -> None:
    load("glyphs", **SMALL)
    path = kept_file(cache_folder)
    assert path.name.endswith(f"-{hashlib.sha256(path.read_bytes()).hexdigest()}.npz")
    with np.load(path, allow_pickle=False) as arrays:
        assert arrays["x_train"].shape == (48, 28, 28)


def cut_short(content: bytes) -> bytes:
    return content[: len(content) // 2]


def one_bit_flipped(content: bytes) -> bytes:
    middle = len(content) // 2
    return content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]


@pytest.mark.parametrize("damage", [cut_short, one_bit_flipped, lambda content: b""])
def test_a_damaged_file_is_removed_and_made_again(
    damage: object, cache_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = load("glyphs", **SMALL)
    path = kept_file(cache_folder)
    whole = path.read_bytes()
    path.write_bytes(damage(whole))
    capsys.readouterr()

    again = load("glyphs", **SMALL)
    assert capsys.readouterr().out == f"{path.name} was damaged: removed; the glyphs are made again\n"
    np.testing.assert_array_equal(again.x, made.x)
    assert kept_file(cache_folder).read_bytes() == whole
    load("glyphs", **SMALL)
    assert capsys.readouterr().out == ""


def test_a_file_that_needs_pickle_is_never_opened(
    cache_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = load("glyphs", **SMALL)
    path = kept_file(cache_folder)
    buffer = io.BytesIO()
    np.savez(buffer, x_train=np.array([print], dtype=object))
    checksum = hashlib.sha256(buffer.getvalue()).hexdigest()
    path.rename(path.with_name(path.name[:-68] + checksum + ".npz")).write_bytes(buffer.getvalue())
    np.testing.assert_array_equal(load("glyphs", **SMALL).x, made.x)
    assert "was damaged: removed" in capsys.readouterr().out


def test_an_unusable_folder_is_said_once_and_stops_nobody(
    cache_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cache_folder.write_text("a file where the folder should be")
    first = load("glyphs", **SMALL)
    second = load("glyphs", **SMALL)
    np.testing.assert_array_equal(first.x, second.x)
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 1
    assert lines[0].startswith(f"{cache_folder} cannot be written (")
    assert "going on without keeping data there" in lines[0]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_folder_is_said_once_and_stops_nobody(
    cache_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cache_folder.mkdir()
    cache_folder.chmod(0o555)
    load("glyphs", **SMALL)
    load("glyphs", **SMALL)
    assert capsys.readouterr().out.count("cannot be written") == 1


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS, errno.EACCES])
def test_a_full_or_read_only_disk_leaves_nothing_behind(
    number: int, cache_folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    write_bytes = Path.write_bytes

    def fill_up(path: Path, content: bytes) -> int:
        write_bytes(path, content[:100])
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(Path, "write_bytes", fill_up)
    assert len(load("glyphs", **SMALL).x) == len(load("glyphs", **{**SMALL, "seed": 2}).x) == 60
    assert capsys.readouterr().out.count(os.strerror(number)) == 1
    assert list(cache_folder.iterdir()) == []


def test_a_kernel_that_dies_while_writing_leaves_no_half_file(
    cache_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*arguments: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", die)
    with pytest.raises(KeyboardInterrupt):
        load("glyphs", **SMALL)
    assert list(cache_folder.iterdir()) == []


def test_only_our_own_old_files_are_cleared_away(cache_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache_folder.mkdir()
    learners = cache_folder / "my-thesis.npz"
    abandoned = cache_folder / f".glyphs-0123-{'0' * 16}.part"
    for path in (learners, abandoned):
        path.write_bytes(b"x" * 1000)
        os.utime(path, (time.time() - 10_000, time.time() - 10_000))
    load("glyphs", **SMALL)
    oldest = next(path for path in cache_folder.iterdir() if path not in (learners, abandoned))
    assert learners.exists()
    assert not abandoned.exists()
    os.utime(oldest, (time.time() - 5000, time.time() - 5000))
    monkeypatch.setattr(cache, "MOST_BYTES", 1.5 * oldest.stat().st_size)
    load("glyphs", **{**SMALL, "seed": 2})
    assert learners.exists()
    assert not oldest.exists()
    assert len(list(cache_folder.iterdir())) == 2


def test_kernels_that_start_together_share_one_whole_file(cache_folder: Path) -> None:
    code = (
        "import hashlib; from dlcourse.datasets import load;"
        "data = load('glyphs', n=1000, seed=5); print(hashlib.sha256(data.x.tobytes()).hexdigest())"
    )
    kernels = [
        subprocess.Popen(
            [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        for _ in range(4)
    ]
    outputs = [kernel.communicate() for kernel in kernels]
    assert [kernel.returncode for kernel in kernels] == [0] * 4, outputs
    assert len(set(outputs)) == 1
    assert hashlib.sha256(load("glyphs", n=1000, seed=5).x.tobytes()).hexdigest() == outputs[0][0].strip()
    path = kept_file(cache_folder)
    assert path.stem.endswith(hashlib.sha256(path.read_bytes()).hexdigest())


def test_the_folder_is_the_platforms_unless_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DLCOURSE_CACHE", "~/somewhere")
    assert cache.folder() == Path.home() / "somewhere"
    monkeypatch.delenv("DLCOURSE_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", "/xdg")
    monkeypatch.setenv("LOCALAPPDATA", "/local")
    for platform, expected in {
        "linux": Path("/xdg/dlcourse"),
        "darwin": Path.home() / "Library" / "Caches" / "dlcourse",
        "win32": Path("/local/dlcourse"),
    }.items():
        monkeypatch.setattr(sys, "platform", platform)
        assert cache.folder() == expected
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.delenv("XDG_CACHE_HOME")
    assert cache.folder() == Path.home() / ".cache" / "dlcourse"


def test_a_user_without_a_home_has_a_folder_too(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_home() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.delenv("DLCOURSE_CACHE")
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setattr(Path, "home", no_home)
    assert cache.folder().is_absolute()
