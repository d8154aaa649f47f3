"""What there is to know about a model that ships with the course."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, repr=False)
class Card:
    """One model: what it answers, what it was trained on, how well it does, and its file.

    Attributes:
        name: what `load` calls it; its module and its file bear the same name.
        title: what it does, in a few words.
        input_shape: the shape of one input.
        class_names: what its outputs stand for, in their order.
        trained_on: the data, all of it.
        score: what was measured, and on what.
        seed: what its script was run with.
        size: bytes of the file with its weights.
        checksum: SHA-256 of that file, in hexadecimal.
    """

    name: str
    title: str
    input_shape: tuple[int, ...]
    class_names: tuple[str, ...]
    trained_on: str
    score: str
    seed: int
    size: int
    checksum: str

    @property
    def script(self) -> str:
        """The command that trains it again."""
        return f"python -m dlcourse.pretrained.{self.name}"

    @property
    def file(self) -> str:
        """The name of the file with its weights."""
        return f"{self.name}.npz"

    def __repr__(self) -> str:
        shape = " × ".join(map(str, self.input_shape))
        rows = {
            "input": f"{shape} numbers from 0 to 1",
            "answers": ", ".join(self.class_names),
            "trained on": self.trained_on,
            "score": self.score,
            "script": f"{self.script} (seed {self.seed})",
            "weights": f"{self.file}, {self.size:,} bytes",
        }
        return "\n".join(
            [f"{self.name}: {self.title}", *(f"  {key:<12}{text}" for key, text in rows.items())]
        )
