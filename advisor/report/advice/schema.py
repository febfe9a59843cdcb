"""The JSON Schema (2020-12) of the advice document, for programs that check what they receive."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Any

from advisor.inference.advice import Basis, Status
from advisor.knowledge.words import Effort, Part, Phase, Weight

Schema = dict[str, Any]


def advice_schema() -> Schema:
    """Return the JSON Schema of `advice_document`; it allows no key that is not described here."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Advice on the digital organization of a local government",
        **_object(
            "Everything that follows from a rule base and a case.",
            {
                "rule_base": _object(
                    "The rule base that gave the advice.",
                    {
                        "version": _text("The version that the books state."),
                        "hash": {
                            **_text("Identifies the text of the books."),
                            "pattern": "^sha256:.+$",
                        },
                    },
                ),
                "case": _object(
                    "The government that the advice is for.",
                    {
                        "id": _text("The name of the case."),
                        "place": _text("The government's name; empty if it was not given."),
                        "country": _text("Empty if it was not given."),
                        "date": _text("The date of the description; empty if not given."),
                        "facts": _ref("readings", "What was told, fact by fact."),
                        "remarks": {
                            "description": "What was noted of a fact, and of the case, under ''.",
                            "type": "object",
                            "additionalProperties": {"type": "string"},
                        },
                        "prepared_by": _text("Who prepared the case; empty if it was not told."),
                        "checked_by": _text("Who checked the case; empty if it was not told."),
                        "attested": _map("Who answered a question, and who checked.", "attested"),
                        "borders": _list(
                            "Figures so near to a threshold that both sides were reckoned with.",
                            {"$ref": "#/$defs/border"},
                        ),
                    },
                ),
                "assessments": _map("The assessments by name.", "assessment"),
                "decisions": _map("The decisions by name.", "decision"),
                "misfits": _list("What does not fit together.", {"$ref": "#/$defs/misfit"}),
                "actions": _list("What to do next.", {"$ref": "#/$defs/action"}),
                "unknown": _names("The facts that nothing is known about."),
                "trace": _list(
                    "Every step from the facts to the advice, in order.",
                    {"$ref": "#/$defs/firing"},
                ),
            },
        ),
        "$defs": {
            "readings": {
                "description": "Names with their possible values; several while it is not sure.",
                "type": "object",
                "additionalProperties": {"type": "array", "items": {"type": "string"}},
            },
            "border": _border(),
            "attested": _attested(),
            "assessment": _assessment(),
            "decision": _decision(),
            "argument": _argument(),
            "overturn": _overturn(),
            "misfit": _misfit(),
            "action": _action(),
            "firing": _firing(),
        },
    }


def _attested() -> Schema:
    schema = _object(
        "Who answered a question, who checked the answer, and when; what is not told is left out.",
        {
            "answered_by": _text("Who answered."),
            "answered_on": _text("When: a year, a month, a day, a span, or words."),
            "checked_by": _text("Who checked the answer."),
            "checked_on": _text("When: a year, a month, a day, a span, or words."),
        },
    )
    schema["required"] = []
    return schema


def _border() -> Schema:
    return _object(
        "A figure that lies so near to thresholds that the government counts as either side of them.",
        {
            "fact": _text("The fact."),
            "figure": {"description": "What was answered.", "type": "number"},
            "thresholds": {
                **_list("The thresholds, the lowest first.", {"type": "number"}),
                "minItems": 1,
            },
        },
    )


def _assessment() -> Schema:
    return _object(
        "What was concluded from several facts.",
        {
            "values": _names("The values so far; several while it is open."),
            "rules": _names("The rules, and rows of tables, that gave the values."),
            "determined": _flag("False while nothing at all argues for any value."),
            "possible": _names("The values that it can still become."),
        },
    )


def _decision() -> Schema:
    recommended = (
        "The option that is advised; null while none is, as no rule argues or all are ruled out."
    )
    schema = _object(
        "What is advised on one question.",
        {
            "recommended": {"description": recommended, "type": ["string", "null"]},
            "status": {
                "description": "firm: the same whatever the open answers turn out to be; "
                "provisional: open answers could change it, or bring a recommendation where all "
                "options are ruled out so far; contested: nothing open can, yet the first two "
                "options are close, or all are ruled out; insufficient: no rule argues yet.",
                "enum": [status.value for status in Status],
            },
            "status_basis": {
                "description": "exact: every combination of the open answers was evaluated; "
                "bounds: they were too many, and bounds on the points were used. A decision that "
                "is firm is proved by bounds; one that is provisional may be firmer than it looks.",
                "enum": [basis.value for basis in Basis],
            },
            "possible": _names("The options that can still win."),
            "scores": {
                "description": "The points of each option so far.",
                "type": "object",
                "additionalProperties": {"type": "integer"},
            },
            "ruled_out": _names("The options that can't be recommended, whatever their points."),
            "overturned_by": _list(
                "Answers that would move the recommendation, or bring one; the fewest were sought.",
                {"$ref": "#/$defs/overturn"},
            ),
            "survives": _object(
                "How sturdy the recommendation is against misjudged answers.",
                {
                    "changes": _count(
                        "How many other answers to what is known were tried, one by one."
                    ),
                    "same": _count("How many of them leave the recommendation."),
                    "overturned_by": _list(
                        "The nearest of those that move it; to is empty where no option is left.",
                        {"$ref": "#/$defs/overturn"},
                    ),
                },
            ),
            "arguments": _list(
                "The arguments of the rules that hold.", {"$ref": "#/$defs/argument"}
            ),
            "waiting": _names("The rules that could still argue."),
            "open_facts": _names("The facts whose answers still matter to the decision."),
            "set_aside": _names(
                "The options that have more points so far than the recommended one and can't come "
                "out, whatever the open answers are; left out where there are none."
            ),
        },
    )
    schema["required"].remove("set_aside")
    return schema


