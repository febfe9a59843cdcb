"""Who answered a question and who checked the answer: read, kept, merged, and given up with another answer."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from advisor import load_rules, render
from advisor.cases.document import case_text
from advisor.cases.merge import merge_cases
from advisor.cases.model import NOT_TOLD, Answer, Attestation, Case
from advisor.cases.read.case_file import parse_case, read_case
from advisor.cli.ask import ask
from advisor.errors import CaseError
from advisor.inference.advise import advise
from advisor.knowledge.model import RuleBase

TOLD = Attestation("Anna Berg, treasurer", "2026-05-03", "Tom Wu", "2026-05-10")
FILE = """id: haan
place: Haan
facts:
  digital budget:
    answer: small     # from the plan
    note: Plan of 2026.
    answered by: Anna Berg, treasurer
    answered on: 2026-05-03
    checked by: Tom Wu
    checked on: 2026-05-10
  population:
    answer: unknown
    answered by: Ben
"""


@pytest.fixture(scope="module")
def rules() -> RuleBase:
    return load_rules()


def test_they_stand_beside_the_answer_and_are_written_again(rules: RuleBase) -> None:
    case = parse_case(FILE, "haan.yaml", rules)
    assert case.attestation("digital budget") == TOLD
    assert case.attestation("population") == Attestation("Ben")
    assert case.attestation("innovators") == NOT_TOLD
    assert parse_case(case_text(case), "haan.yaml", rules) == case
    assert parse_case(case_text(case, as_json=True), "haan.json", rules) == case


@pytest.mark.parametrize(
    ("under", "place", "message", "hint"),
    [
        ("note: x\n    answered by: A", "4:5", "stands with no answer", "answer: unknown"),
        ("answer: 5\n    checked on: 2026-13-01", "4:17", "is no date", "a year, a month or a day"),
        ("answer: 5\n    answerd by: A", "4:5", "unknown key 'answerd by'", "'answered by'"),
        ("answer: 5\n    checked by: [A]", "4:17", "not a text", "write a text"),
    ],
)
def test_what_cannot_be_read_is_told(
    rules: RuleBase, under: str, place: str, message: str, hint: str
) -> None:
    with pytest.raises(CaseError) as caught:
        parse_case(f"facts:\n  population:\n    {under}\n", "a.yaml", rules)
    told = str(caught.value.problems[0])
    assert told.startswith(f"a.yaml:{place}: ")
    assert message in told
    assert hint in told


def test_another_answer_is_no_longer_theirs_and_the_same_one_is(rules: RuleBase) -> None:
    case = parse_case(FILE, "haan.yaml", rules)
    same = case.with_answer(Answer("digital budget", ("small",), "another remark"))
    assert same.attestation("digital budget") == TOLD
    other = case.with_answer(Answer("digital budget", ("none",)))
    assert other.attestation("digital budget") == NOT_TOLD
    assert case.without("population").attestation("population") == NOT_TOLD


def test_the_interview_keeps_them_and_tells_who_answers_it(tmp_path: Path, rules: RuleBase) -> None:
    file = tmp_path / "haan.yaml"
    file.write_text(FILE, encoding="utf-8")
    typed = "innovators = few\ndigital budget = small\nq\n"
    done = CliRunner().invoke(ask, ["--case", str(file), "--by", "Ben Kuo"], input=typed)
    assert done.exit_code == 0, done.output
    assert "--by 'Ben Kuo'" in done.output
    today = datetime.now().astimezone().date().isoformat()
    case = read_case(file, rules)
    assert case.attestation("innovators") == Attestation("Ben Kuo", today)
    # Who gives an answer anew stands behind it from then on, and it is to be checked again.
    assert case.attestation("digital budget") == Attestation("Ben Kuo", today)
    assert case.attestation("population") == Attestation("Ben")
    assert "# from the plan" in file.read_text(encoding="utf-8")


def test_a_name_that_no_file_may_hold_is_refused_at_once(tmp_path: Path) -> None:
    file = tmp_path / "haan.yaml"
    done = CliRunner().invoke(ask, ["--case", str(file), "--by", "Ben\x1b"], input="q\n")
    assert done.exit_code == 2
    assert "U+001B" in done.output
    assert not file.exists()


def test_a_merged_case_names_who_said_what(rules: RuleBase) -> None:
    def said(budget: str, told: Attestation) -> Case:
        case = Case("a", (Answer("digital budget", (budget,)),), prepared_by=told.answered_by)
        return case.with_attestation("digital budget", told)

    checked = Attestation("Ben", "2026-05-04", "Tom Wu", "2026-05-10")
    cases = [("anna", said("small", TOLD)), ("ben", said("small", checked))]
    merged = merge_cases(rules, "both", cases).case
    by = "Anna Berg, treasurer, 2026-05-03; Ben, 2026-05-04"
    assert merged.attestation("digital budget") == Attestation(by, "", "Tom Wu", "2026-05-10")
    assert merged.prepared_by == "Anna Berg, treasurer; Ben"
    # Nobody has checked what they differ on; and who isn't told is called by the case's name.
    cases = [("anna", said("small", TOLD)), ("ben", said("none", NOT_TOLD))]
    merged = merge_cases(rules, "both", cases).case
    told = merged.attestation("digital budget")
    assert told == Attestation("Anna Berg, treasurer, 2026-05-03; ben")
    assert parse_case(case_text(merged), "both.yaml", rules) == merged


def test_the_report_has_a_place_for_them(rules: RuleBase) -> None:
    advice = advise(rules, parse_case(FILE, "haan.yaml", rules))
    for form in ("text", "markdown", "html", "json"):
        text = " ".join(render(advice, rules, form).split())
        for told in ("Anna Berg, treasurer", "2026-05-03", "Tom Wu", "2026-05-10", "Ben"):
            assert told in text, form
