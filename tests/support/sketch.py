"""A rule base before it is written: what the reader should find, and the books that say it.

The text is written here and not by the product's own writer, so that reader and writer are not
each other's only witness.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from advisor.knowledge.conditions import Citation, Line, Term
from advisor.knowledge.domains import Kind, number_text
from advisor.knowledge.effects import Adjust, Conclude, Effect, RuleOut
from advisor.knowledge.model import Assessment, Book, Decision, Fact, Item, Rule, RuleBase
from advisor.knowledge.read.books import read_rule_base
from advisor.knowledge.words import HitPolicy, Part, Relation, Strength

CITED = (Citation("deck", "IV, structure"),)
"""The sources of everything in a sketch."""

_SOURCE = "- **Source** [deck] IV, structure"


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
        if rule.weight:
            lines.append(f"- **Weight** {rule.weight.value}")
        if rule.advice:
            lines.append(f"- **Advise** {rule.advice.text}")
            lines.append(f"- **Phase** {rule.advice.phase.value}")
            lines.append(f"- **Owner** {rule.advice.owner}")
            if rule.advice.part is not Part.ACTION_PLAN or self._maybe():
                lines.append(f"- **Part** {rule.advice.part.value}")
            if rule.advice.serves:
                lines.append(f"- **Serves** {', '.join(rule.advice.serves)}")
            if rule.advice.after:
                lines.append(f"- **After** {', '.join(rule.advice.after)}")
            if rule.advice.effort:
                lines.append(f"- **Effort** {rule.advice.effort.value}")
            if rule.advice.needs:
                lines.append(f"- **Needs** {rule.advice.needs}")
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
        keep = f"keep {item.keep}, then " if item.keep else ""
        lines.append(f"- **When equal** {keep}prefer {', then '.join(item.preference)}")
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
    """Read books given by name and text, as if they stood in a folder named 'rules'."""
    books = [Book(f"rules/{name}", text) for name, text in sorted(texts.items())]
    return read_rule_base(books, hashlib.sha256(repr(books).encode()).hexdigest())


def load_sketch(sketch: Sketch) -> RuleBase:
    """Read the books of a sketch."""
    return load_books(books(sketch))
