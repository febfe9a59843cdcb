"""Random small rule bases over every construct of the language, and random cases over them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from hypothesis import strategies as st

from advisor.knowledge.conditions import Line, Term
from advisor.knowledge.domains import Domain, Kind, number_text, yes_no
from advisor.knowledge.effects import Adjust, Advise, Argue, Conclude, Effect, RuleOut
from advisor.knowledge.model import Assessment, Decision, Fact, Item, Row, Rule
from advisor.knowledge.words import (
    Effort,
    Evidence,
    HitPolicy,
    Part,
    Phase,
    Relation,
    Strength,
    Weight,
)
from tests.support.answers import answers_to, cases, random_case
from tests.support.draws import Draws
from tests.support.sketch import CITED, SOURCES_BOOK, Sketch, books, load_books, load_sketch

__all__ = [
    "SOURCES_BOOK",
    "Sketch",
    "answers_to",
    "books",
    "cases",
    "leaning_sketches",
    "load_books",
    "load_sketch",
    "random_case",
    "sketches",
]

_FACTS = ("digital budget", "IT staff", "in-house team", "partner fit", "public trust")
_ASSESSMENTS = ("digital capacity", "readiness", "pull of units", "risk's level", "size class")
_DECISIONS = ("structure", "provision", "data rights", "leader")
_SCALES = (
    ("weak", "strong"),
    ("low", "moderate", "high"),
    ("none", "very small", "small", "large"),
)
_OPTIONS = ("centre", "joint", "departments", "higher tier", "2 pilots")
_TODAY = (
    Domain(Kind.CHOICE, ("nothing", *_OPTIONS)),
    Domain(Kind.CHOICE, ("joint", "centre")),
    Domain(Kind.SCALE, ("departments", "joint", "higher tier")),
)
_DOMAINS = (
    *(Domain(Kind.SCALE, values) for values in _SCALES),
    Domain(Kind.CHOICE, ("own", "bought")),
    Domain(Kind.CHOICE, ("north", "south", "west wing")),
    *_TODAY,
    yes_no(),
    Domain(Kind.NUMBER, ("any people",), "people", 0, float("inf")),
    Domain(Kind.NUMBER, ("any people",), "people", 1, 50),
    Domain(Kind.NUMBER, ("any people",), "people", 0, 50_000),
)
_NUMBERS = (1.0, 2.5, 5.0, 10.0, 20_000.0)
_RELATIONS = (*[Relation.IS] * 4, Relation.KNOWN, Relation.UNKNOWN)
_ORDERED = (Relation.AT_LEAST, Relation.AT_MOST, Relation.BELOW, Relation.ABOVE, Relation.BETWEEN)
_STRENGTHS = tuple(Strength)


def _fact(name: str, domain: Domain) -> Fact:
    anchors = () if domain.kind is Kind.NUMBER else _meanings(domain)
    return Fact(name, f"How is {name}?", domain, anchors, "it matters", "no", CITED, "Asked")


def _meanings(domain: Domain) -> tuple[tuple[str, str], ...]:
    return tuple((value, f"what {value} looks like") for value in domain.values)


def _numbers(domain: Domain) -> list[float]:
    return [number for number in _NUMBERS if domain.minimum <= number <= domain.maximum]


def _term(draw: Draws, item: Item) -> Term:
    """Draw a comparison that makes sense for the item."""
    domain = item.domain
    relation = draw.one((*_RELATIONS, *_ORDERED) if domain.ordered else _RELATIONS)
    if relation in (Relation.KNOWN, Relation.UNKNOWN):
        return Term(item.name, relation)
    pool = list(domain.values)
    if domain.kind is Kind.NUMBER:
        pool = [number_text(number) for number in _numbers(domain)]
    elif relation is Relation.BELOW:
        pool = pool[1:]
    elif relation is Relation.ABOVE:
        pool = pool[:-1]
    if relation is Relation.IS:
        return Term(item.name, relation, tuple(draw.some(pool, 1, 3)), draw.yes())
    first = draw.one(pool)
    if relation is not Relation.BETWEEN:
        return Term(item.name, relation, (first,))
    return Term(item.name, relation, (first, draw.one(pool[pool.index(first) :])))


def _line(draw: Draws, readable: Sequence[Item]) -> Line:
    count = draw.one((1, 1, 1, 2, 3))
    return Line(tuple(_term(draw, draw.one(readable)) for _ in range(count)))


def _rows(draw: Draws, inputs: Sequence[Item], domain: Domain) -> tuple[Row, ...]:
    if not draw.number(0, 2):
        return _covering_rows(draw, inputs[0], domain)
    rows = []
    for number in range(1, draw.number(1, 4) + 1):
        cells = [_term(draw, item) for item in inputs if draw.number(0, 2)]
        rows.append(Row(number, tuple(cells), draw.one(domain.values)))
    if draw.yes():
        rows.append(Row(len(rows) + 1, (), draw.one(domain.values)))
    return tuple(rows)


def _covering_rows(draw: Draws, item: Item, domain: Domain) -> tuple[Row, ...]:
    """Draw rows that leave no value of an input out, though none of them is empty."""
    terms = [Term(item.name, Relation.IS, (value,)) for value in item.domain.values]
    if item.domain.kind is Kind.NUMBER:
        number = number_text(draw.one(_numbers(item.domain)))
        terms = [Term(item.name, side, (number,)) for side in (Relation.AT_MOST, Relation.ABOVE)]
    return tuple(
        Row(number, (term,), draw.one(domain.values))
        for number, term in enumerate(draw.shuffled(terms), start=1)
    )


def _assessment(draw: Draws, name: str, readable: Sequence[Item]) -> Assessment:
    values = draw.one(_SCALES)
    blank = Assessment(name, Domain(Kind.SCALE, values), "", CITED, topic="Found")
    how = draw.one(("table", "table", "points", "rules"))
    if how == "table":
        inputs = draw.some(readable, 1, 3)
        return replace(
            blank,
            hit_policy=draw.one(tuple(HitPolicy)),
            inputs=tuple(item.name for item in inputs),
            rows=_rows(draw, inputs, blank.domain),
        )
    if how == "points":
        sums = sorted(draw.shuffled(range(-3, 6), len(values) - 1))
        return replace(blank, cuts=tuple(zip(values[1:], sums, strict=True)))
    return blank


def _decision(draw: Draws, name: str, facts: Sequence[Fact]) -> Decision:
    domain = Domain(Kind.CHOICE, tuple(draw.some(_OPTIONS, 2, 4)))
    today = [fact.name for fact in facts if set(fact.domain.values) & set(domain.values)]
    return Decision(
        name,
        f"Which {name}?",
        domain,
        _meanings(domain),
        tuple(draw.shuffled(domain.values)),
        draw.number(0, 2),
        CITED,
        draw.one(("", "decision rights")),
        "Decided",
        keep=draw.one(("", *today)),
    )


def _effects(draw: Draws, targets: Sequence[Item]) -> tuple[Effect, ...]:
    effects: list[Effect] = []
    for target in targets:
        if isinstance(target, Decision):
            for option in draw.some(target.options, 1, 2):
                if draw.number(0, 4):
                    effects.append(Argue(target.name, option, draw.one(_STRENGTHS), draw.yes()))
                else:
                    effects.append(RuleOut(target.name, option))
        elif isinstance(target, Assessment):
            if target.cuts and draw.number(0, 3):
                effects.append(Adjust(target.name, draw.one(_STRENGTHS), draw.yes()))
            else:
                effects.append(Conclude(target.name, draw.one(target.domain.values)))
    return tuple(effects)


def _needs_backing(effects: Sequence[Effect]) -> bool:
    return any(
        isinstance(effect, RuleOut)
        or (isinstance(effect, Argue | Adjust) and effect.strength is Strength.STRONGLY)
        for effect in effects
    )


def _advice(draw: Draws) -> Advise:
    return Advise(
        draw.one(("Write it down.", "Ask the neighbours, or buy it.")),
        draw.one(tuple(Phase)),
        draw.one(("mayor and council", "digital leader")),
        draw.one(tuple(Part)),
        draw.one(((), ("SDG 16.6",), ("SDG 16.6", "SDG 17.17"))),
        (),
        draw.one((None, *Effort)),
        draw.one(("", "the council, and two weeks.")),
    )


def _rule(draw: Draws, identifier: str, readable: Sequence[Item], targets: Sequence[Item]) -> Rule:
    """Draw a rule that reads some of `readable` and speaks about the targets, if there are any."""
    count = draw.one((0, 1, 1, 1, 2, 2, 3))
    effects = _effects(draw, targets)
    says = draw.number(0, 5 if effects else 2)
    evidence = [one for one in Evidence if one is not Evidence.WEAK or not _needs_backing(effects)]
    warning = "These two don't fit." if says in (0, 2) else ""
    return Rule(
        identifier,
        f"Claim {identifier}, or so",
        tuple(_line(draw, readable) for _ in range(count)),
        () if draw.number(0, 3) else (_line(draw, readable),),
        effects,
        warning,
        _advice(draw) if says in (1, 2) else None,
        "it is known: so it goes, and not otherwise.",
        draw.one(evidence),
        CITED,
        "Argued",
        weight=draw.one((None, *Weight)) if warning else None,
    )


@st.composite
def sketches(draw_from: st.DrawFn, most_facts: int = 4, most_items: int = 4) -> Sketch:
    """Draw a rule base in which every item reads only what was drawn before it."""
    draw = Draws(draw_from)
    names = draw.some(_FACTS, 2, most_facts)
    facts = tuple(_fact(name, draw.one(_DOMAINS)) for name in names)
    decided = [draw.yes() for _ in range(draw.number(2, most_items))]
    decided[-1] = decided[-1] or not any(decided)
    items: list[Item] = []
    rules: list[Rule] = []
    for index, is_decision in enumerate(decided):
        readable = (*facts, *items)
        item: Assessment | Decision
        if is_decision:
            item = _decision(draw, _DECISIONS[index], facts)
            wanted = draw.number(2, 6)
        else:
            item = _assessment(draw, _ASSESSMENTS[index], readable)
            # What has neither a table nor points needs a rule that concludes it.
            wanted = draw.number(2, 5) if item.cuts else draw.number(0 if item.rows else 1, 2)
        for _ in range(wanted):
            rules.append(_rule(draw, f"S{len(rules) + 1:02}", readable, [item]))
        items.append(item)
        if index and draw.yes():
            # One rule may speak about several items at once, as long as it reads what lies below.
            lower = (*facts, *items[: index - 1])
            rules.append(_rule(draw, f"P{len(rules) + 1:02}", lower, items[index - 1 :]))
    for _ in range(draw.number(0, 2)):
        rules.append(_rule(draw, f"W{len(rules) + 1:02}", (*facts, *items), ()))
    return Sketch(
        facts,
        tuple(item for item in items if isinstance(item, Assessment)),
        tuple(item for item in items if isinstance(item, Decision)),
        tuple(draw.shuffled(rules)),
        draw.number(0, 999),
    )


@st.composite
def leaning_sketches(draw_from: st.DrawFn) -> Sketch:
    """Draw a rule base whose last decision leans to one option until several answers say otherwise."""
    drawn = draw_from(sketches(most_items=3))
    draw = Draws(draw_from)
    facts = (*drawn.facts, *(_fact(f"sign {number}", yes_no()) for number in (1, 2, 3)))
    decision = _decision(draw, "course", facts)
    below: tuple[Item, ...] = (*facts, *drawn.assessments, *drawn.decisions)
    favoured, *others = decision.preference
    rules = [
        _saying(f"L{number}", (), Argue("course", favoured, Strength.STRONGLY, favours=True))
        for number in range(draw.number(1, 2))
    ]
    for number in range(draw.number(3, 6)):
        when = tuple(Line((_term(draw, item),)) for item in draw.some(below, 1, 3))
        effect = Argue("course", draw.one(others), draw.one(_STRENGTHS), favours=True)
        rules.append(_saying(f"T{number}", when, effect))
    return replace(
        drawn,
        facts=facts,
        decisions=(*drawn.decisions, decision),
        rules=(*drawn.rules, *draw.shuffled(rules)),
    )


def _saying(identifier: str, when: tuple[Line, ...], effect: Effect) -> Rule:
    return Rule(
        identifier,
        f"Claim {identifier}",
        when,
        unless=(),
        effects=(effect,),
        warning="",
        advice=None,
        because="it is so.",
        evidence=Evidence.STRONG,
        sources=CITED,
        topic="Argued",
    )
