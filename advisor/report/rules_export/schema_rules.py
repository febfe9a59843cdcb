"""The schemas of rules and laws, and of how often answers are given."""

from __future__ import annotations

from typing import Any

from advisor.knowledge.words import Effort, Evidence, Part, Phase, Weight
from advisor.report.advice.schema_parts import (
    Schema,
    flag_schema,
    list_schema,
    names_schema,
    object_schema,
    one_of_schema,
    ref_schema,
    text_schema,
)
from advisor.report.rules_export.schema_shared import or_null, ref, thing_schema


def rule_schema() -> Schema:
    """Return the schema of a rule."""
    misfit = object_schema(
        "The warning that it gives, if any.",
        {
            "text": text_schema("The warning, addressed to the government."),
            "weight": one_of_schema(
                "How grave it is; null where the books don't say.", list(Weight)
            ),
            "contradiction": flag_schema("Whether it says that answers exclude each other."),
        },
    )
    action = object_schema(
        "The action that it advises, if any.",
        {
            "text": text_schema("What to do."),
            "phase": {"description": "When it is due.", "enum": [one.value for one in Phase]},
            "owner": text_schema("Who does it."),
            "part": {
                "description": "Where it appears in a report.",
                "enum": [one.value for one in Part],
            },
            "serves": names_schema("The keys of the goals that it serves."),
            "after": names_schema("The rules whose actions come before."),
            "effort": one_of_schema(
                "How much work it is; null where the books don't say.", list(Effort)
            ),
            "needs": text_schema("Whom or what it takes, or nothing."),
        },
    )
    sentence = object_schema(
        "An entry.", {"key": text_schema("Its key."), "text": text_schema("Its text.")}
    )
    return thing_schema(
        "rule",
        "A rule: where its condition holds, its effects, its misfit and its action follow.",
        {
            "id": text_schema("Its id."),
            "title": text_schema("What it claims."),
            "topic": text_schema("The heading above it, or nothing."),
            "condition": ref_schema("condition", "When it holds."),
            "reads": names_schema("The facts, assessments and decisions that its condition reads."),
            "effects": list_schema("What follows.", ref("effect")),
            "misfit": or_null(misfit),
            "action": or_null(action),
            "because": text_schema("The mechanism."),
            "evidence": {
                "description": "How well it is backed.",
                "enum": [one.value for one in Evidence],
            },
            "sentences": list_schema("The same as the book has it.", sentence),
        },
    )


def law_schema() -> Schema:
    """Return the schema of a law."""
    always = object_schema(
        "Whenever `when` holds, `then` holds; null for a law of more and less.",
        {
            "when": ref_schema("condition", "The condition."),
            "then": ref_schema("condition", "What then holds."),
        },
    )
    monotone = object_schema(
        "Of two cases that differ in the subject only; null for a law that always holds.",
        {
            "move": {"description": "How it is moved.", "enum": ["raising", "lowering"]},
            "subject": text_schema("What is moved."),
            "never": {"description": "What that never does.", "enum": ["lowers", "raises"]},
            "decision": {
                "description": "The decision whose option is meant; null for an assessment.",
                "type": ["string", "null"],
            },
            "target": text_schema("The option or the assessment."),
            "over": {
                "description": "The option over which its lead is meant; null for its points.",
                "type": ["string", "null"],
            },
        },
    )
    return thing_schema(
        "law",
        "What holds in every possible case.",
        {
            "id": text_schema("Its id."),
            "title": text_schema("What it claims."),
            "says": text_schema("The law as a sentence."),
            "always": or_null(always),
            "monotone": or_null(monotone),
        },
    )


def population_schema() -> Schema:
    """Return the schema of how often the answers to a fact are given."""
    span = object_schema(
        "A range of numbers.",
        {
            "low": {"description": "The least.", "type": "number"},
            "high": {"description": "The largest.", "type": "number"},
        },
    )
    row: Schema = object_schema(
        "How often each answer is given where the condition holds.",
        {
            "condition": ref_schema("condition", "For which governments."),
            "numbers": list_schema(
                "Shares in per cent in the order of `answers`; without these median and spread.",
                {"type": "number"},
            ),
        },
    )
    properties: dict[str, Any] = {
        "fact": text_schema("The fact."),
        "given": names_schema("The facts that it depends on."),
        "answers": list_schema(
            "Its answers, or ranges of numbers.", {"anyOf": [{"type": "string"}, span]}
        ),
        "rows": list_schema("The first row whose condition holds counts.", row),
        "judgement": text_schema("Why, where there is no source."),
        "sources": list_schema("The works that it rests on.", ref("citation")),
    }
    return object_schema("How often the answers to a fact are given.", properties)
