"""The rule base held against documented cases."""

from __future__ import annotations

from pathlib import Path

import pytest

from advisor import load_rules, read_case
from advisor.cases.model import Answer, Case, Outcome
from advisor.cases.read.case_file import parse_case
from advisor.errors import CaseError
from advisor.review.evidence.causes import read_causes
from advisor.review.evidence.judge import FAILED, judge, report
from advisor.review.evidence.standing import ChoiceStanding
from tests.review.made import rule_base

RULES = load_rules()
REAL = Path("cases/real")
CAUSES = read_causes(REAL, RULES)
CASES = [read_case(path, RULES) for path in sorted(REAL.glob("*.yaml"))]
FINDINGS = [judge(RULES, case, CAUSES) for case in CASES]


def test_every_failure_has_a_cause_and_every_cause_a_case() -> None:
    known = {case.id for case in CASES}
    failed = {case.id for case in CASES if case.outcome and case.outcome.verdict in FAILED}
    assert set(CAUSES) <= known
    assert failed <= set(CAUSES)


def test_what_worked_is_seldom_advised_against() -> None:
    worked = [
        judged
        for finding in FINDINGS
        if finding.verdict == "worked"
        for judged in finding.judgements
    ]
    agreed = [
        judged
        for judged in worked
        if judged.standing
        in {ChoiceStanding.RECOMMENDED, ChoiceStanding.CLOSE, ChoiceStanding.INSUFFICIENT}
    ]
    assert len(agreed) == len(worked)
    said = [judged for judged in worked if judged.standing is not ChoiceStanding.INSUFFICIENT]
    assert len(said) * 3 >= len(worked) * 2


def test_failures_are_mostly_foreseen() -> None:
    failed = [finding for finding in FINDINGS if finding.verdict in FAILED]
    foreseen = [finding for finding in failed if finding.advised_otherwise or finding.named]
    assert len(foreseen) * 4 >= len(failed) * 3


def test_choices_that_failed_draw_more_misfits() -> None:
    def mean(verdicts: tuple[str, ...]) -> float:
        drawn = [len(finding.misfits) for finding in FINDINGS if finding.verdict in verdicts]
        return sum(drawn) / len(drawn)

    assert mean(FAILED) > mean(("worked",))


def test_a_case_without_answers_is_insufficient_in_everything() -> None:
    chosen = tuple((decision.name, decision.options[0]) for decision in RULES.decisions)
    finding = judge(RULES, Case("empty", (), chosen=chosen), {})
    assert {judged.standing for judged in finding.judgements} == {ChoiceStanding.INSUFFICIENT}
    assert not finding.advised_otherwise


def test_the_report_counts_what_it_tells() -> None:
    text = report(FINDINGS, CAUSES)
    assert "Choices that worked" in text
    assert text.count("facts known\n") == len(CASES)
    assert "nevada-county-ca-2001: worked, 12 facts known" in text
    assert "W37 (names the cause)" in text


def test_a_report_on_nothing_is_possible() -> None:
    assert "Of 0 cases" in report([], {})
    assert "Case by case" in report(
        [judge(RULES, Case("x", (), outcome=Outcome("failed")), {})], {}
    )


def test_close_and_ruled_out_are_told_apart() -> None:
    text = "facts: {sharing offer: none, population: 900000}\nchosen: {provision: higher tier}\n"
    finding = judge(RULES, parse_case(text, "case.yaml", RULES), {})
    assert finding.judgements[0].standing is ChoiceStanding.RULED_OUT


def test_an_unknown_misfit_among_the_causes_is_told_with_its_place(tmp_path: Path) -> None:
    table = "| case | cause | misfits |\n| --- | --- | --- |\n| a | of this | W37, W999 |\n"
    (tmp_path / "causes.md").write_text(table, encoding="utf-8")
    with pytest.raises(CaseError, match=r"causes\.md:3: unknown misfit 'W999' of 'a'"):
        read_causes(tmp_path, RULES)


def test_without_a_table_there_are_no_causes(tmp_path: Path) -> None:
    assert read_causes(tmp_path / "cases", RULES) == {}


def test_the_books_say_which_decisions_are_judged(tmp_path: Path) -> None:
    mark = "- **When equal** prefer one office"
    case = Case(
        "x",
        (Answer("budget", ("none",)),),
        chosen=(("structure", "offices apart"),),
        outcome=Outcome("failed"),
    )
    assert judge(rule_base(tmp_path / "no"), case, {}).judgements == ()
    for word, counts in (("yes", False), ("main", True)):
        rules = rule_base(tmp_path / word, (mark, f"{mark}\n- **Judge by** {word}"))
        found = judge(rules, case, {})
        assert found.judgements[0].recommended == "one office"
        assert found.advised_otherwise is counts
