"""The blocks of all books put where they belong; what needs no names is read at once."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeVar

from advisor.errors import (
    ProblemKind,
    nearest,
)
from advisor.knowledge.model import Assessment, Decision, Fact, Waiver
from advisor.knowledge.read.decisions import read_decision
from advisor.knowledge.read.entries import BookProblems
from advisor.knowledge.read.items import (
    read_assessment,
    read_fact,
    read_goal,
    read_source,
)
from advisor.knowledge.read.markdown import Block
from advisor.knowledge.read.matrix import is_matrix, read_matrix
from advisor.knowledge.read.population import is_population
from advisor.knowledge.read.waivers import take_waivers
from advisor.knowledge.read.workforce import is_workforce
from advisor.knowledge.works import Competency, Goal, Source

LONGEST_HEADING = 500


LONGEST_ENTRY = 20_000
"""How many characters a heading and an entry may have."""


MOST_ENTRIES = 1_000
"""How many entries a block may have."""


_LAW_KEYS = {"Always", "Raising", "Lowering"}


_RULE_KEYS = {"When", "Unless", "Then", "Warn", "Advise", "Because", "Evidence"}


ThingT = TypeVar("ThingT")


@dataclass
class Shelf:
    """What has been read so far; rules and laws wait for the names."""

    problems: BookProblems = field(default_factory=BookProblems)
    version: str = "unversioned"
    facts: list[Fact] = field(default_factory=list)
    assessments: list[tuple[Assessment, Block]] = field(default_factory=list)
    decisions: list[tuple[Decision, Block]] = field(default_factory=list)
    population: list[Block] = field(default_factory=list)
    workforce: list[Block] = field(default_factory=list)
    rules: list[Block] = field(default_factory=list)
    laws: list[Block] = field(default_factory=list)
    goals: list[Goal] = field(default_factory=list)
    statements: list[Block] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)
    competencies: list[Competency] = field(default_factory=list)
    waivers: list[Waiver] = field(default_factory=list)
    broken: set[str] = field(default_factory=set)
    options_known: bool = True

    def put(self, pile: list[ThingT], thing: ThingT | None, block: Block) -> None:
        """Put a thing on its pile, or remember the name of a block that can't be read."""
        if thing is None:
            kind, _, name = block.heading.plain.casefold().rpartition(":")
            self.broken.add(name.strip())
            self.options_known = self.options_known and not kind
        else:
            pile.append(thing)


def shelve(block: Block, shelf: Shelf) -> None:
    """Put a block where it belongs; its keys tell what it is."""
    if _is_endless(block, shelf):
        return
    _reject_strays(block, shelf.problems)
    block, waivers = take_waivers(block, shelf.problems)
    shelf.waivers.extend(waivers)
    if not block.heading.raw:
        _preface(block, shelf)
    elif block.heading.plain.casefold().startswith("decision:"):
        decision = read_decision(block, shelf.problems)
        shelf.put(shelf.decisions, (decision, block) if decision else None, block)
    elif is_population(block):
        shelf.population.append(block)
    elif is_workforce(block):
        shelf.workforce.append(block)
    elif (pile := _waiting(block.keys, shelf)) is not None:
        pile.append(block)
    else:
        _read_now(block, shelf)


def _is_endless(block: Block, shelf: Shelf) -> bool:
    """Whether a block is larger than anything that a person would read; it is told, and no more of it read."""
    found = None
    if len(block.heading.raw) > LONGEST_HEADING:
        message = f"the heading has {len(block.heading.raw):,} characters"
        found = (block.heading.place, message, LONGEST_HEADING)
    elif len(block.entries) > MOST_ENTRIES:
        message = f"the block has {len(block.entries):,} entries"
        found = (block.entries[MOST_ENTRIES].place, message, MOST_ENTRIES)
    else:
        for entry in block.entries:
            size = len(entry.key) + len(entry.text.raw)
            if size > LONGEST_ENTRY:
                message = f"the entry has {size:,} characters"
                found = (entry.place, message, LONGEST_ENTRY)
    if found is None:
        return False
    place, message, most = found
    mend = f"at most {most:,} can be read; split it"
    shelf.problems.add(place, message, mend, kind=ProblemKind.TOO_MUCH)
    # Nothing is known of it, so what names it is not told once more.
    kind, _, name = block.heading.plain[:LONGEST_HEADING].casefold().rpartition(":")
    shelf.broken.add(name.strip())
    shelf.options_known = shelf.options_known and not kind
    return True


def _reject_strays(block: Block, problems: BookProblems) -> None:
    """Tell lines that were meant to count and would be passed over as prose."""
    for line in block.strays:
        if line.raw.startswith("|"):
            hint = "below its head a table has a line such as '| --- | --- |', with as many cells"
            problems.add(line.place, "this line is not part of a table", hint)
        elif block.heading.raw:
            key = line.raw.split("**")[1]
            hint = f"begin it with '- **{key}** ...'"
            problems.add(line.place, f"**{key}** stands outside of a list, as prose", hint)


def _waiting(keys: set[str], shelf: Shelf) -> list[Block] | None:
    """Return the pile for a block that can only be read when all names are known."""
    for pile, marks in (
        (shelf.laws, _LAW_KEYS),
        (shelf.rules, _RULE_KEYS),
        (shelf.statements, {"Statement"}),
    ):
        if keys & marks:
            return pile
    return None


def _read_now(block: Block, shelf: Shelf) -> None:
    keys, problems = block.keys, shelf.problems
    if keys & {"Ask", "Answers"}:
        shelf.put(shelf.facts, read_fact(block, problems), block)
    elif "Scale" in keys:
        assessment = read_assessment(block, problems)
        shelf.put(shelf.assessments, (assessment, block) if assessment else None, block)
    elif "Author" in keys:
        shelf.sources.append(read_source(block, problems))
    elif "Target" in keys:
        shelf.goals.append(read_goal(block, problems))
    elif any(is_matrix(table) for table in block.tables):
        _matrices(block, shelf)
    else:
        _unrecognized(block, problems)


def _preface(block: Block, shelf: Shelf) -> None:
    """Take the version from the prose before the first heading of the third level."""
    for entry in block.entries:
        if entry.key == "Version":
            shelf.version = entry.text.plain
        elif entry.key in _RULE_KEYS | _LAW_KEYS | {"Ask", "Scale", "Options"}:
            hint = "begin the block with a heading of the third level: '### ...'"
            shelf.problems.add(entry.place, f"**{entry.key}** stands under no heading", hint)
    _matrices(block, shelf)


def _matrices(block: Block, shelf: Shelf) -> None:
    for table in block.tables:
        if is_matrix(table):
            shelf.competencies.extend(read_matrix(table, shelf.problems))


def _unrecognized(block: Block, problems: BookProblems) -> None:
    if not block.entries and not block.tables:
        return  # a heading with prose
    known = ["Ask", "Scale", "Options", "Then", "Warn", "Advise", "Always", "Raising", "Author"]
    near = next((match for key in sorted(block.keys) if (match := nearest(key, known))), None)
    hint = f"did you mean **{near}**?" if near else "a fact has **Ask**, an assessment **Scale**, "
    if not near:
        hint += "a rule **Then**, **Warn** or **Advise**, a source **Author**"
    if {"Question", "Options"} <= block.keys:
        hint = f"a decision is headed '### Decision: {block.heading.plain}'; a fact has **Ask** and **Answers**"
    problems.add(block.heading.place, f"can't tell what '{block.heading.plain}' is", hint)
