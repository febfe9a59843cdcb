"""Random small rule bases over every construct of the language, written as books, and random cases.

A `Sketch` holds what the reader should find; `books` writes it as Markdown with the freedom that
the language leaves (capitals, line breaks, 'moderately' said or unsaid). The text is written here
and not by the product's own writer, so that reader and writer are not each other's only witness.
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from advisor.cases.model import Answer, Case, Value
from advisor.knowledge.domains import Domain, Kind, Range, number_text, yes_no
from advisor.knowledge.library import load_rules
from advisor.knowledge.model import (
    Adjust,
    Advise,
    Argue,
    Assessment,
    Citation,
    Conclude,
    Decision,
    Effect,
    Evidence,
    Fact,
    HitPolicy,
    Item,
    Line,
    Part,
    Phase,
    Relation,
    Row,
    Rule,
    RuleBase,
    RuleOut,
    Strength,
    Term,
)

_FACTS = ("digital budget", "IT staff", "in-house team", "partner fit", "public trust")
_ASSESSMENTS = ("digital capacity", "readiness", "pull of units", "risk's level", "size class")
_DECISIONS = ("structure", "provision", "data rights", "leader")
_SCALES = (
    ("weak", "strong"),
    ("low", "moderate", "high"),
    ("none", "very small", "small", "large"),
)
_CHOICES = (("own", "bought"), ("north", "south", "west wing"))
_OPTIONS = ("centre", "joint", "departments", "higher tier", "2 pilots")
_BOUNDS = ((0.0, float("inf")), (1.0, 50.0), (0.0, 50_000.0))
_NUMBERS = (1.0, 2.5, 5.0, 10.0, 20_000.0)
_OWNERS = ("mayor and council", "digital leader")
_SOURCES = (Citation("deck", "IV, structure"),)
_SOURCE = "- **Source** [deck] IV, structure"
_ORDERED = (Relation.AT_LEAST, Relation.AT_MOST, Relation.BELOW, Relation.ABOVE, Relation.BETWEEN)


@dataclass(frozen=True, repr=False)
class Sketch:
    """What the reader should find in the books that `books` writes; `seed` varies the wording."""

    facts: tuple[Fact, ...]
    assessments: tuple[Assessment, ...]
    decisions: tuple[Decision, ...]
    rules: tuple[Rule, ...]
    seed: int = 0

    def __repr__(self) -> str:
        """Show the books, so that a failing example can be read."""
        return "\n".join(text for name, text in books(self).items() if name != "sources.md")

    def _repr_pretty_(self, printer: Any, _: bool) -> None:
        # This is the method that hypothesis asks for.
        printer.text(f"\n{self!r}\n")

    @property
    def items(self) -> dict[str, Item]:
        """Everything that a condition can read, by name."""
        every: tuple[Item, ...] = (*self.facts, *self.assessments, *self.decisions)
        return {item.name: item for item in every}


def _domains() -> st.SearchStrategy[Domain]:
    return st.one_of(
        st.sampled_from([Domain(Kind.SCALE, values) for values in _SCALES]),
        st.sampled_from([Domain(Kind.CHOICE, values) for values in _CHOICES]),
        st.just(yes_no()),
        st.sampled_from(
            [Domain(Kind.NUMBER, ("any people",), "people", low, high) for low, high in _BOUNDS]
        ),
    )


def _fact(name: str, domain: Domain) -> Fact:
    anchors = () if domain.kind is Kind.NUMBER else _meanings(domain)
    return Fact(name, f"How is {name}?", domain, anchors, "it matters", "no", _SOURCES, "Asked")


def _meanings(domain: Domain) -> tuple[tuple[str, str], ...]:
    return tuple((value, f"what {value} looks like") for value in domain.values)


def _numbers(domain: Domain) -> list[float]:
    return [number for number in _NUMBERS if domain.minimum <= number <= domain.maximum]


@st.composite
def terms(draw: st.DrawFn, item: Item) -> Term:
    """Draw a comparison that makes sense for the item."""
    domain = item.domain
    relations = [Relation.IS] * 4 + [Relation.KNOWN, Relation.UNKNOWN]
    if domain.ordered:
        relations += _ORDERED
    relation = draw(st.sampled_from(relations))
    if relation in (Relation.KNOWN, Relation.UNKNOWN):
        return Term(item.name, relation)
    if domain.kind is Kind.NUMBER:
        pool = [number_text(number) for number in _numbers(domain)]
    elif relation is Relation.BELOW:
        pool = list(domain.values[1:])
    elif relation is Relation.ABOVE:
        pool = list(domain.values[:-1])
    else:
        pool = list(domain.values)
    if relation is Relation.IS:
        values = draw(st.lists(st.sampled_from(pool), min_size=1, max_size=3, unique=True))
        return Term(item.name, relation, tuple(values), draw(st.booleans()))
    first = draw(st.sampled_from(pool))
    if relation is not Relation.BETWEEN:
        return Term(item.name, relation, (first,))
    return Term(item.name, relation, (first, draw(st.sampled_from(pool[pool.index(first) :]))))


@st.composite
def _lines(draw: st.DrawFn, readable: Sequence[Item]) -> Line:
    count = draw(st.sampled_from((1, 1, 1, 2, 3)))
    return Line(tuple(draw(terms(draw(st.sampled_from(readable)))) for _ in range(count)))


@st.composite
def _rows(draw: st.DrawFn, inputs: Sequence[Item], domain: Domain) -> tuple[Row, ...]:
    rows = []
    for number in range(1, draw(st.integers(1, 4)) + 1):
        cells = [draw(terms(item)) for item in inputs if draw(st.integers(0, 2))]
        rows.append(Row(number, tuple(cells), draw(st.sampled_from(domain.values))))
    if draw(st.booleans()):
        rows.append(Row(len(rows) + 1, (), draw(st.sampled_from(domain.values))))
    return tuple(rows)


@st.composite
def _assessments(draw: st.DrawFn, name: str, readable: Sequence[Item]) -> Assessment:
    values = draw(st.sampled_from(_SCALES))
    blank = Assessment(name, Domain(Kind.SCALE, values), "", _SOURCES, topic="Found")
    how = draw(st.sampled_from(("table", "table", "points", "rules")))
    if how == "table":
        inputs = draw(st.lists(st.sampled_from(readable), min_size=1, max_size=3, unique=True))
        policy = draw(st.sampled_from(HitPolicy))
        rows = draw(_rows(inputs, blank.domain))
        return replace(
            blank, hit_policy=policy, inputs=tuple(item.name for item in inputs), rows=rows
        )
    if how == "points":
        count = len(values) - 1
        drawn = st.lists(st.integers(-3, 5), min_size=count, max_size=count, unique=True)
        return replace(blank, cuts=tuple(zip(values[1:], sorted(draw(drawn)), strict=True)))
    return blank


@st.composite
def _decisions(draw: st.DrawFn, name: str) -> Decision:
    options = tuple(draw(st.lists(st.sampled_from(_OPTIONS), min_size=2, max_size=4, unique=True)))
    domain = Domain(Kind.CHOICE, options)
    return Decision(
        name,
        f"Which {name}?",
        domain,
        _meanings(domain),
        tuple(draw(st.permutations(options))),
        draw(st.integers(0, 2)),
        _SOURCES,
        draw(st.sampled_from(("", "decision rights"))),
        "Decided",
    )


@st.composite
def _effects(draw: st.DrawFn, targets: Sequence[Item]) -> tuple[Effect, ...]:
    effects: list[Effect] = []
    strengths = st.sampled_from(Strength)
    for target in targets:
        if isinstance(target, Decision):
            options = st.lists(st.sampled_from(target.options), min_size=1, max_size=2, unique=True)
            for option in draw(options):
                if draw(st.integers(0, 4)):
                    effects.append(Argue(target.name, option, draw(strengths), draw(st.booleans())))
                else:
                    effects.append(RuleOut(target.name, option))
        elif isinstance(target, Assessment):
            adjusts = draw(st.integers(0, 3)) > 0
            if target.cuts and adjusts:
                effects.append(Adjust(target.name, draw(strengths), draw(st.booleans())))
            else:
                value = draw(st.sampled_from(target.domain.values))
                effects.append(Conclude(target.name, value))
    return tuple(effects)


def _needs_backing(effects: Sequence[Effect]) -> bool:
    return any(
        isinstance(effect, RuleOut)
        or (isinstance(effect, Argue | Adjust) and effect.strength is Strength.STRONGLY)
        for effect in effects
    )


_ADVICE = st.builds(
    Advise,
    st.sampled_from(("Write it down.", "Ask the neighbours, or buy it.")),
    st.sampled_from(Phase),
    st.sampled_from(_OWNERS),
    st.sampled_from(Part),
    st.sampled_from(((), ("SDG 16.6",), ("SDG 16.6", "SDG 17.17"))),
)


@st.composite
def rules_about(
    draw: st.DrawFn, identifier: str, readable: Sequence[Item], targets: Sequence[Item]
) -> Rule:
    """Draw a rule that reads some of `readable` and speaks about the targets, if there are any."""
    count = draw(st.sampled_from((0, 1, 1, 1, 2, 2, 3)))
    when = tuple(draw(_lines(readable)) for _ in range(count))
    unless = (draw(_lines(readable)),) if draw(st.integers(0, 3)) == 0 else ()
    effects = draw(_effects(targets))
    says = draw(st.integers(0, 5)) if effects else draw(st.integers(0, 2))
    evidence = [one for one in Evidence if one is not Evidence.WEAK or not _needs_backing(effects)]
    return Rule(
        identifier,
        f"Claim {identifier}, or so",
        when,
        unless,
        effects,
        "These two don't fit." if says in (0, 2) else "",
        draw(_ADVICE) if says in (1, 2) else None,
        "it is known: so it goes, and not otherwise.",
        draw(st.sampled_from(evidence)),
        _SOURCES,
        "Argued",
    )


@st.composite
def sketches(draw: st.DrawFn, most_facts: int = 4, most_items: int = 4) -> Sketch:
    """Draw a rule base in which every item reads only what was drawn before it."""
    names = draw(st.permutations(_FACTS))
    facts = tuple(
        _fact(name, draw(_domains())) for name in names[: draw(st.integers(2, most_facts))]
    )
    decided = draw(st.lists(st.booleans(), min_size=2, max_size=most_items))
    if not any(decided):
        decided[-1] = True
    items: list[Item] = []
    rules: list[Rule] = []
    for index, is_decision in enumerate(decided):
        readable = (*facts, *items)
        item: Assessment | Decision
        if is_decision:
            item = draw(_decisions(_DECISIONS[index]))
        else:
            item = draw(_assessments(_ASSESSMENTS[index], readable))
        argued = isinstance(item, Decision) or bool(item.cuts)
        wanted = draw(st.integers(2, 6) if argued else st.integers(0, 2))
        for _ in range(wanted):
            rules.append(draw(rules_about(f"S{len(rules) + 1:02}", readable, [item])))
        items.append(item)
        if index and draw(st.booleans()):
            # One rule may speak about several items at once, as long as it reads what lies below.
            lower = (*facts, *items[: index - 1])
            rules.append(draw(rules_about(f"P{len(rules) + 1:02}", lower, items[index - 1 :])))
    for _ in range(draw(st.integers(0, 2))):
        rules.append(draw(rules_about(f"W{len(rules) + 1:02}", (*facts, *items), ())))
    return Sketch(
        facts,
        tuple(item for item in items if isinstance(item, Assessment)),
        tuple(item for item in items if isinstance(item, Decision)),
        tuple(draw(st.permutations(rules))),
        draw(st.integers(0, 999)),
    )


@st.composite
def leaning_sketches(draw: st.DrawFn) -> Sketch:
    """Draw a rule base whose last decision leans to one option until several answers say otherwise."""
    drawn = draw(sketches(most_items=3))
    facts = (*drawn.facts, *(_fact(f"sign {number}", yes_no()) for number in (1, 2, 3)))
    decision = draw(_decisions("course"))
    below: tuple[Item, ...] = (*facts, *drawn.assessments, *drawn.decisions)
    favoured, *others = decision.preference
    rules = [
        _saying(f"L{number}", (), Argue("course", favoured, Strength.STRONGLY, favours=True))
        for number in range(draw(st.integers(1, 2)))
    ]
    for number in range(draw(st.integers(3, 6))):
        read = draw(st.lists(st.sampled_from(below), min_size=1, max_size=3, unique=True))
        when = tuple(Line((draw(terms(item)),)) for item in read)
        option = draw(st.sampled_from(others))
        strength = draw(st.sampled_from(Strength))
        rules.append(_saying(f"T{number}", when, Argue("course", option, strength, favours=True)))
    return replace(
        drawn,
        facts=facts,
        decisions=(*drawn.decisions, decision),
        rules=(*drawn.rules, *draw(st.permutations(rules))),
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
        sources=_SOURCES,
        topic="Argued",
    )


class _Pen:
    """Writes sentences with the freedom that the language leaves."""

    def __init__(self, sketch: Sketch) -> None:
        self._sketch = sketch
        self._items = sketch.items
        self._chance = random.Random(sketch.seed)
        options = [option for decision in sketch.decisions for option in decision.options]
        self._shared = {option for option in options if options.count(option) > 1}

    def _maybe(self) -> bool:
        return self._chance.random() < 0.3

    def _word(self, word: str) -> str:
        """Capitals don't count."""
        return word.capitalize() if self._maybe() and "IT" not in word else word

    def _value(self, subject: str, value: str) -> str:
        unit = self._items[subject].domain.unit
        return f"{value} {unit}" if unit and self._maybe() else self._word(value)

    def predicate(self, term: Term, *, in_cell: bool) -> str:
        """What a term says of its subject; in a cell of a table the word 'is' is left out."""
        values = [self._value(term.subject, value) for value in term.values]
        verb = "" if in_cell else "is "
        if term.relation is Relation.IS:
            if term.negated:
                one = f"not {values[0]}" if len(values) == 1 else f"not one of {', '.join(values)}"
                return verb + one
            if len(values) == 1 or self._maybe():
                return verb + " or ".join(values)
            return f"{verb}one of {', '.join(values)}"
        words = term.relation.removeprefix("is ")
        if term.relation is Relation.BETWEEN:
            return f"{verb}{words} {values[0]} and {values[1]}"
        return f"{verb}{words} {' '.join(values)}".rstrip()

    def line(self, line: Line) -> str:
        """Terms joined by 'or'; a long sentence may go on in the next line of the book."""
        text = " or ".join(
            f"{self._word(term.subject)} {self.predicate(term, in_cell=False)}"
            for term in line.terms
        )
        return text.replace(" or ", "\n  or ", 1) if self._maybe() else text

    def effect(self, effect: Effect) -> str:
        """One effect."""
        if isinstance(effect, Conclude):
            return f"{self._word(effect.assessment)} is {self._word(effect.value)}"
        if isinstance(effect, Adjust):
            verb = "raise" if effect.raises else "lower"
            return f"{verb} {effect.assessment}{self._strength(effect.strength)}"
        tail = ""
        if effect.option in self._shared or self._maybe():
            tail = f" for {effect.decision}"
        if isinstance(effect, RuleOut):
            return f"rule out {self._word(effect.option)}{tail}"
        verb = "favour" if effect.favours else "oppose"
        return f"{verb} {effect.option}{self._strength(effect.strength)}{tail}"

    def _strength(self, strength: Strength) -> str:
        if strength is Strength.MODERATELY and self._maybe():
            return ""
        return f" {strength.value}"

    def rule(self, rule: Rule) -> list[str]:
        """The block of a rule."""
        lines = [f"### {rule.id} · {rule.title}", ""]
        lines += [f"- **When** {self.line(line)}" for line in rule.when]
        lines += [f"- **Unless** {self.line(line)}" for line in rule.unless]
        if rule.effects:
            lines.append("- **Then** " + ", ".join(self.effect(one) for one in rule.effects))
        if rule.warning:
            lines.append(f"- **Warn** {rule.warning}")
        if rule.advice:
            lines.append(f"- **Advise** {rule.advice.text}")
            lines.append(f"- **Phase** {rule.advice.phase.value}")
            lines.append(f"- **Owner** {rule.advice.owner}")
            if rule.advice.part is not Part.ACTION_PLAN or self._maybe():
                lines.append(f"- **Part** {rule.advice.part.value}")
            if rule.advice.serves:
                lines.append(f"- **Serves** {', '.join(rule.advice.serves)}")
        lines.append(f"- **Because** {rule.because}")
        lines.append(f"- **Evidence** {rule.evidence.value}")
        return [*lines, _SOURCE, ""]

    def fact(self, fact: Fact) -> list[str]:
        """The block of a fact."""
        domain = fact.domain
        lines = [f"### {fact.name}", "", f"- **Ask** {fact.question}"]
        if domain.kind is Kind.NUMBER:
            limits = ""
            if domain.maximum < float("inf"):
                limits = f" from {number_text(domain.minimum)} to {number_text(domain.maximum)}"
            lines.append(f"- **Answers** number of {domain.unit}{limits}")
        else:
            joint = " < " if domain.kind is Kind.SCALE else " | "
            lines.append(f"- **Answers** {joint.join(domain.values)}")
        lines += [f"  - *{value}*: {text}" for value, text in fact.anchors]
        return [*lines, f"- **Why** {fact.why}", f"- **Can change** {fact.can_change}", _SOURCE, ""]

    def assessment(self, item: Assessment) -> list[str]:
        """The block of an assessment, with its table or its cut points."""
        lines = [f"### {item.name}", "", f"- **Scale** {' < '.join(item.domain.values)}", _SOURCE]
        if item.hit_policy is HitPolicy.UNIQUE:
            lines.append("- **Hit policy** unique")
        if item.cuts:
            cuts = ", ".join(f"{value} from {least}" for value, least in item.cuts)
            lines.append(f"- **Cut points** {cuts}")
        if item.rows:
            header = [*item.inputs, item.name]
            lines += ["", _row(header), _row(["---"] * len(header))]
            for row in item.rows:
                cells = {term.subject: self.predicate(term, in_cell=True) for term in row.terms}
                lines.append(_row([*(cells.get(name, "") for name in item.inputs), row.value]))
        return [*lines, ""]

    def decision(self, item: Decision) -> list[str]:
        """The block of a decision."""
        lines = [f"### Decision: {item.name}", "", f"- **Question** {item.question}"]
        lines.append(f"- **Options** {' | '.join(item.options)}")
        lines += [f"  - *{option}*: {text}" for option, text in item.meanings]
        lines.append(f"- **When equal** prefer {', then '.join(item.preference)}")
        if item.close_call:
            lines.append(f"- **Close call** within {item.close_call} points")
        if item.group:
            lines.append(f"- **Group** {item.group}")
        return [*lines, _SOURCE, ""]


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


