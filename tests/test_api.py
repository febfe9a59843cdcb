"""The public names: there, typed, and no others."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import advisor
from tests.conftest import ROOT

PROGRAM = """
from advisor import (
    Advice, AdvisorError, Answer, Case, CaseError, Place, Problem, ProblemKind, RuleBase, Status,
    advise, load_rules, read_case, render,
)

def advised(path: str) -> str:
    try:
        rules: RuleBase = load_rules()
        case: Case = read_case(path, rules)
        advice: Advice = advise(rules, case)
    except CaseError as error:
        problem: Problem = error.problems[0]
        place: Place = problem.place
        kind: ProblemKind = problem.kind
        return f"{place.file}:{place.line} {problem.message} {kind}"
    except AdvisorError as error:
        return str(error)
    answers: tuple[Answer, ...] = case.answers
    status: Status = advice.decisions[0].status
    return render(advice, rules, "text") + status.value + str(len(answers))
"""


def test_every_public_name_is_there_and_listed() -> None:
    for name in advisor.__all__:
        assert getattr(advisor, name).__name__ == name
    assert set(advisor.__all__) <= set(dir(advisor))
    assert sorted(advisor.__all__) == advisor.__all__
    with pytest.raises(AttributeError, match="has no attribute 'nonsense'"):
        _ = advisor.nonsense


def test_what_can_go_wrong_is_one_family() -> None:
    for name in advisor.__all__:
        if name.endswith("Error"):
            assert issubclass(getattr(advisor, name), advisor.AdvisorError)


def checked(program: str, folder: Path) -> str:
    (folder / "program.py").write_text(program)
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--config-file=", str(folder / "program.py")],
        cwd=folder,
        env={
            "MYPYPATH": str(ROOT),
            "PATH": "",
            "MYPY_CACHE_DIR": str(ROOT / ".mypy_cache" / "api"),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout + done.stderr


def test_a_program_that_uses_them_is_typed(tmp_path: Path) -> None:
    wrong = PROGRAM + "\nadvised(5)\nrender(None)\n"
    told = checked(wrong, tmp_path).splitlines()
    in_program = [line for line in told if line.startswith("program.py")]
    assert [line.rpartition("[")[2] for line in in_program if "error:" in line] == [
        "arg-type]",
        "call-arg]",
        "arg-type]",
    ], told


def test_a_program_is_told_that_types_are_there() -> None:
    assert (ROOT / "advisor" / "py.typed").exists()
