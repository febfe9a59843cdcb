"""Keeping a case file while it is being answered: every change is on the disk before the next question."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from advisor.cases.answers import UNKNOWN, answer_text, parse_answer
from advisor.cases.keep.edit import (
    Entry,
    entry_for,
    new_case_text,
    unknown_in,
    with_all_entries,
    with_entry,
)
from advisor.cases.model import Answer, Case
from advisor.cases.read.case_file import parse_case
from advisor.cases.read.files import decoded, read_bytes
from advisor.errors import CaseError, OutputError, Place, Problem
from advisor.knowledge.model import RuleBase


class KeptCase:
    """A case file that is changed entry by entry; each change is written whole or not at all.

    The file is read again before each change, so that what another program wrote meanwhile stays.
    """

    def __init__(self, path: Path, rules: RuleBase) -> None:
        self.path = path
        self._rules = rules
        self._seen = ""

    @property
    def _is_json(self) -> bool:
        return self.path.suffix.casefold() == ".json"

    def create(self, head: dict[str, str]) -> None:
        """Write a new file with nothing answered. Raises OutputError when there is one already."""
        text = new_case_text(head)
        if self._is_json:
            text = json.dumps({**head, "facts": {}}, ensure_ascii=False, indent=2) + "\n"
        if self.path.exists():
            raise OutputError(Problem(Place(str(self.path)), "there is such a file already"))
        self._write(text)

    def read(self) -> tuple[Case, frozenset[str]]:
        """Return the case and the facts that it says are unknown. Raises CaseError."""
        text = self._text()
        case = parse_case(text, str(self.path), self._rules)
        self._seen = text
        return case, self._unknown(text, case)

    def changed_elsewhere(self) -> bool:
        """Whether another program has written the file since this session last did."""
        return self._text() != self._seen

    def put(self, fact: str, answer: Answer | None, *, unknown: bool, note: str) -> None:
        """Write what is said of one fact: an answer, that nobody knows, or only a note.

        Raises CaseError when the file can't be read any more, OutputError when it can't be written.
        """
        note = note.strip()
        item = next(one for one in self._rules.facts if one.name == fact)
        given = answer_text(answer, item) if answer else (UNKNOWN if unknown else None)
        if answer and given:
            # In the order in which it will be read again.
            read = parse_answer(item, given)
            answer = read if isinstance(read, Answer) else answer
        entry = entry_for(fact, given, note)
        text = self._text()
        before = parse_case(text, str(self.path), self._rules)
        wanted = _case_with(before, fact, answer, note)
        said = self._unknown(text, before) - {fact} | ({fact} if unknown else set())
        for changed in self._ways(text, entry, wanted, said):
            if self._says(changed, wanted, said):
                self._write(changed)
                return
        message = f"the answer to '{fact}' can't be put into this file as it is written"
        hint = "write its facts one a line, as the examples do, or begin a new file"
        raise OutputError(Problem(Place(str(self.path)), message, hint))

    def _ways(self, text: str, entry: Entry, wanted: Case, said: frozenset[str]) -> Iterable[str]:
        """Yield ways to write the change, the one that touches least first."""
        yield with_entry(text, entry, is_json=self._is_json)
        # The remark may stand in the file's block of notes already.
        yield with_entry(text, Entry(entry.fact, entry.answer), is_json=self._is_json)
        if self._is_json:
            return
        facts = {one.name: one for one in self._rules.facts}
        notes = dict(wanted.notes)
        entries = [
            entry_for(one.fact, answer_text(one, facts[one.fact]), one.note)
            for one in wanted.answers
        ]
        entries += [Entry(name, UNKNOWN, notes.pop(name, "")) for name in sorted(said)]
        entries += [Entry(name, "", note) for name, note in notes.items() if name]
        yield with_all_entries(text, entries)

    def _says(self, text: str, wanted: Case, said: frozenset[str]) -> bool:
        """Whether a text of the file reads as the case that is wanted."""
        try:
            case = parse_case(text, str(self.path), self._rules)
        except CaseError:
            return False
        return _unordered(case) == _unordered(wanted) and self._unknown(text, case) == said

    def _unknown(self, text: str, case: Case) -> frozenset[str]:
        by_folded = {name.casefold(): name for name in self._rules.fact_names}
        named = {
            " ".join(name.split()).casefold() for name in unknown_in(text, is_json=self._is_json)
        }
        return frozenset(by_folded[name] for name in named if name in by_folded) - set(case.by_fact)

    def _text(self) -> str:
        return decoded(read_bytes(self.path), str(self.path))

    def _write(self, text: str) -> None:
        """Replace the file whole: a draft beside it, to the disk, renamed, and the folder to the disk."""
        target = self.path.resolve()
        draft = target.with_name(f".{target.name}.part")
        try:
            mode = target.stat().st_mode & 0o777 if target.exists() else None
            with draft.open("wb") as file:
                file.write(text.encode())
                file.flush()
                os.fsync(file.fileno())
            if mode is not None:
                draft.chmod(mode)
            draft.replace(target)
            _sync_folder(target.parent)
        except OSError as error:
            with suppress(OSError):
                draft.unlink()
            message = f"can't be written: {error.strerror or error}"
            hint = "the last answer is not kept; make room or give another file, then answer again"
            raise OutputError(Problem(Place(str(self.path)), message, hint)) from None
        self._seen = text


def _sync_folder(folder: Path) -> None:
    # Not every system lets a folder be opened; the file itself is safe by then.
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _case_with(case: Case, fact: str, answer: Answer | None, note: str) -> Case:
    notes = tuple(pair for pair in case.notes if pair[0] != fact)
    case = replace(case.without(fact), notes=notes)
    if answer:
        return case.with_answer(replace(answer, note=note))
    return replace(case, notes=(*notes, (fact, note))) if note else case


def _unordered(case: Case) -> tuple[object, ...]:
    return (
        replace(case, answers=(), notes=()),
        frozenset(case.answers),
        frozenset(case.notes),
    )
