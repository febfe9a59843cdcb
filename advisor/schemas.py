"""The published JSON Schemas: how each is called, and in which version."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

DRAFT = "https://json-schema.org/draft/2020-12/schema"

SCHEMA_VERSIONS: Mapping[str, str] = {
    "advice": "1.0",
    "case": "1.0",
    "check": "1.0",
    "coverage": "1.0",
    "diff": "1.0",
    "list": "1.0",
    "mutate": "1.0",
    "prove": "1.0",
    "rules": "1.0",
    "show": "1.0",
}
"""The version of each schema, by the name under which `advisor schema` prints it.

The second number grows when something is added, the first when what was there changes or goes.
"""


def schema_id(name: str) -> str:
    """Return the `$id` of a schema: a name that stays, and no address from which anything is fetched.

    >>> schema_id("rules")
    'urn:organization-advisor:schema:rules:1.0'
    """
    return f"urn:organization-advisor:schema:{name}:{SCHEMA_VERSIONS[name]}"


def schema_head(name: str, title: str) -> dict[str, Any]:
    """Return the keys with which a published schema begins."""
    return {"$schema": DRAFT, "$id": schema_id(name), "title": title}