SOURCES_BOOK = """# Sources

### deck

- **Author** A. Author
- **Year** 2020
- **Title** A title
- **Venue** none
- **Address** none

### SDG 16.6

- **Target** Institutions that account for what they do
- **Source** [deck] I

### SDG 17.17

- **Target** Partnerships
- **Source** [deck] I
"""


def books(sketch: Sketch) -> dict[str, str]:
    """Write the rule base as books; the rules are split over two of them, in their order."""
    pen = _Pen(sketch)
    middle = len(sketch.rules) // 2
    facts = ["## Asked", "", *_joined(pen.fact(fact) for fact in sketch.facts)]
    found = ["## Found", "", *_joined(pen.assessment(item) for item in sketch.assessments)]
    decided = ["## Decided", "", *_joined(pen.decision(item) for item in sketch.decisions)]
    first = ["## Argued", "", *_joined(pen.rule(rule) for rule in sketch.rules[:middle])]
    second = ["## Argued", "", *_joined(pen.rule(rule) for rule in sketch.rules[middle:])]
    return {
        "facts.md": "\n".join(facts),
        "items.md": "\n".join([*found, *decided]),
        "rules1.md": "\n".join(first),
        "rules2.md": "\n".join(second),
        "sources.md": SOURCES_BOOK,
    }


