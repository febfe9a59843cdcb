"""Changing one fact's entry in a JSON case file; numbers and texts that it doesn't touch stay as they are written."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from advisor.cases.keep.entry import FactEntry, folded
from advisor.cases.read import tree
from advisor.cases.read.json import json_tree
from advisor.errors import NOWHERE


def json_changes(text: str, entry: FactEntry) -> Iterator[str]:
    """Yield texts with the entry changed, added or (if empty) removed; what touches least first.

    The caller takes the first text that reads as it should.
    """
    root = json_tree(text, "")
    assert isinstance(root, tree.Mapping)  # noqa: S101 - the reader has taken it as a case
    # The remark may stand in the file's block of notes already, or an old one may.
    bare = replace(entry, note="")
    for found, notes in ((entry, True), (bare, True), (entry, False)):
        pairs = [(key, _changed(key, value, found, keep_notes=notes)) for key, value in root.pairs]
        yield _written(tree.Mapping(tuple(pairs), NOWHERE), text)


def new_json_text(head: Mapping[str, str]) -> str:
    """Return the text of a new JSON case file with nothing answered yet."""
    filled = {key: value for key, value in head.items() if value}
    return json.dumps({**filled, "facts": {}}, ensure_ascii=False, indent=2) + "\n"


def _changed(key: tree.Node, value: tree.Node, entry: FactEntry, *, keep_notes: bool) -> tree.Node:
    """Return a value at the top of the file, with the entry in it where it is the facts."""
    if _is_top(key, "facts"):
        pairs = value.pairs if isinstance(value, tree.Mapping) else ()
        return tree.Mapping(tuple(_with_entry(pairs, entry)), NOWHERE)
    if _is_top(key, "notes") and isinstance(value, tree.Mapping) and not keep_notes:
        left = (pair for pair in value.pairs if not _names(pair[0], entry))
        return tree.Mapping(tuple(left), NOWHERE)
    return value


def _with_entry(
    pairs: tuple[tuple[tree.Node, tree.Node], ...], entry: FactEntry
) -> Iterator[tuple[tree.Node, tree.Node]]:
    named = False
    for key, value in pairs:
        if not _names(key, entry):
            yield key, value
        elif not entry.empty:
            yield key, _value(entry)
        named = named or _names(key, entry)
    if not named and not entry.empty:
        yield _text(entry.fact), _value(entry)


def _value(entry: FactEntry) -> tree.Node:
    is_number = entry.answer.isdecimal() and entry.answer.isascii()
    answer = tree.Scalar(entry.answer, plain=is_number, place=NOWHERE)
    if not entry.beside:
        return answer
    pairs = ((_text("answer"), answer),) if entry.answer else ()
    beside = ((_text(name), _text(text)) for name, text in entry.beside.items())
    return tree.Mapping((*pairs, *beside), NOWHERE)


def _text(text: str) -> tree.Scalar:
    return tree.Scalar(text, plain=False, place=NOWHERE)


def _is_top(key: tree.Node, name: str) -> bool:
    return isinstance(key, tree.Scalar) and folded(key.text) == name


def _names(key: tree.Node, entry: FactEntry) -> bool:
    return isinstance(key, tree.Scalar) and entry.is_called(key.text)


def _written(root: tree.Node, text: str) -> str:
    """Write a tree with the indentation and the last line end of the text that it was read from."""
    indent = re.search(r"[\r\n]([ \t]+)\"", text)
    written = _node_text(root, indent[1] if indent else None, "")
    if "\r\n" in text:
        written = written.replace("\n", "\r\n")
    return written + text[len(text.rstrip()) :]


def _node_text(node: tree.Node, indent: str | None, pad: str) -> str:
    """Write a node; what stood without quotes, such as a number, keeps its very signs."""
    if isinstance(node, tree.Scalar):
        return node.text if node.plain else json.dumps(node.text, ensure_ascii=False)
    inner = pad + (indent or "")
    if isinstance(node, tree.Sequence):
        brackets, parts = "[]", [_node_text(item, indent, inner) for item in node.items]
    else:
        brackets = "{}"
        parts = [
            f"{_node_text(key, indent, inner)}: {_node_text(value, indent, inner)}"
            for key, value in node.pairs
        ]
    if indent is None or not parts:
        return brackets[0] + ", ".join(parts) + brackets[1]
    return f"{brackets[0]}\n{inner}" + f",\n{inner}".join(parts) + f"\n{pad}{brackets[1]}"
