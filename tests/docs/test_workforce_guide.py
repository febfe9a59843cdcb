"""The guide to staff lists is true: its commands run, and its columns and parameters are those of the program."""

from __future__ import annotations

import doctest
import re
import shlex
from datetime import date
from pathlib import Path

from advisor import load_rules
from advisor.knowledge.workforce import Measure
from advisor.workforce.read import courses, parameters, staff
from advisor.workforce.read.cells import TableProblems
from tests.conftest import ROOT, Run

GUIDE = (ROOT / "docs" / "workforce.md").read_text("utf-8")
LANGUAGE = (ROOT / "docs" / "rule-language.md").read_text("utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", GUIDE, re.MULTILINE | re.DOTALL)


def test_its_commands_run(run: Run, tmp_path: Path) -> None:
    lines = [line[2:] for line in "".join(blocks("console")).splitlines() if line[:2] == "$ "]
    commands = [shlex.split(line)[1:] for line in lines if line.startswith("advisor")]
    assert len(commands) == 2
    for arguments in commands:
        paths = [str(ROOT / word) if word.startswith("cases/") else word for word in arguments]
        result = run(*paths, cwd=tmp_path, env={"PYTHONPATH": str(ROOT)})
        assert result.returncode == 0, result.stderr
    assert "at most" in result.stderr or "proved" in result.stderr


def test_the_python_example_gives_what_is_shown() -> None:
    test = doctest.DocTestParser().get_doctest(
        "".join(blocks("pycon")), {}, "workforce.md", None, 0
    )
    told: list[str] = []
    assert doctest.DocTestRunner(verbose=False).run(test, out=told.append).failed == 0, told


def test_its_parameters_are_read(tmp_path: Path) -> None:
    plan = tmp_path / "plan.yaml"
    plan.write_text("".join(blocks("yaml")), encoding="utf-8")
    rules = load_rules()
    assert rules.workforce is not None
    problems = TableProblems()
    found, _ = parameters.read_parameters(
        parameters.said_in_yaml(plan),
        rules.workforce.usual,
        [one.key for one in rules.competencies],
        date(2026, 11, 26),
        problems,
    )
    assert problems.found == []
    assert (found.budget, found.quarters, found.absence) == (9_000_000, 8, 0.15)
    assert found.wanted("CB13") == 20


def test_it_names_every_column() -> None:
    for name in (*staff.COLUMNS, *courses.COLUMNS[1:]):
        assert re.search(rf"[|,*] ?{name}\b", GUIDE), name


def test_the_language_tells_every_block_and_measure() -> None:
    book = (ROOT / "rules" / "workforce.md").read_text("utf-8")
    kinds = {line.split()[0] for line in re.findall(r"^### Workforce: (.*)$", book, re.MULTILINE)}
    section = LANGUAGE.partition("## Staff lists")[2].partition("\n## ")[0]
    assert [kind for kind in kinds if f"`{kind}" not in section] == []
    assert [one.value for one in Measure if f"*{one.value}*" not in section] == []
