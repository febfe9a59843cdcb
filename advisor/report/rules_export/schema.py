"""The JSON Schemas (2020-12) of the exported rule base, and of what `rules list` and `rules show` print."""

from __future__ import annotations

from typing import Any

from advisor.knowledge.domains import Kind
from advisor.knowledge.drawing import DrawnRole
from advisor.knowledge.words import (
    Effort,
    Evidence,
    HitPolicy,
    Judging,
    Part,
    Phase,
    Relation,
    Strength,
    Weight,
)
from advisor.report.advice.schema_parts import (
    Schema,
    count_schema,
    flag_schema,
    list_schema,
    names_schema,
    object_schema,
    one_of_schema,
    ref_schema,
    text_schema,
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
        **{key: list_schema(text, _ref(name)) for key, (name, text) in lists.items()},
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
            "anyOf": [_ref("workforce"), {"type": "null"}],
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
            "place": _place(),
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
        "oneOf": [_ref(name) for name in THINGS],
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
        "condition": _condition(),
        "comparison": _comparison(),
        "effect": _effect(),
        "answers": _answers(),
        "fact": _fact(),
        "assessment": _assessment(),
        "decision": _decision(),
        "rule": _rule(),
        "law": _law(),
        "goal": _thing(
            "goal",
            "A goal that actions serve.",
            {"key": _key(), "target": text_schema("What it says.")},
        ),
        "statement": _thing(
            "statement",
            "What the main source says as a whole.",
            {
                "key": _key(),
                "title": text_schema("Its title."),
                "text": text_schema("What it says."),
                "carried_by": names_schema("The rules and other things that carry it."),
            },
        ),
        "competency": _thing(
            "competency",
            "A row of the competencies matrix.",
            {
                "key": _key(),
                "text": text_schema("What one is able to do."),
                "level": text_schema("Its level."),
                "nature": text_schema("Its nature."),
                "job_categories": names_schema("Who needs it."),
            },
            sources=False,
        ),
        "source": _thing(
            "source",
            "A work that is cited.",
            {
                "key": _key(),
                **{
                    name: text_schema(
                        f"The {name} as the books tell it; 'none' where there is none."
                    )
                    for name in ("author", "year", "title", "venue", "address", "note")
                },
            },
            sources=False,
        ),
        "population": _population(),
        "workforce": workforce_schema(),
        "citation": citation_schema(),
        "anchor": _anchor(),
    }


def rule_base_schema() -> Schema:
    """Return the schema of what names a rule base."""
    return object_schema(
        "The rule base that this was made of.",
        {
            "version": text_schema("The version that the books state."),
            "hash": {
                **text_schema("Identifies the text of the books."),
                "pattern": "^sha256:.+$",
            },
        },
    )


def citation_schema() -> Schema:
    """Return the schema of a citation."""
    return object_schema(
        "A work, and the place in it.",
        {
            "key": text_schema("The key of the work under `sources`."),
            "where": text_schema("The place in the work, or nothing."),
        },
    )


def _ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def _key() -> Schema:
    return text_schema("The key by which it is called.")


def _place() -> Schema:
    return text_schema("Where it stands: file:line:column.")


def _or_null(schema: Schema) -> Schema:
    description = schema.pop("description")
    return {"description": description, "anyOf": [schema, {"type": "null"}]}


def _thing(kind: str, description: str, properties: Schema, *, sources: bool = True) -> Schema:
    """Return the schema of a thing of the books, with the keys that all have."""
    head: Schema = {"kind": {"const": kind}}
    name, *others = properties.items()
    cited = {"sources": list_schema("The works that it rests on.", _ref("citation"))}
    return object_schema(
        description,
        head | dict([name]) | {"place": _place()} | dict(others) | (cited if sources else {}),
    )


def _condition() -> Schema:
    several = {"type": "array", "items": _ref("condition")}
    return {
        "description": "A condition: one comparison, or conditions under and, or, not. An `and` of none "
        "always holds. Where answers lack or are several, it is read three-valued: true, false, open.",
        "oneOf": [
            _ref("comparison"),
            object_schema("All of these hold.", {"and": several}),
            object_schema("At least one of these holds.", {"or": several}),
            object_schema("This does not hold.", {"not": _ref("condition")}),
        ],
    }


