"""`advisor case`: what reviewers expect, other choices, and the evidence, as a user runs them."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from advisor import load_rules
from advisor.cases.read.case_file import parse_case
from advisor.errors import CaseError
from advisor.review.evidence.expectations import Unexpected, differences
from tests.conftest import ROOT

RULES = load_rules()
Run = Callable[..., "subprocess.CompletedProcess[str]"]
VILLAGE = "facts: {population: 1800, sharing offer: higher tier, digital staff: 0}\n"


def told(text: str) -> tuple[Unexpected, ...]:
    return differences(RULES, parse_case(VILLAGE + text, "village.yaml", RULES))


def test_what_comes_as_expected_is_no_difference() -> None:
    assert told("expect: {structure: centralized, provision: higher tier}\n") == ()
    assert told("") == ()


def test_another_option_is_told_with_the_rules_that_argued_and_the_open_facts() -> None:
    (found,) = told("expect: {provision: own}\n")
    assert found.expected == "provision: own"
    assert found.came.startswith("provision: higher tier with ")
    reasons = "\n".join(found.reasons)
    assert "argued for higher tier: P03 +3, because size class: very small" in reasons
    assert "argued against own: P10 -3" in reasons
    assert "facts that are open:" in reasons


def test_an_option_that_is_ruled_out_says_by_which_rule() -> None:
    (found,) = told("expect: {structure: decentralized}\n")
    assert any(reason.startswith("decentralized is ruled out by S27") for reason in found.reasons)


def test_another_status_is_told_with_what_would_move_it() -> None:
    (found,) = told("expect: {structure: {status: insufficient}}\n")
    assert found.expected == "structure: insufficient"
    assert "centralized" in found.came


def test_a_misfit_that_is_not_drawn_says_which_condition_lacks() -> None:
    (found,) = told("expect: {misfits: [W51]}\n")
    assert found.came == "misfit W51 is not drawn"
    assert found.reasons == (
        "asks that sharing agreement is at most informal; sharing agreement is unknown",
        "not when current provision is one of shared with neighbours, higher tier; current provision is unknown",
    )


def test_a_misfit_that_should_not_be_drawn_says_what_it_read() -> None:
    text = "facts: {current reporting line: two superiors}\nexpect: {no misfits: [W17]}\n"
    (found,) = differences(RULES, parse_case(text, "case.yaml", RULES))
    assert found.came == "misfit W17 is drawn"
    assert found.reasons == ("current reporting line is two superiors",)


def test_an_action_that_is_not_advised_says_which_condition_lacks() -> None:
    (found,) = told("expect: {actions: [A02, A36], no actions: [A03]}\n")
    assert found.expected.startswith("action A02 · ")
    assert found.came == "action A02 is not advised"
    assert "asks that current digital leader is none; current digital leader is unknown" in (
        found.reasons
    )


def test_an_action_that_should_not_be_advised_says_what_it_read() -> None:
    (found,) = told("expect: {no actions: A36}\n")
    assert found.came == "action A36 is advised"
    assert found.reasons == ("size class is very small",)


def test_an_action_can_not_be_wanted_and_unwanted() -> None:
    with pytest.raises(CaseError, match="'A36' stands under 'actions:' and under 'no actions:'"):
        told("expect: {actions: [A36], no actions: [a36]}\n")


def test_that_nothing_is_recommended_can_be_expected() -> None:
    nothing = (
        "facts: {}\nexpect: {leader: none, structure: {recommended: None, status: insufficient}}\n"
    )
    assert differences(RULES, parse_case(nothing, "case.yaml", RULES)) == ()
    (found,) = told("expect: {structure: none}\n")
    assert found.expected == "structure: none"
    assert found.came.startswith("structure: centralized with ")


def test_the_cases_of_the_project_come_as_their_reviewers_expect(run: Run) -> None:
    done = run("case", "test", "cases/real", "cases/examples", "cases/vignettes")
    assert done.returncode == 0, done.stdout
    assert "all came as expected" in done.stdout


def test_a_difference_ends_with_1_and_an_unreadable_case_with_2(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "village.yaml"
    path.write_text(VILLAGE + "expect: {provision: own}\n", encoding="utf-8")
    done = run("case", "test", path)
    assert done.returncode == 1
    assert "expected   provision: own" in done.stdout
    assert "1 came otherwise" in done.stdout
    path.write_text("facts: {populatoin: 1}\n", encoding="utf-8")
    assert run("case", "test", path).returncode == 2
    (tmp_path / "empty").mkdir()
    done = run("case", "test", tmp_path / "empty")
    assert done.returncode == 2
    assert "holds no case file" in done.stderr


def test_what_if_takes_the_choice_that_the_case_tells(run: Run) -> None:
    done = run("case", "what-if", "cases/real/seattle-2005-partial-consolidation.yaml")
    assert done.returncode == 0
    assert "If structure is centralized" in done.stdout
    assert "W37 (only with this choice)" in done.stdout
    assert "What else would change" in done.stdout


def test_what_if_takes_another_choice(run: Run) -> None:
    path = "cases/examples/fictional-little-ford.yaml"
    done = run("case", "what-if", path, "provision=supplier", "Structure: federal")
    assert done.returncode == 0
    assert "If provision is supplier" in done.stdout
    assert "If structure is federal" in done.stdout
    assert "W54 (only with this choice)" in done.stdout


@pytest.mark.parametrize(
    ("choice", "message"),
    [("structur=federal", "did you mean 'structure'?"), ("structure=fedral", "'federal'")],
)
def test_what_if_tells_the_nearest_match(run: Run, choice: str, message: str) -> None:
    done = run("case", "what-if", "cases/examples/fictional-little-ford.yaml", choice)
    assert done.returncode == 2
    assert message in done.stderr


def test_what_if_without_any_choice_asks_for_one(run: Run) -> None:
    done = run("case", "what-if", "cases/examples/fictional-little-ford.yaml")
    assert done.returncode == 2
    assert "tells no choice" in done.stderr


def test_evidence_is_printed_for_the_documented_cases(run: Run, tmp_path: Path) -> None:
    """Three of them, since all take a minute; `make evidence` prints all."""
    documented = ROOT / "cases" / "real"
    folder = tmp_path / "cases" / "real"
    folder.mkdir(parents=True)
    for name in ("andover-2010", "nyc-2022-oti", "seattle-2005-partial-consolidation"):
        shutil.copy(documented / f"{name}.yaml", folder)
    shutil.copy(documented.parent / "causes.md", folder.parent)
    done = run("case", "evidence", folder)
    assert done.returncode == 0, done.stderr
    assert "Choices that failed or were reversed" in done.stdout
    assert done.stdout == run("case", "evidence", cwd=tmp_path).stdout
