"""`import dlcourse` is light, and every public name is there."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import dlcourse

HEAVY = ("tensorflow", "keras", "matplotlib", "ipywidgets", "anywidget", "IPython", "sklearn", "numpy")


def test_import_brings_nothing_heavy():
    code = f"import sys, dlcourse; print([name for name in {HEAVY} if name in sys.modules])"
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert printed.strip() == "[]"


@pytest.mark.parametrize("name", dlcourse.__all__)
def test_every_public_name_can_be_had(name):
    assert getattr(dlcourse, name) is not None


def test_dir_lists_the_public_names():
    assert dir(dlcourse) == sorted(dlcourse.__all__)


def test_an_unknown_name_is_an_attribute_error_that_lists_the_names():
    with pytest.raises(AttributeError, match=r"'dlcourse' has no attribute 'setpu'; it has .*setup"):
        _ = dlcourse.setpu


def test_what_type_checkers_see_is_what_there_is():
    # The names imported under TYPE_CHECKING, with those defined at once, are the public ones.
    tree = ast.parse(Path(dlcourse.__file__).read_text(encoding="utf-8"))
    imported = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("dlcourse")
        for alias in node.names
    }
    assert imported == set(dlcourse.__all__)
