"""Why documented choices failed: a table in Markdown, one line a case, with the misfits that name the cause."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from advisor.errors import CaseError, Place, Problem, suggestion
from advisor.knowledge.model import RuleBase

NAME = "causes.md"
_COLUMNS = 3


@dataclass(frozen=True)
class Cause:
    """What the source of a case tells of its failure, and the ids of the misfits that name it."""

    text: str
    misfits: tuple[str, ...]


def read_causes(folder: Path, rules: RuleBase) -> Mapping[str, Cause]:
    """Read `causes.md` of the folder or the one above it; return the causes by case, empty without a file.

    Raises CaseError for a misfit that the rule base doesn't hold.
    """
    for path in (folder / NAME, folder.parent / NAME):
        if path.is_file():
            return _parse(path, rules)
    return {}


def _parse(path: Path, rules: RuleBase) -> Mapping[str, Cause]:
    warning = [rule.id for rule in rules.rules if rule.warning]
    causes: dict[str, Cause] = {}
    problems: list[Problem] = []
    for number, cells in _rows(path.read_text(encoding="utf-8")):
        name, text, listed = cells
        misfits = tuple(part.strip() for part in listed.split(",") if part.strip())
        for misfit in misfits:
            if misfit not in warning:
                message = f"unknown misfit '{misfit}' of '{name}'"
                place = Place(str(path), number)
                problems.append(Problem(place, message, suggestion(misfit, warning)))
        causes[name] = Cause(text, misfits)
    if problems:
        raise CaseError(problems)
    return causes


def _rows(text: str) -> Iterator[tuple[int, tuple[str, str, str]]]:
    """Yield line number and cells of each row below the line that ends the table's heading."""
    inside = False
    for number, line in enumerate(text.splitlines(), 1):
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if not line.startswith("|") or len(cells) != _COLUMNS:
            inside = False
        elif set("".join(cells)) <= {"-", ":"}:
            inside = True
        elif inside:
            yield number, (cells[0], cells[1], cells[2])
