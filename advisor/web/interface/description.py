"""The interface described as OpenAPI 3.1: what is sent, what comes back, what can go wrong."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from advisor.cases.answers import UNKNOWN
from advisor.cases.form import ATTESTED_KEYS, KEYS
from advisor.errors import ProblemKind
from advisor.knowledge.domains import Kind
from advisor.knowledge.model import Fact, RuleBase
from advisor.report.advice.schema import advice_schema
from advisor.report.answering import ExplainQuestion

Json = dict[str, Any]
PREFIX = "#/components/schemas/"
TEXT: Json = {"type": ["string", "number", "boolean", "null"]}
"""A text of a case: a bare 2010 is a number to JSON, and a text to us."""


def description(rules: RuleBase) -> Json:
    """Return the OpenAPI document of the interface for a rule base."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Organization advisor",
            "version": "1",
            "description": f"Advice for local governments, with its reasons, by the rule base {rules.version} ({rules.hash}).",
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": "/"}],
        "paths": _paths(),
        "components": {"schemas": {**_schemas(rules), **_advice_schemas()}},
    }


def _paths() -> Json:
    refused = {
        "400": _problem("The body can't be read."),
        "408": _problem("The body did not come in time."),
        "413": _problem("The body is too large."),
        "415": _problem("The body is of a kind that is not taken."),
        "422": _problem("What was sent is understood, and can't be used: each problem is told."),
        "429": _problem("Too many requests came at once."),
    }
    asked = {"429": refused["429"]}
    return {
        "/api/v1/advise": {
            "post": _operation(
                "advise",
                "Advise on one case",
                {"application/json": {"schema": _ref("Case")}},
                {
                    "200": _answer(
                        "The advice, as `advisor advise --format json` gives it.", "Advice"
                    )
                },
                refused,
            )
        },
        "/api/v1/explain": {
            "post": _operation(
                "explain",
                "Explain the advice on a case",
                {"application/json": {"schema": _ref("Explain")}},
                {"200": _answer("As `advisor explain --format json` gives it.", "Explanation")},
                refused,
            )
        },
        "/api/v1/batch": {
            "post": _operation(
                "batch",
                "Advise on many cases",
                {"text/csv": {"schema": {}}, "application/jsonl": {"schema": {}}},
                {
                    "200": {
                        "description": "A line for each case and each problem, and the counts in the last one.",
                        "content": {"application/jsonl": {"schema": {}}},
                    }
                },
                refused,
            )
        },
        "/api/v1/rules": {
            "get": _operation(
                "rules",
                "List the rule base",
                None,
                {"200": _answer("The rule base.", "Rules")},
                asked,
            )
        },
        "/api/v1/rules/{name}": {
            "get": {
                **_operation(
                    "rule",
                    "Show a rule, fact, decision or source in full",
                    None,
                    {"200": _answer("All that the books say of it.", "Shown")},
                    {"404": _problem("The rule base holds no such thing."), **asked},
                ),
                "parameters": [_parameter("name", {"type": "string", "minLength": 1})],
            }
        },
        "/api/v1/schema/{kind}": {
            "get": {
                **_operation(
                    "schema",
                    "The JSON Schema of a case file or of an advice",
                    None,
                    {"200": _answer("A JSON Schema (2020-12).", "")},
                    {"404": _problem("There is no such schema."), **asked},
                ),
                "parameters": [_parameter("kind", {"enum": ["advice", "case"]})],
            }
        },
    }


def _operation(
    name: str,
    summary: str,
    body: Json | None,
    answers: Mapping[str, Json],
    refused: Mapping[str, Json],
) -> Json:
    told: Json = {"operationId": name, "summary": summary}
    if body is not None:
        told["requestBody"] = {"required": True, "content": body}
    return told | {"responses": {**answers, **refused}}


def _parameter(name: str, schema: Json) -> Json:
    return {"name": name, "in": "path", "required": True, "schema": schema}


def _answer(text: str, name: str) -> Json:
    schema: Json = _ref(name) if name else {"type": "object"}
    return {"description": text, "content": {"application/json": {"schema": schema}}}


def _problem(text: str) -> Json:
    return {
        "description": text,
        "content": {"application/problem+json": {"schema": _ref("ProblemDetails")}},
    }


def _ref(name: str) -> Json:
    return {"$ref": f"{PREFIX}{name}"}


