"""The schema of what the books judge of a staff list."""

from __future__ import annotations

from advisor.knowledge.workforce import AgreesWhere, Measure
from advisor.report.advice.schema_parts import (
    Schema,
    list_schema,
    names_schema,
    object_schema,
    ref_schema,
    text_schema,
)


def workforce_schema() -> Schema:
    """Return the JSON Schema of `workforce_data`."""
    because = text_schema("Why.")
    sources = list_schema("The works that it rests on.", {"$ref": "#/$defs/citation"})
    whole: Schema = {"description": "Points.", "type": "integer"}
    parts: Schema = {
        "weights": (
            "What a gap of a level weighs.",
            {"level": text_schema("The level."), "missing": whole, "partly": whole},
        ),
        "learn_first": (
            "Who learns first, where.",
            {
                "id": text_schema("Its id."),
                "title": text_schema("What it claims."),
                "condition": ref_schema("condition", "Where it counts."),
                "advised": names_schema("Rules that have to have fired."),
                "first": names_schema("Words for competencies or job categories."),
                "points": whole,
                "because": because,
                "sources": sources,
            },
        ),
        "readings": (
            "Readings of the matrix that are ours.",
            {
                "name": text_schema("The reading."),
                "level": text_schema("The level."),
                "adds": names_schema("The job categories that it adds."),
                "because": because,
                "sources": sources,
            },
        ),
        "doubtful": (
            "Cells of the matrix that are hard to read.",
            {
                "competency": text_schema("The competency."),
                "job_category": text_schema("The job category."),
            },
        ),
        "scales": (
            "What an answer on a scale of self-assessment means.",
            {
                "scale": text_schema("The scale."),
                "answer": text_schema("The answer."),
                "means": {
                    "description": "What it means at each level.",
                    "type": "object",
                    "additionalProperties": {"type": "string"},
                },
            },
        ),
        "answers": (
            "How answers to facts follow from a staff list.",
            {
                "fact": text_schema("The fact."),
                "measure": {
                    "description": "What is measured.",
                    "enum": [one.value for one in Measure],
                },
                "of": names_schema("Of which competencies."),
                "least_known": {
                    "description": "Per cent that have to be known.",
                    "type": "number",
                },
                "rows": list_schema(
                    "Which answer follows.",
                    object_schema(
                        "An answer.",
                        {
                            "answer": text_schema("The answer."),
                            "from": text_schema("The least share, or words for competencies."),
                        },
                    ),
                ),
                "because": because,
                "sources": sources,
            },
        ),
        "agreements": (
            "When an option agrees with a list.",
            {
                "option": text_schema("The option."),
                "agrees": {"description": "Where.", "enum": [one.value for one in AgreesWhere]},
                "people_are": text_schema("How people are then found."),
            },
        ),
        "points": (
            "Training points, and what serves them.",
            {
                "number": {"description": "Its number.", "type": "integer"},
                "rule": text_schema("The rule that tells it."),
                "asks_for": text_schema("What it asks for."),
                "also": text_schema("What else serves it, or nothing."),
            },
        ),
    }
    properties: Schema = {
        key: list_schema(text, object_schema("One of them.", of))
        for key, (text, of) in parts.items()
    }
    properties |= {
        "doubt": text_schema("Why these cells are doubtful."),
        "usual": {
            "description": "Usual values of the parameters of a plan.",
            "type": "object",
            "additionalProperties": {"type": "number"},
        },
        "compared": text_schema("The decision that is held against the list, or nothing."),
        "compared_because": text_schema("Why it is."),
        "serves": names_schema("The goals that a training plan serves."),
    }
    return object_schema("What is judged of a staff list.", properties)
