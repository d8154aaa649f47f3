"""The kernel of a notebook, asked past the page that shows it."""

from __future__ import annotations

import ast
import queue
import time
from typing import Any

from .server import JupyterServer

SECONDS = 120  # for what needs a kernel, which may be importing TensorFlow on a busy machine


class KernelConnection:
    """A connection of its own to the kernel of the notebook at `path`; works without the page, too."""

    def __init__(self, server: JupyterServer, path: str) -> None:
        self._server, self._path = server, path
        self._client: Any = None

    def evaluate(self, expression: str, seconds: float = SECONDS) -> Any:
        """The value of a Python expression in the notebook's kernel.

        The value must be a literal (numbers, strings, lists, dicts of them). A raised exception comes back as
        RuntimeError.
        """
        answer = self._execute("", {"value": expression}, seconds)
        result = answer["user_expressions"]["value"]
        if result["status"] != "ok":
            raise RuntimeError(f"{expression}: {result['ename']}: {result['evalue']}")
        return ast.literal_eval(result["data"]["text/plain"])

    def execute(self, code: str, seconds: float = SECONDS) -> None:
        """Run Python statements in the notebook's kernel, showing nothing."""
        answer = self._execute(code, {}, seconds)
        if answer["status"] != "ok":
            raise RuntimeError(f"{code}: {answer['ename']}: {answer['evalue']}")

    def kernel(self) -> str:
        """The kernel's id. Raises RuntimeError where there is none."""
        kernel = self._server.kernel_of(self._path)
        if kernel is None:
            raise RuntimeError(f"{self._path} has no kernel")
        return kernel

    def drop(self) -> None:
        """Hang up; what is asked next connects again, to the kernel that there is then."""
        if self._client is not None:
            self._client.stop_channels()
            self._client = None

    def _execute(self, code: str, expressions: dict[str, str], seconds: float) -> dict[str, Any]:
        client = self._connect()
        request = client.execute(code, silent=True, store_history=False, user_expressions=expressions)
        deadline = time.monotonic() + seconds
        while True:
            try:
                answer = client.get_shell_msg(timeout=max(0.1, deadline - time.monotonic()))
            except queue.Empty:
                raise TimeoutError(
                    f"no answer from the kernel within {seconds} s: {code} {expressions}"
                ) from None
            if answer["parent_header"].get("msg_id") == request:
                return answer["content"]

    def _connect(self) -> Any:
        if self._client is None:
            from jupyter_client import BlockingKernelClient

            file = self._server.runtime / f"kernel-{self.kernel()}.json"
            client = BlockingKernelClient(connection_file=str(file))
            client.load_connection_file()
            client.start_channels(iopub=False, stdin=False, hb=False)
            self._client = client
        return self._client
