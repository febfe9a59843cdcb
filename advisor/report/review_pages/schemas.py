"""The JSON Schemas (2020-12) of what the reviews write: check, prove, diff, mutate and coverage.

Each stands in the order of the data that it describes, and allows no other key: whoever adds a key
to a `..._data` function describes it here, and a test on real outputs fails until that is done.
"""

from __future__ import annotations

from advisor.report.advice.schema_parts import (
    Schema,
    count_schema,
    flag_schema,
    list_schema,
    names_schema,
    object_schema,
    text_schema,
)
from advisor.report.rules_export.schema_shared import rule_base_schema
from advisor.review.change.books import HOW
from advisor.review.change.coverage import KINDS
from advisor.review.change.mutation import Notice
from advisor.review.proof.laws import LawVerdict
from advisor.schemas import schema_head, schema_id


def check_schema() -> Schema:
    """Return the JSON Schema of what `advisor rules check --format json` prints."""
    finding = object_schema(
        "A finding.",
        {
            "kind": text_schema("What sort of finding it is, such as 'never fires'."),
            "about": text_schema("The rule or other thing that it is about."),
            "place": _place(),
            "text": text_schema("What is wrong."),
            "mend": text_schema("How to mend it."),
            "proof": text_schema("How it is known, where no case can show it; or nothing."),
            "shown_by": list_schema("Cases that show it.", _witness()),
            "waived": _text_or_null("The reason for which the books waive it; null for none."),
            "hint": flag_schema(
                "Whether it may well be meant as it is, so that nothing fails by it."
            ),
        },
    )
    return _document(
        "check",
        "What a check of a rule base found",
        {
            "rule_base": {
                "description": "The rule base; null where it can't be read for a circle.",
                "anyOf": [rule_base_schema(), {"type": "null"}],
            },
            "findings": list_schema("What was found, also what is waived.", finding),
            "undecided": names_schema("Questions that were not decided in the time given."),
        },
    )


def prove_schema() -> Schema:
    """Return the JSON Schema of what `advisor rules prove --format json` prints."""
    law = object_schema(
        "What became of a law.",
        {
            "law": text_schema("Its id."),
            "title": text_schema("What it claims."),
            "says": text_schema("The law as a sentence."),
            "verdict": {
                "description": "What became of it; 'complete cases only' does not hold while answers lack.",
                "enum": [verdict.value for verdict in LawVerdict],
            },
            "vacuous": flag_schema(
                "Whether it says nothing: no case could break it, however the rules are mended."
            ),
            "rests_on": names_schema("The facts that it rests on."),
            "cases": count_schema("How many complete cases these facts make."),
            "seconds": {"description": "How long it took.", "type": "number", "minimum": 0},
            "counterexample": list_schema(
                "A case that breaks it, and for a law of more and less the other case; or none.",
                _witness(),
            ),
        },
    )
    return _document(
        "prove",
        "What became of the laws of a rule base",
        {
            "rule_base": rule_base_schema(),
            "laws": list_schema("The laws that were asked for.", law),
        },
    )


def diff_schema() -> Schema:
    """Return the JSON Schema of what `advisor rules diff --format json` prints."""
    line = object_schema(
        "A sentence that differs.",
        {
            "label": text_schema("What it is, such as When or Row 2."),
            "before": text_schema("What it said; nothing where it is new."),
            "after": text_schema("What it says; nothing where it is gone."),
        },
    )
    change = object_schema(
        "A block that the two say otherwise.",
        {
            "how": {
                "description": "'renamed' if only names did, 'reworded' if only what people read changed, 'moved' if only its place did.",
                "enum": list(HOW),
            },
            "kind": text_schema("What sort of thing it is."),
            "name": text_schema("Its name or id."),
            "title": text_schema("Its title, or nothing."),
            "book": text_schema("The book in which it stands."),
            "before": list_schema("Its entries before, as far as they differ.", _texts(2)),
            "after": list_schema("Its entries after.", _texts(2)),
            "lines": list_schema("What differs, line by line.", line),
            "means_the_same": flag_schema("Whether it is proved to mean the same as before."),
        },
    )
    case = object_schema(
        "A given case that gets other advice.",
        {
            "case": text_schema("The case."),
            "moved": list_schema("What moved: what, from, to.", _texts(3)),
            "through": names_schema("The rules through which it moved."),
        },
    )
    other = object_schema(
        "Whether any case at all differs in something.",
        {
            "about": text_schema("In what, such as recommendations; or through which change."),
            "decided": flag_schema("Whether it was decided in the steps given."),
            "none_exists": flag_schema("Whether it is proved that no case differs."),
            "undecided": names_schema("What is left open, by name."),
            "is_smallest": flag_schema("Whether no case with fewer answers differs."),
            "only_while_answers_are_open": flag_schema(
                "Whether it is proved that no case differs in which every question has one answer."
            ),
            "facts": {
                "description": "The answers of the case that differs; null for none.",
                "type": ["object", "null"],
                "additionalProperties": {"type": "array", "items": {"type": "string"}},
            },
            "moved": list_schema("What moved: what, from, to.", _texts(3)),
            "through": names_schema("The rules through which it moved."),
            "by_itself": flag_schema(
                "Whether what differs is one change by itself, and not all changes together."
            ),
        },
    )
    return _document(
        "diff",
        "What a change of a rule base means",
        {
            "old": rule_base_schema(),
            "new": rule_base_schema(),
            "changes": list_schema("What the books say otherwise.", change),
            "cases": list_schema("The given cases that get other advice.", case),
            "unread": names_schema(
                "Given cases that only one of the two can read, with the reason."
            ),
            "one_sided": names_schema("Decisions and assessments that only one of the two knows."),
            "no_longer_read": names_schema(
                "What case files may hold under the old rules and the new ones refuse."
            ),
            "newly_read": names_schema("What case files may hold under the new rules only."),
            "smallest": list_schema("Of all cases, one that differs, or the proof of none.", other),
            "by_change": list_schema(
                "A case in which each change shows, or that none does.", other
            ),
        },
    )


