"""Corners of what is possible that random rule bases seldom reach, each written out."""

from __future__ import annotations

import pytest

from advisor.cases.model import Answer, Case
from advisor.inference.advice import Status
from advisor.inference.advise import advise
from advisor.inference.compile import compile_rules
from advisor.inference.many.engine import BitEngine
from advisor.inference.many.firmness import firmness
from advisor.inference.planes.bounds import Bounds, bounds_of_case
from advisor.knowledge.model import RuleBase
from tests.batch.engine_cases import columns, statuses_of_bits
from tests.inference.one.test_possible import brute_force, check_outlook, check_prospect, clauses
from tests.support.books import PRICE, SPEED, facts_and_decision
from tests.support.compare import masks
from tests.support.generate import load_books


def rule(identifier: str, *lines: str) -> str:
    """Return the block of a rule."""
    tail = ("- **Because** it is so.", "- **Evidence** strong", "- **Source** [deck] I", "")
    return "\n".join((f"### {identifier} · A claim", "", *lines, *tail))


def check_bounds(rules: RuleBase, case: Case) -> Bounds[int]:
    """Compare all bounds of a case with what happens in its completions."""
    brute = brute_force(rules, case)
    compiled = compile_rules(rules)
    bounds = bounds_of_case(masks(rules, case), compiled.facts)
    for step in compiled.steps:
        check_outlook(rules, step.name, bounds.step(step), brute)
    for identifier, clause in clauses(rules).items():
        check_prospect(bounds.prospect(identifier, clause), brute.verdicts(identifier))
    return bounds


MOOD = """### mood

- **Scale** bad < good
- **Cut points** good from 1
- **Source** [deck] I

### outlook

- **Scale** dark < bright
- **Source** [deck] I
- **Hit policy** {policy}

| mood | outlook |
| --- | --- |
| good | bright |
| {last} | dark |
"""


def test_a_table_that_reads_what_stays_undetermined_leaves_several_values_open() -> None:
    """In every completion: so it never counts as known, and none of its values is excluded."""
    for policy, last in (("first", "bad"), ("unique", "bad"), ("first", "")):
        texts = facts_and_decision() | {
            "mood.md": MOOD.format(policy=policy, last=last),
            "rules.md": rule("C1", "- **When** speed is fast", "- **Then** raise mood")
            + rule("S1", "- **When** outlook is known", "- **Then** favour left")
            + rule("S2", "- **When** outlook is unknown", "- **Then** favour right")
            + rule("S3", "- **When** outlook is bright", "- **Then** favour left"),
        }
        rules = load_books(texts)
        slow = Case("slow", (Answer("speed", ("slow",)),))
        bounds = check_bounds(rules, slow)
        assert bounds.outlooks["outlook"].mask() == 0b11
        assert bounds.outlooks["outlook"].several
        advice = advise(rules, slow)
        assert advice.by_assessment["outlook"].values == ("dark", "bright")
        side = advice.by_decision["side"]
        assert (side.recommended, side.status) == ("right", Status.FIRM)
        unknown = check_bounds(rules, Case("unknown", ()))
        assert unknown.outlooks["outlook"].several


def test_what_only_waits_to_be_known_is_not_asked_for_to_move_a_recommendation() -> None:
    """Two rules count once two further facts are known at all, which they are in the end.

    So two answers settle it: then the option that leads so far can't come out any more.
    """
    further = [SPEED.replace("### speed", f"### {name}") for name in ("third", "fourth")]
    texts = facts_and_decision() | {
        "facts.md": "\n".join((SPEED, PRICE, *further)),
        "rules.md": rule("L1", "- **Then** favour left strongly")
        + "".join(
            rule(
                identifier,
                "- **When** speed is fast",
                "- **When** price is high",
                "- **When** third is known",
                "- **When** fourth is known",
                "- **Then** favour right strongly",
            )
            for identifier in ("R1", "R2")
        ),
    }
    rules = load_books(texts)
    side = advise(rules, Case("nothing", ())).by_decision["side"]
    assert (side.recommended, side.status) == ("left", Status.PROVISIONAL)
    assert side.possible == ("left", "right")
    (overturn,) = side.overturned_by
    answers = dict([(overturn.fact, overturn.value), *overturn.together_with])
    assert (answers["speed"], answers["price"]) == ("fast", "high")
    assert set(answers) == {"speed", "price"}
    case = Case("told", tuple(Answer(fact, (value,)) for fact, value in answers.items()))
    assert advise(rules, case).by_decision["side"].recommended == overturn.to == "right"


def test_what_leads_only_while_something_is_unknown_is_set_aside() -> None:
    """Once the fact is known, whatever it is, the rule falls silent: its option can't come out."""
    texts = facts_and_decision() | {
        "rules.md": rule("L1", "- **When** speed is unknown", "- **Then** favour left strongly")
        + rule("L2", "- **Then** favour right weakly")
        + rule("W1", "- **When** side is left", "- **Warn** It is left.")
    }
    rules = load_books(texts)
    advice = advise(rules, Case("nothing", ()))
    side = advice.by_decision["side"]
    assert (side.recommended, side.possible, side.set_aside) == ("right", ("right",), ("left",))
    assert (side.status, side.overturned_by) == (Status.FIRM, ())
    assert dict(side.scores) == {"left": 3, "right": 1}
    assert advice.misfits == ()
    assert statuses(rules, Case("nothing", ())) == {"side": ("firm", "exact")}


