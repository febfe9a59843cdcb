"""The schemas of facts, assessments and decisions."""

from __future__ import annotations

from advisor.knowledge.domains import Kind
from advisor.knowledge.drawing import DrawnRole
from advisor.knowledge.words import HitPolicy, Judging
from advisor.report.advice.schema_parts import (
    Schema,
    count_schema,
    flag_schema,
    list_schema,
    names_schema,
    object_schema,
    ref_schema,
    text_schema,
)
from advisor.report.rules_export.schema_shared import or_null, ref, thing_schema


def answers_schema() -> Schema:
    """Return the schema of possible answers."""
    number = object_schema(
        "What is particular to a number.",
        {
            "unit": text_schema("What is counted."),
            "minimum": {"description": "The least number.", "type": "number"},
            "maximum": {"description": "The largest; null for none.", "type": ["number", "null"]},
            "whole": flag_schema("Whether only whole numbers are answers."),
            "near": {
                "description": "The share of a threshold within which a figure counts as either side.",
                "type": "number",
            },
            "cuts": list_schema(
                "The thresholds of the rules, between which the values lie.",
                object_schema(
                    "A threshold.",
                    {
                        "at": {"description": "The number.", "type": "number"},
                        "after": flag_schema("Whether the number itself lies below the cut."),
                    },
                ),
            ),
        },
    )
    return object_schema(
        "What may be answered.",
        {
            "kind": {
                "description": "How the values go together.",
                "enum": [one.value for one in Kind],
            },
            "values": names_schema(
                "The values, the lowest first; of a number the ranges that the rules tell apart."
            ),
            "number": number,
        },
        optional=("number",),
    )


def anchor_schema() -> Schema:
    """Return the schema of what a value means."""
    return object_schema(
        "What a value means.",
        {"value": text_schema("The value."), "text": text_schema("What one sees if it is true.")},
    )


def _former() -> Schema:
    return object_schema(
        "A value's old name.",
        {"value": text_schema("The old name."), "today": text_schema("The value of today.")},
    )


def fact_schema() -> Schema:
    """Return the schema of a fact."""
    return thing_schema(
        "fact",
        "What is asked about a government.",
        {
            "name": text_schema("Its name."),
            "topic": text_schema("The heading above it, or nothing."),
            "question": text_schema("The question."),
            "answers": ref_schema("answers", "What may be answered."),
            "anchors": list_schema("What each answer means; none of a number.", ref("anchor")),
            "why": text_schema("Why it is asked."),
            "can_change": text_schema("Whether, how fast and by whom it can be changed."),
            "group_by": flag_schema("Whether overviews count by it."),
            "formerly": names_schema("Names that it had before."),
            "former_values": list_schema("Names that its answers had before.", _former()),
        },
    )


def assessment_schema() -> Schema:
    """Return the schema of an assessment."""
    row = object_schema(
        "A row.",
        {
            "row": count_schema("Its number, from 1."),
            "condition": ref_schema("condition", "What its cells ask, all together."),
            "value": text_schema("What follows."),
        },
    )
    table = object_schema(
        "The decision table; null where rules alone, or points, conclude it.",
        {
            "hit_policy": {
                "description": "Whether the first row that holds counts, or the only one.",
                "enum": [one.value for one in HitPolicy],
            },
            "inputs": names_schema("What its columns read."),
            "rows": list_schema("The rows from the top.", row),
        },
    )
    cut = object_schema(
        "A cut point.",
        {
            "value": text_schema("The value."),
            "from": {"description": "The least sum of points that gives it.", "type": "integer"},
        },
    )
    return thing_schema(
        "assessment",
        "What is concluded from facts.",
        {
            "name": text_schema("Its name."),
            "topic": text_schema("The heading above it, or nothing."),
            "values": names_schema("Its values, the lowest first."),
            "ordered": flag_schema("Whether they are a scale."),
            "why": text_schema("Why it matters, or nothing."),
            "table": or_null(table),
            "cut_points": list_schema("Of an assessment by points: what each sum gives.", cut),
            "group_by": flag_schema("Whether overviews count by it."),
            "formerly": names_schema("Names that it had before."),
            "former_values": list_schema("Names that its values had before.", _former()),
        },
    )


def decision_schema() -> Schema:
    """Return the schema of a decision."""
    drawn = object_schema(
        "Its part in the organization chart.",
        {
            "role": {"description": "What it tells.", "enum": [one.value for one in DrawnRole]},
            "shapes": {
                "description": "How each option is drawn.",
                "type": "object",
                "additionalProperties": {"type": "string"},
            },
        },
    )
    equal = object_schema(
        "What counts among options with equal points.",
        {
            "keep": {
                "description": "The fact that tells what there is today, which comes first.",
                "type": ["string", "null"],
            },
            "prefer": names_schema("All options, the preferred one first."),
        },
    )
    return thing_schema(
        "decision",
        "A question with options.",
        {
            "name": text_schema("Its name."),
            "topic": text_schema("The heading above it, or nothing."),
            "question": text_schema("The question."),
            "options": names_schema("Its options."),
            "meanings": list_schema("What each option means, or nothing.", ref("anchor")),
            "when_equal": equal,
            "close_call": count_schema(
                "How many points apart the first two still are a close call."
            ),
            "group": text_schema("What several decisions have in common, or nothing."),
            "judge_by": {
                "description": "Whether documented choices are held against it.",
                "enum": [one.value for one in Judging],
            },
            "drawn_as": or_null(drawn),
            "formerly": names_schema("Names that it had before."),
            "former_values": list_schema("Names that its options had before.", _former()),
        },
    )