def _object(properties: Json, *, required: bool = True, closed: bool = True) -> Json:
    return {
        "type": "object",
        "properties": properties,
        "additionalProperties": not closed,
        **({"required": list(properties)} if required else {}),
    }


def _schemas(rules: RuleBase) -> Json:
    text: Json = {"type": "string"}
    texts: Json = {"type": "array", "items": text}
    number: Json = {"type": "integer"}
    place = _object({"file": text, "line": number, "column": number, "sheet": text})
    problem = _object(
        {
            "place": place,
            "message": text,
            "mend": text,
            "kind": {"enum": [one.value for one in ProblemKind]},
            "about": text,
            "read": text,
            "allowed": texts,
            "nearest": text,
            "meant": texts,
        }
    )
    return {
        "Case": _case(rules),
        "Explain": {
            **_object(
                {
                    "case": _ref("Case"),
                    "question": {"enum": [one.value for one in ExplainQuestion]},
                    "decision": text,
                    "name": text,
                },
                required=False,
            ),
            "required": ["case"],
        },
        "Explanation": _object(
            {
                "case": text,
                "rules": _object({"version": text, "hash": text}),
                "question": text,
                "answers": {"type": "array", "items": {"type": ["object", "null"]}},
            }
        ),
        "Rules": _object(
            {
                "version": text,
                "hash": text,
                "facts": {
                    "type": "array",
                    "items": _object(
                        {
                            "name": text,
                            "topic": text,
                            "question": text,
                            "answers": texts,
                            "unit": text,
                        }
                    ),
                },
                "decisions": {
                    "type": "array",
                    "items": _object({"name": text, "question": text, "options": texts}),
                },
                "rules": {"type": "array", "items": _object({"id": text, "title": text})},
            }
        ),
        "Shown": _object({"name": text, "text": text}),
        "ProblemDetails": _object(
            {
                "type": text,
                "title": text,
                "status": {"type": "integer"},
                "detail": text,
                "problems": {"type": "array", "items": problem},
            }
        ),
    }


def _case(rules: RuleBase) -> Json:
    """Return what may stand in a case; what a text means for a fact, the reader tells (422)."""
    texts = {"type": ["array", "string", "number", "boolean", "null"], "items": TEXT}
    mapping: Json = {"type": ["object", "null"]}
    notes = _object({fact.name: TEXT for fact in rules.facts}, required=False)
    others: Json = {
        "facts": {
            **_object({fact.name: _fact(fact) for fact in rules.facts}, required=False),
            "type": ["object", "null"],
        },
        "fictional": {"enum": [True, False, "yes", "no", None]},
        "notes": {"anyOf": [TEXT, notes]},
        "sources": texts,
        "chosen": mapping,
        "outcome": mapping,
        "expect": mapping,
    }
    return {
        **_object({key: others.get(key, TEXT) for key in KEYS}, required=False),
        "description": "A case file in JSON. /api/v1/schema/case describes how answers are written.",
        "required": ["facts"],
    }


def _fact(fact: Fact) -> Json:
    kinds = {Kind.NUMBER: ["number"], Kind.YES_NO: ["boolean"]}.get(fact.domain.kind, [])
    answer: Json = {"type": ["string", "null", *kinds]}
    if fact.domain.kind is not Kind.NUMBER:
        answer["examples"] = [*fact.domain.values, UNKNOWN]
    several = {"type": "array", "items": answer, "minItems": 1}
    either: list[Json] = [answer, several]
    told = {"answer": {"anyOf": either}, "note": TEXT, **dict.fromkeys(ATTESTED_KEYS, TEXT)}
    return {
        "description": fact.question,
        "anyOf": [*either, _object(told, required=False)],
    }


def _advice_schemas() -> Json:
    """Return the schema of an advice with its definitions where OpenAPI looks for them."""
    whole = dict(advice_schema())
    parts = whole.pop("$defs", {})
    whole.pop("$schema", None)
    return {
        "Advice": _moved(whole),
        **{f"Advice-{name}": _moved(one) for name, one in parts.items()},
    }


def _moved(schema: Any) -> Any:
    if isinstance(schema, dict):
        return {
            key: f"{PREFIX}Advice-{value.removeprefix('#/$defs/')}"
            if key == "$ref"
            else _moved(value)
            for key, value in schema.items()
        }
    return [_moved(one) for one in schema] if isinstance(schema, list) else schema
