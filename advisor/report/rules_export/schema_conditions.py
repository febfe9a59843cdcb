"""The schemas of conditions and of what follows from them."""

from __future__ import annotations

from advisor.knowledge.words import Relation, Strength
from advisor.report.advice.schema_parts import Schema, names_schema, object_schema, text_schema
from advisor.report.rules_export.schema_shared import ref


def condition_schema() -> Schema:
    """Return the schema of a condition."""
    several = {"type": "array", "items": ref("condition")}
    return {
        "description": "A condition: one comparison, or conditions under and, or, not. An `and` of none "
        "always holds. Where answers lack or are several, it is read three-valued: true, false, open.",
        "oneOf": [
            ref("comparison"),
            object_schema("All of these hold.", {"and": several}),
            object_schema("At least one of these holds.", {"or": several}),
            object_schema("This does not hold.", {"not": ref("condition")}),
        ],
    }


def comparison_schema() -> Schema:
    """Return the schema of a comparison."""
    return object_schema(
        "A comparison of a fact, an assessment or a decision with values.",
        {
            "subject": text_schema("What is read: a name."),
            "kind": {
                "description": "What it is; of a decision its recommended option is read.",
                "enum": ["fact", "assessment", "decision"],
            },
            "relation": {
                "description": "How they are compared. 'is' with several values means: is one of them; "
                "'is known' and 'is unknown' ask whether there is a sure answer, and have no values.",
                "enum": [one.value for one in Relation],
            },
            "values": {
                "description": "The values by name, or numbers where the fact is one.",
                "type": "array",
                "items": {"type": ["string", "number"]},
            },
            "holds_for": names_schema(
                "Of all values in `answers.values`, those for which the comparison is true."
            ),
        },
        optional=("holds_for",),
    )


def effect_schema() -> Schema:
    """Return the schema of an effect."""
    strength: Schema = {
        "description": "How much it weighs.",
        "enum": [one.value for one in Strength],
    }
    points: Schema = {"description": "The same as points, with their sign.", "type": "integer"}
    decision, option = text_schema("The decision."), text_schema("Its option.")
    assessment = text_schema("The assessment.")
    return {
        "description": "What follows where the condition holds.",
        "oneOf": [
            object_schema(
                "An argument for or against an option.",
                {
                    "effect": {"enum": ["favour", "oppose"]},
                    "decision": decision,
                    "option": option,
                    "strength": strength,
                    "points": points,
                },
            ),
            object_schema(
                "The option can't be recommended.",
                {"effect": {"const": "rule out"}, "decision": decision, "option": option},
            ),
            object_schema(
                "Points on an assessment.",
                {
                    "effect": {"enum": ["raise", "lower"]},
                    "assessment": assessment,
                    "strength": strength,
                    "points": points,
                },
            ),
            object_schema(
                "The assessment has this value, whatever its table or points say.",
                {
                    "effect": {"const": "conclude"},
                    "assessment": assessment,
                    "value": text_schema("The value."),
                },
            ),
        ],
    }
