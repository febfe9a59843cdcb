"""One answer of a table: what it means, or what is wrong with it; each distinct one is read once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from advisor.batch.read.cells import CellReading, read_cell
from advisor.batch.read.column_map import Translation
from advisor.cases.answers import UNKNOWN, allowed_answers, parse_answer
from advisor.cases.read.tree import forbidden_character
from advisor.errors import Problem
from advisor.knowledge.model import Fact
from advisor.text import one_line

MOST_KEPT = 100_000
"""How many distinct answers of a fact are remembered, so that memory stays bounded."""

LONGEST_ANSWER = 10_000
"""How many characters an answer can have; the longest sensible one has a few hundred."""


CELL_ERRORS = frozenset(
    ("#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!")
)
"""What spreadsheets put where a formula fails."""


@dataclass(frozen=True)
class Trouble:
    """An answer that can't be read, or not for sure: what was read, what is wrong, and what is allowed.

    `nearest` is the allowed word that looks most like it, '' if none does. Where that was taken,
    `mask` holds it; else it is 0, for unknown.
    """

    fact: str
    read: str
    message: str
    hint: str
    allowed: str
    nearest: str = ""
    mask: int = 0


class AnswerReader:
    """Reads the answers to one fact, and remembers what it has read."""

    def __init__(self, fact: Fact, translation: Translation | None = None) -> None:
        self.fact = fact
        self._translation = translation
        self._known: dict[tuple[str | tuple[str, ...], str], int | Trouble] = {}

    def one(self, given: str | Sequence[str], mark: str = "") -> int | Trouble:
        """Return the mask of one answer, 0 if it is unknown, or the trouble with it.

        `mark` stands before the decimals in its column, '' where that isn't known.
        """
        key = given if isinstance(given, str) else tuple(given)
        found = self._known.get((key, mark))
        if found is None:
            found = self._read(given, mark)
            if len(self._known) < MOST_KEPT:
                self._known[key, mark] = found
        return found

    def _read(self, given: str | Sequence[str], mark: str) -> int | Trouble:
        if self._translation:
            for text in [given] if isinstance(given, str) else given:
                if self._translation.beyond(text):
                    return self._above(text, self._translation)
            meant = self._translation.answer
            given = meant(given) if isinstance(given, str) else [meant(one) for one in given]
        texts = [given] if isinstance(given, str) else list(given)
        if len(texts) == 1:
            given = texts[0]
        for text in texts:
            wrong = self._no_answer(text)
            if wrong:
                return wrong
        if isinstance(given, str):
            return self._told(given, read_cell(self.fact, given, mark))
        answer = parse_answer(self.fact, given)
        if isinstance(answer, Problem):
            return self._told(" or ".join(given), CellReading(problem=answer))
        return answer.mask(self.fact.domain) if answer else 0

    def _no_answer(self, text: str) -> Trouble | None:
        """Return the trouble with what can't be an answer, whatever is asked."""
        message = hint = ""
        strange = forbidden_character(text)
        if strange:
            message = f"the answer holds the invisible character {strange}"
        elif len(text) > LONGEST_ANSWER:
            message = f"the answer is too long: {len(text):,} characters"
        elif text.strip().upper() in CELL_ERRORS:
            message = f"the cell holds the error {text.strip()} instead of an answer"
            hint = "mend its formula, or empty the cell"
        elif text.startswith("="):
            message = "the cell holds a formula, and not what it comes to"
            hint = "open the table in a spreadsheet and save it"
        return self.trouble(text, message, hint) if message else None

    def _above(self, text: str, translation: Translation) -> Trouble:
        """Return the trouble with a score above its scale, which may stand for an answer that is missing."""
        limit = f"{translation.limit:g}"
        above = "" if translation.highest is not None else ", one step above its last border"
        message = (
            f"the score {one_line(text, 50)} lies above the scale, which ends at {limit}{above}"
        )
        hint = "list it under 'missing:' of the column, or let 'to:' be the highest score"
        return self.trouble(text, message, hint)

    def _told(self, given: str, cell: CellReading) -> int | Trouble:
        if cell.problem is None:
            return cell.mask
        problem = cell.problem
        return self.trouble(given, problem.message, problem.hint, problem.nearest, cell.mask)

    def trouble(self, read: str, message: str, hint: str, near: str = "", mask: int = 0) -> Trouble:
        """Return the trouble with an answer to this fact."""
        allowed = f"{allowed_answers(self.fact)}, or {UNKNOWN}"
        return Trouble(self.fact.name, one_line(read, 200), message, hint, allowed, near, mask)
