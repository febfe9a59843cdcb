"""The JSON Schemas of what an advice may be compared with: scenarios, and others of the same group."""

from __future__ import annotations

from advisor.report.advice.schema_parts import (
    Schema,
    count_schema,
    list_schema,
    names_schema,
    object_schema,
    text_schema,
)


def scenarios_schema() -> Schema:
    """Return the schema of scenarios side by side, as `scenarios_document` tells them."""
    by_decision: Schema = {
        "description": "By the names of the decisions; null where nothing is recommended.",
        "type": "object",
        "additionalProperties": {"type": ["string", "null"]},
    }
    return object_schema(
        "Advice on other cases, or on this one told otherwise, beside it; the first is this one.",
        {
            "rule_base": {"description": "The rule base that gave the advice.", "type": "object"},
            "scenarios": list_schema(
                "The scenarios.",
                object_schema(
                    "A scenario.",
                    {
                        "name": text_schema("How it is called."),
                        "recommendations": by_decision,
                        "statuses": by_decision,
                        "misfits": names_schema("The ids of the warnings."),
                        "actions": names_schema("The ids of the actions."),
                    },
                ),
            ),
            "differences": {
                "description": "For each decision that differs, the rules that speak only in each "
                "other scenario, and only in the first.",
                "type": "object",
                "additionalProperties": {
                    "type": "array",
                    "items": object_schema(
                        "A scenario against the first.",
                        {
                            "new_rules": names_schema("Rules that speak only there."),
                            "gone_rules": names_schema("Rules that speak only in the first."),
                        },
                    ),
                },
            },
        },
    )


def beside_schema() -> Schema:
    """Return the schema of other governments of the same group."""
    counts = list_schema("How many stand on each level, from the lowest.", {"type": "integer"})
    return object_schema(
        "Other cases of the same group, where they were asked for.",
        {
            "group": {
                "description": "What the books group by, with the case's value; empty if not sure.",
                "type": "object",
                "additionalProperties": {"type": "string"},
            },
            "count": count_schema("How many others have the same."),
            "levels": {
                "description": "By assessment, where enough of them tell.",
                "type": "object",
                "additionalProperties": counts,
            },
        },
    )
