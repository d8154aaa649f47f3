"""`python notebooks/build.py` in a small course: the same bytes each time, and nothing wrong gets through."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
COURSE = """
import os
from dlcourse.about import __version__

def setup(seed):
    print(f"ready, seed {seed}")

def profile():
    return os.environ.get("DLCOURSE_PROFILE", "short")
"""
TEXT = """---
jupytext:
  text_representation:
    extension: .md
    format_name: myst
kernelspec:
  display_name: Python 3 (ipykernel)
  language: python
  name: python3
---

# A small chapter

{{ badges }}

```{code-cell} ipython3
import sys

if "google.colab" in sys.modules:
    %pip install -q --no-deps "dlcourse @ git+{{ repository }}"
```

```{code-cell} ipython3
:tags: [nbval-ignore-output]

import dlcourse as dl

dl.setup(seed=1)
```

```{code-cell} ipython3
:tags: [parameters]

steps = {"short": 2, "full": 2000}[dl.profile()]
```

Two lines, printed apart.

```{code-cell} ipython3
print("steps:", steps)
sys.stdout.flush()
print("done")
```
"""
SUPPLEMENT = (
    TEXT[: TEXT.index("# A small chapter")]
    + """# Beside the chapters

```{code-cell} ipython3
:tags: [nbval-ignore-output]

import dlcourse as dl

dl.setup(seed=1)
```
"""
)
README = """# course
<!-- begin: clone (written by notebooks/build.py) -->
<!-- end: clone -->
<!-- begin: chapters (written by notebooks/build.py) -->
<!-- end: chapters -->
"""


class SmallCourse:
    """A folder with the project's own build tool, one short chapter, and a `dlcourse` that loads at once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.text = folder / "notebooks" / "text" / "01_perceptron.md"
        self.notebook = folder / "notebooks" / "01_perceptron.ipynb"
        self.readme = folder / "README.md"
        self.text.parent.mkdir(parents=True)
        shutil.copy(ROOT / "notebooks" / "build.py", folder / "notebooks")
        shutil.copytree(ROOT / "notebooks" / "building", folder / "notebooks" / "building")
        (folder / "dlcourse").mkdir()
        shutil.copy(ROOT / "dlcourse" / "about.py", folder / "dlcourse")
        (folder / "dlcourse" / "__init__.py").write_text(COURSE, encoding="utf-8")
        self.text.write_text(TEXT, encoding="utf-8")
        self.readme.write_text(README, encoding="utf-8")

    def build(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "notebooks/build.py", *arguments],
            cwd=self.folder, capture_output=True, text=True, encoding="utf-8", check=False,
            env={**os.environ, "PYTHONIOENCODING": "utf-8", "PYTHONPATH": "", **environment},
        )  # fmt: skip

    def edit_notebook(self, change) -> None:
        content = json.loads(self.notebook.read_text(encoding="utf-8"))
        change(content)
        self.notebook.write_text(json.dumps(content), encoding="utf-8")


@pytest.fixture(scope="module")
def built_course(tmp_path_factory) -> SmallCourse:
    course = SmallCourse(tmp_path_factory.mktemp("built"))
    done = course.build("01")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("✓ 01_perceptron: ")
    return course


@pytest.fixture
def course(built_course, tmp_path) -> SmallCourse:
    """A copy of the built course, for a test to spoil."""
    copy = SmallCourse(tmp_path / "course")
    for name in ("notebook", "readme"):
        shutil.copy(getattr(built_course, name), getattr(copy, name))
    return copy


def test_the_build_converts_fills_in_and_runs(built_course):
    cells = json.loads(built_course.notebook.read_text(encoding="utf-8"))["cells"]
    assert "".join(cells[0]["source"]).startswith("# A small chapter")
    assert "colab.research.google.com" in "".join(cells[0]["source"])
    assert "git+https://" in "".join(cells[1]["source"])
    assert cells[-1]["outputs"] == [
        {"name": "stdout", "output_type": "stream", "text": ["steps: 2\n", "done\n"]}
    ]
    assert "[The perceptron](notebooks/01_perceptron.ipynb)" in built_course.readme.read_text(
        encoding="utf-8"
    )


def test_building_again_changes_no_byte(course):
    before = course.notebook.read_bytes(), course.readme.read_bytes()
    assert course.build().returncode == 0
    assert (course.notebook.read_bytes(), course.readme.read_bytes()) == before


def test_the_stored_run_is_the_short_one_whatever_the_shell_says(course):
    before = course.notebook.read_bytes()
    assert course.build("01", DLCOURSE_PROFILE="full").returncode == 0
    assert course.notebook.read_bytes() == before


