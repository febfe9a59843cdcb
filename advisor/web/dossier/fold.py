"""From the rows of a history to cases: what one person answered, and what all of them together say.

Rows stay as they were written, under whatever rules. Here they are read under the rules of today:
facts and values by the names that they had before, and what can't be read any more becomes a
remark, so that the question is asked again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, replace

from advisor.cases.answers import UNKNOWN, answer_text, parse_answer
from advisor.cases.document import attested_entries, case_text
from advisor.cases.form import ATTESTED_KEYS
from advisor.cases.left_over import LeftOver, with_remarks
from advisor.cases.merge import FactSaid, MergedCase, merge_cases
from advisor.cases.model import Answer, Attestation, Case, Knowledge
from advisor.cases.read.older import fact_called, older_case
from advisor.errors import CaseError, Problem
from advisor.knowledge.model import RuleBase
from advisor.web.dossier.records import (
    Dossier,
    HistoryRow,
    PersonPart,
    RowKind,
    SignatureMeaning,
)

TOLD = ("place", "country", "level", "date", "summary")
"""What is told of a case besides its facts, by the names that a case file has for it."""

NOTHING = ""
"""The entry of a fact that was not asked."""


def entry_text(case: Case, fact: str, *, attested: bool = False) -> str:
    """Write what a case says of one fact, as a row keeps it; NOTHING where it says nothing.

    With `attested` also who answered according to a file; of what is said here the row itself tells it.
    """
    answer, note = case.by_fact.get(fact), case.note_on(fact)
    entry = {}
    if answer is not None:
        entry["answer"] = answer_text(answer)
    elif case.knowledge(fact) is Knowledge.UNKNOWN:
        entry["answer"] = UNKNOWN
    if note:
        entry["note"] = note
    if attested:
        entry |= attested_entries(case.attestation(fact))
    return json.dumps(entry, ensure_ascii=False) if entry else NOTHING


def last_entry(dossier: Dossier, rules: RuleBase, person: str, fact: str) -> str:
    """Return the entry that somebody's last row on a fact holds, NOTHING without one."""
    for row in reversed(dossier.rows):
        if row.person == person and row.kind is RowKind.ANSWER:
            found = fact_called(row.fact, rules)
            if found is not None and found.name == fact:
                return row.new
    return NOTHING


def says_the_same(one: str, other: str) -> bool:
    """Whether two entries hold the same answer and remark, whoever told them."""

    def bare(entry: str) -> dict[str, str]:
        told = json.loads(entry) if entry else {}
        return {key: text for key, text in told.items() if key not in ATTESTED_KEYS}

    return bare(one) == bare(other)


def entry_words(entry: str) -> str:
    """Write an entry as a person reads it."""
    if entry == NOTHING:
        return "not answered"
    try:
        told = json.loads(entry)
    except ValueError:
        return entry  # what is told besides the facts is kept as it is
    if not isinstance(told, dict):
        return entry
    given = str(told.get("answer", "not answered"))
    given = "nobody knows" if given == UNKNOWN else given
    note = told.get("note") or told.get("reason")
    return f"{given} ({note})" if note else given


def with_entry(case: Case, name: str, entry: str, rules: RuleBase) -> Case:
    """Return the case with what a row says of a fact, read under these rules."""
    told = json.loads(entry) if entry else {}
    given, note = str(told.get("answer", "")), str(told.get("note", ""))
    fact = fact_called(name, rules)
    if fact is None:
        return with_remarks(case, [LeftOver(name, "", given, note)]) if given else case
    if not given:
        return case.without(fact.name, note)
    read = parse_answer(fact, given, note=note)
    if isinstance(read, Problem):
        left = LeftOver(name, fact.name, given, note)
        return with_remarks(case.without(fact.name), [left])
    case = case.with_unknown(fact.name, note) if read is None else case.with_answer(read)
    said = {key.replace(" ", "_"): str(told[key]) for key in ATTESTED_KEYS if key in told}
    return case.with_attestation(fact.name, Attestation(**said)) if said else case


def own_case(dossier: Dossier, rules: RuleBase, person: str, version: int | None = None) -> Case:
    """Return what one person answered, up to a version; without one, up to now."""
    case = _base(dossier, rules)
    for row in _until(dossier.rows, version):
        if row.person == person and row.kind is RowKind.ANSWER:
            case = with_entry(case, row.fact, row.new, rules)
            fact = fact_called(row.fact, rules)
            # A file that was brought in may have told who answered.
            if fact and _was_asked(case, fact.name) and not case.attestation(fact.name):
                said = Attestation(dossier.name_of(row.person), row.at[:10])
                case = case.with_attestation(fact.name, said)
    return told_of(dossier, case, version)


@dataclass(frozen=True)
class WholeCase:
    """What all people together say. `differing` are the facts on which they still differ.

    `reconciled` pairs facts with the reason for which the owner decided between the answers.
    """

    case: Case
    merged: MergedCase
    differing: tuple[FactSaid, ...]
    reconciled: tuple[tuple[str, str], ...]