def _count(description: str) -> Schema:
    return {"description": description, "type": "integer", "minimum": 0}


def _argument() -> Schema:
    return _object(
        "One rule's word on one option.",
        {
            "rule": _text("The id of the rule."),
            "option": _text("The option that it is about."),
            "points": {
                "description": "For the option above zero, against it below zero.",
                "type": "integer",
            },
            "rules_out": _flag("Whether the option can't be recommended because of this rule."),
            "because": _text("The mechanism."),
            "facts": _ref("readings", "What the rule read."),
            "sources": _names("The works that the rule rests on."),
        },
    )


def _overturn() -> Schema:
    schema = _object(
        "An answer that would move the recommendation, or bring one.",
        {
            "fact": _text("The fact whose answer is changed."),
            "value": _text("The answer that moves the recommendation."),
            "to": _text("The option that it moves to."),
            "together_with": {
                **_list(
                    "Further answers that it takes, when no single one does it.",
                    _object(
                        "An answer.", {"fact": _text("The fact."), "value": _text("The answer.")}
                    ),
                ),
                "minItems": 1,
            },
        },
    )
    schema["required"] = ["fact", "value", "to"]
    return schema


def _misfit() -> Schema:
    return _object(
        "A warning.",
        {
            "rule": _text("The id of the rule."),
            "text": _text("The warning, addressed to the government."),
            "weight": _one_of("How grave it is; null where the books don't say.", list(Weight)),
            **_grounds("Whether an answer that is still open could take the warning away."),
        },
    )


def _action() -> Schema:
    return _object(
        "Something to do.",
        {
            "rule": _text("The id of the rule."),
            "phase": {"description": "When it is due.", "enum": [phase.value for phase in Phase]},
            "owner": _text("Who does it."),
            "part": {
                "description": "Where it appears in a report.",
                "enum": [part.value for part in Part],
            },
            "text": _text("What to do."),
            "serves": _names("The keys of the goals that it serves."),
            "after": _names("The rules of the actions, of those in this advice, that come before."),
            "effort": _one_of("How much work it is; null where the books don't say.", list(Effort)),
            "needs": _text("Whom or what it takes; empty where the books don't say."),
            **_grounds("Whether an answer that is still open could take the action away."),
        },
    )


def _firing() -> Schema:
    return _object(
        "One step of the trace.",
        {
            "rule": _text("The id of the rule, or the name of the row of a table."),
            "stratum": {"description": "Its layer of evaluation.", "type": "integer"},
            "read": _ref("readings", "What it read."),
            "concluded": _ref("readings", "What it concluded."),
        },
    )


def _grounds(provisional: str) -> Schema:
    """The keys that warnings and actions share."""
    return {
        "because": _text("The mechanism."),
        "provisional": _flag(provisional),
        "facts": _ref("readings", "What the rule read."),
        "sources": _names("The works that the rule rests on."),
    }


def _object(description: str, properties: Schema) -> Schema:
    return {
        "description": description,
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _map(description: str, definition: str) -> Schema:
    items = {"$ref": f"#/$defs/{definition}"}
    return {"description": description, "type": "object", "additionalProperties": items}


def _list(description: str, items: Schema) -> Schema:
    return {"description": description, "type": "array", "items": items}


def _names(description: str) -> Schema:
    return _list(description, {"type": "string"})


def _text(description: str) -> Schema:
    return {"description": description, "type": "string"}


def _one_of(description: str, words: Sequence[StrEnum]) -> Schema:
    """One of these words, or null."""
    return {"description": description, "enum": [*(word.value for word in words), None]}


def _flag(description: str) -> Schema:
    return {"description": description, "type": "boolean"}


def _ref(definition: str, description: str) -> Schema:
    return {"description": description, "$ref": f"#/$defs/{definition}"}
