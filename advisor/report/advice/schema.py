"""The JSON Schema (2020-12) of the advice document, for programs that check what they receive."""

from __future__ import annotations

from advisor.inference.advice import Basis, Status
from advisor.knowledge.words import Effort, Part, Phase, Weight
from advisor.report.advice.schema_parts import (
    Schema,
    count_schema,
    flag_schema,
    list_schema,
    map_schema,
    names_schema,
    object_schema,
    one_of_schema,
    ref_schema,
    text_schema,
)
from advisor.report.advice.schema_scenarios import beside_schema, scenarios_schema
from advisor.schemas import schema_head


def advice_schema() -> Schema:
    """Return the JSON Schema of `advice_document`; it allows no key that is not described here."""
    return {
        **schema_head("advice", "Advice on the digital organization of a local government"),
        **object_schema(
            "Everything that follows from a rule base and a case.",
            {
                "rule_base": object_schema(
                    "The rule base that gave the advice.",
                    {
                        "version": text_schema("The version that the books state."),
                        "hash": {
                            **text_schema("Identifies the text of the books."),
                            "pattern": "^sha256:.+$",
                        },
                    },
                ),
                "case": object_schema(
                    "The government that the advice is for.",
                    {
                        "id": text_schema("The name of the case."),
                        "place": text_schema("The government's name; empty if it was not given."),
                        "country": text_schema("Empty if it was not given."),
                        "date": text_schema("The date of the description; empty if not given."),
                        "facts": ref_schema("readings", "What was told, fact by fact."),
                        "remarks": {
                            "description": "What was noted of a fact, and of the case, under ''.",
                            "type": "object",
                            "additionalProperties": {"type": "string"},
                        },
                        "prepared_by": text_schema(
                            "Who prepared the case; empty if it was not told."
                        ),
                        "checked_by": text_schema(
                            "Who checked the case; empty if it was not told."
                        ),
                        "attested": map_schema(
                            "Who answered a question, and who checked.", "attested"
                        ),
                        "borders": list_schema(
                            "Figures so near to a threshold that both sides were reckoned with.",
                            {"$ref": "#/$defs/border"},
                        ),
                    },
                ),
                "assessments": map_schema("The assessments by name.", "assessment"),
                "decisions": map_schema("The decisions by name.", "decision"),
                "misfits": list_schema("What does not fit together.", {"$ref": "#/$defs/misfit"}),
                "actions": list_schema("What to do next.", {"$ref": "#/$defs/action"}),
                "unknown": names_schema("The facts that nothing is known about."),
                "trace": list_schema(
                    "Every step from the facts to the advice, in order.",
                    {"$ref": "#/$defs/firing"},
                ),
                "scenarios": {"$ref": "#/$defs/scenarios"},
                "beside": {"$ref": "#/$defs/beside"},
            },
            optional=("scenarios", "beside"),
        ),
        "$defs": {
            "readings": {
                "description": "Names with their possible values; several while it is not sure.",
                "type": "object",
                "additionalProperties": {"type": "array", "items": {"type": "string"}},
            },
            "border": _border(),
            "scenarios": scenarios_schema(),
            "beside": beside_schema(),
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
    return object_schema(
        "Who answered a question, who checked the answer, and when; what is not told is left out.",
        {
            "answered_by": text_schema("Who answered."),
            "answered_on": text_schema("When: a year, a month, a day, a span, or words."),
            "checked_by": text_schema("Who checked the answer."),
            "checked_on": text_schema("When: a year, a month, a day, a span, or words."),
        },
        optional=("answered_by", "answered_on", "checked_by", "checked_on"),
    )


def _border() -> Schema:
    return object_schema(
        "A figure that lies so near to thresholds that the government counts as either side of them.",
        {
            "fact": text_schema("The fact."),
            "figure": {"description": "What was answered.", "type": "number"},
            "thresholds": {
                **list_schema("The thresholds, the lowest first.", {"type": "number"}),
                "minItems": 1,
            },
        },
    )


def _assessment() -> Schema:
    return object_schema(
        "What was concluded from several facts.",
        {
            "values": names_schema("The values so far; several while it is open."),
            "rules": names_schema("The rules, and rows of tables, that gave the values."),
            "determined": flag_schema("False while nothing at all argues for any value."),
            "possible": names_schema("The values that it can still become."),
        },
    )


def _decision() -> Schema:
    recommended = (
        "The option that is advised; null while none is, as no rule argues or all are ruled out."
    )
    schema = object_schema(
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
            "possible": names_schema("The options that can still win."),
            "scores": {
                "description": "The points of each option so far.",
                "type": "object",
                "additionalProperties": {"type": "integer"},
            },
            "ruled_out": names_schema(
                "The options that can't be recommended, whatever their points."
            ),
            "overturned_by": list_schema(
                "Answers that would move the recommendation, or bring one; the fewest were sought.",
                {"$ref": "#/$defs/overturn"},
            ),
            "survives": object_schema(
                "How sturdy the recommendation is against misjudged answers.",
                {
                    "changes": count_schema(
                        "How many other answers to what is known were tried, one by one."
                    ),
                    "same": count_schema("How many of them leave the recommendation."),
                    "overturned_by": list_schema(
                        "The nearest of those that move it; to is empty where no option is left.",
                        {"$ref": "#/$defs/overturn"},
                    ),
                },
            ),
            "arguments": list_schema(
                "The arguments of the rules that hold.", {"$ref": "#/$defs/argument"}
            ),
            "waiting": names_schema("The rules that could still argue."),
            "open_facts": names_schema("The facts whose answers still matter to the decision."),
            "set_aside": names_schema(
                "The options that have more points so far than the recommended one and can't come "
                "out, whatever the open answers are; left out where there are none."
            ),
        },
    )
    schema["required"].remove("set_aside")
    return schema


def _argument() -> Schema:
    return object_schema(
        "One rule's word on one option.",
        {
            "rule": text_schema("The id of the rule."),
            "option": text_schema("The option that it is about."),
            "points": {
                "description": "For the option above zero, against it below zero.",
                "type": "integer",
            },
            "rules_out": flag_schema(
                "Whether the option can't be recommended because of this rule."
            ),
            "because": text_schema("The mechanism."),
            "facts": ref_schema("readings", "What the rule read."),
            "sources": names_schema("The works that the rule rests on."),
        },
    )


def _overturn() -> Schema:
    schema = object_schema(
        "An answer that would move the recommendation, or bring one.",
        {
            "fact": text_schema("The fact whose answer is changed."),
            "value": text_schema("The answer that moves the recommendation."),
            "to": text_schema("The option that it moves to."),
            "together_with": {
                **list_schema(
                    "Further answers that it takes, when no single one does it.",
                    object_schema(
                        "An answer.",
                        {"fact": text_schema("The fact."), "value": text_schema("The answer.")},
                    ),
                ),
                "minItems": 1,
            },
        },
    )
    schema["required"] = ["fact", "value", "to"]
    return schema


def _misfit() -> Schema:
    return object_schema(
        "A warning.",
        {
            "rule": text_schema("The id of the rule."),
            "text": text_schema("The warning, addressed to the government."),
            "weight": one_of_schema(
                "How grave it is; null where the books don't say.", list(Weight)
            ),
            **_grounds("Whether an answer that is still open could take the warning away."),
        },
    )


def _action() -> Schema:
    return object_schema(
        "Something to do.",
        {
            "rule": text_schema("The id of the rule."),
            "phase": {"description": "When it is due.", "enum": [phase.value for phase in Phase]},
            "owner": text_schema("Who does it."),
            "part": {
                "description": "Where it appears in a report.",
                "enum": [part.value for part in Part],
            },
            "text": text_schema("What to do."),
            "serves": names_schema("The keys of the goals that it serves."),
            "after": names_schema(
                "The rules of the actions, of those in this advice, that come before."
            ),
            "effort": one_of_schema(
                "How much work it is; null where the books don't say.", list(Effort)
            ),
            "needs": text_schema("Whom or what it takes; empty where the books don't say."),
            **_grounds("Whether an answer that is still open could take the action away."),
        },
    )


def _firing() -> Schema:
    return object_schema(
        "One step of the trace.",
        {
            "rule": text_schema("The id of the rule, or the name of the row of a table."),
            "stratum": {"description": "Its layer of evaluation.", "type": "integer"},
            "read": ref_schema("readings", "What it read."),
            "concluded": ref_schema("readings", "What it concluded."),
        },
    )


def _grounds(provisional: str) -> Schema:
    """The keys that warnings and actions share."""
    return {
        "because": text_schema("The mechanism."),
        "provisional": flag_schema(provisional),
        "facts": ref_schema("readings", "What the rule read."),
        "sources": names_schema("The works that the rule rests on."),
    }
