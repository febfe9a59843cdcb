"""The JSON Schemas (2020-12) of the exported rule base, and of what `rules list` and `rules show` print."""

from __future__ import annotations

from advisor.report.advice.schema_parts import (
    Schema,
    list_schema,
    names_schema,
    object_schema,
    text_schema,
)
from advisor.report.rules_export.schema_conditions import (
    comparison_schema,
    condition_schema,
    effect_schema,
)
from advisor.report.rules_export.schema_items import (
    anchor_schema,
    answers_schema,
    assessment_schema,
    decision_schema,
    fact_schema,
)
from advisor.report.rules_export.schema_rules import law_schema, population_schema, rule_schema
from advisor.report.rules_export.schema_shared import (
    citation_schema,
    key_schema,
    place_schema,
    ref,
    rule_base_schema,
    thing_schema,
)
from advisor.report.rules_export.schema_workforce import workforce_schema
from advisor.schemas import schema_head, schema_id

THINGS = (
    "fact",
    "assessment",
    "decision",
    "rule",
    "law",
    "goal",
    "statement",
    "competency",
    "source",
)
"""The kinds of things that a rule base holds, as `kind` tells them."""


def rules_schema() -> Schema:
    """Return the JSON Schema of `rules_document`; it allows no key that is not described here."""
    lists = {
        "facts": ("fact", "What is asked about a government."),
        "assessments": ("assessment", "What is concluded before anything is decided."),
        "decisions": ("decision", "The questions that are advised on."),
        "rules": ("rule", "The rules: arguments, misfits and actions."),
        "laws": ("law", "What holds in every possible case."),
        "goals": ("goal", "Goals that actions serve."),
        "statements": ("statement", "What the main source says, and what carries it."),
        "competencies": ("competency", "The competencies matrix."),
        "sources": ("source", "The works that are cited."),
        "population": ("population", "How often each answer is given."),
    }
    properties: Schema = {
        "schema": {"const": schema_id("rules")},
        "rule_base": rule_base_schema(),
        **{key: list_schema(text, ref(name)) for key, (name, text) in lists.items()},
        "waivers": list_schema(
            "Findings of the review that are meant.",
            object_schema(
                "A finding that is waived.",
                {
                    "finding": text_schema("The kind of finding."),
                    "about": text_schema("The rule or other thing that it is about."),
                    "reason": text_schema("Why it is meant."),
                },
            ),
        ),
        "workforce": {
            "description": "What is judged of a staff list; null where the books say nothing of it.",
            "anyOf": [ref("workforce"), {"type": "null"}],
        },
        "order": names_schema("Assessments and decisions, each after all that it reads."),
    }
    return {
        **schema_head("rules", "A rule base of the organization advisor"),
        **object_schema("All that the books say.", properties),
        "$defs": definitions(),
    }


def list_of_rules_schema() -> Schema:
    """Return the JSON Schema of what `advisor rules list --format json` prints."""
    entry = object_schema(
        "A rule or a law.",
        {
            "kind": {"description": "Which of the two it is.", "enum": ["rule", "law"]},
            "id": text_schema("Its id."),
            "title": text_schema("What it claims."),
            "book": text_schema("The file of the book that it stands in."),
            "topic": text_schema("The heading above it, or nothing."),
            "place": place_schema(),
            "concludes": names_schema("What follows from it, in words: one text for each target."),
        },
    )
    properties: Schema = {
        "schema": {"const": schema_id("list")},
        "rule_base": rule_base_schema(),
        "rules": list_schema("Rules and laws in the order of the books.", entry),
    }
    return {
        **schema_head("list", "The rules and laws of a rule base"),
        **object_schema("Every rule and law, with what it concludes.", properties),
    }


def shown_schema() -> Schema:
    """Return the JSON Schema of what `advisor rules show --format json` prints."""
    things: Schema = {
        "description": "A thing of the rule base in full; `kind` tells which.",
        "oneOf": [ref(name) for name in THINGS],
    }
    entry = object_schema(
        "A thing, and what is linked with it.",
        {
            "thing": things,
            "read_by": names_schema("The rules, tables and laws that read it."),
            "written_by": names_schema("The rules that conclude it or argue on it."),
            "rests_on": names_schema("The facts that it follows from."),
            "carries": names_schema("The statements that it carries."),
            "cited_by": names_schema("What cites it."),
            "served_by": names_schema("The rules whose action serves it."),
        },
    )
    properties: Schema = {
        "schema": {"const": schema_id("show")},
        "rule_base": rule_base_schema(),
        "shown": list_schema("What was asked for, in that order.", entry),
    }
    return {
        **schema_head("show", "Things of a rule base in full"),
        **object_schema("What was asked for.", properties),
        "$defs": definitions(),
    }


def definitions() -> Schema:
    """Return the schemas of all kinds of things, by name."""
    return {
        "condition": condition_schema(),
        "comparison": comparison_schema(),
        "effect": effect_schema(),
        "answers": answers_schema(),
        "fact": fact_schema(),
        "assessment": assessment_schema(),
        "decision": decision_schema(),
        "rule": rule_schema(),
        "law": law_schema(),
        "goal": thing_schema(
            "goal",
            "A goal that actions serve.",
            {"key": key_schema(), "target": text_schema("What it says.")},
        ),
        "statement": thing_schema(
            "statement",
            "What the main source says as a whole.",
            {
                "key": key_schema(),
                "title": text_schema("Its title."),
                "text": text_schema("What it says."),
                "carried_by": names_schema("The rules and other things that carry it."),
            },
        ),
        "competency": thing_schema(
            "competency",
            "A row of the competencies matrix.",
            {
                "key": key_schema(),
                "text": text_schema("What one is able to do."),
                "level": text_schema("Its level."),
                "nature": text_schema("Its nature."),
                "job_categories": names_schema("Who needs it."),
            },
            sources=False,
        ),
        "source": thing_schema(
            "source",
            "A work that is cited.",
            {
                "key": key_schema(),
                **{
                    name: text_schema(
                        f"The {name} as the books tell it; 'none' where there is none."
                    )
                    for name in ("author", "year", "title", "venue", "address", "note")
                },
            },
            sources=False,
        ),
        "population": population_schema(),
        "workforce": workforce_schema(),
        "citation": citation_schema(),
        "anchor": anchor_schema(),
    }
