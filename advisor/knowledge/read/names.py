"""From names as written to names that exist: terms and effects against the facts, assessments and decisions."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable
from copy import copy

from advisor.errors import Place, Problem, ProblemKind, nearest, suggestion
from advisor.knowledge.conditions import Line, Term
from advisor.knowledge.domains import (
    Cut,
    Kind,
    Range,
    ambiguity,
    as_number,
    is_ambiguous,
    number_text,
    read_number,
    unambiguous,
)
from advisor.knowledge.effects import Adjust, Argue, Conclude, Effect, RuleOut
from advisor.knowledge.meaning import cuts_of, meaning
from advisor.knowledge.model import Assessment, Decision, Fact, Item
from advisor.knowledge.read.entries import BookProblems
from advisor.knowledge.read.markdown import Text
from advisor.knowledge.read.sentence_parts import RawEffect, RawPredicate, RawTerm, Word, place_of
from advisor.knowledge.words import Evidence, Relation, Strength

_ORDERED = (Relation.AT_LEAST, Relation.AT_MOST, Relation.BELOW, Relation.ABOVE, Relation.BETWEEN)


class Names:
    """All names that sentences may use, and the checks of what is said about them.

    `broken` are names, in small letters, whose blocks can't be read. That is reported there, and
    not once more by everything that uses them; `options_known` is false if one was a decision.
    """

    def __init__(
        self,
        items: Iterable[Item],
        problems: BookProblems,
        broken: Collection[str] = (),
        *,
        options_known: bool = True,
    ) -> None:
        self.problems = problems
        self._broken = broken
        self._options_known = options_known
        self.items: dict[str, Item] = {}
        self.cuts: dict[str, set[Cut]] = {}
        for item in items:
            first = self.items.get(item.name.casefold())
            if first is None:
                self.items[item.name.casefold()] = item
            else:
                problems.add(
                    item.place,
                    f"the name '{item.name}' is taken",
                    f"it is defined at {first.place}; choose another name",
                )

    def without_cuts(self) -> Names:
        """Return the same names for sentences whose numbers are no thresholds of the rules."""
        other = copy(self)
        other.cuts = {}
        return other

    def apart(self) -> Names:
        """Return the same names for a sentence on trial: its problems and numbers are noted nowhere else."""
        other = self.without_cuts()
        other.problems = BookProblems()
        return other

    def find(self, word: Word, text: Text, where: str) -> Item | None:
        """Return the fact, assessment or decision of this name; report an unknown one."""
        item = self.items.get(word.text.casefold())
        if item is None and word.text.casefold() not in self._broken:
            known = tuple(known.name for known in self.items.values())
            near = nearest(word.text, known) or ""
            hint = "define it as a fact, an assessment or a decision, or use a name that is defined"
            if near:
                hint = f"did you mean '{near}' ({self.items[near.casefold()].place})?"
            self.problems.found.append(
                Problem(
                    place_of(word, text),
                    f"unknown fact '{word.text}' in {where}",
                    hint,
                    kind=ProblemKind.UNKNOWN,
                    read=word.text,
                    allowed=known,
                    nearest=near,
                )
            )
        if item is not None:
            self.problems.mention(item.name, "", Text(word.text, place_of(word, text)))
        return item

    def line(self, raw: tuple[RawTerm, ...], text: Text, where: str) -> Line | None:
        """Return the terms of a line, or None if any of them is wrong."""
        terms = [self.term(part, text, where) for part in raw]
        good = tuple(term for term in terms if term is not None)
        return Line(good) if len(good) == len(terms) else None

    def term(self, raw: RawTerm, text: Text, where: str) -> Term | None:
        """Return the term with the names as the books define them."""
        item = self.find(raw.subject, text, where)
        if item is None:
            return None
        return self.predicate(item, raw.predicate, text, where, place_of(raw.subject, text))

    def predicate(
        self, item: Item, raw: RawPredicate, text: Text, where: str, place: Place
    ) -> Term | None:
        """Return the term that says `raw` of `item`, having checked its values."""
        if raw.relation in _ORDERED and not item.domain.ordered:
            listed = ", ".join(item.domain.values)
            self.problems.add(
                place,
                f"'{raw.relation}' needs a scale or a number, and '{item.name}' is a choice",
                f"write 'is' or 'is one of' with some of: {listed}",
            )
            return None
        values: list[str] = []
        for word in raw.values:
            value = self._value(item, word, text, where)
            if value is None:
                return None
            values.append(value)
        term = Term(item.name, raw.relation, tuple(values), raw.negated, place)
        if not self._can_be_true(term, item, place):
            return None
        if item.domain.kind is Kind.NUMBER:
            self.cuts.setdefault(item.name, set()).update(cuts_of(term, item.domain.minimum))
        return term

    def _can_be_true(self, term: Term, item: Item, place: Place) -> bool:
        """Whether the comparison leaves anything; report one that doesn't."""
        if item.domain.kind is Kind.NUMBER:
            numbers = [as_number(value) for value in term.values]
            if term.relation is not Relation.BETWEEN or numbers[0] <= numbers[1]:
                return True
            order = "lower number first"
        else:
            relations = (Relation.BETWEEN, Relation.BELOW, Relation.ABOVE)
            if term.relation not in relations or meaning(term, item.domain):
                return True
            order = f"in order: {', '.join(item.domain.values)}"
        if term.relation is Relation.BETWEEN:
            message = f"nothing lies between '{term.values[0]}' and '{term.values[1]}'"
        else:
            message = f"nothing {term.relation} '{term.values[0]}' for '{item.name}'"
        self.problems.add(place, message, order)
        return False

    def _value(self, item: Item, word: Word, text: Text, where: str) -> str | None:
        place = place_of(word, text)
        domain = item.domain
        if domain.kind is Kind.NUMBER:
            return self._threshold(item, word, place, where)
        code = domain.code(word.text)
        if code is None:
            defined = f"{item.name}, {item.place}"
            allowed = suggestion(word.text, domain.values, defined=defined)
            self.problems.add(place, f"unknown value '{word.text}' in {where}", allowed)
            return None
        self.problems.mention(item.name, domain.values[code], Text(word.text, place))
        return domain.values[code]

    def _threshold(self, item: Item, word: Word, place: Place, where: str) -> str | None:
        """Return a number of a condition as the books write it; None where it is none, which is told."""
        domain = item.domain
        written = word.text.removesuffix(domain.unit).strip()
        if is_ambiguous(written):
            message = f"'{written}' {ambiguity(written, whole=domain.whole)} in {where}"
            mend, kind = unambiguous(written, whole=domain.whole), ProblemKind.AMBIGUOUS
            self.problems.add(place, message, mend, kind=kind, about=item.name, read=written)
            return None
        number = read_number(written)
        if number is None or math.isinf(number):
            hint = "write a number such as 20,000"
            self.problems.add(place, f"'{word.text}' is no number in {where}", hint)
            return None
        if not domain.minimum <= number <= domain.maximum:
            limits = str(Range(domain.minimum, domain.maximum))
            self.problems.add(
                place, f"{word.text} is out of range in {where}", f"allowed: {limits}"
            )
            return None
        if domain.whole and number != int(number):
            # A class between two such thresholds could hold no number, and nothing would be proved by it.
            low, high = number_text(math.floor(number)), number_text(math.ceil(number))
            message = f"{word.text} is no whole number in {where}"
            hint = f"'{item.name}' counts what can't be divided: write {low} or {high}"
            self.problems.add(place, message, hint)
            return None
        return str(Range(number, number))

    def effect(self, raw: RawEffect, text: Text, where: str) -> Effect | None:
        """Return the effect with the names as the books define them."""
        if raw.verb in ("raise", "lower", "is"):
            return self._on_assessment(raw, text, where)
        found = self.option(raw.target, raw.decision, text, where)
        if found is None:
            return None
        decision, option = found
        if raw.verb == "rule out":
            return RuleOut(decision, option)
        return Argue(decision, option, raw.strength, favours=raw.verb == "favour")

    def _on_assessment(self, raw: RawEffect, text: Text, where: str) -> Effect | None:
        if raw.target.text.casefold() not in self.items and raw.value is None:
            named = [item.name for item in self.items.values() if isinstance(item, Assessment)]
            if self._unknown_strength(raw.target, named, text, where):
                return None
        item = self.find(raw.target, text, where)
        if item is None:
            return None
        place = place_of(raw.target, text)
        if not isinstance(item, Assessment):
            kind = "fact" if isinstance(item, Fact) else "decision"
            hint = "only an assessment can be concluded, raised or lowered"
            self.problems.add(place, f"'{item.name}' is a {kind} in {where}", hint)
            return None
        if raw.value is not None:
            value = self._value(item, raw.value, text, where)
            return None if value is None else Conclude(item.name, value)
        if not item.cuts:
            hint = "give it a line '- **Cut points** ...', or conclude it with 'is'"
            self.problems.add(
                place, f"'{item.name}' has no cut points, so no points in {where}", hint
            )
            return None
        return Adjust(item.name, raw.strength, raises=raw.verb == "raise")

    def option(
        self, option: Word, decision: Word | None, text: Text, where: str
    ) -> tuple[str, str] | None:
        """Return the decision and option that a word (with 'for <decision>', if needed) means."""
        decisions = [item for item in self.items.values() if isinstance(item, Decision)]
        if decision is not None:
            named = self.find(decision, text, where)
            if named is None:
                return None
            if not isinstance(named, Decision):
                allowed = suggestion(decision.text, [item.name for item in decisions])
                place = place_of(decision, text)
                self.problems.add(place, f"'{named.name}' is no decision in {where}", allowed)
                return None
            decisions = [named]
        found = []
        for item in decisions:
            code = item.domain.code(option.text)
            if code is not None:
                found.append((item.name, item.domain.values[code]))
        if len(found) == 1:
            self.problems.mention(*found[0], Text(option.text, place_of(option, text)))
            return found[0]
        if found:
            hint = " or ".join(f"'{option.text} for {name}'" for name, _ in found)
            self.problems.add(
                place_of(option, text),
                f"the option '{option.text}' belongs to several decisions in {where}",
                f"say which: {hint}",
            )
        elif self._options_known:
            options = list(dict.fromkeys(name for item in decisions for name in item.options))
            if self._unknown_strength(option, options, text, where):
                return None
            self.problems.add(
                place_of(option, text),
                f"unknown option '{option.text}' in {where}",
                suggestion(option.text, options),
            )
        return None

    def _unknown_strength(self, word: Word, known: Collection[str], text: Text, where: str) -> bool:
        """Whether a word is a known name with something behind it that is meant as a strength, which is told."""
        for name in known:
            head, tail = word.text[: len(name)], word.text[len(name) :]
            if head.casefold() == name.casefold() and tail.startswith(" "):
                message = f"unknown strength '{tail.strip()}' in {where}"
                hint = suggestion(tail.strip(), [strength.value for strength in Strength])
                self.problems.add(place_of(word, text), message, hint)
                return True
        return False


def capped(effects: Iterable[Effect], evidence: Evidence) -> str:
    """Return what the evidence is too weak for, or ''."""
    if evidence is not Evidence.WEAK:
        return ""
    for effect in effects:
        if isinstance(effect, RuleOut):
            return f"rule out '{effect.option}'"
        if isinstance(effect, Argue | Adjust) and effect.strength is Strength.STRONGLY:
            return "argue strongly"
    return ""
