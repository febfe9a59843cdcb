"""Case files with something called otherwise: keys and answers are changed where they stand, and nothing else."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from advisor.cases.keep.entry import scalar_text
from advisor.cases.model import Case
from advisor.cases.read.case_file import case_tree, parse_case
from advisor.cases.read.files import decoded, read_bytes
from advisor.cases.read.older import fact_called
from advisor.cases.read.tree import Mapping as Block
from advisor.cases.read.tree import Node, Scalar
from advisor.cases.read.tree import Sequence as NodeList
from advisor.cases.read.yaml import LOADER
from advisor.errors import ChangeError, Place, Problem
from advisor.knowledge.model import Decision, RuleBase
from advisor.review.writing.naming import Renaming
from advisor.review.writing.own_books import Edit, OwnText, edited

_Span = tuple[int, int]
_BETWEEN = re.compile(r"(\s+or\s+|\s+to\s+|^\s*at\s+(?:least|most)\s+)", re.IGNORECASE)


class CaseRenaming:
    """Renames in case files: `old` and `new` are the rule base before and after."""

    def __init__(self, old: RuleBase, new: RuleBase, renamings: Sequence[Renaming]) -> None:
        self._old = old
        self._new = new
        self._items = {one.item: one.new for one in renamings if not one.value}
        self._values = {(one.item, one.value): one.new for one in renamings if one.value}

    def renamed(self, path: str) -> tuple[OwnText, OwnText]:
        """Return a case file as it is and as it will be.

        Raises CaseError for a file that today's rules don't read, and ChangeError where it could
        not be read as the same case afterwards.
        """
        before = OwnText(Path(path), path, read_bytes(Path(path)))
        case = parse_case(before.content, path, self._old)
        text = decoded(before.content, path)
        spans = _json_spans(text) if path.casefold().endswith(".json") else _yaml_spans(text)
        root = case_tree(before.content, path, self._old)
        edits = [
            Edit(*spans[_spot(node)], _written(new, path))
            for node, new in self._changes(root)
            if _spot(node) in spans
        ]
        after = before.with_raw(edited(text, edits))
        if _said(parse_case(after.content, path, self._new)) != self._expected(case):
            message = "could not be read as the same case with the new name; nothing was changed"
            mend = "leave it out: old names are read all the same"
            raise ChangeError(Problem(Place(path), message, mend))
        return before, after

    def _changes(self, root: Node) -> Iterator[tuple[Scalar, str]]:
        """Yield the texts of a case that change, with what they become."""
        if not isinstance(root, Block):
            return
        for key, value in root.pairs:
            block = _folded(key)
            for name, entry in value.pairs if isinstance(value, Block) else ():
                if block in ("facts", "notes") and isinstance(name, Scalar):
                    yield from self._fact(name, entry, answered=block == "facts")
                elif block in ("chosen", "expect") and isinstance(name, Scalar):
                    yield from self._decision(name, entry)

    def _fact(self, name: Scalar, entry: Node, *, answered: bool) -> Iterator[tuple[Scalar, str]]:
        fact = fact_called(name.text, self._old)
        if fact is None:
            return
        if fact.name in self._items and _folded(name) == fact.name.casefold():
            yield name, self._items[fact.name]
        if isinstance(entry, Block):
            parts = {_folded(key): part for key, part in entry.pairs}
            entry = parts.get("answer", name)
        if not answered or entry is name:
            return
        for given in entry.items if isinstance(entry, NodeList) else (entry,):
            if isinstance(given, Scalar):
                text = self._answer(fact.name, given.text)
                if text != given.text:
                    yield given, text

    def _answer(self, fact: str, text: str) -> str:
        """Return an answer with the values that are called otherwise now."""
        new = {old.casefold(): to for (item, old), to in self._values.items() if item == fact}
        parts = _BETWEEN.split(text)
        return "".join(new.get(" ".join(part.split()).casefold(), part) for part in parts)

    def _decision(self, name: Scalar, entry: Node) -> Iterator[tuple[Scalar, str]]:
        folded = _folded(name)
        decision = next((one for one in self._old.decisions if one.name.casefold() == folded), None)
        if decision is None:
            return
        if decision.name in self._items:
            yield name, self._items[decision.name]
        if isinstance(entry, Block):
            parts = {_folded(key): part for key, part in entry.pairs}
            entry = parts.get("recommended", name)
        if isinstance(entry, Scalar) and entry is not name:
            new = self._values.get((decision.name, _option(decision, entry.text)))
            if new is not None:
                yield entry, new

    def _expected(self, case: Case) -> Mapping[str, object]:
        """Return what a case says, in the new names."""
        said = _said(case)
        item, value = self._items, self._values
        answers = {
            item.get(one.fact, one.fact): (
                tuple(value.get((one.fact, str(given)), given) for given in one.values),
                one.note,
            )
            for one in case.answers
        }
        expect = case.expect.decisions if case.expect else ()
        return {
            **said,
            "answers": answers,
            "notes": {item.get(fact, fact): note for fact, note in case.notes},
            "unknown": {item.get(fact, fact) for fact in case.unknown},
            "attested": {item.get(fact, fact): by for fact, by in case.attested},
            "chosen": {item.get(a, a): value.get((a, b), b) for a, b in case.chosen},
            "expect": {item.get(a, a): (value.get((a, b), b), c) for a, b, c in expect},
        }


def _said(case: Case) -> Mapping[str, object]:
    """Return what a case says, wherever it stands in the file."""
    expect = case.expect.decisions if case.expect else ()
    return {
        "answers": {one.fact: (one.values, one.note) for one in case.answers},
        "notes": dict(case.notes),
        "unknown": set(case.unknown),
        "attested": dict(case.attested),
        "chosen": dict(case.chosen),
        "expect": {name: (option, status) for name, option, status in expect},
        "misfits": (case.expect.misfits, case.expect.no_misfits) if case.expect else (),
        "rest": (case.id, case.place, case.date, case.summary, case.sources, case.outcome),
    }


def _option(decision: Decision, text: str) -> str:
    code = decision.domain.code(" ".join(text.split()))
    return "" if code is None else decision.options[code]


def _folded(node: Node) -> str:
    return " ".join(node.text.split()).casefold() if isinstance(node, Scalar) else ""


def _spot(node: Node) -> tuple[int, int]:
    return node.place.line, node.place.column


def _written(text: str, path: str) -> str:
    if path.casefold().endswith(".json"):
        return json.dumps(text, ensure_ascii=False)
    return scalar_text(text)


def _yaml_spans(text: str) -> Mapping[tuple[int, int], _Span]:
    """Return where each text of a YAML file begins and ends, by its line and column; those in blocks are left out."""
    spans: dict[tuple[int, int], _Span] = {}
    events: Iterator[Any] = yaml.parse(text, Loader=LOADER)
    for event in events:
        if isinstance(event, yaml.ScalarEvent) and event.style not in ("|", ">") and event.value:
            start: Any = event.start_mark
            end: Any = event.end_mark
            spans[start.line + 1, start.column + 1] = (start.index, end.index)
    return spans


def _json_spans(text: str) -> Mapping[tuple[int, int], _Span]:
    """Return where each text of a JSON file begins and ends, by its line and column."""
    spans: dict[tuple[int, int], _Span] = {}
    for found in re.finditer(r'"(?:[^"\\]|\\.)*"', text):
        line = text.count("\n", 0, found.start()) + 1
        column = found.start() - text.rfind("\n", 0, found.start())
        spans[line, column] = found.span()
    return spans
