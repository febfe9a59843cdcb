"""The published schemas of what reports and reviews write as JSON, by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from advisor.report.advice.schema import advice_schema
from advisor.report.advice.schema_parts import Schema
from advisor.report.review_pages.schemas import (
    check_schema,
    coverage_schema,
    diff_schema,
    mutate_schema,
    prove_schema,
)
from advisor.report.rules_export.schema import list_of_rules_schema, rules_schema, shown_schema

_SCHEMAS: Mapping[str, Callable[[], Schema]] = {
    "advice": advice_schema,
    "check": check_schema,
    "coverage": coverage_schema,
    "diff": diff_schema,
    "list": list_of_rules_schema,
    "mutate": mutate_schema,
    "prove": prove_schema,
    "rules": rules_schema,
    "show": shown_schema,
}


def published_schema(name: str) -> Schema:
    """Return the JSON Schema of this name; that of a case rests on a rule base and stands in `advisor.cases.document`."""
    return _SCHEMAS[name]()
