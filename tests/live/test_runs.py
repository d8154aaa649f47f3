"""Earlier runs: they stay with their settings, can be kept and cleared, and leave the lab as a table."""

from __future__ import annotations

import csv
import sys
import types

import pytest

from dlcourse import live
from dlcourse.errors import CourseError
from dlcourse.live.runs import MOST, RECORDS
from tests.live.lab_page import LabPage, counting


@pytest.fixture(autouse=True)
def unhurried(monkeypatch):
    """However busy the machine is, a frame has time for the steps that are asked for, and for a moment."""
    monkeypatch.setattr("dlcourse.live.training.BUDGET", 1e6)
    monkeypatch.setattr("dlcourse.live.training.SHARE", 1e6)


def train_and_reset(page, times=1):
    for _ in range(times):
        page.train(3)
        page.send("reset")


def listed(page):
    return [(row["run"], row["words"], row["last"], row["kept"]) for row in page.panel("runs").earlier]


def test_a_loop_in_code_names_each_run_by_what_it_was_trained_with():
    lab = counting().lab
    for pace in (1.0, 2.0, 3.0):
        lab.reset()
        lab.steppable.settings["pace"] = pace
        lab.step(2)
    assert [run.words for run in lab.runs] == ["pace 1", "pace 2", "pace 3"]


def test_a_run_that_ends_stays_with_the_settings_that_it_was_trained_with():
    page = counting()
    page.train(2, cap=1)
    page.lab.controls["pace"].value = 3.0
    page.train(2, cap=1)
    page.send("reset")
    page.lab.controls["pace"].value = 2.0
    (first,) = page.lab.runs[:-1]
    assert (first.number, first.words, first.settings) == (1, "pace 3", {"pace": 3.0})
    assert first.history == {"step": [0, 1, 2, 3, 4], "loss": [100, 99, 98, 95, 92]}
    assert listed(page) == [(1, "pace 3", "92.000", False)]
    present = page.frame["panels"]["runs"]
    assert (present["run"], present["words"], present["last"]) == (2, "pace 2", "100.000")
    assert present["measure"] == "last loss, left"


def test_a_run_in_which_nothing_happened_is_not_listed():
    page = counting()
    page.send("reset")
    page.send("seed")
    assert listed(page) == [] and [run.number for run in page.lab.runs] == [1]


def test_of_many_runs_the_newest_stay_and_those_that_are_kept():
    page = counting()
    train_and_reset(page, 3)
    page.tell("runs", "keep", run=2)
    train_and_reset(page, 6)
    assert [(row[0], row[3]) for row in listed(page)] == [
        (2, True), (6, False), (7, False), (8, False), (9, False)
    ]  # fmt: skip
    for number in (6, 7, 8, 9):
        page.tell("runs", "keep", run=number)
    train_and_reset(page, 2)
    numbers = [row[0] for row in listed(page)]
    assert numbers == [2, 6, 7, 8, 9, 11] and len(numbers) == MOST + 1, "what is kept is never dropped"


def test_keep_is_a_switch_and_clear_leaves_what_is_kept():
    page = counting()
    train_and_reset(page, 3)
    page.tell("runs", "keep", run=1)
    page.tell("runs", "keep", run=3)
    page.tell("runs", "keep", run=3)
    assert [row[3] for row in listed(page)] == [True, False, False]
    page.tell("runs", "clear")
    assert [row[0] for row in listed(page)] == [1]
    assert [curve["run"] for curve in page.panel("curves").earlier] == [1], "the curves go with them"
    frame = page.tell("runs", "keep", run=3)
    assert "number of an earlier run" in frame["problem"]


def test_keeping_a_run_disturbs_no_training():
    page = counting()
    train_and_reset(page)
    page.train(2)
    before, record = page.frame["status"], page.lab.history
    page.tell("runs", "keep", run=1)
    assert page.frame["status"] == before and page.lab.history == record and not page.frame["stop"]


