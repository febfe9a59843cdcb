"""The handbook as data: chapters of entries, each a fact, assessment, decision or rule with its links.

Nothing here knows how it is printed. Texts that point to other entries come in pieces, some of
which carry the anchor of what they name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from advisor.knowledge.domains import Domain, Kind, number_text
from advisor.knowledge.model import (
    Adjust,
    AlwaysLaw,
    Argue,
    Assessment,
    Citation,
    Conclude,
    Decision,
    Effect,
    Fact,
    HitPolicy,
    Item,
    Law,
    Line,
    Part,
    Rule,
    RuleBase,
    Source,
)
from advisor.knowledge.writer import (
    ambiguous_options,
    effect_text,
    law_text,
    predicate_text,
)
from advisor.review.graph import Graph, decision_graph
from advisor.review.overlay import Overlay


@dataclass(frozen=True)
class Piece:
    """A stretch of text; `anchor` is the entry that it names, or empty."""

    text: str
    anchor: str = ""


Pieces = tuple[Piece, ...]


@dataclass(frozen=True)
class Told:
    """A labelled text. With a case laid over it, `state` says whether it holds, and `read` what was read."""

    label: str
    pieces: Pieces
    state: str = ""
    read: str = ""


@dataclass(frozen=True)
class Entry:
    """A block of the handbook. `state` and `state_text` tell what a case makes of it, if one is laid over."""

    kind: str
    anchor: str
    mark: str
    title: str
    told: tuple[Told, ...]
    answers: tuple[tuple[str, str, bool], ...] = ()
    header: Pieces = ()
    rows: tuple[tuple[str, ...], ...] = ()
    waived: tuple[tuple[str, str], ...] = ()
    place: str = ""
    state: str = ""
    state_text: str = ""


@dataclass(frozen=True)
class Section:
    """Entries under one topic of a book."""

    title: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Chapter:
    """What one book says."""

    title: str
    anchor: str
    sections: tuple[Section, ...]


@dataclass(frozen=True)
class LawEntry:
    """A law with the state of its proof: proved, refuted, can't tell, or not proved in this run."""

    id: str
    anchor: str
    title: str
    text: str
    state: str
    shown: str
    sources: Pieces


@dataclass(frozen=True)
class Work:
    """A work of the bibliography, and who cites it."""

    key: str
    anchor: str
    text: str
    address: str
    note: str
    cited_by: Pieces
    waived: str


@dataclass(frozen=True)
class Handbook:
    """The whole handbook. `case` names what is laid over it, or is empty."""

    version: str
    hash: str
    counts: tuple[tuple[str, int], ...]
    chapters: tuple[Chapter, ...]
    graphs: tuple[Graph, ...]
    laws: tuple[LawEntry, ...]
    works: tuple[Work, ...]
    waivers: tuple[tuple[str, str, str, str], ...]
    case: str
    case_counts: tuple[tuple[str, int], ...]


Proved = Mapping[str, tuple[str, str]]
"""For each law that was tried: its state, and the case that breaks it."""


def handbook(rules: RuleBase, proved: Proved, overlay: Overlay | None = None) -> Handbook:
    """Return the handbook of a rule base; laws that are not in `proved` are not claimed to hold."""
    writer = _Writer(rules, overlay)
    states = list(overlay.states.values()) if overlay else []
    return Handbook(
        rules.version,
        rules.hash,
        (
            ("facts", len(rules.facts)),
            ("assessments", len(rules.assessments)),
            ("decisions", len(rules.decisions)),
            ("rules", len(rules.rules)),
            ("laws", len(rules.laws)),
            ("works", len(rules.sources)),
        ),
        tuple(writer.chapters()),
        tuple(decision_graph(rules, decision) for decision in rules.decisions),
        tuple(writer.law(law, proved) for law in rules.laws),
        tuple(writer.work(source) for source in sorted(rules.sources, key=_by_key)),
        tuple(
            (waiver.about, writer.anchor(waiver.about), waiver.finding, waiver.reason)
            for waiver in rules.waivers
        ),
        overlay.name if overlay else "",
        tuple((state, states.count(state)) for state in ("fires", "open", "fails"))
        if overlay
        else (),
    )


