"""The JSON Schema of a case file: it accepts and refuses what the reader of case files does.

What no JSON Schema can say is told in its description; a property test holds the two against each
other on all else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from advisor.cases.answers import UNKNOWN
from advisor.cases.form import (
    ACTION_KEYS,
    ATTESTED_KEYS,
    KEYS,
    MISFIT_KEYS,
    NO_OPTION,
    PEOPLE_KEYS,
    STATUSES,
    TEXT_KEYS,
    VERDICTS,
)
from advisor.cases.schema_patterns import (
    NOTHING_TEXT,
    TEXT,
    any_word,
    date_pattern,
    numbers_pattern,
    values_pattern,
    whole,
    word,
)
from advisor.knowledge.domains import Domain, Kind
from advisor.knowledge.model import Decision, Fact, RuleBase
from advisor.schemas import schema_head, schema_id

Json = dict[str, Any]

NOT_SAID = (
    "that no name stands twice in one mapping, also not in other capitals or under an older name",
    "that a fact has no note both with its answer and under 'notes'",
    "that no misfit and no action is both expected and not expected",
    "how large a number is that stands in a text, whether it is whole, and that ranges and spans of time run upwards",
    "that a number with exactly three decimals (1.125) is refused, as it could mean thousands: write '1.1250' as a text",
    "that a year stands without decimals: 2010 and not 2010.0",
    "that digits and marks of East Asian keyboards (full width) are read as the plain ones",
    "that no text holds one half of a letter that takes two (a surrogate), which most regular expressions can't name",
    "how large a file may be, how deep it may nest and how many entries it may have",
)
"""What the reader looks at and the schema can't."""

_DESCRIPTIONS: Mapping[str, str] = {
    "id": "a name for the case; by default the name of the file",
    "place": "the local government, as a report calls it",
    "country": "the country it lies in",
    "level": "its level of government, such as municipality or county",
    "date": "when the facts were true: a year, a month (2026-05), a day, or a span: 2010 to 2014",
    "group": "what several cases that tell one story have in common",
    "summary": "the situation in one or two sentences",
    "prepared by": "who answered which questions, and when",
    "checked by": "who checked the answers, and when",
    "rules": "the rule base under which the case was begun, as the program writes it",
}


def case_schema(rules: RuleBase) -> Json:
    """Return the JSON Schema (2020-12) of a case file for a rule base, whether written as YAML or as JSON.

    Names and answers stand in it as the books write them, for programs that complete what is typed;
    beside them stands the pattern of all that is read as the same, whatever capitals and blanks.
    """
    text, date = _ref("text"), _ref("date")
    properties: Json = {
        key: _described(date if key == "date" else text, _DESCRIPTIONS[key])
        for key in (*TEXT_KEYS, *PEOPLE_KEYS)
    }
    facts = {
        fact.name: _described(_ref(_definition("fact", fact.name)), _question(fact))
        for fact in rules.facts
    }
    older = {
        old: _ref(_definition("fact", fact.name)) for fact in rules.facts for old in fact.formerly
    }
    options = {
        one.name: _described(_ref(_definition("option", one.name)), one.question)
        for one in rules.decisions
    }
    properties |= {
        "fictional": _described(
            _any_of(
                {"enum": [True, False, "yes", "no", None]},
                _like(("", "yes", "no", "true", "false")),
            ),
            "whether the government is invented",
        ),
        "facts": _described(
            _or_nothing(_object(facts, older=older)),
            "what is known, by the facts' names; what is left out is unknown",
        ),
        "notes": _described(
            _any_of(text, _object(dict.fromkeys(facts, text), older=dict.fromkeys(older, text))),
            "remarks on the case, or by the facts' names",
        ),
        "sources": _described(_list_or_one(text), "what the statements rest on"),
        "chosen": _described(
            _or_nothing(_object(options, older=_older_options(rules))),
            "what was really chosen",
        ),
        "outcome": _described(
            _or_nothing(
                _object(
                    {"verdict": _any_of({"enum": list(VERDICTS)}, _like(VERDICTS)), "note": text}
                )
                | {"allOf": [_has("verdict")]}
            ),
            "how the choice ended",
        ),
        "expect": _described(_expect_schema(rules, options), "what the advice is expected to say"),
    }
    limits = "; ".join(NOT_SAID)
    return {
        **schema_head("case", "A local government's case"),
        # Other facts make another schema.
        "$id": f"{schema_id('case')}:{rules.hash}",
        "$comment": f"rule base {rules.version} {rules.hash}",
        "description": f"What the program reads as a case. The schema can't say: {limits}.",
        **_object({key: properties[key] for key in KEYS}),
        "allOf": [_has("facts")],
        "$defs": {
            # A bare 2010 is a number to YAML and JSON, a bare yes a truth value, and both a text to us.
            "text": {"type": ["string", "number", "boolean", "null"], "pattern": TEXT},
            "nothing": _any_of({"type": "null"}, {"type": "string", "pattern": NOTHING_TEXT}),
            "date": _date(),
            "beside-answer": _beside_answer(),
            "misfit": _rule([rule.id for rule in rules.rules if rule.warning]),
            "action": _rule([rule.id for rule in rules.rules if rule.advice]),
            **{_definition("answer", one.name): _answer_schema(one) for one in rules.facts},
            **{_definition("fact", one.name): _fact_schema(one) for one in rules.facts},
            **{_definition("option", one.name): _option(one) for one in rules.decisions},
        },
    }


def _ref(name: str) -> Json:
    return {"$ref": f"#/$defs/{name}"}


