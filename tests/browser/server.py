"""A Jupyter server for one test session: empty root, own configuration, a free port on the loopback."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from importlib import metadata
from pathlib import Path
from typing import Any

CHECKOUT = Path(__file__).resolve().parents[2]
START_SECONDS = 120
SPARE = "spare-"  # how the path of a kept kernel begins

# Kernels listen on sockets in the file system where there are such: of the ports that Jupyter picks for a new
# kernel, another process may have one by the time it starts, and then it hangs. Their paths must be short.
SHORT = None if sys.platform == "win32" else "/tmp"
KERNELS = [] if sys.platform == "win32" else ["--KernelManager.transport=ipc"]

# What a reader's page does not need and a test cannot bear: saving behind its back, outputs that leave the
# document when scrolled away, questions about news.
LAB_SETTINGS = {
    "@jupyterlab/docmanager-extension:plugin": {"autosave": False},
    "@jupyterlab/notebook-extension:tracker": {"windowingMode": "none", "kernelShutdown": False},
    "@jupyterlab/apputils-extension:notification": {
        "fetchNews": "false",
        "checkForUpdates": False,
        "doNotDisturbMode": True,
    },
}
# What the server would look up while a page that opens waits for it, half a second long: whether JupyterLab
# must be built anew, and which formats a notebook can be exported to.
PAGE_SETTINGS = {
    "buildCheck": False,
    "buildAvailable": False,
    "disabledExtensions": {"@jupyterlab/notebook-extension:export": True},
}


class NoServer(RuntimeError):
    """This Python has neither JupyterLab nor the classic Notebook."""


def page_kind() -> str:
    """`"lab"` where JupyterLab is installed, `"classic"` where Notebook 6 is.

    Raises:
        NoServer: where neither is.
    """
    try:
        metadata.version("jupyterlab")
        return "lab"
    except metadata.PackageNotFoundError:
        pass
    try:
        if int(metadata.version("notebook").split(".")[0]) < 7:
            return "classic"
    except metadata.PackageNotFoundError:
        pass
    raise NoServer("neither jupyterlab nor notebook < 7 is installed beside this Python")


class JupyterServer:
    """A running Jupyter server.

    Attributes:
        kind: "lab" for JupyterLab, "classic" for Notebook 6.
        url: its address.
        root: the folder of its notebooks.
        runtime: the folder with the connection files of its kernels.
    """

    def __init__(self, folder: Path) -> None:
        self.kind = page_kind()
        self.root = folder / "root"
        self._short = tempfile.TemporaryDirectory(dir=SHORT, prefix="dlc-")
        self.runtime = Path(self._short.name)
        self._log_path = folder / "server.log"
        for path in (self.root, folder / "config" / "labconfig", folder / "data"):
            path.mkdir(parents=True)
        labconfig = folder / "config" / "labconfig"
        for name, settings in (("default_setting_overrides", LAB_SETTINGS), ("page_config", PAGE_SETTINGS)):
            (labconfig / f"{name}.json").write_text(json.dumps(settings), encoding="utf-8")
        _write_kernel_spec(folder / "data")
        self.port = _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        with self._log_path.open("wb") as log:
            self._process = subprocess.Popen(
                _command(self.kind, self.root, self.port),
                env=_environment(folder, self.runtime),
                cwd=self.root,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._wait()

    def request(self, method: str, path: str, body: Any = None) -> Any:
        """One call of the server's REST interface; returns the decoded answer, None where it is empty."""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.url}{path}", data=data, method=method)
        with urllib.request.urlopen(request, timeout=30) as answer:
            content = answer.read()
        return json.loads(content) if content else None

    def use_theme(self, theme: str) -> None:
        """Choose the theme of pages opened from now on (classic Notebook has one only)."""
        if self.kind == "lab":
            name = {"light": "JupyterLab Light", "dark": "JupyterLab Dark"}[theme]
            self.prefer("@jupyterlab/apputils-extension:themes", theme=name)

    def prefer(self, plugin: str, **settings: Any) -> None:
        """Set a reader's preferences for a plugin of JupyterLab, in place of earlier ones."""
        if self.kind == "lab":
            self.request("PUT", f"/lab/api/settings/{plugin}", {"raw": json.dumps(settings)})

    def kernel_of(self, path: str) -> str | None:
        """Id of the kernel that runs the notebook at `path`, None where there is none."""
        return next((session["kernel"]["id"] for session in self._sessions(path)), None)

    def keep_kernel(self, path: str) -> None:
        """Let the next notebook have the kernel of the notebook at `path`, which has been emptied."""
        for session in self._sessions(path):
            self._move(session, f"{SPARE}{session['id']}.ipynb")

    def lend_kernel(self, path: str) -> None:
        """Give a kept kernel, if there is one, to the notebook at `path`, which no page has opened yet."""
        for session in self._sessions(SPARE)[:1]:
            self._move(session, path)

    def stop_kernels(self, path: str) -> None:
        """End the sessions of the notebook at `path`, and so their kernels."""
        for session in self._sessions(path):
            self.request("DELETE", f"/api/sessions/{session['id']}")

    def _sessions(self, path: str) -> list[dict[str, Any]]:
        """The sessions whose path begins with `path`: a notebook's, or those of all kept kernels."""
        return [each for each in self.request("GET", "/api/sessions") if each["path"].startswith(path)]

    def _move(self, session: dict[str, Any], path: str) -> None:
        self.request("PATCH", f"/api/sessions/{session['id']}", {"path": path, "name": path})

    def log(self) -> str:
        """What the server printed so far."""
        return self._log_path.read_text(encoding="utf-8", errors="replace")

    def close(self) -> None:
        """Stop the server; it ends its kernels itself."""
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
            try:
                self._process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait(timeout=20)
        self._short.cleanup()

    def _wait(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if self._process.poll() is not None:
                raise RuntimeError(f"the Jupyter server ended at once:\n{self.log()[-4000:]}")
            try:
                self.request("GET", "/api/status")
                return
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                time.sleep(0.1)
        self.close()
        raise RuntimeError(f"no Jupyter server after {START_SECONDS} s:\n{self.log()[-4000:]}")


def _write_kernel_spec(data: Path) -> None:
    """Name this very Python as the kernel python3, whatever kernels the machine knows besides."""
    folder = data / "kernels" / "python3"
    folder.mkdir(parents=True)
    argv = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    spec = {
        "argv": argv,
        "display_name": "Python 3",
        "language": "python",
        "metadata": {"debugger": False},
    }
    (folder / "kernel.json").write_text(json.dumps(spec), encoding="utf-8")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _environment(folder: Path, runtime: Path) -> dict[str, str]:
    environment = dict(os.environ)
    # A kernel of these tests has a browser attached and is no test itself.
    for name in ("DLCOURSE_HEADLESS", "DLCOURSE_TESTING", "JUPYTER_PATH", "JUPYTER_CONFIG_PATH"):
        environment.pop(name, None)
    older = environment.get("PYTHONPATH")
    environment.update(
        JUPYTER_CONFIG_DIR=str(folder / "config"),
        JUPYTER_DATA_DIR=str(folder / "data"),
        JUPYTER_RUNTIME_DIR=str(runtime),
        JUPYTERLAB_SETTINGS_DIR=str(folder / "lab" / "settings"),
        JUPYTERLAB_WORKSPACES_DIR=str(folder / "lab" / "workspaces"),
        IPYTHONDIR=str(folder / "ipython"),
        PYTHONPATH=os.pathsep.join([str(CHECKOUT), *([older] if older else [])]),
        PYDEVD_DISABLE_FILE_VALIDATION="1",
    )
    return environment


def _command(kind: str, root: Path, port: int) -> list[str]:
    if kind == "lab":
        return [
            sys.executable,
            "-m",
            "jupyterlab",
            "--no-browser",
            "--allow-root",
            "--expose-app-in-browser",
            "--ServerApp.ip=127.0.0.1",
            f"--ServerApp.port={port}",
            "--ServerApp.port_retries=0",
            f"--ServerApp.root_dir={root}",
            "--ServerApp.disable_check_xsrf=True",
            "--IdentityProvider.token=",
            "--PasswordIdentityProvider.password_required=False",
            "--LabApp.news_url=None",
            "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
            "--LabApp.extension_manager=readonly",
            *KERNELS,
        ]
    return [
        sys.executable,
        "-m",
        "notebook",
        "--no-browser",
        "--allow-root",
        "--ip=127.0.0.1",
        f"--port={port}",
        "--NotebookApp.port_retries=0",
        f"--notebook-dir={root}",
        "--NotebookApp.token=",
        "--NotebookApp.password=",
        "--NotebookApp.disable_check_xsrf=True",
        *KERNELS,
    ]