def whole_case(dossier: Dossier, rules: RuleBase, version: int | None = None) -> WholeCase:
    """Put together what everybody answered, and what the owner decided where answers differ.

    A decision holds for the answers that it was made on: who answers anew is heard anew.
    """
    cases = [
        (dossier.name_of(person), own_case(dossier, rules, person, version))
        for person in _speakers(dossier)
    ]
    # Who has said nothing yet is not one more who doesn't differ.
    told = [one for one in cases if one[1].answers or one[1].unknown] or cases[:1]
    if len(told) == 1:
        merged = MergedCase(told[0][1], (), _said_alone(*told[0]), ())
    else:
        merged = merge_cases(rules, told[0][1].id, _named_apart(told))
    case, reasons = merged.case, {}
    for row in _decided(dossier, rules, version):
        fact = fact_called(row.fact, rules)
        if fact is None:
            continue
        entry = json.loads(row.new)
        read = parse_answer(fact, str(entry["answer"]))
        if isinstance(read, Problem):
            continue
        note = f"decided by {dossier.name_of(row.person)}: {entry['reason']}"
        before = case.note_on(fact.name)
        note = f"{note}; {before}" if before else note
        case = (
            case.with_unknown(fact.name, note)
            if read is None
            else case.with_answer(replace(read, note=note))
        )
        reasons[fact.name] = str(entry["reason"])
    first = told[0][1]
    case = replace(
        case,
        rules=rules.label,
        sources=first.sources,
        chosen=first.chosen,
        outcome=first.outcome,
        answers=_in_order(case.answers, rules),
        unknown=tuple(sorted(case.unknown, key=_ranks(rules).__getitem__)),
    )
    differing = tuple(one for one in merged.differing if one.fact not in reasons)
    whole = WholeCase(told_of(dossier, case, version), merged, differing, tuple(reasons.items()))
    return replace(whole, case=_signed(dossier, whole.case, version))


def case_hash(case: Case) -> str:
    """Identify what a case says, whoever signed it."""
    bare = replace(case, prepared_by="", checked_by="", attested=(), rules="", expect=None)
    return f"sha256:{hashlib.sha256(case_text(bare, as_json=True).encode()).hexdigest()}"


def told_of(dossier: Dossier, case: Case, version: int | None = None) -> Case:
    """Return the case with what is told of it besides its facts."""
    told = {
        row.fact: row.new
        for row in _until(dossier.rows, version)
        if row.kind is RowKind.TOLD and row.fact in TOLD
    }
    return replace(
        case,
        place=told.get("place", case.place),
        country=told.get("country", case.country),
        level=told.get("level", case.level),
        date=told.get("date", case.date),
        summary=told.get("summary", case.summary),
    )


def _was_asked(case: Case, fact: str) -> bool:
    return case.knowledge(fact) is not Knowledge.NOT_ASKED


def _base(dossier: Dossier, rules: RuleBase) -> Case:
    """Return the case before any answer: what an imported file told besides its facts."""
    plain = Case(f"case-{dossier.id[:8]}", ())
    if not dossier.imported:
        return plain
    try:
        case = older_case(dossier.imported, "imported.json", rules).case
    except CaseError:
        return plain  # made under other rules; its answers stand in the rows
    return replace(case, file="", expect=None, rules="")


def _until(rows: Iterable[HistoryRow], version: int | None) -> Iterable[HistoryRow]:
    return (row for row in rows if version is None or row.version <= version)


def _speakers(dossier: Dossier) -> list[str]:
    """Return who answers, the owner first."""
    others = [one.id for one in dossier.people if one.part is PersonPart.RESPONDENT]
    return [dossier.owner.id, *others]


def _named_apart(told: list[tuple[str, Case]]) -> list[tuple[str, Case]]:
    """Give people of the same name numbers, so that what they said can be told apart."""
    seen: dict[str, int] = {}
    named = []
    for name, case in told:
        seen[name] = seen.get(name, 0) + 1
        named.append((name if seen[name] == 1 else f"{name} ({seen[name]})", case))
    return named


def _said_alone(name: str, case: Case) -> tuple[FactSaid, ...]:
    """Return what the only one who has answered has said."""
    return tuple(FactSaid(one.fact, ((name, answer_text(one)),)) for one in case.answers)


def _decided(dossier: Dossier, rules: RuleBase, version: int | None) -> list[HistoryRow]:
    """Return the owner's decisions between answers that nobody has changed since."""
    last: dict[str, HistoryRow] = {}
    for row in _until(dossier.rows, version):
        fact = fact_called(row.fact, rules)
        name = fact.name if fact else row.fact
        if row.kind is RowKind.RECONCILED:
            last[name] = row
        elif row.kind is RowKind.ANSWER:
            last.pop(name, None)
    return list(last.values())


def _signed(dossier: Dossier, case: Case, version: int | None) -> Case:
    """Return the case with who stands for this version of it."""
    number = version or dossier.version.number
    mine = [one for one in dossier.signatures if one.version == number]
    if not mine:
        return case
    digest = dossier.signed_hash(number, case_hash(case))
    told = {
        meaning: "; ".join(
            f"{one.name}, {one.at[:10]}"
            for one in mine
            # Who checked other answers than these has not checked these.
            if one.meaning is meaning and one.case_hash == digest
        )
        for meaning in SignatureMeaning
    }
    return replace(
        case,
        prepared_by=told[SignatureMeaning.ANSWERED] or case.prepared_by,
        checked_by=told[SignatureMeaning.CHECKED] or case.checked_by,
    )


def _ranks(rules: RuleBase) -> dict[str, int]:
    return {name: rank for rank, name in enumerate(rules.fact_names)}


def _in_order(answers: tuple[Answer, ...], rules: RuleBase) -> tuple[Answer, ...]:
    ranks = _ranks(rules)
    return tuple(sorted(answers, key=lambda one: ranks[one.fact]))
