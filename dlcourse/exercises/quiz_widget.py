"""A quiz to click through: plain ipywidgets that 7.7 and 8 share, with the still page as a fallback."""

from __future__ import annotations

import os
from importlib.resources import files
from typing import Any

import anywidget
import ipywidgets
from IPython.display import display

from . import page
from .exercise import Option, Question
from .quiz_still import as_html, as_text, heading, in_order

# ipywidgets cuts long options off at one line. The page's own colors hold in light and in dark themes.
STYLE = """<style>
.dlc-quiz { max-width: 46em; overflow: visible; }
.dlc-quiz .widget-html, .dlc-quiz .widget-html-content { height: auto; line-height: 1.5; }
.dlc-quiz .widget-html-content { white-space: normal; overflow-wrap: anywhere; font-size: 14px; }
.dlc-quiz .dlc-question { border-top: 1px solid BORDER; padding: 4px 0 12px; overflow: visible; }
.dlc-quiz .widget-radio { width: auto; height: auto; }
.dlc-quiz .widget-radio > .widget-label { display: none; }
.dlc-quiz .widget-radio-box { width: 100%; height: auto; margin: 0 !important; padding: 0; }
.dlc-quiz .widget-radio-box label, .dlc-quiz .widget-checkbox label {
  display: flex; align-items: flex-start; gap: 8px; width: 100%; height: auto; margin: 0; padding: 4px;
  line-height: 1.5; white-space: normal; overflow: visible; text-overflow: clip; overflow-wrap: anywhere;
  font-size: 14px; cursor: pointer;
  box-sizing: border-box; border-radius: 4px;
}
.dlc-quiz .widget-radio-box label:hover, .dlc-quiz .widget-checkbox label:hover { background: SHADE; }
.dlc-quiz .widget-radio-box label:focus-within, .dlc-quiz .widget-checkbox label:focus-within {
  outline: 2px solid #56b4e9;
}
.dlc-quiz .widget-radio-box input, .dlc-quiz .widget-checkbox input {
  position: static; order: -1; float: none; flex: none; align-self: flex-start; opacity: 1;
  width: 16px; height: 16px; margin: 2.5px 0 0;
}
.dlc-quiz .widget-checkbox { width: auto; height: auto; margin: 0; padding: 0; overflow: visible; }
.dlc-quiz .widget-checkbox label span { white-space: normal; line-height: 1.5; }
.dlc-quiz .widget-button {
  align-self: flex-start; width: auto; height: auto; min-height: 32px; margin: 6px 4px; padding: 0 16px;
  font-size: 14px; border: 1px solid BORDER; border-radius: 4px;
}
.dlc-quiz .widget-button:focus-visible { outline: 2px solid #56b4e9; outline-offset: 2px; }
</style>""".replace("BORDER", page.BORDER).replace("SHADE", page.SHADE)


class Keys(anywidget.AnyWidget):
    """The invisible part of a quiz that groups its radio buttons and keeps its keys from Jupyter."""

    _esm = (files(__package__) / "keys.js").read_text(encoding="utf-8")


class Quiz(ipywidgets.VBox):
    """The questions of a chapter, one below the other, and a running score.

    Attributes:
        cards: one `Card` for each question, in their order.
        score: the line that says how many are right.
    """

    def __init__(self, chapter: str, questions: tuple[Question, ...]) -> None:
        self._chapter, self._questions = chapter, questions
        self.cards = [
            Card(number, question, self._count) for number, question in enumerate(questions, start=1)
        ]
        self.score = ipywidgets.HTML()
        super().__init__([ipywidgets.HTML(STYLE), *self.cards, self.score, Keys()])
        self.add_class("dlc-quiz")
        self._count()

    def _count(self) -> None:
        right = sum(card.is_right for card in self.cards)
        self.score.value = _status(f"<strong>{right} of {len(self.cards)} right</strong>")

    def _ipython_display_(self, **_: Any) -> None:
        bundle = {
            "text/plain": as_text(self._chapter, self._questions),
            "text/html": as_html(self._chapter, self._questions),
        }
        if os.environ.get("DLCOURSE_HEADLESS") != "1" and self.comm is not None:
            bundle["application/vnd.jupyter.widget-view+json"] = {
                "version_major": 2,
                "version_minor": 0,
                "model_id": self.model_id,
            }
        display(bundle, raw=True)


class Card(ipywidgets.VBox):
    """One question with its options, a button, and what is said about the chosen options.

    Attributes:
        choice: radio buttons, or a box of checkboxes where several options are right.
        button: checks the choice.
        result: HTML with the explanation of every option that was chosen.
        is_right: whether the choice was right when the button was last pressed.
    """

    def __init__(self, number: int, question: Question, when_checked: Any) -> None:
        self._question, self._options = question, in_order(question)
        self._when_checked = when_checked
        self.is_right = False
        self.choice = _checkboxes(self._options) if question.several else _radio_buttons(self._options)
        self.button = ipywidgets.Button(
            description="Check answer", tooltip=f"Check the answer to question {number}"
        )
        self.result = ipywidgets.HTML(_status(""))
        super().__init__([ipywidgets.HTML(heading(number, question)), self.choice, self.button, self.result])
        self.add_class("dlc-question")
        self.button.on_click(self._check)
        for control in self.choice.children if question.several else [self.choice]:
            control.observe(self._forget, "value")

    @property
    def chosen(self) -> list[Option]:
        """The options that are marked at present."""
        if self._question.several:
            boxes = zip(self._options, self.choice.children, strict=True)
            return [option for option, box in boxes if box.value]
        return [] if self.choice.index is None else [self._options[self.choice.index]]

    def _check(self, _: ipywidgets.Button) -> None:
        self.is_right = bool(self.chosen) and set(self.chosen) == {
            each for each in self._options if each.right
        }
        self.result.value = _status(self._explanation())
        self._when_checked()

    def _forget(self, _: Any) -> None:
        self.result.value = _status("")  # it spoke about another choice

    def _explanation(self) -> str:
        if not self.chosen:
            return page.line("○", "○ Choose an answer first.")
        lines = [page.line(*_said_about(option, self._question.several)) for option in self.chosen]
        missing = sum(option.right for option in self._options if option not in self.chosen)
        if missing and self._question.several:
            remark = "one more answer is" if missing == 1 else f"{missing} more answers are"
            lines.append(page.line("○", f"○ Not complete: {remark} right."))
        return "".join(lines)


def _said_about(option: Option, quoted: bool) -> tuple[str, str]:
    mark, word = ("✓", "Right") if option.right else ("✗", "Not right")
    return (
        mark,
        f"{mark} **{word}:** *{option.text}.* {option.why}" if quoted else f"{mark} **{word}.** {option.why}",
    )


def _radio_buttons(options: tuple[Option, ...]) -> ipywidgets.RadioButtons:
    texts = [(option.text, index) for index, option in enumerate(options)]
    return ipywidgets.RadioButtons(options=texts, value=None, layout={"width": "auto"})


def _checkboxes(options: tuple[Option, ...]) -> ipywidgets.VBox:
    return ipywidgets.VBox(
        [
            ipywidgets.Checkbox(value=False, description=option.text, indent=False, layout={"width": "auto"})
            for option in options
        ]
    )


def _status(content: str) -> str:
    return f'<div role="status" style="line-height: 1.5">{content}</div>'