def mutate_schema() -> Schema:
    """Return the JSON Schema of what `advisor rules mutate --format json` prints."""
    notices = [notice.name.lower() for notice in Notice]
    mutant = object_schema(
        "A wrong change that was tried.",
        {
            "about": text_schema("The rule or other thing that was changed."),
            "text": text_schema("The change."),
            "notice": {
                "description": "What noticed it; 'seen' is an advice that no expectation speaks of.",
                "enum": notices,
            },
            "by": _text_or_null("The case or law that noticed it; null for none."),
            "decided": flag_schema(
                "False where it is not known whether any case at all is told otherwise."
            ),
        },
    )
    return _document(
        "mutate",
        "Which wrong changes of a rule base nobody would notice",
        {
            "rule_base": rule_base_schema(),
            "total": count_schema("How many mutants there are."),
            "tried": count_schema("How many were tried in the time given."),
            "equivalent": count_schema("How many are proved to change nothing that is told."),
            "percent": _percent("The share of the others that is noticed."),
            "noticed": object_schema(
                "How many were noticed by what.",
                {name: count_schema(f"Noticed so: {name}.") for name in notices},
            ),
            "mutants": list_schema("Those that were tried.", mutant),
            "proposed": list_schema("Cases that would notice more, if asked for.", _proposal()),
        },
    )


def coverage_schema() -> Schema:
    """Return the JSON Schema of what `advisor rules coverage --format json` prints."""
    share = object_schema(
        "How many of one kind are exercised.",
        {"covered": count_schema("So many."), "of": count_schema("Of so many.")},
    )
    thing = object_schema(
        "A thing that cases can exercise.",
        {
            "kind": {"description": "What it is.", "enum": list(KINDS)},
            "about": text_schema("The rule, table, decision or assessment that it belongs to."),
            "text": text_schema("What it says."),
            "covered": flag_schema("Whether it is exercised."),
            "by": names_schema("The cases that exercise it."),
            "seen": _text_or_null("Of a condition what was not seen; null where nothing lacks."),
        },
    )
    return _document(
        "coverage",
        "What cases exercise of a rule base",
        {
            "rule_base": rule_base_schema(),
            "cases": count_schema("How many cases were looked at."),
            "percent": _percent("The share of all things that are exercised."),
            "shares": object_schema("The same by kind.", dict.fromkeys(KINDS, share)),
            "things": list_schema("All that cases can exercise.", thing),
            "proposed": list_schema("Cases that would exercise more, if asked for.", _proposal()),
        },
    )


def _document(name: str, title: str, properties: Schema) -> Schema:
    """Return a published schema; every document begins with the `$id` of its schema."""
    identified = {"schema": {"const": schema_id(name)}}
    return {**schema_head(name, title), **object_schema(f"{title}.", identified | properties)}


def _witness() -> Schema:
    return object_schema(
        "A case that was played on the engine.",
        {
            "facts": {
                "description": "Its answers; what is not named is unknown.",
                "type": "object",
                "additionalProperties": {"type": "array", "items": {"type": "string"}},
            },
            "shows": {
                "description": "What the engine made of it.",
                "type": "object",
                "additionalProperties": {"type": "string"},
            },
            "replayed": {"description": "Always: it was played.", "const": True},
        },
    )


def _proposal() -> Schema:
    return object_schema(
        "A case that is proposed, to be confirmed by a person.",
        {
            "case": {"description": "The case, as a case file holds it.", "type": "object"},
            "about": names_schema("The rules, tables and decisions that it is about."),
            "shows": names_schema("What it would notice or exercise."),
            "asks": names_schema("The questions that the person has to answer."),
        },
    )


def _percent(description: str) -> Schema:
    return {"description": description, "type": "number", "minimum": 0, "maximum": 100}


def _texts(count: int) -> Schema:
    return {
        "type": "array",
        "items": {"type": "string"},
        "minItems": count,
        "maxItems": count,
    }


def _place() -> Schema:
    return text_schema("Where it stands: file:line:column.")


def _text_or_null(description: str) -> Schema:
    return {"description": description, "type": ["string", "null"]}
