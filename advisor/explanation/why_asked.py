"""Why a question is asked: what waits for its answer, and what each answer would do at once."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from advisor.inference.compile import compile_rules
from advisor.inference.one.firmness import Foresight
from advisor.inference.planes.bounds import bounds_of_case
from advisor.inference.planes.so_far import Sweep, sweep
from advisor.inference.program import AssessmentStep, CompiledRules, clauses_of, planes_of
from advisor.knowledge.model import Fact, Rule, RuleBase


@dataclass(frozen=True)
class Move:
    """A decision's recommended option that changes; None stands for no recommendation."""

    decision: str
    before: str | None
    after: str | None


@dataclass(frozen=True)
class AnswerEffect:
    """What one answer would do to the advice so far: options that move, rules that begin and cease to hold.

    `concluded` pairs assessments with the values that they would get. `rules` and `dropped` hold
    only rules that warn or advise.
    """

    value: str
    moves: tuple[Move, ...]
    concluded: tuple[tuple[str, str], ...]
    rules: tuple[str, ...]
    dropped: tuple[str, ...]


@dataclass(frozen=True)
class WhyAsked:
    """Why a fact is asked.

    `decisions` can still change with it. `through` are the assessments that it is read by.
    `rules` wait for it: those that read it themselves first, then those that read what follows.
    """

    fact: str
    why: str
    decisions: tuple[str, ...]
    through: tuple[str, ...]
    rules: tuple[str, ...]
    effects: tuple[AnswerEffect, ...]


def why_asked(
    rules: RuleBase,
    masks: Mapping[str, int],
    fact: Fact,
    decisions: Collection[str],
    standing: int,
) -> WhyAsked:
    """Return why a fact is asked in a case, given the possible codes of each fact.

    `decisions` names those that can still change with it; the interview knows them. `standing`
    are the codes of the fact as the case stands, when it is answered already.
    """
    compiled = compile_rules(rules)
    bounds = bounds_of_case(masks, compiled.facts)
    through: list[str] = []
    fed = {fact.name}
    for step in compiled.steps:
        bounds.step(step)
        if isinstance(step, AssessmentStep) and any(
            not bounds.prospect(name, clause).settled and not fed.isdisjoint(clause.reads)
            for name, clause in clauses_of(step)
        ):
            fed.add(step.name)
            through.append(step.name)
    waiting = [
        (name, clause)
        for name, clause in compiled.clauses
        if not bounds.prospect(name, clause).settled and not fed.isdisjoint(clause.reads)
    ]
    waiting.sort(key=lambda one: fact.name not in one[1].reads)
    return WhyAsked(
        fact.name,
        fact.why,
        tuple(one.name for one in rules.decisions if one.name in decisions),
        tuple(through),
        tuple(name for name, _ in waiting),
        each_answer(rules, masks, fact, standing),
    )


def each_answer(
    rules: RuleBase, masks: Mapping[str, int], fact: Fact, standing: int
) -> tuple[AnswerEffect, ...]:
    """Return what each possible answer would do to the advice so far; all are tried in one sweep."""
    compiled = compile_rules(rules)
    possible = [code for code in range(len(fact.domain.values)) if masks[fact.name] >> code & 1]
    ones = (1 << len(possible) + 1) - 1
    planes = planes_of(masks, compiled.facts, ones)
    # The first case is the one that stands; each further one gives an answer.
    planes[fact.name] = [
        (standing >> code & 1) | (1 << possible.index(code) + 1 if code in possible else 0)
        for code in range(len(fact.domain.values))
    ]
    options: dict[str, list[int]] = {}
    for index, mask in enumerate((standing, *(1 << code for code in possible))):
        foresight = Foresight(compiled, {**masks, fact.name: mask})
        for name, found in foresight.possible_planes(1 << index).items():
            options[name] = [
                a | b for a, b in zip(options.get(name, [0] * len(found)), found, strict=True)
            ]
    run = sweep(compiled, planes, ones, possible=options)
    return tuple(
        _effect(rules, compiled, run, index, fact.domain.values[code])
        for index, code in enumerate(possible, start=1)
    )


def _effect(
    rules: RuleBase, compiled: CompiledRules, run: Sweep[int], index: int, value: str
) -> AnswerEffect:
    moves = []
    for decision in rules.decisions:
        before, after = (_winner(run, decision.name, bit) for bit in (0, index))
        if before != after:
            moves.append(
                Move(
                    decision.name,
                    None if before is None else decision.options[before],
                    None if after is None else decision.options[after],
                )
            )
    concluded = []
    for item in rules.assessments:
        before, after = (_winner(run, item.name, bit) for bit in (0, index))
        if before != after and after is not None:
            concluded.append((item.name, item.domain.values[after]))
    spoken = [name for name, _ in compiled.clauses if _speaks(rules.rules_by_id[name])]
    holds = {name: run.holds[name] for name in spoken}
    return AnswerEffect(
        value,
        tuple(moves),
        tuple(concluded),
        tuple(name for name, plane in holds.items() if plane >> index & 1 and not plane & 1),
        tuple(name for name, plane in holds.items() if plane & 1 and not plane >> index & 1),
    )


def _winner(run: Sweep[int], name: str, bit: int) -> int | None:
    """Return the only value that an item has in one case, or None."""
    if not run.determined[name] >> bit & 1:
        return None
    found = [code for code, plane in enumerate(run.values[name]) if plane >> bit & 1]
    return found[0] if len(found) == 1 else None


def _speaks(rule: Rule) -> bool:
    return bool(rule.warning or rule.advice)
