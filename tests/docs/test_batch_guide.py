"""The guide to batch is true: its example runs, and its columns and options are those of the program."""

from __future__ import annotations

import doctest
import re

import polars as pl
import pytest

from advisor import advise_frame, load_rules
from tests.conftest import ROOT

GUIDE = ROOT / "docs" / "batch.md"


def test_the_example_gives_what_is_shown() -> None:
    example = re.findall(
        r"^```pycon\n(.*?)^```", GUIDE.read_text("utf-8"), re.MULTILINE | re.DOTALL
    )
    test = doctest.DocTestParser().get_doctest("".join(example), {}, str(GUIDE), None, 0)
    assert len(test.examples) > 3
    told: list[str] = []
    assert doctest.DocTestRunner(verbose=False).run(test, out=told.append).failed == 0, told


@pytest.mark.parametrize("name", ["rule base", "misfits", "rules", "failure"])
def test_columns_that_the_guide_names_are_there(name: str) -> None:
    assert f"`{name}`" in GUIDE.read_text("utf-8")
    assert name in advise_frame(pl.DataFrame({"digital budget": ["none"]}), trace=True).columns


def test_every_decision_has_the_columns_that_the_guide_describes() -> None:
    columns = set(advise_frame(pl.DataFrame({"digital budget": ["none"]})).columns)
    for item in load_rules().decisions:
        assert {item.name, f"{item.name} status", f"{item.name} status basis"} <= columns
        assert {f"{item.name} score {option}" for option in item.options} <= columns