def _described(schema: Json, description: str) -> Json:
    return {"description": description, **schema}


def _any_of(*schemas: Json) -> Json:
    return {"anyOf": list(schemas)}


def _or_nothing(schema: Json) -> Json:
    return _any_of(schema, _ref("nothing"))


def _like(words: Sequence[str]) -> Json:
    """Return the schema of a text that is one of these words, whatever its capitals and blanks."""
    return {"type": "string", "pattern": whole(any_word(words))}


def _object(properties: Json, older: Mapping[str, Json] | None = None) -> Json:
    """Return the schema of a mapping with these keys, in whatever capitals and blanks; `older` are further ones."""
    patterns = {
        whole(word(name)): schema for name, schema in {**properties, **(older or {})}.items()
    }
    return {
        "type": "object",
        "properties": properties,
        "patternProperties": patterns,
        "additionalProperties": False,
    }


def _undescribed(schema: Json) -> Json:
    return {key: value for key, value in schema.items() if key != "description"}


def _has(key: str) -> Json:
    """Return the schema of a mapping that has a key, in whatever capitals and blanks."""
    return {"not": {"propertyNames": {"not": {"pattern": whole(word(key))}}}}


def _says(key: str) -> Json:
    """Return the schema of a mapping that has a key with something under it."""
    return {"not": {"patternProperties": {whole(word(key)): _ref("nothing")}}}


def _list_or_one(item: Json) -> Json:
    return _any_of(item, {"type": "array", "items": item})


def _option(decision: Decision) -> Json:
    former = [old for old, _ in decision.former_values]
    return _any_of({"enum": list(decision.options)}, _like((*decision.options, *former)))


def _older_options(rules: RuleBase) -> Json:
    """Return the schema of an option by each name that a decision had before."""
    return {
        old: _ref(_definition("option", one.name))
        for one in rules.decisions
        for old in one.formerly
    }


def _date() -> Json:
    return _any_of(
        {"type": "string", "pattern": date_pattern()},
        {"type": "integer", "minimum": 1000, "maximum": 9999},
        {"type": ["boolean", "null"]},
    )


def _expect_schema(rules: RuleBase, options: Json) -> Json:
    properties: Json = {}
    for decision in rules.decisions:
        status = _any_of({"enum": list(STATUSES)}, _like(STATUSES))
        option = _any_of(options[decision.name], _like((NO_OPTION,)))
        parts = _object({"recommended": option, "status": status})
        properties[decision.name] = _any_of(option, parts | {"minProperties": 1})
    older = {old: properties[one.name] for one in rules.decisions for old in one.formerly}
    lists = dict.fromkeys(MISFIT_KEYS, _list_or_one(_ref("misfit")))
    lists |= dict.fromkeys(ACTION_KEYS, _list_or_one(_ref("action")))
    return _or_nothing(_object({**properties, **lists}, older=older))


def _question(fact: Fact) -> str:
    anchors = "; ".join(f"{value}: {anchor}" for value, anchor in fact.anchors)
    return f"{fact.question} ({anchors})" if anchors else fact.question


def _rule(ids: Sequence[str]) -> Json:
    """Return the schema of the id of a rule, of which there may be none."""
    return _or_nothing(_any_of({"enum": ids}, _like(ids)) if ids else {"not": {}})


def _beside_answer() -> Json:
    """Return the schema of what may stand under a fact's name, but for the answer itself."""
    text, date = _ref("text"), _ref("date")
    parts = _object(
        {
            "answer": {},
            "note": text,
            "answered by": _described(text, "who answered"),
            "answered on": _described(date, "when: a year, a month, a day, or a span"),
            "checked by": _described(text, "who checked the answer"),
            "checked on": _described(date, "when: a year, a month, a day, or a span"),
        }
    )
    # Who answered is told of an answer only.
    return parts | {"if": _any_of(*map(_says, ATTESTED_KEYS)), "then": _says("answer")}


def _fact_schema(fact: Fact) -> Json:
    answer = _ref(_definition("answer", fact.name))
    given: Json = {"patternProperties": {whole(word("answer")): answer}}
    return _any_of(answer, {**_ref("beside-answer"), **given})


def _definition(kind: str, name: str) -> str:
    # A reference is an address, where a blank would have to be written as %20.
    return f"{kind}-" + name.replace("-", "--").replace(" ", "-")


def _answer_schema(fact: Fact) -> Json:
    domain = fact.domain
    one = _number_schemas(domain) if domain.kind is Kind.NUMBER else _value_schemas(fact)
    unknown: Json = {"type": "string", "pattern": whole(word(UNKNOWN))}
    several: Json = {"type": "array", "minItems": 1, "items": _any_of(*one)}
    alone: Json = {"type": "array", "minItems": 1, "maxItems": 1, "items": unknown}
    return _any_of({"enum": [UNKNOWN]}, _ref("nothing"), unknown, *one, several, alone)


def _value_schemas(fact: Fact) -> list[Json]:
    schemas: list[Json] = [{"enum": list(fact.domain.values)}]
    if fact.domain.kind is Kind.YES_NO:
        schemas.append({"type": "boolean"})  # how YAML reads a bare yes or no
    return [*schemas, {"type": "string", "pattern": values_pattern(fact)}]


def _number_schemas(domain: Domain) -> list[Json]:
    kind = "integer" if domain.whole else "number"
    number: Json = {"type": kind, "minimum": domain.minimum}
    if domain.maximum != float("inf"):
        number["maximum"] = domain.maximum
    return [number, {"type": "string", "pattern": numbers_pattern(domain)}]
