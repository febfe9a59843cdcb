"""The entries of the handbook that the advice comes from: facts, assessments, decisions and rules."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from advisor.explanation.overlay import Overlay
from advisor.knowledge.conditions import Line
from advisor.knowledge.domains import Kind
from advisor.knowledge.effects import Adjust, Advise, Argue, Conclude, Effect
from advisor.knowledge.model import Assessment, Decision, Fact, Item, Rule, RuleBase
from advisor.knowledge.words import HitPolicy, Part
from advisor.knowledge.writer import (
    ambiguous_options,
    close_call_text,
    domain_text,
    effect_text,
    near_text,
    predicate_text,
    when_equal_text,
)
from advisor.report.book.links import Links, item_anchor, rule_anchor
from advisor.report.book.model import BookEntry, EntryPart, LinkedText, Pieces
from advisor.text import slug


class EntryWriter:
    """Writes the entries of one rule base, with a case laid over them if one is given."""

    def __init__(self, rules: RuleBase, links: Links, overlay: Overlay | None) -> None:
        self._rules = rules
        self._links = links
        self._overlay = overlay
        self._ambiguous = ambiguous_options(decision.options for decision in rules.decisions)

    def entry(self, one: Item | Rule) -> BookEntry:
        """Return the entry of a fact, an assessment, a decision or a rule."""
        if isinstance(one, Rule):
            return self._rule(one)
        if isinstance(one, Fact):
            return self._fact(one)
        if isinstance(one, Assessment):
            return self._assessment(one)
        return self._decision(one)

    def _base(self, item: Item, kind: str, told: list[EntryPart]) -> BookEntry:
        """Return what the entries of all items hold, with what is told of this one before it."""
        told.append(EntryPart("Source", self._links.cited(item.sources)))
        told += carrying(self._links, item.name)
        told.append(
            EntryPart("Used by", self._links.readers(item.name) or (LinkedText("nothing"),))
        )
        value = self._overlay.values.get(item.name, "") if self._overlay else ""
        return BookEntry(
            kind,
            item_anchor(item),
            kind,
            item.name,
            tuple(told),
            waived=self._links.waived(item.name),
            place=str(item.place),
            state="value" if value else "",
            state_text=value,
        )

    def _fact(self, fact: Fact) -> BookEntry:
        told = [EntryPart("Ask", (LinkedText(fact.question),))]
        if fact.domain.kind is Kind.NUMBER:
            told.append(EntryPart("Answer", (LinkedText(domain_text(fact.domain)),)))
            told.append(
                EntryPart("The rules tell apart", (LinkedText("; ".join(fact.domain.values)),))
            )
        if near := near_text(fact.domain):
            told.append(
                EntryPart(
                    "Counts as either side of a threshold", (LinkedText(f"within {near} of it"),)
                )
            )
        told.append(EntryPart("Why it is asked", (LinkedText(fact.why),)))
        told.append(EntryPart("Can change", (LinkedText(fact.can_change),)))
        given = self._overlay.given.get(fact.name, ()) if self._overlay else ()
        answers = tuple((value, text, value in given) for value, text in fact.anchors)
        return replace(self._base(fact, "fact", told), answers=answers)

    def _assessment(self, item: Assessment) -> BookEntry:
        told = [EntryPart("Scale", (LinkedText(domain_text(item.domain)),))]
        told += [EntryPart("Why", (LinkedText(item.why),))] if item.why else []
        if item.cuts:
            cuts = ", ".join(f"{value} from {least}" for value, least in item.cuts)
            points = f"{item.domain.values[0]} below that, {cuts}; unknown while no rule holds"
            told.append(EntryPart("Points", (LinkedText(points),)))
        speakers = self._links.speakers(item.name)
        told += [EntryPart("Given by", speakers)] if speakers else []
        if not item.rows:
            return self._base(item, "assessment", told)
        first = item.hit_policy is HitPolicy.FIRST
        policy = "the first row that holds counts" if first else "exactly one row holds"
        reading = f"read from the top, {policy}; an empty cell says nothing"
        told.append(EntryPart("Table", (LinkedText(reading),)))
        names = (*item.inputs, item.name)
        return replace(
            self._base(item, "assessment", told),
            header=tuple(LinkedText(name, self._links.anchor(name)) for name in names),
            rows=tuple(_rows(item)),
        )

    def _decision(self, item: Decision) -> BookEntry:
        told = [EntryPart("Question", (LinkedText(item.question),))]
        told.append(EntryPart("When equal", self._when_equal(item)))
        told.append(EntryPart("Close call", (LinkedText(close_call_text(item)),)))
        for option in item.options:
            argue = [
                LinkedText(f"{rule.id} ({_points(effect)})", rule_anchor(rule))
                for rule in self._rules.rules
                for effect in rule.effects
                if not isinstance(effect, Adjust | Conclude)
                and (effect.decision, effect.option) == (item.name, option)
            ]
            pieces = [piece for one in argue for piece in (LinkedText(", "), one)][1:]
            told.append(
                EntryPart(f"For and against {option}", tuple(pieces) or (LinkedText("nothing"),))
            )
        graph = EntryPart(
            "Drawn", (LinkedText("what it rests on and leads to", f"graph-{slug(item.name)}"),)
        )
        told.append(graph)
        answers = tuple((value, text, False) for value, text in item.meanings)
        return replace(self._base(item, "decision", told), answers=answers)

    def _when_equal(self, item: Decision) -> Pieces:
        if not item.keep:
            return (LinkedText(when_equal_text(item)),)
        start, rest = when_equal_text(item).split(item.keep, 1)
        fact = LinkedText(item.keep, self._links.anchor(item.keep))
        return (LinkedText(start), fact, LinkedText(rest))

    def _rule(self, rule: Rule) -> BookEntry:
        told = list(self._conditions(rule)) or [EntryPart("When", (LinkedText("always"),))]
        if rule.effects:
            told.append(EntryPart("Then", tuple(self._effects(rule))))
        if rule.warning:
            told.append(EntryPart("Warn", (LinkedText(rule.warning),)))
        if rule.advice:
            told.append(EntryPart("Advise", (LinkedText(rule.advice.text),)))
            told.append(EntryPart("Due", self._due(rule.advice)))
        told.append(EntryPart("Because", (LinkedText(rule.because),)))
        told.append(EntryPart("Evidence", (LinkedText(rule.evidence.value),)))
        told.append(EntryPart("Source", self._links.cited(rule.sources)))
        told += carrying(self._links, rule.id)
        kind = "misfit" if rule.warning else "action" if rule.advice else "rule"
        overlay = self._overlay
        return BookEntry(
            kind,
            rule_anchor(rule),
            rule.id,
            rule.title,
            tuple(told),
            waived=self._links.waived(rule.id),
            place=str(rule.place),
            state=overlay.states[rule.id] if overlay else "",
            state_text=overlay.texts[rule.id] if overlay else "",
        )

    def _conditions(self, rule: Rule) -> Iterator[EntryPart]:
        for label, lines in (("When", rule.when), ("Unless", rule.unless)):
            for index, line in enumerate(lines):
                seen = self._overlay.lines.get((rule.id, label, index)) if self._overlay else None
                state, read = seen or ("", "")
                yield EntryPart(label, self._line(line), state, read)

    def _due(self, advice: Advise) -> Pieces:
        part = "" if advice.part is Part.ACTION_PLAN else f" ({advice.part.value})"
        owner = advice.owner if advice.owner.startswith("all ") else f"the {advice.owner}"
        due = f"{advice.phase.value}, by {owner}{part}"
        if not advice.serves:
            return (LinkedText(due),)
        return (LinkedText(f"{due}; serves "), *self._links.named(advice.serves))

    def _line(self, line: Line) -> Pieces:
        pieces: list[LinkedText] = []
        for term in line.terms:
            pieces += [LinkedText(" or ")] if pieces else []
            pieces.append(LinkedText(term.subject, self._links.anchor(term.subject)))
            pieces.append(LinkedText(f" {predicate_text(term)}"))
        return tuple(pieces)

    def _effects(self, rule: Rule) -> Iterator[LinkedText]:
        for number, effect in enumerate(rule.effects):
            if number:
                yield LinkedText(", ")
            text = effect_text(effect, ambiguous=self._ambiguous)
            yield LinkedText(text, self._links.anchor(effect.target))


def carrying(links: Links, name: str) -> list[EntryPart]:
    """Return the line on the statements that something carries, or none."""
    statements = links.carries(name)
    return [EntryPart("Carries", statements)] if statements else []


def _rows(item: Assessment) -> Iterator[tuple[str, ...]]:
    """Yield the rows of an assessment's table, with an empty cell where a row says nothing."""
    for row in item.rows:
        cells = {term.subject: predicate_text(term).removeprefix("is ") for term in row.terms}
        yield (*(cells.get(name, "") for name in item.inputs), row.value)


def _points(effect: Effect) -> str:
    return f"{effect.points:+d}" if isinstance(effect, Argue) else "rules it out"
