"""Findings about what is never recommended or reached, never read or told apart, never cited."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.inference.play import ReplayError, Witness, played
from advisor.inference.program import Test, clauses_of
from advisor.knowledge.effects import Argue
from advisor.knowledge.model import Assessment, Decision, Fact, RuleBase
from advisor.review.check.findings import RuleFinding
from advisor.review.check.review import Review
from advisor.review.proof.replay import as_case

NONE_DOES = "z3 has proved that no case does, whatever is answered or unknown."


def check_answers(review: Review) -> Iterator[RuleFinding]:
    """Yield the findings about options, values, facts, answers and sources."""
    yield from _never_recommended(review)
    yield from _answers(review)
    yield from _sources(review.rules)


def _never_recommended(review: Review) -> Iterator[RuleFinding]:
    """Yield options that no case recommends, and values that no case gives to an assessment."""
    state = review.any.state
    silent = list(_not_argued_for(review.rules))
    for name, option in silent:
        decision_item = review.rules.items[name]
        yield RuleFinding(
            "not argued for",
            name,
            f"No rule argues for the option '{option}' of {name}, so it can never be recommended.",
            "write the rule that argues for it, or take it out of the options",
            "no rule favours it, and only what some rule favours is recommended.",
            place=decision_item.place,
        )
    items: tuple[Decision | Assessment, ...] = (*review.rules.decisions, *review.rules.assessments)
    for item in items:
        decision = item in review.rules.decisions
        for code, value in enumerate(item.domain.values):
            if decision and (item.name, value) in silent:
                continue
            reached = state.values[item.name][code] & state.determined[item.name]
            if review.proved_impossible(reached, f"can {item.name} be {value}?"):
                kind = "never recommended" if decision else "never reached"
                text = f"No case {'recommends' if decision else 'gives'} '{value}' for {item.name}."
                mend = f"argue for it, or take it out of the {'options' if decision else 'scale'}"
                yield RuleFinding(kind, item.name, text, mend, NONE_DOES, place=item.place)


def _not_argued_for(rules: RuleBase) -> Iterator[tuple[str, str]]:
    """Yield each decision and option that no rule favours."""
    favoured = {
        (effect.decision, effect.option)
        for rule in rules.rules
        for effect in rule.effects
        if isinstance(effect, Argue) and effect.favours
    }
    for decision in rules.decisions:
        for option in decision.options:
            if (decision.name, option) not in favoured:
                yield decision.name, option


def _answers(review: Review) -> Iterator[RuleFinding]:
    """Yield facts that nothing reads, and answers that nothing tells apart."""
    tests: dict[str, set[Test]] = {}
    clauses = [clause for _, clause in review.compiled.clauses]
    for step in review.compiled.steps:
        clauses += [clause for _, clause in clauses_of(step)]
    for clause in clauses:
        for test in clause.tests:
            tests.setdefault(test.item, set()).add(test)
    for fact in review.rules.facts:
        if fact.name not in tests:
            yield RuleFinding(
                "never read",
                fact.name,
                f"Nothing reads the fact '{fact.name}': whatever is answered, the advice is the same.",
                "let a rule read it, or don't ask it",
                "no rule and no table names it; the cases with each of its answers come out alike.",
                _alike(review, fact, tuple(range(len(fact.domain.values)))),
                place=fact.place,
            )
            continue
        for codes in _alike_codes(fact, tests[fact.name]):
            if len(codes) > 1:
                names = ", ".join(f"'{fact.domain.values[code]}'" for code in codes)
                yield RuleFinding(
                    "not told apart",
                    fact.name,
                    f"The answers {names} to '{fact.name}' always lead to the same advice.",
                    "let a rule tell them apart, or make them one answer",
                    "no condition of a rule or table tells them apart.",
                    _alike(review, fact, tuple(codes)),
                    place=fact.place,
                )


def _alike_codes(fact: Fact, tests: set[Test]) -> list[list[int]]:
    """Return groups of answers that no test tells apart.

    Where answers have an order only neighbours are one group: a rule may well ask for the middle,
    and what lies on both sides of it can't be made one answer.
    """
    masks = [test.mask for test in tests if test.asks == "value"]
    groups: dict[tuple[int, ...], list[list[int]]] = {}
    for code in range(len(fact.domain.values)):
        runs = groups.setdefault(tuple(mask >> code & 1 for mask in masks), [[]])
        if fact.domain.ordered and runs[-1] and runs[-1][-1] != code - 1:
            runs.append([])
        runs[-1].append(code)
    return [run for runs in groups.values() for run in runs]


def _alike(review: Review, fact: Fact, codes: tuple[int, ...]) -> tuple[Witness, ...]:
    """Play cases with each of the answers and nothing else; they must come out alike."""
    runs = [played(review.compiled, {fact.name: 1 << code}) for code in codes]
    outcomes = [
        (run.fired, {name: value for name, value in run.values.items() if name != fact.name})
        for run in runs
    ]
    if any(outcome != outcomes[0] for outcome in outcomes):
        message = f"answers to {fact.name} that nothing tells apart come out differently"
        raise ReplayError(message)
    return tuple(
        Witness(
            ((fact.name, (fact.domain.values[code],)),),
            (("rules that fire", ", ".join(run.fired) or "none"),),
            as_case(review.rules, {fact.name: 1 << code}, ""),
        )
        for code, run in list(zip(codes, runs, strict=True))[:2]
    )


def _sources(rules: RuleBase) -> Iterator[RuleFinding]:
    """Yield the works that nothing cites."""
    cited: set[str] = set()
    for things in (rules.rules, rules.laws, rules.items.values(), rules.goals, rules.statements):
        cited.update(citation.key for thing in things for citation in thing.sources)
    for source in rules.sources:
        if source.key not in cited:
            yield RuleFinding(
                "never cited",
                source.key,
                f"Nothing cites [{source.key}] {source.author} ({source.year}) {source.title}.",
                "cite it where it backs a rule, or take it out",
                "no rule, law, fact, assessment, decision, goal or statement names it.",
                place=source.place,
            )
