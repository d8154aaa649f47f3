"""A text as tokens with a shade for each, and where each attends."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...errors import CourseError, number, one_of
from ...plots.scales import numbers_in, signed_limit
from ...plots.tokens import (
    TOKEN_SCALES,
    TokenScale,
    describe_tokens,
    ends_of_scale,
    read_tokens,
    read_values,
    token_shades,
    value_words,
    visible,
)
from ..frames import quantize
from ..page_widget import script, static
from .base import Panel, View

MOST_WEIGHTED = 100  # tokens with weights between all of them: 10 kB


class Tokens(Panel):
    """A text as tokens, the darker the larger the value of each; hover or focus shows the number.

    The snapshot holds a list of tokens. It may hold a value for each, and weights of shape (n, n), of which
    row i says how much token i attends to each token: then the shades are those of the token that the reader
    points at or moves to, and of its values where there is none.

    Arguments:
        tokens, values, weights: the snapshot's names for these.
        scale: "magnitude" for values ≥ 0, such as attention or losses; "signed" for blue below 0 and orange
            above.
        limit: the value that has the darkest shade; by default the largest magnitude in each snapshot.
        value_name: what the values are, such as "loss".
        weight_name: what the weights are, such as "attention".
        title: the heading.

    Raises:
        CourseError: for an unknown scale, or a limit that is not > 0.
    """

    _script = script("shared.js", "scales.js", "tokens.js")
    _css = static("tokens.css")
    still_width = 1.4

    def __init__(
        self,
        tokens: str = "tokens",
        *,
        values: str = "values",
        weights: str = "weights",
        scale: TokenScale = "magnitude",
        limit: float | None = None,
        value_name: str = "value",
        weight_name: str = "attention",
        title: str = "Token by token",
    ):
        super().__init__(kind="tokens", panel_id="tokens", title=title)
        self.tokens, self.values, self.weights = tokens, values, weights
        self.scale = one_of("scale", scale, TOKEN_SCALES)
        self.limit = None if limit is None else number("limit", limit, above=0)
        self.value_name, self.weight_name = value_name, weight_name

    def frame(self, view: View) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
        """The tokens as they are shown, a shade and a number for each, and the weights as bytes."""
        texts, values, weights = self._shown(view)
        plain: dict[str, Any] = {"alt": self.describe(view), "tokens": []}
        if not texts:
            return plain, {}
        shown = [visible(text) for text in texts]
        plain |= {
            "tokens": [text for text, _ in shown], "scale": self.scale, "value_name": self.value_name,
            "weight_name": self.weight_name, "numbers": self._numbers(values),
            "special": [i for i, (_, is_special) in enumerate(shown) if is_special],
            "breaks": [i for i, text in enumerate(texts) if text.endswith("\n")],
        }  # fmt: skip
        low = 0.0 if self.scale == "magnitude" else -1.0
        shades = token_shades(values, self.scale, self.limit)
        arrays = {
            "shades": quantize(np.nan_to_num(shades), low, 1.0),
            "known": np.isfinite(shades).astype("uint8"),
        }
        if plain["numbers"]:
            plain["ends"] = ends_of_scale(self.scale, signed_limit(self.limit, values), self.value_name)
        if weights is None:
            return plain, arrays
        plain["top"] = top = signed_limit(None, weights)
        plain["weight_ends"] = ends_of_scale("magnitude", top, self.weight_name)
        return plain, arrays | {"weights": quantize(np.nan_to_num(weights), 0.0, top)}

    def draw(self, axes: Any, view: View) -> None:
        """The same tokens with matplotlib; where there are only weights, as the last token attends."""
        from ...plots.tokens import draw_tokens

        texts, values, weights = self._shown(view)
        if not texts:
            axes.set_axis_off()
            return
        focus = len(texts) - 1 if weights is not None and np.isnan(values).all() else None
        shown = values if focus is None else weights[focus]
        draw_tokens(axes, texts, shown, scale=self.scale, limit=self.limit, focus=focus)

    def describe(self, view: View) -> str:
        """How many tokens there are, how they begin, and which have the largest values."""
        texts, values, weights = self._shown(view)
        if not texts:
            return "No tokens yet."
        if weights is not None and np.isnan(values).all():
            return describe_tokens(texts, weights[-1], self.weight_name, len(texts) - 1)
        return describe_tokens(texts, values, self.value_name, None)

    def _numbers(self, values: np.ndarray) -> list[str]:
        return [] if np.isnan(values).all() else [value_words(value) for value in values]

    def _shown(self, view: View) -> tuple[list[str], np.ndarray, np.ndarray | None]:
        given = view.snapshot.get(self.tokens)
        if given is None or len(given) == 0:
            return [], np.zeros(0), None
        texts = read_tokens(given)
        values = read_values(view.snapshot.get(self.values), len(texts))
        weights = view.snapshot.get(self.weights)
        if weights is None:
            return texts, values, None
        n = len(texts)
        read = numbers_in("weights", weights, dimensions=(2,), shapes=f"of shape ({n}, {n})")
        if read.shape != (n, n):
            raise CourseError(f"weights must have shape ({n}, {n}), a row for each token; got {read.shape}")
        if n > MOST_WEIGHTED:
            raise CourseError(f"tokens must be at most {MOST_WEIGHTED} where they have weights, got {n}")
        return texts, values, np.clip(read, 0, None)
