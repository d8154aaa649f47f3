"""A Jupyter server of its own for the browser tests, and the kernels in it; nothing of the user's is read."""

from __future__ import annotations

import ast
import importlib.util
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import nbformat

ROOT = Path(__file__).resolve().parents[2]
START = 120  # seconds that a server or kernel may take to start on a busy machine

LAB_SETTINGS = {
    # Cells outside of the window stay in the page, where a test looks for them.
    "notebook-extension/tracker": {"windowingMode": "none", "kernelShutdown": False},
    "docmanager-extension/plugin": {"autosave": False},
    "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
}


class JupyterServer:
    """JupyterLab where it is installed, the classic Notebook (before 7) otherwise; a context manager.

    Attributes:
        face: "lab" or "notebook", which page it serves.
        address: where, without a slash at the end.
    """

    def __init__(self) -> None:
        self.face = "lab" if importlib.util.find_spec("jupyterlab") else "notebook"
        self._folder = tempfile.TemporaryDirectory(prefix="dlcourse-jupyter-", ignore_cleanup_errors=True)
        self.home = Path(self._folder.name)
        self.notebooks = self.home / "notebooks"
        self.address = f"http://127.0.0.1:{_free_port()}"
        self._thread = ThreadPoolExecutor(max_workers=1)

    def __enter__(self) -> JupyterServer:
        self.notebooks.mkdir()
        self.set_theme("light")
        for name, settings in LAB_SETTINGS.items():
            self._write_settings(name, settings)
        self._log = (self.home / "server.log").open("w")
        self._process = subprocess.Popen(
            self._command(), env=self._environment(), cwd=self.home, stdout=self._log, stderr=self._log
        )
        deadline = time.monotonic() + START
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"the Jupyter server did not start:\n{self.log()}")
            time.sleep(0.1)
        return self

    def __exit__(self, *_: object) -> None:
        # Asked to end, it ends its kernels first.
        self._process.terminate()
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._thread.shutdown(wait=False, cancel_futures=True)
        self._log.close()
        self._folder.cleanup()

    def log(self) -> str:
        """What the server has written so far."""
        return (self.home / "server.log").read_text(errors="replace")

    def set_theme(self, theme: str) -> None:
        """The theme, "light" or "dark", of pages opened from now on; the classic Notebook has only one."""
        name = {"light": "JupyterLab Light", "dark": "JupyterLab Dark"}[theme]
        self._write_settings("apputils-extension/themes", {"theme": name})

    def write_notebook(self, name: str, cells: list[str]) -> Path:
        """A new notebook of these code cells, without outputs."""
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
        notebook.metadata["kernelspec"] = {
            "name": "python3",
            "display_name": "Python 3",
            "language": "python",
        }
        path = self.notebooks / name
        nbformat.write(notebook, path)
        return path

    def start_kernel(self) -> Kernel:
        """A fresh python3 kernel."""
        return Kernel(self, self.ask("POST", "/api/kernels", {"name": "python3"})["id"])

    def attach(self, name: str, kernel: Kernel) -> None:
        """Let the notebook called `name` run in `kernel`; several notebooks may share one."""
        session = {"path": name, "name": name, "type": "notebook", "kernel": {"id": kernel.id}}
        self.ask("POST", "/api/sessions", session)

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        """One request to the server's REST interface; returns its JSON answer, None where it is empty."""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.address + path, data, {"Content-Type": "application/json"})
        request.method = method
        with urllib.request.urlopen(request, timeout=START) as answer:
            content = answer.read()
        return json.loads(content) if content else None

    def in_thread(self, act: Any, *arguments: Any) -> Any:
        """Run `act` in the one thread for kernel clients: their event loop must not be Playwright's."""
        return self._thread.submit(act, *arguments).result(2 * START)

    def _answers(self) -> bool:
        try:
            self.ask("GET", "/api/kernels")
        except (urllib.error.URLError, ConnectionError):
            return False
        return True

    def _command(self) -> list[str]:
        port = self.address.rpartition(":")[2]
        if self.face == "notebook":
            application, module, folder = "NotebookApp", "notebook", "notebook_dir"
            more = ["--NotebookApp.token=", "--NotebookApp.password="]
        else:
            application, module, folder = "ServerApp", "jupyterlab", "root_dir"
            more = [
                "--IdentityProvider.token=",
                "--LabApp.expose_app_in_browser=True",
                f"--LabApp.user_settings_dir={self.home / 'settings'}",
                f"--LabApp.workspaces_dir={self.home / 'workspaces'}",
                "--LabApp.extension_manager=readonly",
            ]
        return [
            sys.executable, "-m", module, "--no-browser", "--allow-root",
            f"--{application}.ip=127.0.0.1", f"--{application}.port={port}", f"--{application}.port_retries=0",
            f"--{application}.{folder}={self.notebooks}", f"--{application}.disable_check_xsrf=True", *more,
        ]  # fmt: skip

    def _environment(self) -> dict[str, str]:
        """This process's environment, but with a browser attached and with empty Jupyter folders."""
        kept = {
            name: value
            for name, value in os.environ.items()
            if name not in ("DLCOURSE_HEADLESS", "DLCOURSE_TESTING") and not name.startswith("JUPYTER")
        }
        folders = {
            "JUPYTER_CONFIG_DIR": "config",
            "JUPYTER_DATA_DIR": "data",
            "JUPYTER_RUNTIME_DIR": "runtime",
            "IPYTHONDIR": "ipython",
        }
        kept |= {name: str(self.home / folder) for name, folder in folders.items()}
        kept["PYTHONPATH"] = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
        kept["PYDEVD_DISABLE_FILE_VALIDATION"] = "1"
        return kept

    def _write_settings(self, name: str, settings: dict[str, Any]) -> None:
        path = self.home / "settings" / "@jupyterlab" / f"{name}.jupyterlab-settings"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(settings))


