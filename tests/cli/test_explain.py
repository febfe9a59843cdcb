"""`advisor explain` as a user runs it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import Run

PORT = "cases/examples/fictional-port-meridian.yaml"


def test_without_a_question_every_main_decision_is_derived(run: Run) -> None:
    text = run("explain", PORT).stdout
    for name in ("structure", "provision", "leader", "reporting line", "manpower"):
        assert f"\n{name}: " in text
    assert max(map(len, text.splitlines())) <= 80


def test_full_unfolds_down_to_the_answers(run: Run) -> None:
    folded = run("explain", PORT, "structure").stdout
    full = run("explain", PORT, "structure", "--full").stdout
    assert " ...\n" in folded
    assert " ...\n" not in full
    assert "- staff digital skill: high" in full
    assert "- staff digital skill: high" not in folded


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--why-not", "centralized"), "Why not centralized for structure"),
        (("--why-not", "S01"), "digital capacity is low (it is high)"),
        (("--rather-than", "decentralized"), "structure: federal rather than decentralized"),
        (("structure", "--to-reach", "decentralized"), "no smaller change exists"),
        (("structure", "--sturdy"), "single changes of what was answered"),
    ],
)
def test_each_question_is_answered(run: Run, arguments: tuple[str, ...], says: str) -> None:
    assert says in " ".join(run("explain", PORT, *arguments).stdout.split())


@pytest.mark.parametrize("ending", ["md", "html", "json"])
def test_an_answer_is_written_in_the_form_of_its_ending(
    run: Run, tmp_path: Path, ending: str
) -> None:
    target = tmp_path / f"why.{ending}"
    run("explain", PORT, "structure", "--why-not", "centralized", "-o", target)
    text = target.read_text("utf-8")
    if ending == "json":
        found = json.loads(text)["answers"][0]
        assert (found["option"], found["recommended"]) == ("centralized", "federal")
        assert found["silent"][0]["missed"]
    else:
        assert ("<h2>" if ending == "html" else "## ") + "Why not centralized" in text


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--why-not", "fedral"), "did you mean 'federal'?"),
        (("federal",), "'federal' is no decision but an option of structure"),
        (("structur",), "did you mean 'structure'?"),
        (("structure", "--to-reach", "own"), "'own' is no option of 'structure'"),
        (("--rather-than", "federal"), "'federal' is what is advised for 'structure'"),
        (("--sturdy", "--to-reach", "federal"), "are two questions; ask one at a time"),
    ],
)
def test_a_wrong_question_is_told_in_one_message(
    run: Run, arguments: tuple[str, ...], says: str
) -> None:
    failed = run("explain", PORT, *arguments)
    assert failed.returncode == 2
    assert says in failed.stderr
    assert "Traceback" not in failed.stderr
    assert not failed.stdout
