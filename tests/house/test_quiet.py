"""Standard error is kept away while libraries start, and comes back whole."""

from __future__ import annotations

import logging
import os
import subprocess
import sys

import pytest

from dlcourse import quiet

WRITE_BOTH_WAYS = """
import os, sys
from dlcourse import quiet
with quiet.standard_error():
    os.write(2, b"from C\\n")
    print("from Python", file=sys.stderr)
    {inside}
os.write(2, b"later from C\\n")
print("later from Python", file=sys.stderr)
print("on stdout")
"""


def run(code: str, shell_suffix: str = "") -> subprocess.CompletedProcess[str]:
    if shell_suffix:
        command = ["sh", "-c", f'exec "$0" -c "$1" {shell_suffix}', sys.executable, code]
    else:
        command = [sys.executable, "-c", code]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_both_ways_of_writing_are_caught_and_given_back():
    done = run(WRITE_BOTH_WAYS.format(inside="pass"))
    assert done.returncode == 0
    assert sorted(done.stderr.splitlines()) == ["later from C", "later from Python"]


def test_what_was_caught_is_written_after_all_when_the_block_raises():
    done = run(WRITE_BOTH_WAYS.format(inside="raise RuntimeError('broken wheel')"))
    assert done.returncode == 1
    lines = done.stderr.splitlines()
    assert {"from C", "from Python"} <= set(lines)
    assert lines[-1] == "RuntimeError: broken wheel"


@pytest.mark.skipif(os.name == "nt", reason="closes descriptor 2 with a POSIX shell")
def test_a_process_without_standard_error_runs_on():
    until_then = WRITE_BOTH_WAYS.split('os.write(2, b"later')[0]
    done = run(until_then.format(inside="pass") + "print('on stdout')", "2>&-")
    assert (done.returncode, done.stdout) == (0, "on stdout\n")


def test_no_descriptor_is_left_open():
    def highest() -> int:
        descriptor = os.open(os.devnull, os.O_RDONLY)
        os.close(descriptor)
        return descriptor

    before = highest()
    for _ in range(20):
        with quiet.standard_error():
            pass
    assert highest() == before


def test_a_log_handler_made_meanwhile_writes_to_standard_error_afterwards(capfd):
    logger = logging.getLogger("dlcourse.test_quiet")
    with quiet.standard_error():
        logger.addHandler(logging.StreamHandler())
    logger.warning("heard again")
    logger.handlers.clear()
    assert capfd.readouterr().err == "heard again\n"