class Kernel:
    """One kernel of the server, reached past every page: for what a test must know without touching the page."""

    def __init__(self, server: JupyterServer, id: str) -> None:
        self.id, self._server = id, server
        self._client: Any = None

    def execute(self, code: str) -> None:
        """Run `code`; raises RuntimeError with the kernel's own words if it fails there."""
        reply = self._server.in_thread(self._ask, code, {})
        if reply["status"] != "ok":
            raise RuntimeError("\n".join(reply.get("traceback", [reply["status"]])))

    def evaluate(self, expression: str) -> Any:
        """The value of an expression whose value JSON can carry."""
        code = f"__import__('json').dumps({expression})"
        reply = self._server.in_thread(self._ask, "", {"value": code})
        value = reply["user_expressions"]["value"]
        if value["status"] != "ok":
            raise RuntimeError(f"{expression}: {value['ename']}: {value['evalue']}")
        return json.loads(ast.literal_eval(value["data"]["text/plain"]))

    def shut_down(self) -> None:
        """End it."""
        self._server.in_thread(self._close)
        self._server.ask("DELETE", f"/api/kernels/{self.id}")

    def _ask(self, code: str, expressions: dict[str, str]) -> dict[str, Any]:
        if self._client is None:
            self._client = self._connect()
        # On the control channel's sibling: a shell of its own, so answers never mix with the page's.
        message = self._client.execute(
            code, silent=not expressions, store_history=False, user_expressions=expressions
        )
        deadline = time.monotonic() + START
        while time.monotonic() < deadline:
            reply = self._client.get_shell_msg(timeout=START)
            if reply["parent_header"].get("msg_id") == message:
                return reply["content"]
        raise TimeoutError(f"the kernel did not answer within {START} s")

    def _connect(self) -> Any:
        from jupyter_client.blocking import BlockingKernelClient

        path = self._server.home / "runtime" / f"kernel-{self.id}.json"
        client = BlockingKernelClient(connection_file=str(path))
        client.load_connection_file()
        client.start_channels(iopub=True, stdin=False, hb=False)
        client.wait_for_ready(timeout=START)
        return client

    def _close(self) -> None:
        if self._client is not None:
            self._client.stop_channels()
            self._client = None


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]
