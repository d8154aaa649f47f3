"""Files of weights: written and read again, found wherever pip put them, refused when they are damaged."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

from dlcourse.errors import CourseError
from dlcourse.pretrained import weights

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def elsewhere(tmp_path, monkeypatch):
    """The course as it is when it was installed: no clone around it. The folder that pip installed into."""
    monkeypatch.setattr(weights, "SOURCE", tmp_path / "site-packages")
    monkeypatch.setattr(weights.sysconfig, "get_path", lambda _: str(tmp_path / "nowhere"))
    monkeypatch.setattr(weights.site, "getuserbase", lambda: str(tmp_path / "nobody"))
    monkeypatch.setattr(weights.importlib.metadata, "files", lambda _: None)
    return tmp_path


def moved(path: Path, folder: Path) -> Path:
    folder.mkdir(parents=True)
    return path.rename(folder / path.name)


def test_what_was_written_is_read_and_set(written, small_model, elsewhere, monkeypatch):
    about, path = written
    monkeypatch.setattr(weights, "SOURCE", elsewhere)
    arrays = weights.read(about)
    assert {"stem/kernel", "stem/bias", "norm/gamma", "norm/moving_variance", "head/answers/kernel"} <= set(
        arrays
    )
    assert not [name for name in arrays if "dropout" in name], "what is drawn from is no weight"
    with np.load(path, allow_pickle=False) as kept:
        assert {kept[name].dtype for name in kept.files} == {np.dtype("float32")}
    before = small_model.get_weights()
    small_model.layers[0].set_weights([np.zeros_like(each) for each in small_model.layers[0].get_weights()])
    weights.set_weights(small_model, arrays)
    assert all(np.array_equal(a, b) for a, b in zip(before, small_model.get_weights(), strict=True))


def test_half_precision_halves_the_numbers_and_refuses_what_it_cannot_hold(small_model, tmp_path):
    path = weights.write(small_model, "half", folder=tmp_path)
    with np.load(path, allow_pickle=False) as kept:
        assert {kept[name].dtype for name in kept.files} == {np.dtype("float16")}
    kernel = small_model.layers[0].kernel
    before = kernel.numpy()
    kernel.assign(before + 1e6)
    try:
        with pytest.raises(CourseError, match="float16 cannot hold the weights of stem/kernel"):
            weights.write(small_model, "half", folder=tmp_path)
    finally:
        kernel.assign(before)


@pytest.mark.parametrize("where", ["site-packages", "nowhere", "nobody"])
def test_an_installed_file_is_found_in_the_usual_folders(written, elsewhere, where):
    about, path = written
    moved(path, elsewhere / where / "share" / "dlcourse" / "weights")
    assert weights.read(about)["stem/kernel"].shape == (3, 3, 1, 2)


def test_an_installed_file_is_found_by_pips_own_list(written, elsewhere, monkeypatch):
    about, path = written
    moved(path, elsewhere / "odd" / "share" / "dlcourse" / "weights")
    folder = elsewhere / "lib" / "dlcourse-9.9.dist-info"
    folder.mkdir(parents=True)
    (folder / "METADATA").write_text("Name: dlcourse\nVersion: 9.9\n")
    (folder / "RECORD").write_text("dlcourse/small.npz,,\n../odd/share/dlcourse/weights/small.npz,,\n")
    distribution = weights.importlib.metadata.Distribution.at(folder)
    monkeypatch.setattr(weights.importlib.metadata, "files", lambda _: distribution.files)
    assert weights.read(about)["stem/kernel"].shape == (3, 3, 1, 2)


def test_pip_puts_the_files_where_they_are_looked_for():
    setuptools = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]
    assert setuptools["data-files"] == {
        weights.INSTALLED.as_posix(): [f"{weights.IN_SOURCE.as_posix()}/*.npz"]
    }


def test_a_missing_file_is_said_with_what_to_do(written, elsewhere, monkeypatch):
    def not_installed(_):
        raise weights.importlib.metadata.PackageNotFoundError

    monkeypatch.setattr(weights.importlib.metadata, "files", not_installed)
    with pytest.raises(
        CourseError, match=r"needs the file small.npz, .* install .* python -m dlcourse.pretrained.small"
    ):
        weights.read(written[0])


def test_a_damaged_file_is_refused(written, elsewhere, monkeypatch):
    about, path = written
    monkeypatch.setattr(weights, "SOURCE", elsewhere)
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    with pytest.raises(CourseError, match=r"not the file that belongs to the model 'small' .* restore"):
        weights.read(about)


def test_weights_of_another_model_are_refused(small_model):
    arrays = {name: np.array(weight) for name, weight in weights.named_weights(small_model).items()}
    lacking = {name: array for name, array in arrays.items() if name != "norm/gamma"}
    for wrong, named in (
        (lacking, "norm/gamma"),
        (arrays | {"stem/extra": np.zeros(2)}, "stem/extra"),
        (arrays | {"stem/bias": np.zeros(7)}, "stem/bias"),
    ):
        with pytest.raises(CourseError, match=f"do not fit the model 'small': {named}"):
            weights.set_weights(small_model, wrong)
