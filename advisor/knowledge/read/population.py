"""The population: how often each answer to a fact is given, by at most two other facts.

A block headed `How often: FACT` holds one table. The first columns are the facts that the answers
go by, with conditions in their cells as in a decision table, of which the first row that holds
counts; the others are the answers, with their shares in per cent. A number has ranges instead of
answers, or the columns *median* and *spread*.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise, product

from advisor.errors import Place, ProblemKind, suggestion
from advisor.knowledge.conditions import Citation
from advisor.knowledge.domains import Domain, Kind, Range, number_text, read_number
from advisor.knowledge.meaning import cut_by, meaning
from advisor.knowledge.model import Fact
from advisor.knowledge.order import circles, in_order
from advisor.knowledge.population import FactPopulation, Shares
from advisor.knowledge.read.entries import BookProblems, Entries, citations
from advisor.knowledge.read.markdown import Block, Table, Text
from advisor.knowledge.read.names import Names
from advisor.knowledge.read.rows import read_cell
from advisor.knowledge.read.sentence_parts import Word
from advisor.knowledge.read.values import book_number

MOST_GIVEN = 2
"""By how many other facts an answer can go."""

_HEAD = "how often:"
_LOG_NORMAL = ("median", "spread")
_JUDGEMENT = "judgement"


def is_population(block: Block) -> bool:
    """Whether a block tells how often answers are given."""
    return block.heading.plain.casefold().startswith(_HEAD)


def read_population(
    blocks: Iterable[Block], names: Names, problems: BookProblems
) -> tuple[FactPopulation, ...]:
    """Read the blocks, each after those of the facts that it goes by; every problem is noted."""
    read: dict[str, FactPopulation] = {}
    for block in blocks:
        one = _block(block, names, problems)
        if one is None:
            continue
        if one.fact in read:
            problems.add(
                one.place,
                f"how often '{one.fact}' is answered stands here a second time",
                f"first: {read[one.fact].place}",
                kind=ProblemKind.REPEATED,
                about=one.fact,
            )
        read.setdefault(one.fact, one)
    waits = {fact: one.given for fact, one in read.items()}
    found = False
    for circle in circles(waits):
        found = True
        steps = ", ".join(f"{fact} goes by {given}" for fact, given in pairwise(circle))
        problems.add(
            read[circle[0]].place,
            f"the population leads in a circle: {steps}",
            "let one of them go by something else",
            kind=ProblemKind.CIRCLE,
            about=circle[0],
            read=steps,
        )
    return () if found else tuple(read[fact] for fact in in_order(waits))


def _block(block: Block, names: Names, problems: BookProblems) -> FactPopulation | None:
    before = len(problems.found)
    heading = block.heading
    start = heading.raw.index(":") + 1
    start += len(heading.raw[start:]) - len(heading.raw[start:].lstrip())
    name = heading.part(start, len(heading.raw))
    where = f"how often '{name.plain}' is answered"
    entries = Entries(block, problems, where)
    sources, judgement = _grounds(entries, where, problems)
    entries.finish()
    fact = _fact(name, where, names, problems)
    for extra in block.tables[1:]:
        problems.add(extra.place, f"a second table in {where}", "keep one")
    if not block.tables:
        mend = "add a table with a column for each answer"
        problems.add(heading.place, f"{where} has no table", mend, kind=ProblemKind.MISSING)
    if fact is None or not block.tables:
        return None
    table = block.tables[0]
    answers, width = _answers(fact, table, problems)
    if not width:
        return None
    given = _given(table.header[: len(table.header) - width], fact, where, names, problems)
    if len(problems.found) > before:
        return None
    rows = _rows(table, given, answers, where, names, problems)
    if len(problems.found) > before:
        return None
    _reject_gaps(rows, given, table.place, where, problems)
    names_given = tuple(one.name for one in given)
    return FactPopulation(fact.name, names_given, answers, rows, sources, judgement, heading.place)


def _grounds(
    entries: Entries, where: str, problems: BookProblems
) -> tuple[tuple[Citation, ...], str]:
    """Read **Source**: works as everywhere, or `judgement: why`."""
    entry = entries.required("Source")
    if entry is None:
        return (), ""
    word, _, why = entry.text.plain.partition(":")
    if word.casefold().strip() != _JUDGEMENT:
        return citations(entry.text, problems, where), ""
    if not why.strip():
        mend = "write 'judgement: ' and what it rests on"
        problems.add(entry.text.place, f"the judgement of {where} gives no reason", mend)
    return (), why.strip()


def _fact(text: Text, where: str, names: Names, problems: BookProblems) -> Fact | None:
    item = names.find(Word(text.plain, 1, 1), text, where)
    if item is None or isinstance(item, Fact):
        return item
    mend = "name a fact; everything else is concluded from facts"
    problems.add(text.place, f"'{item.name}' is no fact in {where}", mend)
    return None


def _given(
    header: Sequence[Text], fact: Fact, where: str, names: Names, problems: BookProblems
) -> tuple[Fact, ...]:
    """Read the columns that come before the answers."""
    if len(header) > MOST_GIVEN:
        message = f"{where} goes by {len(header)} facts, and {MOST_GIVEN} are the most"
        mend = "leave out those that say least; the other columns have to be the fact's answers"
        problems.add(header[MOST_GIVEN].place, message, mend, kind=ProblemKind.TOO_MUCH)
        return ()
    found = [one for cell in header if (one := _fact(cell, where, names, problems)) is not None]
    for one, cell in zip(found, header, strict=False):
        if one.name == fact.name or found.count(one) > 1:
            message = f"{where} goes by '{one.name}', which stands in the table already"
            problems.add(cell.place, message, "take the column out", kind=ProblemKind.REPEATED)
    return tuple(found)


def _answers(
    fact: Fact, table: Table, problems: BookProblems
) -> tuple[tuple[str | Range, ...], int]:
    """Read the last columns: the fact's answers in any order, ranges, or median and spread; and their number."""
    header = table.header
    domain = fact.domain
    if domain.kind is Kind.NUMBER:
        if tuple(cell.plain.casefold() for cell in header[-2:]) == _LOG_NORMAL:
            return (), len(_LOG_NORMAL)
        return _ranges(fact, table, problems)
    width = len(domain.values)
    found: list[str | Range] = []
    for cell in header[-width:]:
        code = domain.code(cell.plain)
        if code is None:
            message = f"'{cell.plain}' is no answer to '{fact.name}'"
            problems.add(cell.place, message, suggestion(cell.plain, domain.values))
        elif domain.values[code] in found:
            message = f"the answer '{cell.plain}' has a second column"
            problems.add(cell.place, message, "keep one of them", kind=ProblemKind.REPEATED)
        else:
            found.append(domain.values[code])
            problems.mention(fact.name, domain.values[code], cell)
    if len(header) < width:
        mend = f"write a column for each answer: {', '.join(domain.values)}"
        problems.add(table.place, f"answers to '{fact.name}' have no column", mend)
    return tuple(found), width


