"""Trying answers: many ways in which a session could go on, evaluated at once by the bit engine.

A *background* fixes for every open fact whether it is answered and how. In each of them every open
question in turn is left open and given each of its answers; where that changes a decision, misfit
or action, the question matters, and how often it does so tells how much.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from advisor.inference.compile import compile_rules
from advisor.inference.one.completions import repeated
from advisor.inference.one.open_layout import OpenLayout
from advisor.inference.one.pending import Pending, Waiting
from advisor.inference.planes.circuit import Circuit
from advisor.inference.planes.so_far import Sweep, sweep
from advisor.inference.planes.written import WrittenProgram, WrittenResult, written
from advisor.inference.program import DecisionStep, codes_of
from advisor.knowledge.model import RuleBase

BACKGROUNDS = 32
"""How many backgrounds are drawn; more find rarer effects and cost more time."""

_SEED = 20
# A quarter of the backgrounds each: complete, and with ever more left open.
_OPENNESS = (0.0, 0.2, 0.5, 0.9)

Weights = Mapping[str, int]
"""How much a change of each decision (by name), misfit or action (by rule's id) counts."""


@dataclass(frozen=True)
class Effects:
    """What was seen to change. `weight` is the mean weighted change of each question's answers.

    `seen` pairs a question with a decision (by name), misfit or action (by rule's id) that one of
    its answers changes in some background; that it is missing there proves nothing.
    """

    weight: Mapping[str, float]
    seen: frozenset[tuple[str, str]]


def try_answers(
    layout: OpenLayout, pending: Pending, questions: Sequence[str], weights: Weights
) -> Effects:
    """Try all answers to the questions in a fixed sample of backgrounds."""
    # The backgrounds as they were drawn come first, then one stretch for each answer.
    slots: list[tuple[str, int | None]] = [
        (fact, code) for fact in questions for code in (None, *codes_of(pending.masks[fact]))
    ]
    length = (len(slots) + 1) * BACKGROUNDS
    spans: dict[str, tuple[int, int]] = {}
    for index, (fact, _) in enumerate(slots, start=1):
        first, count = spans.get(fact, (index, 0))
        spans[fact] = (first, count + 1)
    facts: dict[str, list[int]] = {}
    for fact, planes in _backgrounds(pending.masks).items():
        facts[fact] = [repeated(plane, BACKGROUNDS, length) for plane in planes]
        if fact in spans:
            first, count = spans[fact]
            outside = ~_stretch(first, count)
            answers = [outside & plane for plane in facts[fact]]
            for index in range(first, first + count):
                code = slots[index - 1][1]
                for value in codes_of(pending.masks[fact]) if code is None else (code,):
                    answers[value] |= _stretch(index, 1)
            facts[fact] = answers
    ones = (1 << length) - 1
    inputs: list[int] = []
    for name, size in layout.compiled.facts:
        planes = facts[name]
        inputs += planes
        inputs += [0] * (size - len(planes))
    for step in layout.decisions:
        # No answer brings back what the bounds of the case exclude.
        inputs += [ones if code else 0 for code in pending.bounds.outlooks[step.name].codes]
    wanted = [_output(one) for one in pending.waiting]
    run = _program(layout.compiled.source).run(inputs, ones, wanted)
    return _compare(run, length, pending.waiting, spans, weights)


@lru_cache(maxsize=8)
def _program(source: RuleBase) -> WrittenProgram:
    """Write down what a report shows of any answers; inputs are the facts' codes, then the options that are left."""
    rules = compile_rules(source)
    circuit = Circuit()
    facts = {name: [circuit.input() for _ in range(size)] for name, size in rules.facts}
    decisions = [step for step in rules.steps if isinstance(step, DecisionStep)]
    possible = {step.name: [circuit.input() for _ in range(step.size)] for step in decisions}
    run = sweep(rules, facts, circuit.ones, possible=possible)
    wanted = {
        step.name: [plane & run.determined[step.name] for plane in run.values[step.name]]
        for step in decisions
    }
    spoken = (rule.id for rule in rules.source.rules if rule.warning or rule.advice)
    return written(circuit, wanted | {_RULE + name: [run.holds[name]] for name in spoken})


_RULE = "rule "
"""Stands before the ids of rules among the outputs, since a decision may be called like one."""


def _output(one: Waiting) -> str:
    return one.name if one.decision else _RULE + one.name


def _stretch(first: int, count: int) -> int:
    return ((1 << count * BACKGROUNDS) - 1) << first * BACKGROUNDS


def _compare(
    run: WrittenResult,
    length: int,
    waiting: Sequence[Waiting],
    spans: Mapping[str, tuple[int, int]],
    weights: Weights,
) -> Effects:
    weight = dict.fromkeys(spans, 0.0)
    masks = {fact: _stretch(*span) for fact, span in spans.items()}
    seen = set()
    base = (1 << BACKGROUNDS) - 1
    for one in waiting:
        changed = 0
        for plane in run[_output(one)]:
            changed |= plane ^ repeated(plane & base, BACKGROUNDS, length)
        if not changed:
            continue
        for fact in one.facts:
            if fact in spans:
                here = changed & masks[fact]
                if here:
                    seen.add((fact, one.name))
                    share = here.bit_count() / (spans[fact][1] * BACKGROUNDS)
                    weight[fact] += weights[one.name] * share
    return Effects(weight, frozenset(seen))


def shown(run: Sweep[int], one: Waiting) -> list[int]:
    """Return the planes of what a report shows: the recommended option, or that a rule holds."""
    if not one.decision:
        return [run.holds[one.name]]
    determined = run.determined[one.name]
    return [plane & determined for plane in run.values[one.name]]


def _backgrounds(masks: Mapping[str, int]) -> dict[str, list[int]]:
    """Draw the planes of the facts: one bit a background."""
    chance = random.Random(_SEED)  # noqa: S311 - a fixed sample, not a secret
    draw = chance.random
    ones = (1 << BACKGROUNDS) - 1
    left_open = [_OPENNESS[index % len(_OPENNESS)] for index in range(BACKGROUNDS)]
    drawn: dict[str, list[int]] = {}
    for fact, mask in masks.items():
        possible = list(codes_of(mask))
        planes = [0] * mask.bit_length()
        if len(possible) == 1:
            planes[possible[0]] = ones
        else:
            count, everywhere = len(possible), 0
            for index, openness in enumerate(left_open):
                # Two draws each time, so that what is drawn for one fact never shifts another's.
                if draw() < openness:
                    everywhere |= 1 << index
                    draw()
                else:
                    planes[possible[int(draw() * count)]] |= 1 << index
            for code in possible:
                planes[code] |= everywhere
        drawn[fact] = planes
    return drawn
