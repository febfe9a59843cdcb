"""Cases that were played on the engine, and the rule base they were played with, in JSON's terms."""

from __future__ import annotations

from typing import Any

from advisor.inference.play import Witness
from advisor.knowledge.model import RuleBase


def witness_data(witness: Witness) -> dict[str, Any]:
    """Return a case that was played on the engine in JSON's terms."""
    return {
        "facts": {name: list(values) for name, values in witness.answers},
        "shows": dict(witness.shows),
        "replayed": True,
    }


def rule_base_data(rules: RuleBase) -> dict[str, str]:
    """Return which rule base was reviewed."""
    return {"version": rules.version, "hash": rules.hash}


def rule_base_foot(rules: RuleBase) -> str:
    """Write which rule base was reviewed, for the foot of a page."""
    return f"Rule base {rules.version}, {rules.hash}"
