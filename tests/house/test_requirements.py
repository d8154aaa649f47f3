"""pyproject.toml, requirements.txt and environment.yml ask for the same things, by lower bounds only."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.version import Version

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = PROJECT["optional-dependencies"]
LEARNER = {*PROJECT["dependencies"], *EXTRAS["lab"]}


def lines(path: str) -> list[str]:
    return [
        line
        for line in (ROOT / path).read_text(encoding="utf-8").splitlines()
        if line and not line.startswith("#")
    ]


def test_requirements_are_the_packages_and_jupyterlab_and_the_course():
    asked = lines("requirements.txt")
    assert asked[-1] == "-e ."
    assert set(asked[:-1]) == LEARNER


def test_the_conda_environment_is_the_same():
    environment = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    (pip,) = (entry["pip"] for entry in environment["dependencies"] if isinstance(entry, dict))
    conda = [entry for entry in environment["dependencies"] if isinstance(entry, str)]
    assert {*conda, *pip} == LEARNER | {"python>=3.10,<3.14", "pip", "-e ."}
    assert PROJECT["requires-python"] == ">=3.10"


@pytest.mark.parametrize(
    "line", [*PROJECT["dependencies"], *(line for extra in EXTRAS.values() for line in extra)]
)
def test_only_lower_bounds(line):
    requirement = Requirement(line)
    if requirement.name == "dlcourse":
        assert set(requirement.extras) <= set(EXTRAS)
        return
    operators = sorted(specifier.operator for specifier in requirement.specifier)
    expected = ["!=", ">="] if requirement.name == "ipykernel" else [">="]
    assert operators == expected


def test_a_machine_without_a_gpu_is_not_sent_for_cuda():
    asking = [name for name, extra in EXTRAS.items() if any("cuda" in line for line in extra)]
    assert asking == ["gpu"]
    assert not any("cuda" in line for line in LEARNER)


def test_colabs_versions_satisfy_the_lower_bounds():
    pins = {}
    for line in lines(".ci/colab-constraints.txt"):
        name, version = line.split("==")
        pins[name] = Version(version)
    asked = {Requirement(line).name: Requirement(line).specifier for line in PROJECT["dependencies"]}
    assert set(asked) <= set(pins)
    for name, specifier in asked.items():
        assert pins[name] in specifier, f"Colab has {name} {pins[name]}, pyproject.toml asks for {specifier}"
