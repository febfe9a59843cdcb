"""A case as plain data, ready to be written as YAML or JSON."""

from __future__ import annotations

import json
from typing import Any

import yaml

from advisor.cases.answers import UNKNOWN, answer_text
from advisor.cases.form import ATTESTED_KEYS, EXPECTED_RULES, KEYS
from advisor.cases.model import Answer, Attestation, Case, Expectation
from advisor.knowledge.domains import Range

Json = dict[str, Any]


def case_document(case: Case) -> Json:
    """Return a case as plain data; `read_case` reads what is written of it as the same case.

    Keys stand in the order of the format, what is empty is left out, and facts keep their order.
    """
    attested, notes = dict(case.attested), dict(case.notes)
    facts: Json = {
        answer.fact: _entry(_answer(answer), answer.note, attested.get(answer.fact))
        for answer in case.answers
    }
    facts |= {
        fact: _entry(UNKNOWN, notes.get(fact, ""), attested.get(fact)) for fact in case.unknown
    }
    facts |= {fact: {"note": note} for fact, note in notes.items() if fact and fact not in facts}
    document: Json = {
        "id": case.id,
        "place": case.place,
        "country": case.country,
        "level": case.level,
        "date": case.date,
        "group": case.group,
        "summary": case.summary,
        "prepared by": case.prepared_by,
        "checked by": case.checked_by,
        "rules": case.rules,
        "fictional": case.fictional,
        "notes": notes.get("", ""),
        "sources": list(case.sources),
        "chosen": dict(case.chosen),
        "outcome": {},
        "expect": {},
    }
    if case.outcome:
        document["outcome"] = _filled({"verdict": case.outcome.verdict, "note": case.outcome.note})
    if case.expect:
        document["expect"] = _expect(case.expect)
    document = _filled(document)
    document["facts"] = facts
    return {key: document[key] for key in KEYS if key in document}


def case_text(case: Case, *, as_json: bool = False) -> str:
    """Return the text of a case file, in YAML or in JSON; `read_case` reads it as the same case."""
    document = case_document(case)
    if as_json:
        return json.dumps(document, ensure_ascii=False, indent=2) + "\n"
    text: str = yaml.safe_dump(document, sort_keys=False, allow_unicode=True, width=100)
    return text


def _filled(data: Json) -> Json:
    return {key: value for key, value in data.items() if value}


def _entry(answer: object, note: str, attested: Attestation | None) -> object:
    beside = _filled({"note": note, **(attested_entries(attested) if attested else {})})
    return {"answer": answer, **beside} if beside else answer


def attested_entries(attested: Attestation, joiner: str = " ") -> dict[str, str]:
    """Return who answered and who checked by the keys of a case file, without what is not told.

    The words of a key are joined by `joiner`.
    """
    told = (
        attested.answered_by,
        attested.answered_on,
        attested.checked_by,
        attested.checked_on,
    )
    pairs = zip(ATTESTED_KEYS, told, strict=True)
    return {key.replace(" ", joiner): text for key, text in pairs if text}


def _answer(answer: Answer) -> str | int | float:
    """Return the answer as its text, or as a number where it is one that can't be mistaken."""
    text = answer_text(answer)
    only = answer.values[0]
    if len(answer.values) == 1 and isinstance(only, Range) and only.exact:
        number = int(only.low) if only.low == int(only.low) else only.low
        # 1.125 as a bare number would look like thousands; the text '1.1250' does not.
        if str(number) == text.replace(",", ""):
            return number
    return text


def _expect(expect: Expectation) -> Json:
    document: Json = {}
    for decision, option, status in expect.decisions:
        whole = _filled({"recommended": option, "status": status})
        document[decision] = whole if status else option
    told = (expect.misfits, expect.no_misfits, expect.actions, expect.no_actions)
    document |= _filled({key: list(names) for key, names in zip(EXPECTED_RULES, told, strict=True)})
    return document
