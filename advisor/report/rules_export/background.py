"""What rules rest on and serve: goals, statements, competencies and works, as plain data."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from advisor.knowledge.conditions import Citation
from advisor.knowledge.works import Competency, Goal, Source, Statement

Data = dict[str, Any]


def goal_data(goal: Goal) -> Data:
    """Return a goal that actions serve."""
    return {
        "kind": "goal",
        "key": goal.key,
        "place": str(goal.place),
        "target": goal.target,
        "sources": citations_data(goal.sources),
    }


def statement_data(one: Statement) -> Data:
    """Return what a source says as a whole, with what carries it."""
    return {
        "kind": "statement",
        "key": one.key,
        "title": one.title,
        "place": str(one.place),
        "text": one.text,
        "carried_by": list(one.carried_by),
        "sources": citations_data(one.sources),
    }


def competency_data(one: Competency) -> Data:
    """Return a row of the competencies matrix."""
    return {
        "kind": "competency",
        "key": one.key,
        "place": str(one.place),
        "text": one.text,
        "level": one.level,
        "nature": one.nature,
        "job_categories": list(one.job_categories),
    }


def source_data(one: Source) -> Data:
    """Return a work that is cited."""
    return {
        "kind": "source",
        "key": one.key,
        "place": str(one.place),
        "author": one.author,
        "year": one.year,
        "title": one.title,
        "venue": one.venue,
        "address": one.address,
        "note": one.note,
    }


def citations_data(citations: Iterable[Citation]) -> list[Data]:
    """Return what is cited."""
    return [{"key": citation.key, "where": citation.where} for citation in citations]
