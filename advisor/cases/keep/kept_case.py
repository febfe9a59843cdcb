"""Keeping a case file while it is being answered: every change is on the disk before the next question."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from advisor.cases.answers import answer_text, parse_answer
from advisor.cases.document import case_text
from advisor.cases.keep.entry import entry_of, new_case_text
from advisor.cases.keep.json_edit import json_changes, new_json_text
from advisor.cases.keep.yaml_edit import yaml_changes
from advisor.cases.model import Answer, Case, Knowledge
from advisor.cases.read.case_file import parse_case
from advisor.cases.read.files import decoded, read_bytes
from advisor.errors import CaseError, OutputError, Place, Problem
from advisor.files.refusals import explained
from advisor.files.replacing import free_file, replace_file
from advisor.knowledge.model import Fact, RuleBase


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
        """Write a new file with nothing answered. Raises OutputError when there is one already.

        Raises CaseError when `head` holds what no case file may hold.
        """
        text = new_json_text(head) if self._is_json else new_case_text(head)
        if self.path.exists():
            raise OutputError(Problem(Place(str(self.path)), "there is such a file already"))
        self._parsed(text)  # what can't be read again is never written
        self._write(text)

    def read(self) -> Case:
        """Return the case. Raises CaseError."""
        text = self._text()
        case = self._parsed(text)
        self._seen = text
        return case

    def changed_elsewhere(self) -> bool:
        """Whether another program has written the file since this session last did."""
        return self._text() != self._seen

    def put(self, case: Case, fact: str) -> None:
        """Write what a case says of one fact; everything else in the file stays as it stands.

        Raises CaseError when the file can't be read any more, OutputError when it can't be written.
        """
        item = next(one for one in self._rules.facts if one.name == fact)
        text = self._text()
        wanted = _with_fact_of(case, self._parsed(text), item)
        for changed in self._changes(text, wanted, item):
            if self._reads_as(changed, wanted):
                self._write(changed)
                return
        message = f"the answer to '{fact}' can't be put into this file as it is written"
        hint = "write its facts one a line, as the examples do, or begin a new file"
        raise OutputError(Problem(Place(str(self.path)), message, hint))

    def rescued(self, case: Case) -> Problem:
        """Write a case to a new file beside this one, and return what is to be told of it.

        Raises OutputError where that can't be written either.
        """
        free = free_file(self.path.with_name(f"{self.path.stem}-kept{self.path.suffix}"))
        with explained(free, hint="the answers of this session are not kept"):
            replace_file(free, case_text(case, as_json=self._is_json).encode())
        message = "the answers of this session are kept here"
        hint = "go on with this file: name it with --case"
        return Problem(Place(str(free)), message, hint)

    def _changes(self, text: str, wanted: Case, fact: Fact) -> Iterator[str]:
        entry = entry_of(wanted, fact)
        if self._is_json:
            return json_changes(text, entry)
        named = {answer.fact for answer in wanted.answers} | {name for name, _ in wanted.notes}
        named |= set(wanted.unknown)
        facts = (one for one in self._rules.facts if one.name in named)
        return yaml_changes(text, entry, (entry_of(wanted, one) for one in facts))

    def _reads_as(self, text: str, wanted: Case) -> bool:
        """Whether a text of the file is read as the case that is wanted."""
        try:
            return _unordered(self._parsed(text)) == _unordered(wanted)
        except CaseError:
            return False

    def _parsed(self, text: str) -> Case:
        return parse_case(text, str(self.path), self._rules)

    def _text(self) -> str:
        return decoded(read_bytes(self.path), str(self.path))

    def _write(self, text: str) -> None:
        """Replace the file whole, or leave it as it was and raise OutputError."""
        hint = "the last answer is not kept; make room or give another file, then answer again"
        with explained(self.path, hint=hint):
            replace_file(self.path, text.encode())
        self._seen = text


def _with_fact_of(case: Case, other: Case, fact: Fact) -> Case:
    """Return the other case with what `case` says of one fact."""
    note = case.note_on(fact.name).strip()
    answer = case.by_fact.get(fact.name)
    if answer is not None:
        # In the order in which it will be read again.
        read = parse_answer(fact, answer_text(answer))
        values = read.values if isinstance(read, Answer) else answer.values
        changed = other.with_answer(replace(answer, values=values, note=note))
        return changed.with_attestation(fact.name, case.attestation(fact.name))
    if case.knowledge(fact.name) is Knowledge.UNKNOWN:
        changed = other.with_unknown(fact.name, note)
        return changed.with_attestation(fact.name, case.attestation(fact.name))
    return other.without(fact.name, note)


def _unordered(case: Case) -> tuple[object, ...]:
    """Return a case for comparison: where a fact stands in the file says nothing of it."""
    return (
        replace(case, answers=(), notes=(), unknown=(), attested=()),
        frozenset(case.answers),
        frozenset(case.notes),
        frozenset(case.unknown),
        frozenset(case.attested),
    )