def _by_key(source: Source) -> str:
    return source.key.casefold()


def slug(text: str) -> str:
    """Return a text as the end of an anchor."""
    return re.sub(r"[^a-z0-9]+", "-", text.casefold()).strip("-")


def domain_text(domain: Domain) -> str:
    """Write possible values as the books do."""
    if domain.kind is Kind.NUMBER:
        most = domain.maximum
        upto = "" if most == float("inf") else f" to {number_text(most)}"
        return f"number of {domain.unit} from {number_text(domain.minimum)}{upto}"
    return (" < " if domain.kind is Kind.SCALE else " | ").join(domain.values)


class _Writer:
    def __init__(self, rules: RuleBase, overlay: Overlay | None) -> None:
        self._rules = rules
        self._overlay = overlay
        self._ambiguous = ambiguous_options(decision.options for decision in rules.decisions)
        self._anchors = {
            item.name.casefold(): f"item-{slug(item.name)}" for item in rules.items.values()
        }
        self._anchors |= {rule.id.casefold(): f"rule-{slug(rule.id)}" for rule in rules.rules}
        self._anchors |= {law.id.casefold(): f"law-{slug(law.id)}" for law in rules.laws}
        self._anchors |= {one.key.casefold(): f"source-{slug(one.key)}" for one in rules.sources}
        self._readers: dict[str, list[str]] = {}
        self._speakers: dict[str, list[str]] = {}
        for rule in rules.rules:
            for name in rule.reads:
                self._readers.setdefault(name, []).append(rule.id)
            for name in dict.fromkeys(target(effect) for effect in rule.effects):
                self._speakers.setdefault(name, []).append(rule.id)
        for item in rules.assessments:
            for name in item.inputs:
                self._readers.setdefault(name, []).append(item.name)
        for law in rules.laws:
            for name in read_by_law(law):
                self._readers.setdefault(name, []).append(law.id)
        self._waivers: dict[str, list[tuple[str, str]]] = {}
        for waiver in rules.waivers:
            self._waivers.setdefault(waiver.about.casefold(), []).append(
                (waiver.finding, waiver.reason)
            )

    def anchor(self, name: str) -> str:
        """Return the anchor of what is called so, or nothing."""
        return self._anchors.get(name.casefold(), "")

    def chapters(self) -> Iterator[Chapter]:
        """Yield a chapter for each book that holds facts, assessments, decisions or rules."""
        items: tuple[Item | Rule, ...] = (*self._rules.items.values(), *self._rules.rules)
        files = dict.fromkeys(item.place.file for item in items)
        for file in files:
            inside = sorted(
                (one for one in items if one.place.file == file), key=lambda one: one.place
            )
            topics: dict[str, list[Entry]] = {}
            for one in inside:
                topics.setdefault(one.topic, []).append(self.entry(one))
            name = file.rpartition("/")[2].removesuffix(".md")
            title = name[:1].upper() + name[1:].replace("-", " ")
            sections = tuple(Section(topic, tuple(entries)) for topic, entries in topics.items())
            yield Chapter(title, f"chapter-{slug(name)}", sections)

    def entry(self, one: Item | Rule) -> Entry:
        """Return the entry of a fact, an assessment, a decision or a rule."""
        if isinstance(one, Rule):
            return self._rule(one)
        if isinstance(one, Fact):
            return self._fact(one)
        if isinstance(one, Assessment):
            return self._assessment(one)
        return self._decision(one)

    def _links(self, names: Iterable[str]) -> Pieces:
        pieces: list[Piece] = []
        for name in names:
            pieces += [Piece(", ")] if pieces else []
            pieces.append(Piece(name, self.anchor(name)))
        return tuple(pieces)

    def _uses(self, name: str) -> Told:
        readers = self._readers.get(name, [])
        return Told("Used by", self._links(readers) or (Piece("nothing"),))

    def _cited(self, citations: Iterable[Citation]) -> Pieces:
        pieces: list[Piece] = []
        for citation in citations:
            pieces += [Piece("; ")] if pieces else []
            pieces.append(Piece(f"[{citation.key}]", self.anchor(citation.key)))
            pieces += [Piece(f" {citation.where}")] if citation.where else []
        return tuple(pieces)

    def _over(self, name: str) -> dict[str, str]:
        value = self._overlay.values.get(name, "") if self._overlay else ""
        return {"state": "value", "state_text": value} if value else {}

    def _base(self, item: Item, kind: str, told: list[Told]) -> dict[str, object]:
        told.append(Told("Source", self._cited(item.sources)))
        told.append(self._uses(item.name))
        return {
            "kind": kind,
            "anchor": self.anchor(item.name),
            "mark": kind,
            "title": item.name,
            "told": tuple(told),
            "waived": tuple(self._waivers.get(item.name.casefold(), ())),
            "place": str(item.place),
            **self._over(item.name),
        }

    def _fact(self, fact: Fact) -> Entry:
        told = [Told("Ask", (Piece(fact.question),))]
        if fact.domain.kind is Kind.NUMBER:
            told.append(Told("Answer", (Piece(domain_text(fact.domain)),)))
            told.append(Told("The rules tell apart", (Piece("; ".join(fact.domain.values)),)))
        told.append(Told("Why it is asked", (Piece(fact.why),)))
        told.append(Told("Can change", (Piece(fact.can_change),)))
        given = self._overlay.given.get(fact.name, ()) if self._overlay else ()
        answers = tuple((value, text, value in given) for value, text in fact.anchors)
        return Entry(**self._base(fact, "fact", told), answers=answers)  # type: ignore[arg-type]  # a plain record

    def _assessment(self, item: Assessment) -> Entry:
        told = [Told("Scale", (Piece(domain_text(item.domain)),))]
        told += [Told("Why", (Piece(item.why),))] if item.why else []
        if item.cuts:
            cuts = ", ".join(f"{value} from {least}" for value, least in item.cuts)
            lowest = item.domain.values[0]
            told.append(
                Told(
                    "Points", (Piece(f"{lowest} below that, {cuts}; unknown while no rule holds"),)
                )
            )
        if item.name in self._speakers:
            told.append(Told("Given by", self._links(self._speakers[item.name])))
        header: Pieces = ()
        rows: list[tuple[str, ...]] = []
        if item.rows:
            policy = (
                "the first row that holds counts"
                if item.hit_policy is HitPolicy.FIRST
                else "exactly one row holds"
            )
            told.append(
                Told("Table", (Piece(f"read from the top, {policy}; an empty cell says nothing"),))
            )
            header = tuple(Piece(name, self.anchor(name)) for name in (*item.inputs, item.name))
            for row in item.rows:
                cells = {
                    term.subject: predicate_text(term).removeprefix("is ") for term in row.terms
                }
                rows.append((*(cells.get(name, "") for name in item.inputs), row.value))
        base = self._base(item, "assessment", told)
        return Entry(**base, header=header, rows=tuple(rows))  # type: ignore[arg-type]  # a plain record

    def _decision(self, item: Decision) -> Entry:
        told = [Told("Question", (Piece(item.question),))]
        told.append(Told("When equal", (Piece("prefer " + ", then ".join(item.preference)),)))
        told.append(Told("Close call", (Piece(f"within {item.close_call} points"),)))
        for option in item.options:
            argue = [
                Piece(f"{rule.id} ({_points(effect)})", self.anchor(rule.id))
                for rule in self._rules.rules
                for effect in rule.effects
                if not isinstance(effect, Adjust | Conclude)
                and (effect.decision, effect.option) == (item.name, option)
            ]
            pieces = [piece for one in argue for piece in (Piece(", "), one)][1:]
            told.append(Told(f"For and against {option}", tuple(pieces) or (Piece("nothing"),)))
        graph = Told("Drawn", (Piece("what it rests on and leads to", f"graph-{slug(item.name)}"),))
        told.append(graph)
        answers = tuple((value, text, False) for value, text in item.meanings)
        return Entry(**self._base(item, "decision", told), answers=answers)  # type: ignore[arg-type]  # a plain record

    def _rule(self, rule: Rule) -> Entry:
        told: list[Told] = []
        for label, lines in (("When", rule.when), ("Unless", rule.unless)):
            for index, line in enumerate(lines):
                seen = self._overlay.lines.get((rule.id, label, index)) if self._overlay else None
                state, read = seen or ("", "")
                told.append(Told(label, self._line(line), state, read))
        if not told:
            told.append(Told("When", (Piece("always"),)))
        if rule.effects:
            told.append(Told("Then", tuple(self._effects(rule))))
        if rule.warning:
            told.append(Told("Warn", (Piece(rule.warning),)))
        if rule.advice:
            advice = rule.advice
            told.append(Told("Advise", (Piece(advice.text),)))
            part = "" if advice.part is Part.ACTION_PLAN else f" ({advice.part.value})"
            served = f"; serves {', '.join(advice.serves)}" if advice.serves else ""
            told.append(
                Told("Due", (Piece(f"{advice.phase.value}, by the {advice.owner}{part}{served}"),))
            )
        told.append(Told("Because", (Piece(rule.because),)))
        told.append(Told("Evidence", (Piece(rule.evidence.value),)))
        told.append(Told("Source", self._cited(rule.sources)))
        kind = "misfit" if rule.warning else "action" if rule.advice else "rule"
        overlay = self._overlay
        return Entry(
            kind,
            self.anchor(rule.id),
            rule.id,
            rule.title,
            tuple(told),
            waived=tuple(self._waivers.get(rule.id.casefold(), ())),
            place=str(rule.place),
            state=overlay.states[rule.id] if overlay else "",
            state_text=overlay.texts[rule.id] if overlay else "",
        )

    def _line(self, line: Line) -> Pieces:
        pieces: list[Piece] = []
        for term in line.terms:
            pieces += [Piece(" or ")] if pieces else []
            pieces.append(Piece(term.subject, self.anchor(term.subject)))
            pieces.append(Piece(f" {predicate_text(term)}"))
        return tuple(pieces)

    def _effects(self, rule: Rule) -> Iterator[Piece]:
        for number, effect in enumerate(rule.effects):
            if number:
                yield Piece(", ")
            text = effect_text(effect, ambiguous=self._ambiguous)
            yield Piece(text, self.anchor(target(effect)))

    def law(self, law: Law, proved: Proved) -> LawEntry:
        """Return the entry of a law."""
        text = law_text(law, ambiguous=self._ambiguous)
        state, shown = proved.get(law.id, ("not proved in this run", ""))
        text = f"{text[:1].upper()}{text[1:]}."
        return LawEntry(
            law.id, self.anchor(law.id), law.title, text, state, shown, self._cited(law.sources)
        )

    def work(self, source: Source) -> Work:
        """Return the entry of a work."""
        rules = self._rules
        things: list[tuple[str, tuple[Citation, ...]]] = [
            (one.id, one.sources) for one in rules.rules
        ]
        things += [(one.id, one.sources) for one in rules.laws]
        things += [(item.name, item.sources) for item in rules.items.values()]
        things += [(goal.key, goal.sources) for goal in rules.goals]
        cited = [name for name, sources in things if any(one.key == source.key for one in sources)]
        venue = "" if source.venue in ("", "none") else f" {source.venue}."
        address = "" if source.address in ("", "none") else source.address
        waived = "; ".join(reason for _, reason in self._waivers.get(source.key.casefold(), ()))
        text = f"{source.author} ({source.year}) {source.title}.{venue}"
        return Work(
            source.key,
            self.anchor(source.key),
            text,
            address,
            source.note,
            self._links(cited),
            waived,
        )


def target(effect: Effect) -> str:
    """Return the assessment or decision that an effect speaks about."""
    return effect.assessment if isinstance(effect, Adjust | Conclude) else effect.decision


def _points(effect: Effect) -> str:
    return f"{effect.points:+d}" if isinstance(effect, Argue) else "rules it out"


def read_by_law(law: Law) -> tuple[str, ...]:
    """Return the facts, assessments and decisions that a law speaks of, each once."""
    if isinstance(law, AlwaysLaw):
        names = [term.subject for line in (*law.when, law.then) for term in line.terms]
    else:
        names = [law.subject, law.decision or law.target]
    return tuple(dict.fromkeys(names))
