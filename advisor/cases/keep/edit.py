"""Changing one answer in the text of a case file, and nothing else in it.

What is not touched keeps every byte: comments, quotes, order, line breaks. Only the entry of the
fact is written anew. Where the facts stand in a form that has no lines of its own (`{a: b}`), the
block of the facts is written anew and the rest kept.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from textwrap import wrap
from typing import Any

import yaml

from advisor.cases.answers import UNKNOWN, is_unknown

_PLAIN = re.compile(r"[A-Za-z0-9](?:[\w \-'/().%]|,(?! )|, (?=\w))*", re.ASCII)
_NOT_A_TEXT = re.compile(
    r"(?:y|yes|n|no|true|false|on|off|null|~|[\d.,_eE+:\-]+|0[xob]\w+)", re.IGNORECASE
)
_WIDTH = 96


@dataclass(frozen=True)
class Entry:
    """What a case file says of one fact: `answer` in its words, '' for none; 'unknown' is an answer."""

    fact: str
    answer: str
    note: str = ""


def unknown_in(text: str, *, is_json: bool) -> tuple[str, ...]:
    """Return the names, as written, of the facts that are said to be unknown."""
    if is_json:
        facts = json.loads(text).get("facts") or {}
        return tuple(
            name
            for name, value in facts.items()
            if _says_unknown(value.get("answer") if isinstance(value, dict) else value)
        )
    found = []
    _, node = _facts(text)
    for key, value in node.value if isinstance(node, yaml.MappingNode) else ():
        answer = value
        if isinstance(value, yaml.MappingNode):
            answer = next((one for name, one in value.value if name.value == "answer"), None)
        if isinstance(answer, yaml.SequenceNode) and len(answer.value) == 1:
            answer = answer.value[0]
        if isinstance(answer, yaml.ScalarNode) and _says_unknown(answer.value):
            found.append(key.value)
    return tuple(found)


def _says_unknown(value: object) -> bool:
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    return isinstance(value, str) and bool(value.strip()) and is_unknown(value)


def with_entry(text: str, entry: Entry, *, is_json: bool) -> str:
    """Return the text of a case file with one fact's entry changed, added or (if empty) removed."""
    if is_json:
        return _with_json_entry(text, entry)
    newline = "\r\n" if "\r\n" in text else "\n"
    flat = text.replace("\r\n", "\n")
    changed = _Editor(flat).with_entry(entry)
    return changed.replace("\n", newline)


def with_all_entries(text: str, entries: Iterable[Entry]) -> str:
    """Return the text of a YAML case file with the block of the facts written anew."""
    newline = "\r\n" if "\r\n" in text else "\n"
    flat = text.replace("\r\n", "\n")
    key, node = _facts(flat)
    block = "\n" + "".join(_entry_text(one, "  ") for one in entries)
    if key is None:
        changed = f"{flat.rstrip()}\nfacts:{block}"
    else:
        end = _leaf_end(node, flat)
        colon = flat.index(":", key.end_mark.index) + 1
        changed = (
            flat[:colon] + block.rstrip("\n") + "\n" + flat[end:].lstrip(" ").removeprefix("\n")
        )
    return changed.replace("\n", newline)


def new_case_text(head: Mapping[str, str]) -> str:
    """Return the text of a new YAML case file with nothing answered yet."""
    lines = [f"{key}: {scalar_text(value)}\n" for key, value in head.items() if value]
    return "".join(lines) + "facts:\n"


def scalar_text(text: str) -> str:
    """Write a text as YAML on one line, quoted only where it must be."""
    if _PLAIN.fullmatch(text) and not _NOT_A_TEXT.fullmatch(text) and not text.endswith(" "):
        return text
    if re.fullmatch(r"0|[1-9]\d*|\d{4}-\d\d-\d\d", text, re.ASCII):
        return text
    if text.isprintable() and "\n" not in text:
        return "'" + text.replace("'", "''") + "'"
    return json.dumps(text)


def _facts(text: str) -> tuple[Any, Any]:
    """Return the nodes of the key 'facts' and of its value, or two Nones."""
    root: Any = yaml.compose(text, Loader=yaml.SafeLoader)
    if isinstance(root, yaml.MappingNode):
        for key, value in root.value:
            if isinstance(key, yaml.ScalarNode) and _folded(key.value) == "facts":
                return key, value
    return None, None


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()


def _leaf_end(node: Any, text: str) -> int:
    """Return where the last text of a node ends; a block's own end lies behind later comments."""
    while isinstance(node, yaml.CollectionNode) and node.value and not node.flow_style:
        last = node.value[-1]
        node = last[1] if isinstance(last, tuple) else last
    end: int = node.end_mark.index
    # A block scalar ends at the beginning of the next line.
    return end - 1 if getattr(node, "style", None) in ("|", ">") and text[end - 1] == "\n" else end


def _line_end(text: str, index: int) -> int:
    end = text.find("\n", index)
    return len(text) if end < 0 else end


def _entry_text(entry: Entry, pad: str, key: str = "", rest: str = "") -> str:
    """Write an entry on lines of its own; `rest` is a comment behind the answer."""
    key = key or scalar_text(entry.fact)
    if not entry.note:
        return f"{pad}{key}: {scalar_text(entry.answer)}{rest}\n"
    lines = [f"{pad}{key}:{'' if entry.answer else rest}\n"]
    if entry.answer:
        lines.append(f"{pad}  answer: {scalar_text(entry.answer)}{rest}\n")
    return "".join(lines) + f"{pad}  note: {_note_text(entry.note, pad + '    ')}\n"


