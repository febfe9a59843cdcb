"""Reading the rule base: the text of Markdown books in, one frozen RuleBase out, or all errors at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from advisor.errors import Place, RuleBaseError
from advisor.knowledge.domains import Kind, with_cuts
from advisor.knowledge.effects import Conclude
from advisor.knowledge.model import Assessment, Book, Item, Rule, RuleBase
from advisor.knowledge.order import evaluation_order
from advisor.knowledge.read.decisions import with_keep
from advisor.knowledge.read.entries import BookProblems, Mention
from advisor.knowledge.read.laws import read_law
from advisor.knowledge.read.markdown import read_blocks
from advisor.knowledge.read.names import Names
from advisor.knowledge.read.population import read_population
from advisor.knowledge.read.rows import read_rows
from advisor.knowledge.read.rules import (
    check_plan,
    heading_parts,
    read_rule,
    read_statement,
)
from advisor.knowledge.read.shelf import Shelf, shelve
from advisor.knowledge.read.workforce import read_workforce
from advisor.knowledge.read.works import check_citations


def read_rule_base(books: Sequence[Book], digest: str) -> RuleBase:
    """Return the rule base that the books hold; `digest` identifies their text.

    Raises RuleBaseError with every problem of every book: file, line, column, what is allowed,
    the nearest match.
    """
    return names_used(books, digest)[0]


def names_used(books: Sequence[Book], digest: str = "") -> tuple[RuleBase, tuple[Mention, ...]]:
    """Return the rule base that the books hold, and each spot at which they name something of it.

    Raises RuleBaseError as `read_rule_base` does.
    """
    shelf = Shelf()
    for book in _in_reading_order(books):
        for block in read_blocks(book.text, book.name):
            shelve(block, shelf)
    rule_base = _assemble(shelf, digest)
    if shelf.problems.found:
        raise RuleBaseError(shelf.problems.found)
    return rule_base, tuple(dict.fromkeys(shelf.problems.mentions))


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


def _assemble(shelf: Shelf, digest: str) -> RuleBase:
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
    check_citations(shelf.sources, problems)
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


def _reject_unconcluded(shelf: Shelf, rules: Sequence[Rule]) -> None:
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
