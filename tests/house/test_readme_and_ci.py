"""What the README says is what CI runs, and what both name exists."""

from __future__ import annotations

import re
import runpy
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
CI = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
COMMANDS = ("start-linux", "start-windows", "test-linux", "test-windows")
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))


def command(name: str) -> str:
    return runpy.run_path(str(ROOT / ".ci" / "readme_command.py"))["command"](name, README)


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_is_one_line(name):
    assert "\n" not in command(name)


def test_the_windows_commands_do_what_the_others_do():
    def spelled_for_windows(line: str) -> str:
        line = (
            line.replace("python3 ", "python ")
            .replace(" && ", "; ")
            .replace(".venv/bin/", ".venv\\Scripts\\")
        )
        return line.replace("notebooks/", "notebooks\\")

    for what in ("start", "test"):
        assert spelled_for_windows(command(f"{what}-linux")) == command(f"{what}-windows")


def test_the_test_command_leaves_no_test_out():
    assert command("test-linux").endswith("/python -m pytest")


def test_two_marks_or_none_are_refused():
    read = runpy.run_path(str(ROOT / ".ci" / "readme_command.py"))["command"]
    for readme in ("", README + README):
        with pytest.raises(ValueError, match="one line of command after"):
            read("test-linux", readme)


def test_ci_runs_the_readmes_test_command():
    printed = subprocess.run(
        [sys.executable, ".ci/readme_command.py", "test-linux"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert printed.strip() == command("test-linux")
    assert ".ci/readme_command.py test-linux" in CI


def test_files_that_commands_and_pages_name_exist():
    named = {
        path
        for name in ("start-linux", "test-linux")
        for path in re.findall(r"\b[\w/]+\.(?:txt|ipynb)\b", command(name))
    }
    for page in ("README.md", "CONTRIBUTING.md"):
        text = (ROOT / page).read_text(encoding="utf-8")
        named |= {target for target in re.findall(r"\]\(([^)#:]+?)(?:#[^)]*)?\)", text) if target}
    assert "requirements.txt" in named
    assert [path for path in sorted(named) if not (ROOT / path).exists()] == []


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.name)
def test_workflows_parse_and_call_what_exists(workflow):
    content = yaml.safe_load(workflow.read_text(encoding="utf-8"))
    assert content["permissions"] == {"contents": "read"}
    runs = [step["run"] for job in content["jobs"].values() for step in job["steps"] if "run" in step]
    assert runs
    called = [path for run in runs for path in re.findall(r"(?<![\w/.])(?:\.ci|notebooks)/[\w.]+", run)]
    assert [path for path in called if not (ROOT / path).exists()] == []


def test_the_workflows_are_the_two_that_the_project_needs():
    texts = {path.name: path.read_text(encoding="utf-8") for path in WORKFLOWS}
    assert set(texts) == {"tests.yml", "gpu.yml"}
    assert "pull_request:" in texts["tests.yml"]
    assert "cron:" in texts["tests.yml"]
    assert "run: .ci/run\n" in texts["tests.yml"]
    assert "run: .ci/run lowest\n" in texts["tests.yml"]
    assert "DLCOURSE_PROFILE: full" in texts["gpu.yml"]


@pytest.mark.skipif(sys.platform == "win32", reason="the script is bash")
def test_ci_is_sound_bash_and_refuses_a_lane_it_does_not_have():
    subprocess.run(["bash", "-n", ".ci/run"], cwd=ROOT, check=True)
    done = subprocess.run([".ci/run", "nonsense"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "no lane nonsense; there are browser newest style colab offline lowest" in done.stderr
