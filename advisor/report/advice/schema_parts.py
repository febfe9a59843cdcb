"""The parts that the schema of the advice is put together from, each with its description."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Any

Schema = dict[str, Any]


def object_schema(description: str, properties: Schema, optional: Sequence[str] = ()) -> Schema:
    """Return the schema of an object with these properties, all but the `optional` ones needed, and no other."""
    return {
        "description": description,
        "type": "object",
        "properties": properties,
        "required": [name for name in properties if name not in optional],
        "additionalProperties": False,
    }


def map_schema(description: str, definition: str) -> Schema:
    """Return the schema of an object whose values are all of one definition."""
    items = {"$ref": f"#/$defs/{definition}"}
    return {"description": description, "type": "object", "additionalProperties": items}


def list_schema(description: str, items: Schema) -> Schema:
    """Return the schema of a list."""
    return {"description": description, "type": "array", "items": items}


def names_schema(description: str) -> Schema:
    """Return the schema of a list of names."""
    return list_schema(description, {"type": "string"})


def text_schema(description: str) -> Schema:
    """Return the schema of a text."""
    return {"description": description, "type": "string"}


def one_of_schema(description: str, words: Sequence[StrEnum]) -> Schema:
    """Return the schema of one of these words, or null."""
    return {"description": description, "enum": [*(word.value for word in words), None]}


def flag_schema(description: str) -> Schema:
    """Return the schema of a yes or no."""
    return {"description": description, "type": "boolean"}


def ref_schema(definition: str, description: str) -> Schema:
    """Return a reference to a definition."""
    return {"description": description, "$ref": f"#/$defs/{definition}"}


def count_schema(description: str) -> Schema:
    """Return the schema of a number of things."""
    return {"description": description, "type": "integer", "minimum": 0}
