"""Print a command that the README gives, for CI to run: `python .ci/readme_command.py test-linux`."""

from __future__ import annotations

import re
import sys
from pathlib import Path

README = Path(__file__).resolve().parents[1] / "README.md"


def command(name: str, readme: str) -> str:
    """The one line of code that follows the mark `<!-- command: name -->`.

    Raises:
        ValueError: if there is not exactly one such mark, with a block of exactly one line after it.
    """
    blocks = re.findall(
        rf"<!-- command: {re.escape(name)} -->\n```console\n(.*?)\n```", readme, flags=re.DOTALL
    )
    if len(blocks) != 1 or "\n" in blocks[0]:
        raise ValueError(
            f"README.md must give one line of command after <!-- command: {name} -->, got {blocks}"
        )
    return blocks[0]


if __name__ == "__main__":
    print(command(sys.argv[1], README.read_text(encoding="utf-8")))