def _comparison() -> Schema:
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


def _effect() -> Schema:
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


def _answers() -> Schema:
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


def _anchor() -> Schema:
    return object_schema(
        "What a value means.",
        {"value": text_schema("The value."), "text": text_schema("What one sees if it is true.")},
    )


def _former() -> Schema:
    return object_schema(
        "A value's old name.",
        {"value": text_schema("The old name."), "today": text_schema("The value of today.")},
    )


def _fact() -> Schema:
    return _thing(
        "fact",
        "What is asked about a government.",
        {
            "name": text_schema("Its name."),
            "topic": text_schema("The heading above it, or nothing."),
            "question": text_schema("The question."),
            "answers": ref_schema("answers", "What may be answered."),
            "anchors": list_schema("What each answer means; none of a number.", _ref("anchor")),
            "why": text_schema("Why it is asked."),
            "can_change": text_schema("Whether, how fast and by whom it can be changed."),
            "group_by": flag_schema("Whether overviews count by it."),
            "formerly": names_schema("Names that it had before."),
            "former_values": list_schema("Names that its answers had before.", _former()),
        },
    )


def _assessment() -> Schema:
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
    return _thing(
        "assessment",
        "What is concluded from facts.",
        {
            "name": text_schema("Its name."),
            "topic": text_schema("The heading above it, or nothing."),
            "values": names_schema("Its values, the lowest first."),
            "ordered": flag_schema("Whether they are a scale."),
            "why": text_schema("Why it matters, or nothing."),
            "table": _or_null(table),
            "cut_points": list_schema("Of an assessment by points: what each sum gives.", cut),
            "group_by": flag_schema("Whether overviews count by it."),
        },
    )


def _decision() -> Schema:
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
    return _thing(
        "decision",
        "A question with options.",
        {
            "name": text_schema("Its name."),
            "topic": text_schema("The heading above it, or nothing."),
            "question": text_schema("The question."),
            "options": names_schema("Its options."),
            "meanings": list_schema("What each option means, or nothing.", _ref("anchor")),
            "when_equal": equal,
            "close_call": count_schema(
                "How many points apart the first two still are a close call."
            ),
            "group": text_schema("What several decisions have in common, or nothing."),
            "judge_by": {
                "description": "Whether documented choices are held against it.",
                "enum": [one.value for one in Judging],
            },
            "drawn_as": _or_null(drawn),
            "formerly": names_schema("Names that it had before."),
            "former_values": list_schema("Names that its options had before.", _former()),
        },
    )


def _rule() -> Schema:
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
    return _thing(
        "rule",
        "A rule: where its condition holds, its effects, its misfit and its action follow.",
        {
            "id": text_schema("Its id."),
            "title": text_schema("What it claims."),
            "topic": text_schema("The heading above it, or nothing."),
            "condition": ref_schema("condition", "When it holds."),
            "reads": names_schema("The facts, assessments and decisions that its condition reads."),
            "effects": list_schema("What follows.", _ref("effect")),
            "misfit": _or_null(misfit),
            "action": _or_null(action),
            "because": text_schema("The mechanism."),
            "evidence": {
                "description": "How well it is backed.",
                "enum": [one.value for one in Evidence],
            },
            "sentences": list_schema("The same as the book has it.", sentence),
        },
    )


def _law() -> Schema:
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
    return _thing(
        "law",
        "What holds in every possible case.",
        {
            "id": text_schema("Its id."),
            "title": text_schema("What it claims."),
            "says": text_schema("The law as a sentence."),
            "always": _or_null(always),
            "monotone": _or_null(monotone),
        },
    )


def _population() -> Schema:
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
        "sources": list_schema("The works that it rests on.", _ref("citation")),
    }
    return object_schema("How often the answers to a fact are given.", properties)