def _ranges(
    fact: Fact, table: Table, problems: BookProblems
) -> tuple[tuple[str | Range, ...], int]:
    """Read headers such as `1 to 5,000`, `5,000 to 20,000`, each beginning where the one before ends."""
    found: list[Range] = []
    cells = [cell for cell in table.header if " to " in cell.plain]
    for cell in cells:
        ends = [read_number(end.strip()) for end in cell.plain.split(" to ")]
        numbers = [end for end in ends if end is not None]
        limits = Range(fact.domain.minimum, fact.domain.maximum)
        if len(numbers) != 2 or not limits.low <= numbers[0] < numbers[1] <= limits.high:
            mend = f"write '1 to 5,000' with the lower number first, within {limits}"
            problems.add(cell.place, f"'{cell.plain}' is no range of '{fact.name}'", mend)
        else:
            found.append(Range(numbers[0], numbers[1]))
    if not cells:
        mend = (
            "write a column for each range, such as '1 to 5,000', or the columns median and spread"
        )
        problems.add(table.place, f"no range of '{fact.name}' has a column", mend)
    for before, after in pairwise(found):
        if before.high != after.low:
            message = (
                f"the ranges of '{fact.name}' leave a gap or overlap at {number_text(after.low)}"
            )
            problems.add(table.place, message, "let each begin where the one before ends")
    return tuple(found), len(cells)