def _note_text(note: str, pad: str) -> str:
    """Write a note: on one line if it is short, else folded, as the books of cases do."""
    if len(note) + len(pad) <= _WIDTH - 10 or note != " ".join(note.split()):
        return scalar_text(note)
    lines = wrap(note, _WIDTH - len(pad), break_long_words=False, break_on_hyphens=False)
    return ">-\n" + "\n".join(pad + line for line in lines)


class _Editor:
    """Changes the text of a YAML case by the places of its nodes."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.key, self.node = _facts(text)

    def with_entry(self, entry: Entry) -> str:
        """Return the text with one entry changed."""
        empty = not isinstance(self.node, yaml.MappingNode) or not self.node.value
        found = None if empty else self._find(entry.fact)
        if found is None:
            if not entry.answer and not entry.note:
                return self.text
            if empty or self.node.flow_style:
                return self._first(entry)
            return self._added(entry)
        key, value = found
        return self._changed(key, value, entry)

    def _find(self, fact: str) -> tuple[Any, Any] | None:
        for key, value in self.node.value:
            if _folded(key.value) == _folded(fact):
                return key, value
        return None

    def _first(self, entry: Entry) -> str:
        """Write the first entry, in place of nothing at all, of `facts:` or of `facts: {}`."""
        text = self.text
        if self.key is None:
            return f"{text.rstrip()}\nfacts:\n{_entry_text(entry, '  ')}"
        pad = " " * (self.key.start_mark.column + 2)
        start, end = self.node.start_mark.index, self.node.end_mark.index
        if text[start:end].strip():
            text = text[:start].rstrip(" ") + text[end:]
            end = len(text[:start].rstrip(" "))
        line = _line_end(text, end if text[end - 1 : end] != "\n" else end - 1)
        if not text[line:]:
            text += "\n"
        return text[: line + 1] + _entry_text(entry, pad) + text[line + 1 :]

    def _added(self, entry: Entry) -> str:
        pad = " " * self.node.value[0][0].start_mark.column
        end = _line_end(self.text, _leaf_end(self.node, self.text))
        head, tail = self.text[:end], self.text[end + 1 :]
        return f"{head}\n{_entry_text(entry, pad)}{tail}"

    def _changed(self, key: Any, value: Any, entry: Entry) -> str:
        text = self.text
        end = _leaf_end(value, text)
        if self.node.flow_style:
            return text
        parts = {}
        if isinstance(value, yaml.MappingNode):
            parts = {_folded(name.value): one for name, one in value.value}
        answer = parts.get("answer", None if parts else value)
        old_note = parts["note"].value.strip() if "note" in parts else ""
        if entry.answer and entry.note == old_note and answer and self._in_place(answer):
            start, stop = answer.start_mark.index, answer.end_mark.index
            return text[:start] + scalar_text(entry.answer) + text[stop:]
        line_start = text.rfind("\n", 0, key.start_mark.index) + 1
        line_end = _line_end(text, end)
        head, tail = text[:line_start], text[line_end + 1 :]
        if not entry.answer and not entry.note:
            return head + tail
        rest = self._comment_behind(answer)
        written = text[key.start_mark.index : key.end_mark.index]
        pad = text[line_start : key.start_mark.index]
        return head + _entry_text(entry, pad, written, rest) + tail

    def _in_place(self, answer: Any) -> bool:
        return (
            isinstance(answer, yaml.ScalarNode)
            and answer.style not in ("|", ">")
            and answer.end_mark.index > answer.start_mark.index
        )

    def _comment_behind(self, answer: Any) -> str:
        if not self._in_place(answer):
            return ""
        end = answer.end_mark.index
        rest = self.text[end : _line_end(self.text, end)].rstrip()
        return rest if rest.lstrip().startswith("#") else ""


def _with_json_entry(text: str, entry: Entry) -> str:
    document = json.loads(text)
    facts = document.get("facts")
    if not isinstance(facts, dict):
        facts = document["facts"] = {}
    name = next((one for one in facts if _folded(one) == _folded(entry.fact)), entry.fact)
    old = facts.get(name)
    if entry.note:
        part = {"answer": _json_answer(entry.answer)} if entry.answer else {}
        facts[name] = {**part, "note": entry.note}
    elif entry.answer:
        facts[name] = _json_answer(entry.answer)
    elif old is not None:
        del facts[name]
    indent = re.search(r"\n([ \t]+)\"", text)
    written = json.dumps(document, ensure_ascii=False, indent=indent[1] if indent else None)
    return written + ("\n" if text.endswith("\n") else "")


def _json_answer(answer: str) -> str | int:
    return int(answer) if answer.isdecimal() and answer.isascii() else answer


def entry_for(fact: str, answer: str | None, note: str) -> Entry:
    """Return the entry of a fact: None for `answer` means that it was not asked."""
    if answer is None:
        return Entry(fact, "", note)
    plain = answer.replace(",", "")
    # A single number is written as YAML and JSON write numbers.
    return Entry(fact, plain if plain.isdecimal() else answer or UNKNOWN, note)