def test_records_are_bounded_and_curves_travel_only_when_runs_change():
    page = counting()
    for _ in range(400):
        page.send("step")
    page.send("reset")
    (curve,) = page.panel("curves").earlier
    assert len(curve["steps"]) == len(curve["values"]) <= RECORDS
    assert (curve["steps"][0], curve["steps"][-1], curve["values"][-1]) == (0, 400, -300)
    changes = []
    for panel in ("curves", "runs"):
        page.panel(panel).observe(lambda change: changes.append(change), "earlier")
    page.train(20)
    assert changes == []
    page.send("reset")
    assert len(changes) == 2


def test_a_number_that_is_none_does_not_reach_the_page_as_one():
    page = counting()
    page.train(2)
    page.lab.steppable.loss = float("nan")
    page.train(1)
    page.send("reset")
    (curve,) = page.panel("curves").earlier
    assert curve["values"][-1] is None and listed(page)[0][2] == "80.000"


def test_the_playground_tells_its_runs_apart_by_its_own_words():
    page = LabPage(live.playground("circles", units=(3,), headless=False))
    page.train(2)
    page.lab.controls["activation"].value = "relu"
    page.send("rebuild")
    page.train(2)
    page.send("seed")
    assert [row[1] for row in listed(page)] == ["rate 0.03 · tanh 3", "rate 0.03 · relu 3"]
    first, second, _ = page.lab.runs
    assert (first.settings["activation"], second.settings["activation"]) == ("tanh", "relu")
    assert page.frame["panels"]["runs"]["measure"] == "last loss, new points"
    assert listed(page)[0][2] == f"{first.history['val_loss'][-1]:.3f}"
    assert "Earlier runs: rate 0.03 · relu 3" in page.frame["panels"]["runs"]["alt"]


def test_settings_at_zero_that_do_nothing_are_not_told(make_model, points):
    page = LabPage(live.train(make_model(), points, headless=False))
    assert page.frame["panels"]["runs"]["words"] == "rate 0.1"
    page.lab.controls["L2"].value = 0.01
    assert page.frame["panels"]["runs"]["words"] == "rate 0.1 · L2 0.01"


def test_the_table_has_a_row_for_each_record_of_each_run(tmp_path):
    page = counting()
    page.train(2, cap=1)
    page.send("reset")
    page.lab.controls["pace"].value = 2.5
    page.train(1, cap=1)
    page.lab.save_table(tmp_path / "runs.csv")
    with (tmp_path / "runs.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert rows == [
        ["run", "settings", "step", "loss"],
        ["1", "pace 1", "0", "100.0"], ["1", "pace 1", "1", "99.0"], ["1", "pace 1", "2", "98.0"],
        ["2", "pace 2.5", "0", "100.0"], ["2", "pace 2.5", "1", "97.5"],
    ]  # fmt: skip
    with pytest.raises(CourseError, match="path must name a file that can be written"):
        page.lab.save_table(tmp_path / "nowhere" / "runs.csv")


def test_the_table_is_a_data_frame_where_pandas_is_and_else_says_what_to_do(monkeypatch):
    page = counting()
    page.train(1, cap=1)
    frames = types.ModuleType("pandas")
    frames.DataFrame = lambda rows, columns: (rows, columns)
    monkeypatch.setitem(sys.modules, "pandas", frames)
    assert page.lab.table() == (
        [[1, "pace 1", 0, 100.0], [1, "pace 1", 1, 99.0]], ["run", "settings", "step", "loss"]
    )  # fmt: skip
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(CourseError, match=r"needs pandas, .* lab\.save_table"):
        page.lab.table()


def test_the_still_shows_the_list_once_there_is_one():
    page = counting()
    alone = page.lab.still()
    train_and_reset(page)
    assert "Earlier runs: pace 1: 70.000" in page.lab.still().alt and "Earlier" not in alone.alt
    texts = [text.get_text() for text in page.lab.still().figure.axes[-1].texts]
    assert "now · pace 1" in texts and "70.000" in texts
