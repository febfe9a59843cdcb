"""What the schemas of the exported rules share."""

from __future__ import annotations

from advisor.report.advice.schema_parts import Schema, list_schema, object_schema, text_schema


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


def ref(name: str) -> Schema:
    """Return a reference to a definition."""
    return {"$ref": f"#/$defs/{name}"}


def key_schema() -> Schema:
    """Return the schema of the key by which a thing is called."""
    return text_schema("The key by which it is called.")


def place_schema() -> Schema:
    """Return the schema of a place in a book."""
    return text_schema("Where it stands: file:line:column.")


def or_null(schema: Schema) -> Schema:
    """Return a schema that also takes null."""
    description = schema.pop("description")
    return {"description": description, "anyOf": [schema, {"type": "null"}]}


def thing_schema(
    kind: str, description: str, properties: Schema, *, sources: bool = True
) -> Schema:
    """Return the schema of a thing of the books, with the keys that all have."""
    head: Schema = {"kind": {"const": kind}}
    name, *others = properties.items()
    cited = {"sources": list_schema("The works that it rests on.", ref("citation"))}
    return object_schema(
        description,
        head | dict([name]) | {"place": place_schema()} | dict(others) | (cited if sources else {}),
    )
