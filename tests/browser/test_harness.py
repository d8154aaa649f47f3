"""The harness itself, on a widget of its own: what the other browser tests rely on."""

from __future__ import annotations

import pytest

from .notebook_page import open_notebook as open_page
from .notebook_page import wait_until

COUNTER = '''
import anywidget, ipywidgets, traitlets

class Counter(anywidget.AnyWidget):
    _esm = """
    function render({ model, el }) {
      el.classList.add("dlc-lab");
      const button = document.createElement("button");
      button.textContent = "Count";
      button.addEventListener("click", () => model.send({ kind: "count" }));
      const status = document.createElement("output");
      status.setAttribute("role", "status");
      const show = () => { status.textContent = `count ${model.get("count")}`; };
      model.on("change:count", show);
      show();
      el.append(button, status);
    }
    export default { render };
    """
    count = traitlets.Int(0).tag(sync=True)

    def __init__(self):
        super().__init__()
        self.on_msg(self._hear)

    def _hear(self, _, content, buffers):
        self.count += 1

counter = Counter()
display(counter)
'''


def test_a_cell_runs_and_shows_its_output(open_notebook):
    notebook = open_notebook(["word = 'shown'", "print(word, 6 * 7)"])
    notebook.run_all()
    assert "shown 42" in notebook.output(1).inner_text()


def test_a_widget_talks_to_its_kernel_and_back(open_notebook):
    notebook = open_notebook([COUNTER])
    notebook.run_all()
    status = notebook.lab().get_by_role("status")
    notebook.lab().get_by_role("button", name="Count").click()
    wait_until(lambda: status.inner_text() == "count 1", "the page shows the kernel's count")
    assert notebook.evaluate("counter.count") == 1
    assert notebook.console_errors == []


def test_an_endless_cell_is_interrupted_and_the_kernel_lives(open_notebook):
    notebook = open_notebook(["seen = 0\nwhile True: seen += 1", "print('alive')"])
    notebook.run_cell(0, wait=False)
    notebook.page.wait_for_timeout(500)  # an endless loop shows no sign of its own that it has begun
    notebook.interrupt_kernel()
    notebook.wait_for_cell(0)
    assert "KeyboardInterrupt" in notebook.output(0).inner_text()
    notebook.run_cell(1)
    assert "alive" in notebook.output(1).inner_text()


def test_a_restarted_kernel_has_forgotten(open_notebook):
    notebook = open_notebook(["word = 'kept'"])
    notebook.run_cell(0)
    notebook.restart_kernel()
    assert notebook.evaluate("'word' in globals()") is False
    notebook.run_cell(0)
    assert notebook.evaluate("word") == "kept"


def test_the_next_notebook_has_the_same_kernel_with_nothing_in_it(browser, jupyter):
    first = open_page(jupyter, browser, "first-of-two", ["word = 'kept'", COUNTER])
    first.run_all()
    kernel = jupyter.kernel_of(first.path)
    first.close()
    second = open_page(jupyter, browser, "second-of-two", ["print('a', 'first', 'cell')"])
    second.run_all()
    assert jupyter.kernel_of(second.path) == kernel
    assert "a first cell" in second.output(0).inner_text() and "[1]" in second.cell(0).inner_text()
    assert second.evaluate("'word' in globals() or 'Counter' in globals()") is False
    assert second.evaluate("len(__import__('ipywidgets').Widget.widgets)") == 0
    second.close(keep_kernel=False)
    assert kernel not in [session["kernel"]["id"] for session in jupyter.request("GET", "/api/sessions")]


def test_a_kernel_that_does_not_come_to_an_end_is_ended(browser, jupyter):
    notebook = open_page(jupyter, browser, "endless", ["while True: pass"], fresh=True)
    kernel = jupyter.kernel_of(notebook.path)
    notebook.run_cell(0, wait=False)
    notebook.page.wait_for_timeout(500)
    notebook.close()
    assert kernel not in [session["kernel"]["id"] for session in jupyter.request("GET", "/api/sessions")]


def test_a_saved_notebook_reopens_with_its_outputs_and_its_kernel(open_notebook):
    notebook = open_notebook(["number = 7\nprint('seven')"])
    notebook.run_cell(0)
    saved = notebook.save()
    assert "seven" in "".join(saved["cells"][0]["outputs"][0]["text"])
    notebook.close_tab()
    assert notebook.evaluate("number") == 7
    notebook.reopen()
    assert "seven" in notebook.output(0).inner_text()


def test_the_kernel_believes_a_browser_is_attached(open_notebook):
    notebook = open_notebook(["import os"])
    notebook.run_cell(0)
    assert notebook.evaluate("os.environ.get('DLCOURSE_HEADLESS')") is None


def test_dark_is_dark(open_notebook, jupyter):
    if jupyter.kind == "classic":
        pytest.skip("classic Notebook has no dark theme")
    notebook = open_notebook(["1"], theme="dark")
    assert notebook.page.evaluate("document.body.dataset.jpThemeLight") == "false"
    light = open_notebook(["1"])
    assert light.page.evaluate("document.body.dataset.jpThemeLight") == "true"
