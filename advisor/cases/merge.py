"""Several people's answers about one government, put together: where they agree, and where they differ."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from advisor.cases.answers import answer_text
from advisor.cases.model import Answer, Attestation, Case, Value
from advisor.errors import CaseError, Place, Problem
from advisor.knowledge.domains import Range
from advisor.knowledge.model import Fact, RuleBase

_OF_SOURCES = re.compile(r"\[\d+(?:\s*[,;]\s*\d+)*\]", re.ASCII)
"""What a remark writes where it rests on sources: their numbers in the case's list, '[1]' or '[1, 3]'."""

_SAME = ("place", "country")
"""What tells that cases are about one government."""

_ONE_KEPT = ("level", "date", "group", "summary")
"""What a merged case holds once, as the first tells it."""

_NOT_MERGED = ("chosen", "outcome", "expect")
"""What is not put together: a merged case holds answers."""


@dataclass(frozen=True)
class FactSaid:
    """What each of several people answered to one question, as a case file writes it."""

    fact: str
    answers: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class MergedCase:
    """Several cases in one. `single` are facts that only one told, though nobody contradicts.

    `agreed` were answered alike by all who know. Of `differing` the case holds every answer that
    was given, with who said what as the remark. `told_apart` is what is told of the case besides and
    not alike (date, level and so on), of which it holds the first; `left_out` pairs who told blocks
    that no merged case holds with their names (chosen, outcome, expect).
    """

    case: Case
    agreed: tuple[FactSaid, ...]
    single: tuple[FactSaid, ...]
    differing: tuple[FactSaid, ...]
    told_apart: tuple[FactSaid, ...] = ()
    left_out: tuple[tuple[str, tuple[str, ...]], ...] = ()


def merge_cases(rules: RuleBase, name: str, cases: Sequence[tuple[str, Case]]) -> MergedCase:
    """Merge cases, each with who told it, into one that is called `name`.

    Whoever knows an answer is believed where others don't know. What is told about the case besides
    (place, date and so on) is the first's that tells it. Numbers of sources in remarks are those of
    the merged list. Raises CaseError: the cases are of different places or countries.
    """
    _check_same(cases)
    heads = (_said(key, cases) for key in _ONE_KEPT)
    told_apart = tuple(one for one in heads if len(_each_once(one.answers)) > 1)
    left_out = tuple(
        (who, blocks)
        for who, one in cases
        if (blocks := tuple(name for name in _NOT_MERGED if getattr(one, name)))
    )
    sources = tuple(dict.fromkeys(source for _, one in cases for source in one.sources))
    cases = [(who, _renumbered(one, sources)) for who, one in cases]
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
        sources=sources,
        notes=tuple(notes),
        unknown=tuple(unknown),
        attested=tuple(attested),
        prepared_by=_joined(one.prepared_by for one in people),
        checked_by=_joined(one.checked_by for one in people),
        rules=people[0].rules if len({one.rules for one in people}) == 1 else "",
    )
    return MergedCase(
        case,
        tuple(found["agreed"]),
        tuple(found["single"]),
        tuple(found["differing"]),
        told_apart,
        left_out,
    )


def _check_same(cases: Sequence[tuple[str, Case]]) -> None:
    """See that all cases are about one government, as far as they tell."""
    for key in _SAME:
        said = _said(key, cases)
        if len(_each_once(said.answers)) > 1:
            first, other = said.answers[0], _other(said)
            file = dict(cases)[other[0]].file or other[0]
            message = f"{key} is '{other[1]}', and '{first[1]}' in the case of {first[0]}"
            hint = (
                "cases of one government are merged; write the same name if it is the same one, "
                "and compare different ones with 'advisor case compare'"
            )
            raise CaseError(Problem(Place(file), message, hint, about=key, read=other[1]))


def _said(key: str, cases: Sequence[tuple[str, Case]]) -> FactSaid:
    """Return what each case that tells it has under a key of its head."""
    told = ((who, " ".join(str(getattr(one, key)).split())) for who, one in cases)
    return FactSaid(key, tuple(pair for pair in told if pair[1]))


def _each_once(answers: Iterable[tuple[str, str]]) -> set[str]:
    return {text.casefold() for _, text in answers}


def _other(said: FactSaid) -> tuple[str, str]:
    first = said.answers[0][1].casefold()
    return next(pair for pair in said.answers if pair[1].casefold() != first)


def _renumbered(case: Case, sources: Sequence[str]) -> Case:
    """Return a case whose remarks number the sources as `sources` lists them."""
    numbers = {
        number: str(sources.index(source) + 1)
        for number, source in enumerate(case.sources, start=1)
    }
    if all(str(old) == new for old, new in numbers.items()):
        return case

    def parts(text: str) -> Iterator[str]:
        last = 0
        for found in _OF_SOURCES.finditer(text):
            given = [int(one) for one in re.findall(r"\d+", found[0])]
            # Other numbers in brackets, such as a year, are no sources.
            if all(one in numbers for one in given):
                yield text[last : found.start()]
                yield re.sub(r"\d+", lambda one: numbers[int(one[0])], found[0])
                last = found.end()
        yield text[last:]

    return replace(
        case,
        answers=tuple(replace(one, note="".join(parts(one.note))) for one in case.answers),
        notes=tuple((fact, "".join(parts(note))) for fact, note in case.notes),
        summary="".join(parts(case.summary)),
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
        (one for one in values if isinstance(one, Range)),
        key=lambda one: (one.low, one.high, one.as_given),
    )
    joined: list[Range] = []
    for one in ranges:
        if joined and one == joined[-1]:
            continue
        if joined and one.low <= joined[-1].high:
            joined[-1] = Range(joined[-1].low, max(joined[-1].high, one.high))
        else:
            joined.append(one)
    return (*(value for value in fact.domain.values if value in values), *joined)