def _joined(blocks: Iterator[list[str]]) -> list[str]:
    return [line for block in blocks for line in block]


def load_books(texts: Mapping[str, str]) -> RuleBase:
    """Read books given by name and text, from a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        for name, text in texts.items():
            (Path(folder) / name).write_text(text, encoding="utf-8")
        return load_rules(folder)


def load_sketch(sketch: Sketch) -> RuleBase:
    """Read the books of a sketch."""
    return load_books(books(sketch))


@st.composite
def answers_to(draw: st.DrawFn, fact: Fact) -> Answer:
    """Draw one answer: a value, several, a number, a range or two."""
    domain = fact.domain
    values: list[Value] = []
    if domain.kind is Kind.NUMBER:
        marks = [cut.at for cut in domain.cuts] + _numbers(domain) + [domain.minimum]
        spread = sorted({mark + step for mark in marks for step in (-0.5, 0.0, 0.5)})
        inside = [mark for mark in spread if domain.minimum <= mark <= domain.maximum]
        for _ in range(draw(st.sampled_from((1, 1, 1, 2)))):
            low, high = sorted((draw(st.sampled_from(inside)), draw(st.sampled_from(inside))))
            values.append(Range(low, high) if draw(st.booleans()) else Range(low, low))
    else:
        most = draw(st.sampled_from((1, 1, len(domain.values))))
        values.extend(
            draw(st.lists(st.sampled_from(domain.values), min_size=1, max_size=most, unique=True))
        )
    return Answer(fact.name, tuple(values))


@st.composite
def cases(draw: st.DrawFn, rules: RuleBase, most: int = 150, unknown: int = 1) -> Case:
    """Draw a case with at most `most` completions: facts beyond that get a single value.

    Of four facts, `unknown` and a little more stay without an answer.
    """
    answers: list[Answer] = []
    count = 1
    for fact in draw(st.permutations(rules.facts)):
        size = len(fact.domain.values)
        if draw(st.integers(0, 4)) <= unknown and count * size <= most:
            count *= size
            continue
        answer = draw(answers_to(fact))
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
