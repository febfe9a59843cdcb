"""Random cases over a rule base: single answers, several, ranges, and unknowns."""

from __future__ import annotations

import random

from hypothesis import strategies as st

from advisor.cases.model import Answer, Case, Value
from advisor.knowledge.domains import Kind, Range
from advisor.knowledge.model import Fact, RuleBase
from tests.support.draws import Draws

_NUMBERS = (1.0, 2.5, 5.0, 10.0, 20_000.0)


@st.composite
def answers_to(draw_from: st.DrawFn, fact: Fact) -> Answer:
    """Draw one answer: a value, several, a number, a range or two."""
    draw = Draws(draw_from)
    domain = fact.domain
    if domain.kind is not Kind.NUMBER:
        most = draw.one((1, 1, len(domain.values)))
        return Answer(fact.name, tuple(draw.some(domain.values, 1, most)))
    marks = [cut.at for cut in domain.cuts] + [*_NUMBERS, domain.minimum]
    step = 1.0 if domain.whole else 0.5
    spread = sorted({mark + by for mark in marks for by in (-step, 0.0, step)})
    inside = [mark for mark in spread if domain.minimum <= mark <= domain.maximum]
    if domain.whole:
        inside = [mark for mark in inside if mark == int(mark)]
    values: list[Value] = []
    for _ in range(draw.one((1, 1, 1, 2))):
        low, high = sorted((draw.one(inside), draw.one(inside)))
        values.append(Range(low, high if draw.yes() else low))
    return Answer(fact.name, tuple(values))


@st.composite
def cases(draw_from: st.DrawFn, rules: RuleBase, most: int = 150, unknown: int = 1) -> Case:
    """Draw a case with at most `most` completions: facts beyond that get a single value.

    Of four facts, `unknown` and a little more stay without an answer.
    """
    draw = Draws(draw_from)
    answers: list[Answer] = []
    count = 1
    for fact in draw.shuffled(rules.facts):
        size = len(fact.domain.values)
        if draw.number(0, 4) <= unknown and count * size <= most:
            count *= size
            continue
        answer = draw_from(answers_to(fact))
        size = answer.mask(fact.domain).bit_count()
        if count * size > most:
            answer = Answer(fact.name, answer.values[:1])
            first = answer.values[0]
            if isinstance(first, Range):
                answer = Answer(fact.name, (Range(first.low, first.low),))
            size = 1
        count *= size
        answers.append(answer)
    return Case("generated", tuple(answers))


def random_case(rules: RuleBase, chance: random.Random) -> Case:
    """Make a case of a large rule base: a third of the facts unknown, some answers with two values."""
    answers: list[Answer] = []
    for fact in rules.facts:
        draw = chance.random()
        count = 2 if draw > 0.85 else 1
        if draw <= 0.3:
            continue
        if fact.domain.kind is Kind.NUMBER:
            marks = [fact.domain.minimum, *(cut.at for cut in fact.domain.cuts)]
            low, *rest = sorted(chance.choices(marks, k=count))
            answers.append(Answer(fact.name, (Range(low, rest[0] if rest else low),)))
        else:
            names = tuple(chance.sample(fact.domain.values, count))
            answers.append(Answer(fact.name, names))
    return Case(f"random {chance.random()}", tuple(answers))
