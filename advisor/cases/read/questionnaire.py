"""A questionnaire that was filled in as a workbook: from its cells to the plain tree of a case.

What an answer means is judged where case files are judged, so that a cell is read as the same words
in a case file are; a place is a sheet and a cell.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from advisor.cases import questionnaire as form
from advisor.cases.read.tree import Mapping, Node, ReadingLimits, Scalar, forbidden_character
from advisor.cases.read.tree import Sequence as NodeList
from advisor.errors import CaseError, Place, Problem, ProblemKind, column_letters, nearest
from advisor.knowledge.domains import Kind, number_text
from advisor.knowledge.model import RuleBase
from advisor.text import one_line
from advisor.workbooks import FilledSheet, filled_sheets

_NEEDED = (form.ANSWER, form.FACT)
_LEGEND = {name.casefold() for name in (form.FACT, form.ANSWER, form.MEANING)}


def questionnaire_tree(content: bytes, file: str, rules: RuleBase) -> Node:
    """Return the tree of a filled questionnaire. Raises CaseError: no workbook, or no questionnaire."""
    sheets = _sheets(content, file)
    questions, head = _questions(sheets, file)
    pairs: list[tuple[Node, Node]] = []
    for sheet in sheets:
        if sheet.name.casefold() == form.GOVERNMENT_SHEET.casefold():
            pairs += _government(sheet, file)
    place = Place(file, head + 1, 1, questions.name)
    facts = Mapping(tuple(_facts(questions, head, file, rules)), place)
    pairs.append((Scalar("facts", plain=False, place=place), facts))
    return Mapping(tuple(pairs), Place(file))


def _sheets(content: bytes, file: str) -> list[FilledSheet]:
    """Read every sheet, all cells as texts."""
    try:
        return filled_sheets(content)
    except ModuleNotFoundError as error:
        message = f"reading a workbook needs {error.name}, which is not installed"
        hint = "install it with: pip install 'organization-advisor[batch]'"
        raise CaseError(Problem(Place(file), message, hint)) from None
    except ValueError as error:
        message = f"the workbook can't be read: {one_line(str(error), 200)}"
        raise CaseError(Problem(Place(file), message, "save it anew as .xlsx")) from None


def _questions(sheets: Sequence[FilledSheet], file: str) -> tuple[FilledSheet, int]:
    """Return the sheet with the questions, and the row of its header."""
    known = {name.casefold() for name in form.COLUMNS}
    most, best = 1, None
    for sheet in sheets:
        for number, row in enumerate(sheet.rows):
            names = {cell.casefold() for cell in row if cell}
            if names == _LEGEND and sheet.name.casefold() == form.ANSWERS_SHEET.casefold():
                break  # what may be answered, and no answers
            if all(name.casefold() in names for name in _NEEDED):
                return sheet, number
            if len(names & known) > most:
                most, best = len(names & known), (sheet, names)
    if best is not None:
        sheet, names = best
        lacking = [f"'{name}'" for name in _NEEDED if name.casefold() not in names]
        columns = "column" if len(lacking) == 1 else "columns"
        message = f"the sheet lacks the {columns} {' and '.join(lacking)}"
        hint = "put it back as 'advisor questionnaire -o FILE.xlsx' writes it"
        place = Place(file, sheet=sheet.name)
        raise CaseError(Problem(place, message, hint, kind=ProblemKind.MISSING))
    named = ", ".join(f"'{one_line(sheet.name)}'" for sheet in sheets) or "none"
    message = (
        f"the workbook is no questionnaire: no sheet has the columns "
        f"'{form.ANSWER}' and '{form.FACT}' (its sheets: {named})"
    )
    hint = "fill in what 'advisor questionnaire -o FILE.xlsx' writes; tables of many are for 'advisor batch'"
    raise CaseError(Problem(Place(file), message, hint))


def _government(sheet: FilledSheet, file: str) -> Iterator[tuple[Node, Node]]:
    """Yield what is told of the government: labels on the left, what is told beside them."""
    sources: list[Node] = []
    first: Place | None = None
    for number, row in enumerate(sheet.rows, start=1):
        label, given, at = "", "", 0
        filled = [(column, cell) for column, cell in enumerate(row) if cell]
        if filled and filled[0][0] == 0:
            label = filled[0][1].casefold()
            given, at = (row[1], 1) if len(row) > 1 else ("", 0)
        if not given:
            continue
        place = Place(file, number, sheet.left + at + 1, sheet.name)
        here = Place(file, number, sheet.left + 1, sheet.name)
        if label == form.SOURCE:
            first = first or here
            sources.append(_scalar(given, place))
        elif label in form.HEAD:
            yield Scalar(label, plain=False, place=here), _scalar(given, place)
        else:
            near = nearest(label, form.HEAD)
            hint = f"did you mean '{near}'? " if near else ""
            hint += f"On the left stands one of: {', '.join(form.HEAD)}"
            message = f"'{one_line(label)}' is nothing that a questionnaire asks of a government"
            problem = Problem(
                here, message, hint, kind=ProblemKind.UNKNOWN, read=label, allowed=tuple(form.HEAD)
            )
            raise CaseError(problem)
    if first is not None:
        yield Scalar("sources", plain=False, place=first), NodeList(tuple(sources), first)


def _facts(
    sheet: FilledSheet, head: int, file: str, rules: RuleBase
) -> Iterator[tuple[Node, Node]]:
    """Yield the answers, each under the name of its fact; a row without one is a heading."""
    places = _columns(sheet, head, file)
    limits = ReadingLimits()
    numbers = {
        name.casefold()
        for one in rules.facts
        if one.domain.kind is Kind.NUMBER
        for name in (one.name, *one.formerly)
    }
    for number, row in enumerate(sheet.rows[head + 1 :], start=head + 1):
        cells = {
            name: (row[column], Place(file, number + 1, sheet.left + column + 1, sheet.name))
            for name, column in places.items()
        }
        fact, at = cells[form.FACT]
        limits.node(at)
        if not fact:
            _refuse_lost(cells)
            continue
        given = [cells[name] for name in (form.ANSWER, form.OTHER) if name in cells]
        if fact.casefold() in numbers:
            kinds = sheet.row_kinds(number)
            columns = [places[name] for name in (form.ANSWER, form.OTHER) if name in places]
            given = [
                (_as_kept(text, kinds[column] if column < len(kinds) else None), place)
                for (text, place), column in zip(given, columns, strict=True)
            ]
        answers = [_scalar(text, place) for text, place in given if text]
        remark, where = cells.get(form.REMARK, ("", at))
        person, by = cells.get(form.PERSON, ("", at))
        note = remark if answers else form.said_by(person, remark)
        parts: list[tuple[Node, Node]] = []
        if answers:
            answer = answers[0] if len(answers) == 1 else NodeList(tuple(answers), answers[0].place)
            parts.append((_scalar("answer", answers[0].place), answer))
        # Whoever answered nothing has not said anything.
        if remark:
            parts.append((_scalar("note", where), _scalar(note, where)))
        if person and answers:
            parts.append((_scalar("answered by", by), _scalar(person, by)))
        if parts:
            yield _scalar(fact, at), Mapping(tuple(parts), given[0][1])


def _refuse_lost(cells: dict[str, tuple[str, Place]]) -> None:
    """Refuse an answer beside which no fact stands: nobody could tell to what it belongs."""
    for name in (form.ANSWER, form.OTHER, form.REMARK):
        text, place = cells.get(name, ("", Place("")))
        if text:
            message = f"'{one_line(text)}' stands in a row that names no fact"
            hint = f"write it beside its question, or the fact's name under '{form.FACT}'"
            raise CaseError(Problem(place, message, hint, read=text))


def _columns(sheet: FilledSheet, head: int, file: str) -> dict[str, int]:
    """Return where the columns stand. Raises CaseError for one that stands twice."""
    names = {name.casefold(): name for name in form.COLUMNS}
    found: dict[str, int] = {}
    for column, cell in enumerate(sheet.rows[head]):
        name = names.get(cell.casefold())
        if name in found and name is not None:
            other = column_letters(sheet.left + found[name])
            place = Place(file, head + 1, sheet.left + column + 1, sheet.name)
            message = f"the column '{name}' stands twice, also in {other}"
            raise CaseError(Problem(place, message, "keep one of them", kind=ProblemKind.REPEATED))
        if name is not None:
            found[name] = column
    return found


def _as_kept(text: str, value: object) -> str:
    """Return a number that the workbook keeps as one in words that can't be mistaken: 1.125 is no 1,125."""
    if isinstance(value, float | int) and not isinstance(value, bool):
        return number_text(float(value))
    return text


def _scalar(text: str, place: Place) -> Scalar:
    """Return a cell's text as a node. Raises CaseError: a character that no case may hold."""
    wrong = forbidden_character(text)
    if wrong:
        hint = "take it out; a case holds only text, line ends and tabs"
        raise CaseError(Problem(place, f"holds the invisible character {wrong}", hint))
    return Scalar(text, plain=False, place=place)
