"""What laws mean: for complete cases and while answers lack, for points, leads and assessments."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor import advise, load_rules, read_case
from advisor.cases.from_codes import answer_from_codes, case_from_codes
from advisor.cli.options import MOST_SECONDS
from advisor.errors import RuleBaseError
from advisor.inference.compile import compile_rules
from advisor.inference.play import played_as_advised
from advisor.knowledge.laws import AlwaysLaw, MonotoneLaw
from advisor.knowledge.writer import law_text
from advisor.review.proof.laws import LawProof, LawVerdict, prove
from advisor.review.proof.situations import Scope, Situations
from advisor.review.proof.solver import Solver
from tests.conftest import Run
from tests.review.made import folder, rule_base
from tests.support.books import facts_and_decision
from tests.support.examples import examples
from tests.support.generate import Sketch, load_sketch, sketches

L02 = "**Raising** budget **never lowers** offices apart"
ARGUING = "favour offices apart strongly"


def proof(path: Path, law: str, *changes: tuple[str, str]) -> LawProof:
    rules = rule_base(path, *changes)
    return prove(rules, next(one for one in rules.laws if one.id == law))


def rule(identifier: str, *lines: str) -> tuple[str, str]:
    """Return the change that adds a rule."""
    block = "\n".join(
        (
            f"### {identifier} · Added",
            "",
            *(f"- {line}" for line in lines),
            "- **Because** it was added.",
            "- **Evidence** moderate",
            "- **Source** [book] 8",
        )
    )
    return ("### W01 · One office", f"{block}\n\n### W01 · One office")


def test_there_are_laws_of_both_kinds_and_capacity_comes_first() -> None:
    laws = load_rules().laws
    assert len(laws) >= 15
    assert {type(law) for law in laws} == {AlwaysLaw, MonotoneLaw}
    first = laws[0]
    assert isinstance(first, AlwaysLaw)
    assert [term.subject for line in first.when for term in line.terms] == ["digital capacity"]


PARTIAL_ONLY = (
    ("- **When** capacity is high\n- **Then** favour offices", "- **Then** favour offices"),
    (ARGUING, "favour offices apart weakly"),
    rule("S03", "**When** capacity is high", "**Then** favour one office strongly"),
    (
        "when capacity is low, structure is one",
        "when population is at least 20,000, structure is one",
    ),
)


def test_a_law_that_fails_only_while_answers_lack_is_told_apart(tmp_path: Path) -> None:
    """With everything answered, capacity is low or high, and both outweigh the pull."""
    found = proof(tmp_path, "L01", *PARTIAL_ONLY)
    assert found.verdict is LawVerdict.COMPLETE_ONLY
    assert not found.sound
    [witness] = found.witnesses
    assert [name for name, _ in witness.answers] == ["population"]
    assert dict(witness.shows)["structure"].startswith("offices apart")


def test_the_command_tells_complete_cases_only_and_ends_with_1(tmp_path: Path, run: Run) -> None:
    books = folder(tmp_path, *PARTIAL_ONLY)
    done = run("rules", "prove", "L01", "--rules", books)
    assert done.returncode == 1
    assert (
        "1 law: 0 proved for every possible case, 1 proved for complete cases only" in done.stdout
    )
    assert "not while answers lack" in " ".join(done.stdout.split())
    done = run("rules", "prove", "L01", "--rules", books, "--format", "json")
    assert json.loads(done.stdout)["laws"][0]["verdict"] == "complete cases only"


def test_known_and_unknown_in_a_law_are_what_they_are_in_a_rule(tmp_path: Path) -> None:
    """A reading that drops 'is known' looks for a value out of none, and finds no breach."""
    law = "when skill is known, structure is one office"
    changes = (("when capacity is low, structure is one office", law),)
    assert proof(tmp_path / "known", "L01", *changes).verdict is LawVerdict.REFUTED
    changes = ((changes[0][0], "when skill is unknown, budget is known"),)
    found = proof(tmp_path / "unknown", "L01", *changes)
    assert found.verdict is LawVerdict.COMPLETE_ONLY
    assert found.witnesses[0].answers == ()


def test_an_assessment_with_a_cause_of_its_own_is_not_refuted_by_what_can_not_be(
    tmp_path: Path,
) -> None:
    """Capacity is never high without money, so the rule never fires; with little money it does."""
    law = (L02, "**Raising** capacity **never lowers** offices apart")
    never = rule(
        "S03",
        "**When** capacity is high",
        "**When** budget is none",
        "**Then** oppose offices apart",
    )
    assert proof(tmp_path / "never", "L02", law, never).verdict is LawVerdict.PROVED
    sometimes = (never[0], never[1].replace("budget is none", "budget is small"))
    found = proof(tmp_path / "sometimes", "L02", law, sometimes)
    assert found.verdict is LawVerdict.REFUTED
    low, high = (dict(one.shows)["offices apart"] for one in found.witnesses)
    assert (low, high) == ("0 points", "-2 points")


def test_one_point_less_than_none_keeps_its_sign(tmp_path: Path) -> None:
    against = rule("S03", "**When** budget is large", "**Then** oppose offices apart weakly")
    found = proof(tmp_path, "L02", against)
    assert found.verdict is LawVerdict.REFUTED
    assert dict(found.witnesses[1].shows)["offices apart"] == "-1 point"


def test_ruling_out_counts_as_lowering(tmp_path: Path) -> None:
    out = rule("S03", "**When** budget is large", "**Then** rule out offices apart")
    found = proof(tmp_path, "L02", out)
    assert found.verdict is LawVerdict.REFUTED
    assert dict(found.witnesses[1].shows)["offices apart"] == "0 points, ruled out"


LEAD = "**Raising** budget **never lowers the lead of** offices apart **over** one office"


def test_a_law_on_a_lead_sees_what_a_law_on_points_misses(tmp_path: Path) -> None:
    """Both options gain, the other one more: the points never sink, and the lead does."""
    gain = rule(
        "S03",
        "**When** budget is large",
        "**Then** favour offices apart weakly, favour one office strongly",
    )
    assert proof(tmp_path / "points", "L02", gain).verdict is LawVerdict.PROVED
    found = proof(tmp_path / "lead", "L02", gain, (L02, LEAD))
    assert found.verdict is LawVerdict.REFUTED
    told = [dict(one.shows)["lead of offices apart over one office"] for one in found.witnesses]
    assert len(told) == 2
    first, second = (int(text.split()[0]) for text in told)
    assert second < first
    assert proof(tmp_path / "sound", "L02", (L02, LEAD)).verdict is LawVerdict.PROVED


def test_a_law_on_a_lead_is_written_as_it_was_read(tmp_path: Path) -> None:
    [law] = [one for one in rule_base(tmp_path, (L02, LEAD)).laws if one.id == "L02"]
    assert isinstance(law, MonotoneLaw)
    assert (law.target, law.over, law.decision) == ("offices apart", "one office", "structure")
    assert law_text(law) == "raising " + LEAD.replace("**", "").removeprefix("Raising ")
    text = law_text(law, ambiguous=["offices apart"])
    assert text.endswith("over one office for structure")
    again = rule_base(tmp_path / "again", (L02, text.replace("raising", "**Raising**")))
    assert law in again.laws


def test_a_rival_that_is_no_longer_ruled_out_costs_the_lead(tmp_path: Path) -> None:
    out = rule("S03", "**When** budget is none", "**Then** rule out one office")
    found = proof(tmp_path, "L02", out, (L02, LEAD))
    assert found.verdict is LawVerdict.REFUTED
    assert (
        "one office ruled out"
        in dict(found.witnesses[0].shows)["lead of offices apart over one office"]
    )


@pytest.mark.parametrize(
    ("text", "problem", "hint"),
    [
        ("offices apart **over** offices apart", "has no lead over itself", "one office"),
        ("offices apart **over** one ofice", "'one ofice' is no option", "'one office'"),
        ("offices appart **over** one office", "unknown option 'offices appart'", "offices apart"),
        ("capacity **over** one office", "unknown option 'capacity'", "one office"),
        ("offices apart", "the sentence ends too early", "'over'"),
        (
            "offices apart for structure **over** one office",
            "'for structure' stands before the other option",
            "offices apart over one office for structure",
        ),
    ],
)
def test_a_lead_that_can_not_be_is_told(tmp_path: Path, text: str, problem: str, hint: str) -> None:
    law = f"**Raising** budget **never lowers the lead of** {text}"
    with pytest.raises(RuleBaseError) as caught:
        rule_base(tmp_path, (L02, law))
    [found] = caught.value.problems
    assert problem in str(found)
    assert hint in str(found)
    assert found.place.line > 0


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (
            (
                "when capacity is low, structure",
                "when budget is none and capacity is high, structure",
            ),
            "no case at all meets its condition",
        ),
        ((L02, "**Raising** population **never lowers** capacity"), "does not rest on its subject"),
    ],
)
def test_a_law_that_says_nothing_is_a_finding(
    tmp_path: Path, run: Run, change: tuple[str, str], why: str
) -> None:
    done = run("rules", "prove", "--rules", folder(tmp_path, change))
    assert done.returncode == 1
    assert "3 laws: 2 proved for every possible case, 1 that says nothing" in done.stdout
    assert why in " ".join(done.stdout.split())


def test_a_law_that_says_nothing_can_be_kept_with_a_reason(tmp_path: Path, run: Run) -> None:
    change = (
        L02,
        "**Raising** population **never lowers** capacity\n- **Waive** says nothing: a guard",
    )
    books = folder(tmp_path, change)
    for command in ("prove", "check"):
        done = run("rules", command, "--rules", books)
        assert done.returncode == 0, done.stdout
        assert "Waived: a guard" in done.stdout


@examples(40)
@given(sketches(), st.randoms(use_true_random=False))
def test_a_case_of_a_proof_is_read_by_advise_as_it_was_meant(
    sketch: Sketch, chance: random.Random
) -> None:
    """Sets of answers, cells of numbers among them, come to the same values so far."""
    rules = load_sketch(sketch)
    compiled = compile_rules(rules)
    masks = {name: chance.randrange(1, 1 << size) for name, size in compiled.facts}
    case = case_from_codes(rules, masks, "made up")
    if case is None:
        assert any(
            answer_from_codes(fact, masks[fact.name]) is None
            for fact in rules.facts
            if masks[fact.name] != fact.domain.everything
        )
        return
    again = {fact.name: case.possible(fact.name, fact.domain) for fact in rules.facts}
    assert again == masks
    fired = {one.rule for one in advise(rules, case).trace}
    assert fired >= set(played_as_advised(compiled, masks).fired) & set(rules.rules_by_id)


def test_a_law_that_only_an_open_answer_breaks_is_for_complete_cases_only(
    tmp_path: Path, run: Run
) -> None:
    """What leads only while an answer is missing breaks it; advised is what can come out."""
    books = tmp_path / "books"
    books.mkdir()
    ending = "- **Because** it is so.\n- **Evidence** strong\n- **Source** [deck] I\n\n"
    texts = facts_and_decision() | {
        "rules.md": "### S1 · A claim\n\n- **When** speed is unknown\n"
        f"- **Then** favour left strongly\n{ending}"
        f"### S2 · A claim\n\n- **Then** favour right weakly\n{ending}",
        "laws.md": "### L1 · Where it is dear, right\n\n"
        "- **Always** when price is high, side is not left\n- **Source** [deck] I\n",
    }
    for name, text in texts.items():
        (books / name).write_text(text, "utf-8")
    done = run("rules", "prove", "L1", "--rules", books, "--format", "json")
    [law] = json.loads(done.stdout)["laws"]
    assert law["verdict"] == "complete cases only"
    rules = load_rules(books)
    answers = "".join(
        f"  {name}: {' or '.join(values)}\n"
        for name, values in law["counterexample"][0]["facts"].items()
    )
    (tmp_path / "case.yaml").write_text(f"place: x\nfacts:\n{answers}", "utf-8")
    side = advise(rules, read_case(tmp_path / "case.yaml", rules)).by_decision["side"]
    assert (side.recommended, side.set_aside) == ("right", ("left",))
    assert "right is recom" in law["counterexample"][0]["shows"]["side"]


@pytest.mark.parametrize("command", ["prove", "check", "diff"])
@pytest.mark.parametrize("seconds", ["nan", "inf", "1e300"])
def test_seconds_that_are_no_time_are_refused(
    tmp_path: Path, run: Run, command: str, seconds: str
) -> None:
    books = folder(tmp_path)
    given = (books, books) if command == "diff" else ("--rules", books)
    done = run("rules", command, *given, "--seconds", seconds)
    assert (done.returncode, done.stdout) == (2, "")
    assert "--seconds" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_law_that_is_named_twice_is_proved_once(tmp_path: Path, run: Run) -> None:
    done = run("rules", "prove", "l01", "L01", "--rules", folder(tmp_path))
    assert "1 law: 1 proved" in done.stdout


@pytest.mark.parametrize("seconds", [0.001, MOST_SECONDS, 1e300])
def test_the_solver_takes_every_time_and_more(seconds: float) -> None:
    situations = Situations(Scope.COMPLETE)
    (yes, _no) = situations.ask("tired", 2)
    assert Solver(situations, seconds).case(yes) == {"tired": 1}
