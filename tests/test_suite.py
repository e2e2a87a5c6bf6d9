"""The benchmarks' one command writes what each prints where it belongs."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest
from benchmarks import suite


def test_a_block_replaces_what_stood_between_its_marks_and_nothing_else() -> None:
    page = "Before.\n<!-- speed -->\nold\n<!-- /speed -->\nBetween.\n<!-- scale -->\nkept\n<!-- /scale -->\n"
    told = suite.written(page, "speed", "new\n\\1 table")
    assert told == page.replace("\nold\n", "\nnew\n\\1 table\n")
    assert suite.written(told, "speed", "old") == page


def test_a_page_without_a_place_for_it_is_told() -> None:
    with pytest.raises(ValueError, match="<!-- speed -->"):
        suite.written("<!-- scale -->\nkept\n<!-- /scale -->", "speed", "new")


@pytest.mark.parametrize("name", suite.PARTS)
def test_the_page_has_a_place_for_each_part_and_each_part_a_script(name: str, tmp_path: Path) -> None:
    page = suite.PAGE.read_text("utf-8")
    assert suite.written(page, name, "new") != page
    given = argparse.Namespace(
        folder=tmp_path, rounds=1, counts=[10], peers=tmp_path, passages=tmp_path, questions=tmp_path, work=tmp_path
    )
    command = suite.PARTS[name](given, tmp_path)
    assert command is not None
    assert Path(command[0]).is_file()
    assert name == Path(command[0]).stem