def test_an_option_that_no_rule_argues_for_is_never_recommended() -> None:
    """However much speaks against the others; those are recommended as long as they can be."""
    opposed = rule("O1", "- **Then** oppose left strongly")
    texts = facts_and_decision() | {"rules.md": opposed}
    side = advise(load_books(texts), Case("nothing", ())).by_decision["side"]
    assert (side.recommended, side.status, side.possible) == (None, Status.CONTESTED, ())
    favoured = rule("F1", "- **When** speed is fast", "- **Then** favour left")
    texts = facts_and_decision() | {"rules.md": opposed + favoured}
    side = advise(load_books(texts), Case("nothing", ())).by_decision["side"]
    assert (side.recommended, side.status, side.possible) == ("left", Status.FIRM, ("left",))


def test_a_decision_in_which_everything_is_ruled_out_has_no_winner() -> None:
    """It is contested when that is so, and provisional as long as it only can become so."""
    texts = facts_and_decision() | {
        "rules.md": rule("R1", "- **When** speed is fast", "- **Then** rule out left")
        + rule("R2", "- **When** price is high", "- **Then** rule out right")
        + rule("R3", "- **Then** favour left")
        + rule("R4", "- **When** speed is unknown", "- **Then** favour right weakly")
    }
    rules = load_books(texts)
    both = Case("both", (Answer("speed", ("fast",)), Answer("price", ("high",))))
    side = advise(rules, both).by_decision["side"]
    assert (side.recommended, side.status, side.possible) == (None, Status.CONTESTED, ())
    assert side.ruled_out == ("left", "right")
    assert statuses(rules, both) == {"side": ("contested", "exact")}
    nothing = Case("nothing", ())
    side = advise(rules, nothing).by_decision["side"]
    assert (side.recommended, side.status) == ("left", Status.PROVISIONAL)
    assert side.possible == ("left", "right")
    check_bounds(rules, nothing)


OUT_SO_FAR = {
    "an answer that is missing": rule(
        "R1", "- **When** speed is unknown", "- **Then** rule out left"
    )
    + rule("R2", "- **When** price is high", "- **Then** rule out right")
    + rule("R3", "- **When** speed is slow", "- **Then** favour left weakly"),
    "a sum that can grow": rule("C1", "- **Then** raise mood weakly")
    + rule("C2", "- **When** speed is fast", "- **Then** raise mood weakly")
    + rule("R1", "- **When** mood is bad", "- **Then** rule out left, rule out right")
    + rule("R2", "- **Then** favour left"),
}


@pytest.mark.parametrize("by", OUT_SO_FAR)
def test_what_is_all_ruled_out_so_far_is_provisional_while_an_answer_could_lift_that(
    by: str,
) -> None:
    """The answers that bring a recommendation are named; once nothing can, it is contested."""
    texts = facts_and_decision() | {
        "mood.md": MOOD.partition("### outlook")[0].replace("good from 1", "good from 2"),
        "rules.md": OUT_SO_FAR[by]
        + rule("F9", "- **When** price is low", "- **Then** favour right weakly"),
    }
    rules = load_books(texts)
    high = Answer("price", ("high",))
    side = advise(rules, Case("open", (high,))).by_decision["side"]
    assert (side.recommended, side.status) == (None, Status.PROVISIONAL)
    assert side.ruled_out == ("left", "right")
    assert side.overturned_by
    for overturn in side.overturned_by:
        told = Case("told", (high, Answer(overturn.fact, (overturn.value,))))
        assert advise(rules, told).by_decision["side"].recommended == overturn.to
    assert statuses(rules, Case("open", (high,))) == {"side": ("provisional", "exact")}


def test_a_decision_on_which_nothing_argues_is_insufficient_whatever_could_still_argue() -> None:
    """Also where all that could still argue would rule every option out."""
    for then in ("favour left", "rule out left, rule out right"):
        text = rule("R1", "- **When** speed is fast", f"- **Then** {then}")
        rules = load_books(facts_and_decision() | {"rules.md": text})
        side = advise(rules, Case("open", ())).by_decision["side"]
        assert (side.recommended, side.status) == (None, Status.INSUFFICIENT)
        assert not side.overturned_by
        assert statuses(rules, Case("open", ())) == {"side": ("insufficient", "exact")}


def statuses(rules: RuleBase, case: Case) -> dict[str, tuple[str, str]]:
    """Tell status and basis of each decision as many cases at once get them."""
    engine = BitEngine(rules)
    table = columns(engine, [case])
    return statuses_of_bits(firmness(engine, table, engine.evaluate(table)), 0)


def test_a_decision_is_contested_within_its_margin_and_firm_beyond() -> None:
    """The margin is counted between the winner and the best that isn't ruled out."""
    texts = facts_and_decision()
    texts["side.md"] = texts["side.md"].replace("within 0 points", "within 1 point")
    for then, status in (
        ("favour left, favour right weakly", Status.CONTESTED),
        ("favour left strongly, favour right weakly", Status.FIRM),
        ("favour left weakly, rule out right", Status.FIRM),
        ("favour left, favour right", Status.CONTESTED),
    ):
        rules = load_books(texts | {"rules.md": rule("R1", f"- **Then** {then}")})
        assert advise(rules, Case("any", ())).by_decision["side"].status is status
