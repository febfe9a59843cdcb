"""Reading the rule base: the text of Markdown books in, one frozen RuleBase out, or all errors at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from advisor.errors import (
    Place,
    Problem,
    ProblemKind,
    RuleBaseError,
    Suggestion,
    nearest,
    suggestion,
)
from advisor.knowledge.domains import Kind, with_cuts
from advisor.knowledge.model import (
    Assessment,
    Book,
    Competency,
    Conclude,
    Decision,
    Fact,
    Goal,
    Item,
    Rule,
    RuleBase,
    Source,
    Waiver,
)
from advisor.knowledge.order import evaluation_order
from advisor.knowledge.read.entries import BookProblems
from advisor.knowledge.read.items import (
    read_assessment,
    read_decision,
    read_fact,
    read_goal,
    read_source,
    with_keep,
)
from advisor.knowledge.read.markdown import Block, read_blocks
from advisor.knowledge.read.matrix import is_matrix, read_matrix
from advisor.knowledge.read.names import Names
from advisor.knowledge.read.population import is_population, read_population
from advisor.knowledge.read.rules import (
    check_plan,
    heading_parts,
    read_law,
    read_rows,
    read_rule,
    read_statement,
)
from advisor.knowledge.read.waivers import take_waivers
from advisor.knowledge.read.workforce import is_workforce, read_workforce

LONGEST_HEADING = 500
LONGEST_ENTRY = 20_000
"""How many characters a heading and an entry may have."""
MOST_ENTRIES = 1_000
"""How many entries a block may have."""

_LAW_KEYS = {"Always", "Raising", "Lowering"}
_RULE_KEYS = {"When", "Unless", "Then", "Warn", "Advise", "Because", "Evidence"}

ThingT = TypeVar("ThingT")


@dataclass
class _Shelf:
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


def read_rule_base(books: Sequence[Book], digest: str) -> RuleBase:
    """Return the rule base that the books hold; `digest` identifies their text.

    Raises RuleBaseError with every problem of every book: file, line, column, what is allowed,
    the nearest match.
    """
    shelf = _Shelf()
    for book in _in_reading_order(books):
        for block in read_blocks(book.text, book.name):
            _shelve(block, shelf)
    rule_base = _assemble(shelf, digest)
    if shelf.problems.found:
        raise RuleBaseError(shelf.problems.found)
    return rule_base


def _in_reading_order(books: Sequence[Book]) -> list[Book]:
    """Sort the books as the README of the folder lists them: `- **Books** facts, structure, ...`."""
    listed: list[str] = []
    for book in books:
        if book.name.endswith("/README.md"):
            blocks = read_blocks(book.text, book.name)
            for entry in (entry for block in blocks for entry in block.entries):
                if entry.key == "Books":
                    listed = [f"{one.strip()}.md" for one in entry.text.plain.split(",")]

    def rank(book: Book) -> tuple[int, str]:
        name = book.name.rpartition("/")[2]
        return (listed.index(name) if name in listed else len(listed), name)

    return sorted(books, key=rank)


def _shelve(block: Block, shelf: _Shelf) -> None:
    """Put a block where it belongs; its keys tell what it is."""
    if _is_endless(block, shelf):
        return
    _reject_strays(block, shelf.problems)
    shelf.waivers.extend(take_waivers(block, shelf.problems))
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


def _is_endless(block: Block, shelf: _Shelf) -> bool:
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


def _waiting(keys: set[str], shelf: _Shelf) -> list[Block] | None:
    """Return the pile for a block that can only be read when all names are known."""
    for pile, marks in (
        (shelf.laws, _LAW_KEYS),
        (shelf.rules, _RULE_KEYS),
        (shelf.statements, {"Statement"}),
    ):
        if keys & marks:
            return pile
    return None


def _read_now(block: Block, shelf: _Shelf) -> None:
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


def _preface(block: Block, shelf: _Shelf) -> None:
    """Take the version from the prose before the first heading of the third level."""
    for entry in block.entries:
        if entry.key == "Version":
            shelf.version = entry.text.plain
        elif entry.key in _RULE_KEYS | _LAW_KEYS | {"Ask", "Scale", "Options"}:
            hint = "begin the block with a heading of the third level: '### ...'"
            shelf.problems.add(entry.place, f"**{entry.key}** stands under no heading", hint)
    _matrices(block, shelf)


def _matrices(block: Block, shelf: _Shelf) -> None:
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
    problems.add(block.heading.place, f"can't tell what '{block.heading.plain}' is", hint)


def _assemble(shelf: _Shelf, digest: str) -> RuleBase:
    problems = shelf.problems
    items: list[Item] = [
        *shelf.facts,
        *(pair[0] for pair in shelf.assessments),
        *(pair[0] for pair in shelf.decisions),
    ]
    names = Names(items, problems, shelf.broken, options_known=shelf.options_known)
    decisions = [with_keep(decision, block, names) for decision, block in shelf.decisions]
    goals = {goal.key: goal for goal in shelf.goals}
    assessments: list[Assessment] = []
    for assessment, block in shelf.assessments:
        if block.tables:
            inputs, rows = read_rows(assessment, block.tables[0], names, problems)
            assessments.append(replace(assessment, inputs=inputs, rows=rows))
        else:
            assessments.append(assessment)
    rules = [rule for block in shelf.rules if (rule := read_rule(block, names, goals, problems))]
    _reject_unconcluded(shelf, rules)
    check_plan(rules, shelf.rules, problems)
    laws = [law for block in shelf.laws if (law := read_law(block, names, problems))]
    _reject_repeated(((thing.id, thing.place) for thing in (*rules, *laws)), problems)
    for thing in (*rules, *laws):
        if not thing.id or thing.id.casefold() in names.items:
            hint = "give it an id such as 'S01', followed by '·' and its claim"
            problems.add(thing.place, f"'{thing.id}' can't be the id of a rule or law", hint)
    carriers = {heading_parts(block.heading)[0] for block in (*shelf.rules, *shelf.laws)}
    carriers |= {item.name for item in items} | shelf.broken
    carriers |= {goal.key for goal in shelf.goals} | {one.key for one in shelf.competencies}
    statements = [read_statement(block, carriers, problems) for block in shelf.statements]
    _reject_repeated(((one.key, one.place) for one in shelf.sources), problems)
    _reject_repeated(((one.key, one.place) for one in shelf.goals), problems)
    _reject_repeated(((one.key, one.place) for one in shelf.competencies), problems)
    _reject_repeated(((one.key, one.place) for one in statements), problems)
    facts = [
        replace(fact, domain=with_cuts(fact.domain, names.cuts.get(fact.name, set())))
        if fact.domain.kind is Kind.NUMBER
        else fact
        for fact in shelf.facts
    ]
    population = read_population(shelf.population, names.without_cuts(), problems)
    told = frozenset(rule.id for rule in rules)
    workforce = read_workforce(shelf.workforce, names, shelf.competencies, goals, told)
    order, strata, circles = evaluation_order(assessments, decisions, rules)
    problems.found.extend(circles)
    _check_citations(shelf.sources, problems)
    return RuleBase(
        version=shelf.version,
        hash=digest,
        facts=tuple(facts),
        assessments=tuple(assessments),
        decisions=tuple(decisions),
        rules=tuple(rules),
        laws=tuple(laws),
        goals=tuple(shelf.goals),
        statements=tuple(statements),
        sources=tuple(shelf.sources),
        competencies=tuple(shelf.competencies),
        order=order,
        strata=tuple(sorted(strata.items())),
        waivers=tuple(shelf.waivers),
        population=population,
        workforce=workforce,
    )


def _reject_unconcluded(shelf: _Shelf, rules: Sequence[Rule]) -> None:
    """Tell assessments that nothing could ever conclude.

    A rule that can't be read may have been meant to, so what its **Then** names is passed over.
    """
    concluded = {
        effect.assessment
        for rule in rules
        for effect in rule.effects
        if isinstance(effect, Conclude)
    }
    read = {rule.place for rule in rules}
    unread = " ".join(
        entry.text.plain.casefold()
        for block in shelf.rules
        if block.heading.place not in read
        for entry in block.entries
        if entry.key == "Then"
    )
    for assessment, block in shelf.assessments:
        name = assessment.name
        if any(table.rows for table in block.tables) or "Cut points" in block.keys:
            continue
        if name not in concluded and name.casefold() not in unread:
            what = "no row in its table" if block.tables else "no table, no cut points"
            shelf.problems.add(
                assessment.place,
                f"assessment '{name}' has {what} and no rule that concludes it",
                f"add a table with rows, or '- **Cut points** ...' and rules that raise or lower it, "
                f"or a rule with '- **Then** {name} is {assessment.domain.values[0]}'",
            )


def _reject_repeated(named: Iterable[tuple[str, Place]], problems: BookProblems) -> None:
    seen: dict[str, Place] = {}
    for name, place in named:
        if name in seen:
            problems.add(place, f"'{name}' stands here a second time", f"first: {seen[name]}")
        seen.setdefault(name, place)


def _check_citations(sources: list[Source], problems: BookProblems) -> None:
    """Check what all blocks cite, those with other problems included."""
    keys = tuple(dict.fromkeys(source.key for source in sources))
    known = set(keys)
    missing: dict[str, Suggestion] = {}
    for citation in problems.cited:
        key = citation.key
        if key in known:
            continue
        if key not in missing:
            missing[key] = suggestion(key[:200], keys)
        found = missing[key]
        problems.found.append(
            Problem(
                citation.place,
                f"unknown source '{key}'",
                f"did you mean '{found.nearest}'?"
                if found.nearest
                else "add the work to the book of sources",
                kind=ProblemKind.UNKNOWN,
                read=key,
                allowed=keys,
                nearest=found.nearest,
            )
        )
