"""What must not matter doesn't: the names and the order of rules, the order of answers, what ran before."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from advisor.cases.model import Answer, Case
from advisor.inference.advice import Advice, Survival
from advisor.inference.advise import advise
from advisor.inference.compile import compile_rules
from advisor.inference.experta.engine import ReferenceEngine
from advisor.knowledge.conditions import Citation, Line, Term
from advisor.knowledge.domains import Domain, Kind, yes_no
from advisor.knowledge.effects import Argue
from advisor.knowledge.model import Decision, Fact, Rule
from advisor.knowledge.words import Evidence, Relation, Strength
from tests.support.compare import masks
from tests.support.examples import examples
from tests.support.generate import Sketch, cases, load_sketch, sketches


def essence(advice: Advice, without: str = "") -> dict[str, Any]:
    """Return what the advice says, where the order of rules is left out; nothing about `without`.

    Each further answer is one more that can be changed, so only changes that matter are counted.
    """
    decisions = {
        decision.name: replace(
            decision, overturned_by=(), arguments=(), waiting=(), survives=_moves(decision.survives)
        )
        for decision in advice.decisions
        if decision.name != without
    }
    parts: dict[str, Any] = {
        "decisions": decisions,
        "assessments": {one.name: replace(one, rules=()) for one in advice.assessments},
        "misfits": frozenset(advice.misfits),
        "actions": frozenset(advice.actions),
        "trace": frozenset(
            firing for firing in advice.trace if without not in dict(firing.concluded)
        ),
    }
    for decision in advice.decisions:
        if decision.name != without:
            parts[f"why {decision.name}"] = (
                frozenset(decision.arguments),
                frozenset(decision.waiting),
                frozenset(decision.overturned_by),
            )
    for finding in advice.assessments:
        parts[f"why {finding.name}"] = frozenset(finding.rules)
    return parts


def _moves(survival: Survival) -> Survival:
    return replace(survival, changes=survival.changes - survival.same, same=0)


_CITED = (Citation("deck", "IV, structure"),)


def with_something_unrelated(sketch: Sketch) -> Sketch:
    """Add a fact that nobody else reads, a decision, and a rule that leads from one to the other."""
    meanings = (("this", "this one"), ("that", "that one"))
    fact = Fact("weather", "Sunny?", yes_no(), (("no", "no"), ("yes", "yes")), "w", "no", _CITED)
    domain = Domain(Kind.CHOICE, ("this", "that"))
    decision = Decision("unrelated", "Which?", domain, meanings, domain.values, 0, _CITED)
    rule = Rule(
        "Z99",
        "Nothing to do with the rest",
        (Line((Term("weather", Relation.IS, ("yes",)),)),),
        (),
        (Argue("unrelated", "this", Strength.STRONGLY, favours=True),),
        "",
        None,
        "it is so.",
        Evidence.STRONG,
        _CITED,
    )
    return replace(
        sketch,
        facts=(fact, *sketch.facts),
        decisions=(decision, *sketch.decisions),
        rules=(rule, *sketch.rules),
    )


@examples(40)
@given(sketches(), st.booleans(), st.data())
def test_an_unrelated_rule_changes_nothing(
    sketch: Sketch, answered: bool, data: st.DataObject
) -> None:
    """A rule that reads and concludes what nobody else does leaves the other advice as it was."""
    rules = load_sketch(sketch)
    case = data.draw(cases(rules))
    more = case.with_answer(Answer("weather", ("yes",))) if answered else case
    advice = advise(load_sketch(with_something_unrelated(sketch)), more)
    assert essence(advice, without="unrelated") == essence(advise(rules, case))
    expected = "this" if answered else None
    assert advice.by_decision["unrelated"].recommended == expected


@examples(40)
@given(sketches(), st.data())
def test_renaming_the_rules_changes_only_their_names(sketch: Sketch, data: st.DataObject) -> None:
    """Ids are names and nothing else: even their order in the alphabet doesn't matter."""
    rules = load_sketch(sketch)
    case = data.draw(cases(rules))
    names = {rule.id: f"N{900 - number}" for number, rule in enumerate(sketch.rules)}
    renamed = [replace(rule, id=names[rule.id]) for rule in sketch.rules]
    after = advise(load_sketch(replace(sketch, rules=tuple(renamed))), case)
    back = {new: old for old, new in names.items()}
    text = repr(replace(after, hash=""))
    text = re.sub(r"'(N\d+)'", lambda match: repr(back[match[1]]), text)
    assert text == repr(replace(advise(rules, case), hash=""))


