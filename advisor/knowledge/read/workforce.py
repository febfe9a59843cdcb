"""The blocks headed `Workforce: ...`: what is judged when a staff list is held against the matrix."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from advisor.errors import ProblemKind, suggestion
from advisor.knowledge.read.entries import Entries
from advisor.knowledge.read.markdown import Block
from advisor.knowledge.read.names import Names
from advisor.knowledge.read.workforce_blocks import READERS
from advisor.knowledge.read.workforce_shelf import WorkforceShelf
from advisor.knowledge.workforce import WorkforceBook
from advisor.knowledge.works import Competency, Goal

_HEAD = "workforce:"


def is_workforce(block: Block) -> bool:
    """Whether a block speaks about staff lists."""
    return block.heading.plain.casefold().startswith(_HEAD)


def read_workforce(
    blocks: Iterable[Block],
    names: Names,
    matrix: Sequence[Competency],
    goals: dict[str, Goal],
    rules: frozenset[str],
) -> WorkforceBook | None:
    """Read the blocks; None where there are none. Every problem is noted with the names'."""
    shelf = WorkforceShelf(names.without_cuts(), names.problems, matrix, goals, rules)
    some = False
    for block in blocks:
        some = True
        _read(block, shelf)
    if not some:
        return None
    for field_name, heading in (
        ("weights", "weights"),
        ("usual", "usual parameters"),
        ("points", "training points"),
    ):
        if field_name not in shelf.said and not shelf.problems.found:
            mend = f"add a block '### Workforce: {heading}' with its table"
            message = f"the book on the workforce has no {heading}"
            shelf.problems.add(block.heading.place, message, mend, kind=ProblemKind.MISSING)
    return WorkforceBook(
        priorities=tuple(shelf.priorities),
        readings=tuple(shelf.readings),
        answers=tuple(shelf.answers),
        **shelf.said,  # type: ignore[arg-type]  # each reader below gives what the field holds
    )


def _read(block: Block, shelf: WorkforceShelf) -> None:
    title = block.heading.plain.partition(":")[2].strip()
    entries = Entries(block, shelf.problems, f"workforce: {title}")
    for start, reader in READERS.items():
        if title.casefold().startswith(start):
            reader(entries, title[len(start) :].strip(), shelf)
            entries.finish()
            return
    mend = suggestion(title, [start.strip() for start in READERS])
    shelf.problems.add(block.heading.place, f"unknown block 'workforce: {title}'", mend)
