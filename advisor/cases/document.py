"""A case as plain data, ready to be written as YAML or JSON, and the JSON Schema of such a file."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

import yaml

from advisor.cases.answers import UNKNOWN, answer_text
from advisor.cases.form import ATTESTED_KEYS, KEYS, STATUSES, VERDICTS
from advisor.cases.model import Answer, Attestation, Case, Expectation
from advisor.knowledge.domains import Domain, Kind, Range
from advisor.knowledge.model import Decision, Fact, RuleBase
from advisor.schemas import schema_head, schema_id

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
    if len(answer.values) == 1 and isinstance(only, Range) and only.low == only.high:
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
    document |= _filled({"misfits": list(expect.misfits), "no misfits": list(expect.no_misfits)})
    return document


def case_schema(rules: RuleBase) -> Json:
    """Return the JSON Schema (2020-12) of a case file for a rule base.

    It is a little stricter than the reader: names and values are written as in the books, while
    the reader overlooks capitals and blanks.
    """
    text: Json = {"$ref": "#/$defs/text"}
    properties: Json = {
        "id": _described(text, "a name for the case; by default the name of the file"),
        "place": _described(text, "the local government, as a report calls it"),
        "country": _described(text, "the country it lies in"),
        "level": _described(text, "its level of government, such as municipality or county"),
        "date": _described(
            text,
            "when the facts were true: a year, a month (2026-05), a day, or a span: 2010 to 2014",
        ),
        "group": _described(text, "what several cases that tell one story have in common"),
        "summary": _described(text, "the situation in one or two sentences"),
        "prepared by": _described(text, "who answered which questions, and when"),
        "checked by": _described(text, "who checked the answers, and when"),
        "rules": _described(
            text, "the rule base under which the case was begun, as the program writes it"
        ),
        "fictional": _described(
            {"enum": [True, False, "yes", "no", None]}, "whether the government is invented"
        ),
        "facts": {
            "description": "what is known, by the facts' names; what is left out is unknown",
            "type": ["object", "null"],
            "additionalProperties": False,
            "properties": {fact.name: _fact_schema(fact) for fact in rules.facts},
        },
        "notes": {
            "description": "remarks on the case, or by the facts' names",
            "anyOf": [text, _object({fact.name: text for fact in rules.facts})],
        },
        "sources": _described(_texts({"type": "string"}), "what the statements rest on"),
        "chosen": _described(
            _object({decision.name: _options(decision) for decision in rules.decisions}),
            "what was really chosen",
        ),
        "outcome": _described(
            _object({"verdict": {"enum": list(VERDICTS)}, "note": text}, required=["verdict"]),
            "how the choice ended",
        ),
        "expect": _described(_expect_schema(rules), "what the advice is expected to say"),
    }
    return {
        **schema_head("case", "A local government's case"),
        # Other facts make another schema.
        "$id": f"{schema_id('case')}:{rules.hash}",
        "$comment": f"rule base {rules.version} {rules.hash}",
        "type": "object",
        "required": ["facts"],
        "additionalProperties": False,
        "properties": {key: properties[key] for key in KEYS},
        "$defs": {
            # A bare 2010 is a number to YAML and JSON, and a text to us.
            "text": {"type": ["string", "number", "null"]},
            **{_definition(fact): _answer_schema(fact) for fact in rules.facts},
        },
    }


def _described(schema: Json, description: str) -> Json:
    return {"description": description, **schema}


def _object(properties: Json, required: Sequence[str] = ()) -> Json:
    schema: Json = {"type": "object", "additionalProperties": False, "properties": properties}
    return schema | ({"required": list(required)} if required else {})


def _texts(item: Json) -> Json:
    return {"anyOf": [item, {"type": "array", "items": item}, {"type": "null"}]}


def _options(decision: Decision) -> Json:
    return {"description": decision.question, "enum": list(decision.options)}


def _expect_schema(rules: RuleBase) -> Json:
    misfit: Json = {"enum": [rule.id for rule in rules.rules if rule.warning]}
    properties: Json = {}
    for decision in rules.decisions:
        whole = _object({"recommended": _options(decision), "status": {"enum": list(STATUSES)}})
        properties[decision.name] = {"anyOf": [_options(decision), whole | {"minProperties": 1}]}
    return _object({**properties, "misfits": _texts(misfit), "no misfits": _texts(misfit)})


def _fact_schema(fact: Fact) -> Json:
    answer: Json = {"$ref": f"#/$defs/{_definition(fact)}"}
    text: Json = {"$ref": "#/$defs/text"}
    beside: Json = {
        "note": text,
        "answered by": _described(text, "who answered"),
        "answered on": _described(text, "when: a year, a month, a day, or a span"),
        "checked by": _described(text, "who checked the answer"),
        "checked on": _described(text, "when: a year, a month, a day, or a span"),
    }
    with_note = _object({"answer": answer, **beside}) | {
        "dependentRequired": {key: ["answer"] for key in ATTESTED_KEYS}
    }
    anchors = "; ".join(f"{value}: {anchor}" for value, anchor in fact.anchors)
    description = f"{fact.question} ({anchors})" if anchors else fact.question
    return {"description": description, "anyOf": [answer, with_note]}


def _definition(fact: Fact) -> str:
    # A reference is an address, where a blank would have to be written as %20.
    return "answer-" + fact.name.replace("-", "--").replace(" ", "-")


def _answer_schema(fact: Fact) -> Json:
    domain = fact.domain
    one = _number_schemas(domain) if domain.kind is Kind.NUMBER else _value_schemas(domain)
    several: Json = {"type": "array", "minItems": 1, "items": {"anyOf": one}}
    return {"anyOf": [{"enum": [UNKNOWN, "", None]}, *one, several]}


def _value_schemas(domain: Domain) -> list[Json]:
    one = "|".join(re.escape(value).replace("\\ ", " ") for value in domain.values)
    part = f"({one})"
    if domain.ordered:
        part = f"(({one})|({one}) to ({one})|at (least|most) ({one}))"
    schemas: list[Json] = [{"enum": list(domain.values)}]
    if domain.kind is Kind.YES_NO:
        schemas.append({"type": "boolean"})  # how YAML reads a bare yes or no
    return [*schemas, {"type": "string", "pattern": f"^{part}( or {part})*$"}]


def _number_schemas(domain: Domain) -> list[Json]:
    kind, decimals = ("integer", "") if domain.whole else ("number", r"(\.[0-9]+)?")
    number: Json = {"type": kind, "minimum": domain.minimum}
    if domain.maximum != float("inf"):
        number["maximum"] = domain.maximum
    one = rf"([0-9]{{1,3}}(,[0-9]{{3}})+|[0-9]+){decimals}(e[+-]?[0-9]+)?"
    unit = re.escape(domain.unit).replace("\\ ", " ").replace("\\-", "-")
    part = rf"({one}( to {one})?|at (least|most) {one})( {unit})?"
    return [number, {"type": "string", "pattern": f"^{part}( or {part})*$"}]
