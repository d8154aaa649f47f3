"""Every notebook that exists: text and notebook agree, and what is stored satisfies the rules."""

from __future__ import annotations

import nbformat
import pytest

from notebooks import build
from notebooks.building.chapters import CHAPTERS, README, SUPPLEMENTS, is_chapter, texts, with_generated_parts

chapters = [text for text in texts() if is_chapter(text.stem)]


def test_there_are_chapters_and_each_is_in_the_courses_list():
    stems = [text.stem for text in chapters]
    assert "01_perceptron" in stems
    assert set(stems) <= {chapter.stem for chapter in CHAPTERS}


def test_the_supplements_are_there_and_not_in_the_list_of_chapters():
    assert {text.stem for text in texts()} - {text.stem for text in chapters} == set(SUPPLEMENTS)
    assert not {chapter.stem for chapter in CHAPTERS} & set(SUPPLEMENTS)


def test_every_notebook_has_a_text():
    assert {notebook.stem for notebook in build.NOTEBOOKS.glob("*.ipynb")} == {text.stem for text in texts()}


@pytest.mark.parametrize("text", texts(), ids=lambda text: text.stem)
def test_text_and_notebook_agree_and_satisfy_the_rules(text):
    assert build.check_pair(text, build.NOTEBOOKS / f"{text.stem}.ipynb") == []


@pytest.mark.parametrize("text", chapters, ids=lambda text: text.stem)
def test_a_chapter_launches_from_the_repositorys_address(text):
    source = text.read_text(encoding="utf-8")
    assert "{{ badges }}" in source
    assert '%pip install -q --no-deps "dlcourse @ git+{{ repository }}"' in source


def test_the_map_in_chapter_00_links_to_every_chapter_that_there_is():
    (cell,) = [
        cell.source
        for cell in nbformat.read(build.NOTEBOOKS / "00_start_here.ipynb", as_version=4).cells
        if CHAPTERS[-1].line in cell.source
    ]
    for chapter in CHAPTERS:
        notebook = build.NOTEBOOKS / f"{chapter.stem}.ipynb"
        link = f"[{chapter.title}]({notebook.name})"
        assert (f"| {chapter.number} | {link} | {chapter.line} |" in cell) == notebook.exists(), chapter.stem


def test_the_readmes_generated_parts_are_up_to_date():
    readme = README.read_text(encoding="utf-8")
    assert with_generated_parts(readme) == readme
