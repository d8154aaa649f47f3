"""Each rule for built notebooks lets a good one pass and names what is wrong with a bad one."""

from __future__ import annotations

import copy

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from notebooks.building.rules import RULES_FOR_A_CHAPTER, RULES_FOR_ALL, complaints_about

PICTURE = {"image/png": "iVBORw0KGgo=", "text/plain": "a line"}


def good_notebook() -> nbformat.NotebookNode:
    shown = new_output("display_data", data=PICTURE, metadata={"image/png": {"alt": "a line that rises"}})
    printed = new_output("stream", name="stdout", text="accuracy: 0.97\n")
    code = [
        new_code_cell('import sys\n\nif "google.colab" in sys.modules:\n    %pip install -q dlcourse'),
        new_code_cell("dl.setup(seed=1)", metadata={"tags": ["nbval-ignore-output"]}),
        new_code_cell("steps = 2", metadata={"tags": ["parameters"]}),
        new_code_cell("show()", outputs=[shown, printed]),
    ]
    for count, cell in enumerate(code, start=1):
        cell.execution_count = count
    return new_notebook(
        cells=[new_markdown_cell("# Title\n\n[![Colab](https://example.org/a.svg)](b)"), *code]
    )


def test_a_good_notebook_has_nothing_said_about_it(tmp_path):
    assert complaints_about(good_notebook(), tmp_path, RULES_FOR_A_CHAPTER) == []


def spoil(notebook, how):
    title, colab, setup, parameters, shown = notebook.cells
    display, printed = shown.outputs
    if how == "not run in order":
        shown.execution_count = 9
    elif how == "error":
        shown.outputs.append(new_output("error", ename="ValueError", evalue="wrong shape", traceback=[]))
    elif how == "stderr":
        printed.name = "stderr"
    elif how == "widget state":
        notebook.metadata.widgets = {}
    elif how == "widget view":
        display.data["application/vnd.jupyter.widget-view+json"] = {"model_id": "1"}
    elif how == "picture without alt":
        display.metadata = {}
    elif how == "blank alt":
        display.metadata["image/png"].alt = "  "
    elif how == "html picture without alt":
        display.data["text/html"] = '<img src="data:image/png;base64,AAAA">'
    elif how == "markdown picture without alt":
        title.source += "\n\n![](https://example.org/picture.png)"
    elif how == "missing picture":
        title.source += "\n\n![a neuron](images/neuron.png)"
    elif how == "path":
        printed.text = "saved to /home" + "/ada/model.keras"
    elif how == "windows path":
        printed.text = "saved to C:" + "\\Users\\ada"
    elif how == "path in source":
        shown.source = 'load("/tmp' + '/digits.npz")'
    elif how == "address":
        printed.text = "<Sequential at 0x7f3a5c0d1e20>"
    elif how == "no title":
        title.source = "Some words"
    elif how == "two setups":
        shown.source = "dl.setup(seed=2)"
    elif how == "setup compared":
        setup.metadata.tags = []
    elif how == "no colab cell":
        colab.source = "import sys"
    elif how == "tensorflow installed":
        colab.source += "\n    %pip install tensorflow"
    elif how == "no parameters":
        parameters.metadata.tags = []
    elif how == "long cell":
        shown.source = "\n".join(f"a{line} = {line}" for line in range(26))
    elif how == "large":
        display.data["image/png"] = "A" * 400_000


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ("not run in order", "not run once each, from the first to the last"),
        ("error", "ends in ValueError: wrong shape"),
        ("stderr", "writes to stderr: accuracy: 0.97"),
        ("widget state", "carries widget state"),
        ("widget view", "stores a widget"),
        ("picture without alt", "without an alt text in its metadata"),
        ("blank alt", "without an alt text in its metadata"),
        ("html picture without alt", "has an <img> without an alt text"),
        ("markdown picture without alt", "shows https://example.org/picture.png without an alt text"),
        ("missing picture", "shows images/neuron.png, which is not there"),
        ("path", "prints a path of this machine"),
        ("windows path", "prints a path of this machine"),
        ("path in source", "holds a path of some machine"),
        ("address", "prints a memory address: 0x7f3a5c0d1e20"),
        ("no title", "must open with its title"),
        ("two setups", "must call dl.setup() in exactly one cell, it does so in 2"),
        ("setup compared", "needs the tag nbval-ignore-output"),
        ("no colab cell", "must install dlcourse on Colab"),
        ("tensorflow installed", "Colab's own must stay"),
        ("no parameters", "exactly one code cell must carry the tag parameters, here 0 do"),
        ("long cell", "has 26 lines; 25 are allowed"),
        ("large", "less than 400 kB are allowed"),
    ],
)
def test_what_is_wrong_is_said_in_one_sentence(how, said, tmp_path):
    notebook = copy.deepcopy(good_notebook())
    spoil(notebook, how)
    (complaint,) = complaints_about(notebook, tmp_path, RULES_FOR_A_CHAPTER)
    assert said in complaint


def test_a_picture_that_is_there_is_fine(tmp_path):
    notebook = good_notebook()
    notebook.cells[0].source += "\n\n![a neuron](neuron.png)"
    (tmp_path / "neuron.png").write_bytes(b"")
    assert complaints_about(notebook, tmp_path, RULES_FOR_A_CHAPTER) == []


@pytest.mark.parametrize("how", ["no colab cell", "no parameters"])
def test_what_is_no_chapter_needs_no_chapters_parts(how, tmp_path):
    notebook = good_notebook()
    spoil(notebook, how)
    assert complaints_about(notebook, tmp_path, RULES_FOR_ALL) == []


@pytest.mark.parametrize("how", ["no title", "two setups", "error", "stderr", "picture without alt", "large"])
def test_all_else_is_asked_of_every_notebook(how, tmp_path):
    notebook = good_notebook()
    spoil(notebook, how)
    assert len(complaints_about(notebook, tmp_path, RULES_FOR_ALL)) == 1
