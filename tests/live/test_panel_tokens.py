"""Tokens with their shades: what goes to the page, what is made visible, the still and the words."""

from __future__ import annotations

import numpy as np
import pytest

from dlcourse import live, plots
from dlcourse.errors import CourseError
from dlcourse.live.history import History
from dlcourse.plots.scales import SEQUENTIAL

TEXT = ["<start>", "The", " cat", " sat", "\n", "[MASK]"]
LOSSES = [0.0, 1.0, 2.0, 4.0, 0.5, np.nan]


def view(**snapshot):
    return live.View({"step": 0, **snapshot}, History())


def test_a_frame_has_a_shade_and_a_number_for_each_token():
    plain, arrays = live.Tokens(value_name="loss").frame(view(tokens=TEXT, values=LOSSES))
    assert plain["tokens"] == ["<start>", "The", "␣cat", "␣sat", "↵", "[MASK]"]
    assert plain["special"] == [0, 5] and plain["breaks"] == [4]
    assert arrays["shades"].tolist()[:5] == [0, 64, 128, 255, 32]
    assert arrays["known"].tolist() == [1, 1, 1, 1, 1, 0]
    assert plain["numbers"] == ["0", "1", "2", "4", "0.5", "not a finite number"]
    assert plain["ends"] == ["loss 0", "4"]
    assert plain["alt"] == (
        "6 tokens: <start> The ␣cat ␣sat ↵ [MASK]. Largest loss: “␣sat” 4, “␣cat” 2, “The” 1."
    )


def test_a_limit_holds_the_shades_where_they_are():
    _, arrays = live.Tokens(limit=8).frame(view(tokens=["a", "b"], values=[4, 16]))
    assert arrays["shades"].tolist() == [128, 255]


def test_signed_values_go_to_both_sides():
    plain, arrays = live.Tokens(scale="signed").frame(view(tokens=["a", "b", "c"], values=[-2, 0, 1]))
    assert arrays["shades"].tolist() == [0, 128, 191] and plain["ends"] == ["value −2", "2"]


def test_weights_go_along_as_bytes():
    weights = np.array([[0.5, 0.5, 0.0], [0.25, 0.75, 0.0], [0.0, 0.0, 1.0]])
    plain, arrays = live.Tokens().frame(view(tokens=["a", "b", "c"], weights=weights))
    np.testing.assert_allclose(arrays["weights"] / 255 * plain["top"], weights, atol=0.002)
    assert (
        plain["numbers"] == [] and not arrays["known"].any() and plain["weight_ends"] == ["attention 0", "1"]
    )
    assert plain["alt"] == "3 tokens: a b c. Largest attention, seen from “c”: “c” 1, “a” 0, “b” 0."


@pytest.mark.parametrize(
    ("token", "shown"),
    [
        (" ", "␣"), ("  ", "␣␣"), ("", "∅"), ("\n", "↵"), ("\t", "⇥"), (" a b ", "␣a b␣"), ("a\nb", "a↵b"),
        ("<|endoftext|>", "<|endoftext|>"), ("é", "é"),
    ],
)  # fmt: skip
def test_what_would_not_be_seen_is_shown_by_a_sign(token, shown):
    assert live.Tokens().frame(view(tokens=[token]))[0]["tokens"] == [shown]


@pytest.mark.parametrize(
    ("token", "is_special"),
    [
        ("<pad>", True),
        ("[MASK]", True),
        ("<|endoftext|>", True),
        ("a<b", False),
        ("[1]", False),
        ("<>", False),
    ],
)
def test_special_tokens_are_told_from_text(token, is_special):
    plain, _ = live.Tokens().frame(view(tokens=["a", token]))
    assert plain["special"] == ([1] if is_special else [])


def drawn(axes):
    return {text.get_text(): patch for text, patch in zip(axes.texts, axes.patches, strict=True)}


def test_the_still_has_the_same_shades():
    axes = plots.new_figure(500, 200).subplots()
    live.Tokens().draw(axes, view(tokens=TEXT, values=LOSSES))
    boxes = drawn(axes)
    assert list(boxes) == ["<start>", "The", "␣cat", "␣sat", "↵", "[MASK]"]
    for name, shade in (("␣sat", 1.0), ("␣cat", 0.5), ("<start>", 0.0)):
        np.testing.assert_allclose(boxes[name].get_facecolor(), SEQUENTIAL(shade), atol=0.01)
    assert boxes["[MASK]"].get_y() > boxes["↵"].get_y() == boxes["The"].get_y(), "a line end ends the line"


def test_the_still_of_weights_shows_what_the_last_token_attends_to():
    axes = plots.new_figure(500, 200).subplots()
    live.Tokens().draw(axes, view(tokens=["a", "b"], weights=[[1.0, 0.0], [0.25, 0.5]]))
    np.testing.assert_allclose(drawn(axes)["a"].get_facecolor(), SEQUENTIAL(0.5), atol=0.01)
    assert drawn(axes)["b"].get_linewidth() > drawn(axes)["a"].get_linewidth()


def test_a_paragraph_wraps_within_the_picture():
    words = [f" word{i}" for i in range(60)]
    picture = plots.tokens(words, np.arange(60), value_name="loss", title="Where?")
    axes = picture.figure.axes[0]
    rows = {patch.get_y() for patch in axes.patches}
    assert len(rows) > 5 and all(p.get_x() + p.get_width() <= axes.get_xlim()[1] for p in axes.patches)
    picture.figure.canvas.draw()
    for text, patch in zip(axes.texts, axes.patches, strict=True):
        inside, around = text.get_window_extent(), patch.get_window_extent()
        assert around.x0 < inside.x0 and inside.x1 < around.x1
    assert "Largest loss: “␣word59” 59" in picture.alt


@pytest.mark.parametrize(
    ("snapshot", "words"),
    [
        ({"tokens": ["a"], "values": [1, 2]}, "values must hold 1 numbers, one for each token, got 2"),
        ({"tokens": "abc"}, "tokens must be a list of texts"),
        ({"tokens": ["a"] * 401}, "tokens must hold 1 to 400 texts, got 401"),
        ({"tokens": ["a", "b"], "weights": [[1.0, 2.0]]}, r"weights must have shape \(2, 2\)"),
        ({"tokens": ["a"] * 101, "weights": np.ones((101, 101))}, "tokens must be at most 100"),
    ],
)
def test_what_does_not_fit_is_said_in_words(snapshot, words):
    with pytest.raises(CourseError, match=words):
        live.Tokens().frame(view(**snapshot))


def test_bad_options_are_refused():
    with pytest.raises(CourseError, match="scale must be one of magnitude, signed"):
        live.Tokens(scale="loud")
    with pytest.raises(CourseError, match="limit must be a number > 0"):
        live.Tokens(limit=0)


def test_no_text_yet_is_no_error():
    panel = live.Tokens()
    plain, arrays = panel.frame(view())
    assert plain["alt"] == "No tokens yet." and arrays == {}
    panel.draw(plots.new_figure(300, 100).subplots(), view(tokens=[]))
