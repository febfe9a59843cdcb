"""Changing one fact's entry in the text of a YAML case file, and nothing else in it.

What is not touched keeps every byte: comments, quotes, order, line ends of any sort. The places
come from the loader that reads cases, so that whatever can be read can be found again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

import yaml

from advisor.cases.keep.entry import (
    FactEntry,
    entry_in_line,
    entry_lines,
    folded,
    scalar_text,
)
from advisor.cases.read.yaml import LOADER

_LINE_END = re.compile("\r\n|\n|\r")


def yaml_changes(text: str, entry: FactEntry, whole: Iterable[FactEntry]) -> Iterator[str]:
    """Yield texts with the entry changed, added or (if empty) removed; what touches least first.

    Not every way suits every file: the caller takes the first text that reads as it should.
    `whole` are the entries of all facts, for a file whose facts have no lines of their own.
    """
    yield with_entry(text, entry)
    # The remark may stand in the file's block of notes already, or an old one may.
    yield with_entry(text, replace(entry, note=""))
    yield with_entry(without_note(text, entry), entry)
    entries = list(whole)
    for bare in (text, without_note(text, None)):
        yield with_all_entries(bare, entries)
        yield with_all_in_line(bare, entries)


def with_entry(text: str, entry: FactEntry) -> str:
    """Return the text with one fact's entry changed, added or (if empty) removed."""
    return _Editor(text).with_entry(entry)


def with_all_entries(text: str, entries: Iterable[FactEntry]) -> str:
    """Return the text with the block of the facts written anew, a line or more for each."""
    editor = _Editor(text)
    pad = " " * (editor.key.start_mark.column + 2)
    lines = "".join(entry_lines(entry, pad) for entry in entries)
    colon = text.find(":", editor.key.end_mark.index) + 1
    return text[:colon] + editor.lines(f"\n{lines}") + text[editor.next_line(editor.facts) :]


def with_all_in_line(text: str, entries: Iterable[FactEntry]) -> str:
    """Return the text with the facts written anew between braces."""
    facts = _Editor(text).facts
    start, end = facts.start_mark.index, facts.end_mark.index
    written = f" {{{', '.join(map(entry_in_line, entries))}}}"
    return text[:start] + (written if start == end else written.lstrip()) + text[end:]


def without_note(text: str, entry: FactEntry | None) -> str:
    """Return the text without the note on a fact in the block of notes; None takes all of them."""
    editor = _Editor(text)
    key, notes = editor.top("notes")
    if not isinstance(notes, yaml.MappingNode):
        return text
    left = [pair for pair in notes.value if entry and not entry.is_called(pair[0].value)]
    if len(left) == len(notes.value):
        return text
    if editor.root.flow_style or (left and notes.flow_style):
        pairs = (FactEntry(name.value, note.value) for name, note in left)
        start, end = notes.start_mark.index, notes.end_mark.index
        return text[:start] + f"{{{', '.join(map(entry_in_line, pairs))}}}" + text[end:]
    gone = next(pair for pair in notes.value if pair not in left) if left else (key, notes)
    start, end = editor.line_start(gone[0].start_mark.index), editor.next_line(gone[1])
    return text[:start] + text[end:]


class _Editor:
    """The text of a YAML case and the places of what is in it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.root: Any = yaml.compose(text, Loader=LOADER)
        self.key, self.facts = self.top("facts")
        found = _LINE_END.search(text)
        self._newline = found[0] if found else "\n"

    def top(self, name: str) -> tuple[Any, Any]:
        """Return the nodes of a key at the top and of its value, or two Nones."""
        pairs = ((key, value) for key, value in self.root.value if folded(key.value) == name)
        return next(pairs, (None, None))

    def lines(self, written: str) -> str:
        """Return lines with the file's own line ends."""
        return written.replace("\n", self._newline)

    def line_start(self, index: int) -> int:
        """Return where the line of a place begins."""
        before = self.text[:index]
        return max(before.rfind("\n"), before.rfind("\r")) + 1

    def line_end(self, index: int) -> int:
        """Return where the line of a place ends, before its line end."""
        found = _LINE_END.search(self.text, index)
        return found.start() if found else len(self.text)

    def next_line(self, node: Any) -> int:
        """Return where the line behind a node begins; a block's own end lies behind later comments."""
        while isinstance(node, yaml.CollectionNode) and node.value and not node.flow_style:
            last = node.value[-1]
            node = last[1] if isinstance(last, tuple) else last
        end: int = node.end_mark.index
        if getattr(node, "style", None) in ("|", ">") and self.text[end - 1] in "\r\n":
            return end
        found = _LINE_END.search(self.text, end)
        return found.end() if found else len(self.text)

    def with_entry(self, entry: FactEntry) -> str:
        """Return the text with one entry changed."""
        if not isinstance(self.facts, yaml.MappingNode) or not self.facts.value:
            return self.text if entry.empty else self._first(entry)
        for key, value in self.facts.value:
            if entry.is_called(key.value):
                return self._changed(key, value, entry)
        return self.text if entry.empty or self.facts.flow_style else self._added(entry)

    def _inserted(self, start: int, end: int, written: str) -> str:
        """Put lines in place of those from one line's beginning to another's."""
        head = self.text[:start]
        if written and head and head[-1] not in "\r\n":
            head += self._newline
        return head + self.lines(written) + self.text[end:]

    def _first(self, entry: FactEntry) -> str:
        """Write the first entry, in place of nothing at all, of `facts:` or of `facts: {}`."""
        pad = " " * (self.key.start_mark.column + 2)
        start, end = self.facts.start_mark.index, self.facts.end_mark.index
        line = self.next_line(self.facts)
        before = self.text[:start].rstrip(" ") + self.text[end:line]
        if before[-1] not in "\r\n":
            before += self._newline
        return before + self.lines(entry_lines(entry, pad)) + self.text[line:]

    def _added(self, entry: FactEntry) -> str:
        pad = " " * self.facts.value[0][0].start_mark.column
        place = self.next_line(self.facts)
        return self._inserted(place, place, entry_lines(entry, pad))

    def _changed(self, key: Any, value: Any, entry: FactEntry) -> str:
        if self.facts.flow_style:
            return self.text
        parts = {}
        if isinstance(value, yaml.MappingNode):
            parts = {folded(name.value): part for name, part in value.value}
        answer = parts.get("answer", None if parts else value)
        beside = {name: part.value.strip() for name, part in parts.items() if name != "answer"}
        told = {name: text for name, text in beside.items() if text}
        if entry.answer and entry.beside == told and answer and _on_its_line(answer):
            start, stop = answer.start_mark.index, answer.end_mark.index
            return self.text[:start] + scalar_text(entry.answer) + self.text[stop:]
        start, end = self.line_start(key.start_mark.index), self.next_line(value)
        if entry.empty:
            return self._inserted(start, end, "")
        pad = self.text[start : key.start_mark.index]
        written = self.text[key.start_mark.index : key.end_mark.index]
        comment = self._comment_behind(answer)
        return self._inserted(start, end, entry_lines(entry, pad, written, comment))

    def _comment_behind(self, answer: Any) -> str:
        if not _on_its_line(answer):
            return ""
        end = answer.end_mark.index
        rest = self.text[end : self.line_end(end)].rstrip()
        return rest if rest.lstrip().startswith("#") else ""


def _on_its_line(answer: Any) -> bool:
    """Whether an answer is a text that begins and ends where it is written."""
    return (
        isinstance(answer, yaml.ScalarNode)
        and answer.style not in ("|", ">")
        and answer.end_mark.index > answer.start_mark.index
    )