@examples(40)
@given(sketches(), st.data())
def test_the_order_of_the_rules_does_not_matter(sketch: Sketch, data: st.DataObject) -> None:
    """Shuffled within their books, the rules say the same."""
    rules = load_sketch(sketch)
    case = data.draw(cases(rules))
    shuffled = replace(sketch, rules=tuple(data.draw(st.permutations(sketch.rules))))
    assert essence(advise(load_sketch(shuffled), case)) == essence(advise(rules, case))


@examples(50)
@given(sketches(), st.data())
def test_neither_the_order_of_the_answers_nor_what_ran_before_matters(
    sketch: Sketch, data: st.DataObject
) -> None:
    """Shuffled answers, other cases in between, an unknown answered later: the same advice."""
    rules = load_sketch(sketch)
    case = data.draw(cases(rules))
    advice = advise(rules, case)
    shuffled = replace(case, answers=tuple(data.draw(st.permutations(case.answers))))
    advise(rules, data.draw(cases(rules)))
    assert replace(advise(rules, shuffled), case=case) == advice
    if case.answers:
        last = case.answers[-1]
        unknown = case.without(last.fact)
        advise(rules, unknown)
        assert replace(advise(rules, unknown.with_answer(last)), case=case) == advice
    assert advise(rules, case) == advice


@examples(25)
@given(sketches(), st.data())
def test_an_engine_that_has_run_says_what_a_new_one_says(
    sketch: Sketch, data: st.DataObject
) -> None:
    """One case leaves nothing behind in the engine for the next."""
    rules = load_sketch(sketch)
    some = [data.draw(cases(rules)) for _ in range(4)]
    used = ReferenceEngine(compile_rules(rules))
    for case in some:
        used.run(masks(rules, case))
    new = ReferenceEngine(compile_rules(rules))
    for case in reversed(some):
        assert used.run(masks(rules, case)) == new.run(masks(rules, case))


@examples(60)
@given(sketches(), st.data())
def test_the_advice_adds_up(sketch: Sketch, data: st.DataObject) -> None:
    """Scores are the sums of the arguments, and everything that is told was fired."""
    rules = load_sketch(sketch)
    case: Case = data.draw(cases(rules))
    advice = advise(rules, case)
    fired = [firing.rule for firing in advice.trace]
    assert len(fired) == len(set(fired))
    for decision in advice.decisions:
        for option, score in decision.scores:
            points = [one.points for one in decision.arguments if one.option == option]
            assert score == sum(points)
            out = any(one.rules_out for one in decision.arguments if one.option == option)
            assert (option in decision.ruled_out) is out
        assert {one.rule for one in decision.arguments} <= set(fired)
        assert not set(decision.waiting) & set(fired)
        assert decision.recommended not in decision.ruled_out
    told = [one.rule for one in advice.misfits] + [one.rule for one in advice.actions]
    assert set(told) <= set(fired)
    assert set(advice.unknown) == set(rules.fact_names) - set(dict(advice.facts))
    strata = [firing.stratum for firing in advice.trace]
    assert strata == sorted(strata)
    concluded = {name for one in advice.trace for name in (*dict(one.concluded), one.rule)}
    for firing in advice.trace:
        # Nothing is read before it is settled.
        assert all(rules.stratum.get(name, 0) < firing.stratum for name, _ in firing.read)
    assert concluded >= set(fired)
