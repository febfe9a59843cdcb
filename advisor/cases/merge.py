"""Several people's answers about one government, put together: where they agree, and where they differ."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from advisor.cases.answers import answer_text
from advisor.cases.model import Answer, Attestation, Case, Value
from advisor.knowledge.domains import Range
from advisor.knowledge.model import Fact, RuleBase


@dataclass(frozen=True)
class FactSaid:
    """What each of several people answered to one question, as a case file writes it."""

    fact: str
    answers: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class MergedCase:
    """Several cases in one. `single` are facts that only one told, though nobody contradicts.

    `agreed` were answered alike by all who know. Of `differing` the case holds every answer that
    was given, with who said what as the remark.
    """

    case: Case
    agreed: tuple[FactSaid, ...]
    single: tuple[FactSaid, ...]
    differing: tuple[FactSaid, ...]


def merge_cases(rules: RuleBase, name: str, cases: Sequence[tuple[str, Case]]) -> MergedCase:
    """Merge cases, each with who told it, into one that is called `name`.

    Whoever knows an answer is believed where others don't know. What is told about the case besides
    (place, date and so on) is the first's that tells it.
    """
    answers: list[Answer] = []
    attested: list[tuple[str, Attestation]] = []
    notes: list[tuple[str, str]] = []
    unknown: list[str] = []
    found: dict[str, list[FactSaid]] = {"agreed": [], "single": [], "differing": []}
    for fact in rules.facts:
        given = [(who, one.by_fact[fact.name]) for who, one in cases if fact.name in one.by_fact]
        remarks = [f"{who}: {note}" for who, one in cases if (note := one.note_on(fact.name))]
        if not given:
            asked = [pair for pair in cases if fact.name in pair[1].unknown]
            if asked:
                unknown.append(fact.name)
                attested.append((fact.name, _attested(asked, fact.name, alike=True)))
            if remarks:
                notes.append((fact.name, "; ".join(remarks)))
            continue
        told = FactSaid(fact.name, tuple((who, answer_text(one, fact)) for who, one in given))
        alike = len({frozenset(one.values) for _, one in given}) == 1
        kind = "single" if len(given) == 1 else "agreed" if alike else "differing"
        found[kind].append(told)
        if alike:
            only = len(remarks) == 1 and len(given) == 1 and given[0][1].note
            note = given[0][1].note if only else "; ".join(remarks)
        else:
            said = [
                f"{who} said {text}" + (f" ({one.note})" if one.note else "")
                for (who, one), (_, text) in zip(given, told.answers, strict=True)
            ]
            note = "; ".join(said)
        told_by = [pair for pair in cases if fact.name in pair[1].by_fact]
        attested.append((fact.name, _attested(told_by, fact.name, alike=alike)))
        values = _together(fact, [value for _, one in given for value in one.values])
        answers.append(Answer(fact.name, values, note))
    whole = [f"{who}: {note}" for who, one in cases if (note := one.note_on(""))]
    notes += [("", "; ".join(whole))] if whole else []
    people = [one for _, one in cases]
    case = Case(
        name,
        tuple(answers),
        place=_first(one.place for one in people),
        country=_first(one.country for one in people),
        level=_first(one.level for one in people),
        date=_first(one.date for one in people),
        group=_first(one.group for one in people),
        summary=_first(one.summary for one in people),
        fictional=any(one.fictional for one in people),
        sources=tuple(dict.fromkeys(source for one in people for source in one.sources)),
        notes=tuple(notes),
        unknown=tuple(unknown),
        attested=tuple(attested),
        prepared_by=_joined(one.prepared_by for one in people),
        checked_by=_joined(one.checked_by for one in people),
        rules=people[0].rules if len({one.rules for one in people}) == 1 else "",
    )
    return MergedCase(
        case, tuple(found["agreed"]), tuple(found["single"]), tuple(found["differing"])
    )


def _attested(told: Sequence[tuple[str, Case]], fact: str, *, alike: bool) -> Attestation:
    """Return who answered a question: those who are named in the cases, else who told each case.

    Nobody has checked what people still differ on.
    """
    found = [
        replace(one, answered_by=one.answered_by or who)
        for who, case in told
        for one in (case.attestation(fact),)
    ]
    if len(found) == 1:
        return found[0]
    by, on = _people((one.answered_by, one.answered_on) for one in found)
    if not alike or not all(one.checked_by for one in found):
        return Attestation(by, on)
    return Attestation(by, on, *_people((one.checked_by, one.checked_on) for one in found))


def _people(told: Iterable[tuple[str, str]]) -> tuple[str, str]:
    """Return several people as one text, and when they spoke: with each of them where that differs."""
    pairs = list(dict.fromkeys(told))
    if len({on for _, on in pairs}) == 1:
        return _joined(by for by, _ in pairs), pairs[0][1]
    return _joined(f"{by}, {on}" if on else by for by, on in pairs), ""


def _joined(texts: Iterable[str]) -> str:
    return "; ".join(dict.fromkeys(text for text in texts if text))


def _first(texts: Iterable[str]) -> str:
    return next((text for text in texts if text), "")


def _together(fact: Fact, values: Sequence[Value]) -> tuple[Value, ...]:
    """Return every value once, in the order in which they are read again; ranges that touch become one."""
    ranges = sorted(
        (one for one in values if isinstance(one, Range)), key=lambda one: (one.low, one.high)
    )
    joined: list[Range] = []
    for one in ranges:
        if joined and one.low <= joined[-1].high:
            joined[-1] = Range(joined[-1].low, max(joined[-1].high, one.high))
        else:
            joined.append(one)
    return (*(value for value in fact.domain.values if value in values), *joined)