def test_into_a_folder_obeys_the_profile_and_leaves_the_notebooks_alone(course):
    before = course.notebook.read_bytes()
    assert course.build("--into", "full-run", DLCOURSE_PROFILE="full").returncode == 0
    assert "steps: 2000" in (course.folder / "full-run" / "01_perceptron.ipynb").read_text(encoding="utf-8")
    assert course.notebook.read_bytes() == before


def test_check_passes_on_what_was_built(course):
    done = course.build("--check")
    assert (done.returncode, done.stderr) == (0, "")


def test_check_fails_when_the_text_was_edited(course):
    course.text.write_text(TEXT.replace("printed apart", "printed together"), encoding="utf-8")
    done = course.build("--check")
    assert done.returncode == 1
    assert "is not the text's: its source differs. Edit 01_perceptron.md, never the notebook" in done.stderr


def test_check_fails_when_a_cell_was_added_to_the_text(course):
    course.text.write_text(TEXT + "\n+++\n\nOne more.\n", encoding="utf-8")
    done = course.build("--check")
    assert (done.returncode, "it has 6 cells, its text has 7" in done.stderr) == (1, True), done.stderr


def change_a_source(content):
    content["cells"][-1]["source"] = ["print('something else')"]


def drop_a_tag(content):
    content["cells"][2]["metadata"] = {}


def drop_an_output(content):
    content["cells"][-1]["execution_count"] = None


def save_widget_state(content):
    content["metadata"]["widgets"] = {"application/vnd.jupyter.widget-state+json": {}}


@pytest.mark.parametrize("change", [change_a_source, drop_a_tag, drop_an_output, save_widget_state])
def test_check_fails_when_the_notebook_was_edited(course, change):
    course.edit_notebook(change)
    assert course.build("--check").returncode == 1


def test_check_fails_when_the_readmes_generated_part_was_edited(course):
    course.readme.write_text(
        course.readme.read_text(encoding="utf-8").replace("git clone", "git fetch"), encoding="utf-8"
    )
    done = course.build("--check")
    assert (done.returncode, "README.md: its generated parts are not up to date" in done.stderr) == (1, True)


def test_check_fails_for_a_text_without_notebook_and_a_notebook_without_text(course):
    course.notebook.rename(course.notebook.with_name("02_other.ipynb"))
    done = course.build("--check")
    assert done.returncode == 1
    assert "01_perceptron.md has no notebook: run python notebooks/build.py 01_perceptron" in done.stderr
    assert "02_other.ipynb has no text in notebooks/text" in done.stderr


def test_a_chapter_that_raises_is_told_and_not_written(course):
    before = course.notebook.read_bytes()
    course.text.write_text(TEXT.replace('print("done")', "1 / 0"), encoding="utf-8")
    done = course.build()
    assert done.returncode == 1
    assert "01_perceptron does not run:" in done.stderr
    assert "ZeroDivisionError" in done.stderr
    assert course.notebook.read_bytes() == before


def test_a_chapter_that_breaks_a_rule_is_told_and_not_written(course):
    before = course.notebook.read_bytes()
    course.text.write_text(TEXT.replace('print("done")', 'print("done", file=sys.stderr)'), encoding="utf-8")
    done = course.build()
    assert (done.returncode, "writes to stderr: done" in done.stderr) == (1, True)
    assert course.notebook.read_bytes() == before


def test_an_unknown_chapter_is_answered_with_those_there_are(course):
    done = course.build("77")
    assert (done.returncode, done.stderr) == (1, "no chapter '77'; there are 01_perceptron\n")


def test_a_supplement_is_built_and_checked_without_a_chapters_parts(course):
    supplement = course.text.with_name("gallery.md")
    supplement.write_text(SUPPLEMENT, encoding="utf-8")
    assert "gallery.md has no notebook" in course.build("--check").stderr
    done = course.build("gallery")
    assert (done.returncode, done.stderr) == (0, "")
    assert course.build("--check").returncode == 0
    assert "Beside the chapters" not in course.readme.read_text(encoding="utf-8")
    supplement.write_text(SUPPLEMENT.replace("Beside", "Above"), encoding="utf-8")
    assert "is not the text's: its source differs" in course.build("--check").stderr


def test_a_supplement_without_a_setup_is_told_and_not_written(course):
    supplement = course.text.with_name("gallery.md")
    supplement.write_text(SUPPLEMENT.replace("dl.setup(seed=1)", "dl.profile()"), encoding="utf-8")
    done = course.build("gallery")
    assert (done.returncode, "must call dl.setup() in exactly one cell" in done.stderr) == (1, True)
    assert not course.notebook.with_name("gallery.ipynb").exists()
