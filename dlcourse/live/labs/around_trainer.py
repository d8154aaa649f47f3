"""What steppables share that look at more than the trainer inside them does."""

from __future__ import annotations

from typing import Any

from ..trainer import Trainer
from ..weights import Memory


class AroundTrainer:
    """A steppable around a `Trainer`, in `trainer`: it trains as that does, and says more in `advance`."""

    trainer: Trainer

    @property
    def model(self) -> Any:
        """The learner's model."""
        return self.trainer.model

    @property
    def seed(self) -> int:
        """What draws the order of the examples, and the weights of later runs."""
        return self.trainer.seed

    @property
    def note(self) -> str:
        """Why training is slow, where it is; see `Trainer`."""
        return self.trainer.note

    def step(self, k: int = 1) -> None:
        """Take `k` optimizer steps, one batch each."""
        self.trainer.step(k)

    def snapshot(self) -> dict[str, Any]:
        """Where training stands: what `advance` says, without a step."""
        return self.advance(0)

    def advance(self, k: int = 1) -> dict[str, Any]:
        """`step(k)` and then `snapshot()`, in one compiled call where there is one."""
        return self.trainer.advance(k)

    def reset(self, same_seed: bool = True) -> None:
        """Back to step 0, to the same weights or to others; see `Trainer.reset`."""
        self.trainer.reset(same_seed)

    def memory(self) -> Memory:
        """What it takes to return to the present step."""
        return self.trainer.memory()

    def restore(self, memory: Memory) -> None:
        """Return to the step of `memory`; see `Trainer.restore`."""
        self.trainer.restore(memory)
