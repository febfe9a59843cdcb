"""The laws hold for generated cases; a law that does not is told with a smallest case."""

from __future__ import annotations

from dataclasses import replace

import pytest

from advisor import load_rules
from advisor.knowledge.model import AlwaysLaw, Law, Line, MonotoneLaw, Relation, Term
from advisor.review.proof.sampled_laws import check_law

RULES = load_rules()


@pytest.mark.parametrize("law", RULES.laws, ids=lambda law: law.id)
def test_a_law_holds_for_generated_cases(law: Law) -> None:
    breach = check_law(RULES, law, count=1 << 11)
    assert breach is None, f"\n{breach}"


def test_there_are_laws_of_both_kinds_and_capacity_comes_first() -> None:
    assert len(RULES.laws) >= 15
    assert {type(law) for law in RULES.laws} == {AlwaysLaw, MonotoneLaw}
    first = RULES.laws[0]
    assert isinstance(first, AlwaysLaw)
    assert [term.subject for line in first.when for term in line.terms] == ["digital capacity"]


def line(subject: str, value: str, *, negated: bool = False) -> Line:
    return Line((Term(subject, Relation.IS, (value,), negated),))


def test_a_false_law_is_told_with_a_smallest_case() -> None:
    law = AlwaysLaw(
        "L99",
        "Villages share",
        (line("size class", "very small"),),
        line("provision", "own", negated=True),
        (),
    )
    breach = check_law(RULES, law, count=1 << 12)
    assert breach is not None
    answers = dict(breach.answers)
    assert "population" in answers
    assert len(answers) < 8, f"this is no smallest case: {breach}"
    assert "L99 · Villages share fails for\n  population: " in str(breach)


def test_a_false_monotone_law_names_the_step() -> None:
    law = MonotoneLaw(
        "L98",
        "More money for departments",
        "department autonomy",
        True,
        "centralized",
        "structure",
        True,
        (),
    )
    breach = check_law(RULES, law, count=1 << 10)
    assert breach is not None
    assert breach.step in {("low", "moderate"), ("moderate", "high")}
    assert "department autonomy" not in dict(breach.answers)


def test_an_assessment_is_varied_by_itself() -> None:
    law = MonotoneLaw("L97", "Danger", "security risk", True, "centralized", "structure", True, ())
    assert check_law(RULES, law, count=1 << 10) is None
    assert check_law(RULES, replace(law, never_lowers=False), count=1 << 10) is not None


def test_ruling_out_counts_as_lowering() -> None:
    law = MonotoneLaw(
        "L96",
        "Incidents",
        "recent security incident",
        True,
        "departments",
        "security rights",
        True,
        (),
    )
    assert check_law(RULES, law, count=1 << 10) is not None