def _rows(
    table: Table,
    given: Sequence[Fact],
    answers: Sequence[str | Range],
    where: str,
    names: Names,
    problems: BookProblems,
) -> tuple[Shares, ...]:
    rows: list[Shares] = []
    for cells in table.rows:
        if len(cells) > len(table.header):
            mend = f"{len(table.header)} columns: what it goes by, and the answers"
            problems.add(cells[len(table.header)].place, f"a cell too many in {where}", mend)
            continue
        terms = []
        for fact, cell in zip(given, cells, strict=False):
            if not cell.plain:
                continue
            term = read_cell(fact, cell, names, where)
            if term is not None:
                terms.append(term)
        numbers = _shares(cells[len(given) :], answers, where, problems)
        rows.append(Shares(tuple(terms), numbers, cells[0].place))
    return tuple(rows)


def _shares(
    cells: Sequence[Text], answers: Sequence[str | Range], where: str, problems: BookProblems
) -> tuple[float, ...]:
    """Read the numbers of a row: shares that add up to 100, or a median and a spread."""
    mend = "write a share in per cent, such as 12 or 2.5" if answers else "write a number"
    numbers: list[float] = []
    for cell in cells:
        text = Text(cell.plain.removesuffix("%").strip() or "0", cell.place)
        number = book_number(text, problems, f"'{cell.plain}' is no number in {where}", mend)
        if number is None:
            return ()
        if number < 0:
            problems.add(cell.place, f"{cell.plain} is below zero in {where}", mend)
            return ()
        numbers.append(number)
    if answers and abs(sum(numbers) - 100) > 1e-6:
        total = number_text(round(sum(numbers), 6))
        message = f"the shares add up to {total} in {where}"
        problems.add(cells[0].place, message, "let each row add up to 100", read=total)
    if not answers and (numbers[0] <= 0 or numbers[1] < 1):
        mend = (
            "the median is above 0; the spread is a factor of 1 or more: two thirds lie within it"
        )
        problems.add(cells[0].place, f"no number can be spread like this in {where}", mend)
    return tuple(numbers)


def _reject_gaps(
    rows: Sequence[Shares], given: Sequence[Fact], place: Place, where: str, problems: BookProblems
) -> None:
    """Tell a combination that no row holds for."""
    terms = [term for row in rows for term in row.terms]
    domains = [cut_by(terms, fact) for fact in given]
    holding = [row_masks(row, given, domains) for row in rows]
    for codes in product(*(range(len(domain.values)) for domain in domains)):
        if not any(
            all(mask >> code & 1 for mask, code in zip(masks, codes, strict=True))
            for masks in holding
        ):
            told = ", ".join(
                f"{fact.name} {domain.values[code]}"
                for fact, domain, code in zip(given, domains, codes, strict=True)
            )
            message = f"no row of {where} holds for {told}" if told else f"{where} has no row"
            mend = "add a row, or end the table with one whose conditions are empty"
            problems.add(place, message, mend, kind=ProblemKind.MISSING, read=told)
            return


def row_masks(row: Shares, given: Sequence[Fact], domains: Sequence[Domain]) -> tuple[int, ...]:
    """Return for each fact that a table goes by for which of its codes a row holds."""
    said = {term.subject: term for term in row.terms}
    return tuple(
        meaning(said[fact.name], domain) if fact.name in said else domain.everything
        for fact, domain in zip(given, domains, strict=True)
    )
