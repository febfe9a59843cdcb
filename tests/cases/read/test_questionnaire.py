"""A questionnaire filled in as a workbook: what is read of it, and what is told of a slip, by sheet and cell."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence

import pytest
import xlsxwriter

from advisor.cases.model import Answer, Attestation, Case
from advisor.cases.questionnaire import COLUMNS
from advisor.cases.read.case_file import parse_case
from advisor.errors import CaseError, Problem
from advisor.knowledge.domains import Range
from advisor.knowledge.model import RuleBase

Cells = Sequence[str | float | None]


def book(
    *rows: Cells,
    head: Cells = COLUMNS,
    government: Sequence[Cells] = (),
    legend: Sequence[Cells] = (),
) -> bytes:
    """Make a workbook with the sheets of a questionnaire; it begins in column B, as someone may have it."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as made:
        sheet = made.add_worksheet("Government")
        for number, row in enumerate(government):
            sheet.write_row(number, 0, row)
        sheet = made.add_worksheet("Questions")
        for number, row in enumerate([head, *rows]):
            sheet.write_row(number + 2, 1, row)
        if legend:
            sheet = made.add_worksheet("Answers")
            for number, row in enumerate([["Fact", "Answer", "What the answers mean"], *legend]):
                sheet.write_row(number, 0, row)
    return stream.getvalue()


def row(fact: str, answer: str | float = "", **others: str | float) -> Cells:
    told: Mapping[str, str | float] = {"Answer": answer, "Fact": fact, **others}
    return [told.get(name, "") for name in COLUMNS]


def read(content: bytes, rules: RuleBase) -> Case:
    return parse_case(content, "filled.xlsx", rules)


def told(content: bytes, rules: RuleBase) -> tuple[Problem, ...]:
    with pytest.raises(CaseError) as caught:
        read(content, rules)
    return caught.value.problems


def test_answers_remarks_and_people_are_read(small: RuleBase) -> None:
    more = {"Remark": "see the budget", "Who answered": "Anna"}
    case = read(
        book(
            ["The place", *[""] * 6],
            row("population", 35000.0, **{"Who answered": "Ben"}),
            row("digital budget", "small", **{"Or also possible": "none"}, **more),
            row("digital staff", "unknown"),
            government=[["", "", "Title"], ["place", "Haan"], ["source", "[1]"], ["source", "[2]"]],
        ),
        small,
    )
    assert case.answers == (
        Answer("population", (Range(35000, 35000),)),
        Answer("digital budget", ("none", "small"), "see the budget"),
    )
    assert case.attestation("population") == Attestation("Ben")
    assert case.attestation("digital budget") == Attestation("Anna")
    assert (case.unknown, case.place, case.id) == (("digital staff",), "Haan", "filled")
    assert case.sources == ("[1]", "[2]")


def test_a_number_that_the_workbook_keeps_is_not_read_as_thousands(small: RuleBase) -> None:
    numbers = [one for one in small.facts if one.domain.unit and not one.domain.whole]
    name = numbers[0].name
    assert read(book(row(name, 1.125)), small).by_fact[name].values == (Range(1.125, 1.125),)
    (problem,) = told(book(row(name, "1.125")), small)
    assert "can be read in two ways" in problem.message


def test_columns_may_stand_in_another_order_and_what_is_empty_is_not_asked(small: RuleBase) -> None:
    head = ["Fact", "Ours", "Answer"]
    case = read(book(["population", "x", "5"], ["digital budget", "", ""], head=head), small)
    assert [one.fact for one in case.answers] == ["population"]
    assert case.unknown == case.notes == ()


def test_a_person_alone_says_nothing(small: RuleBase) -> None:
    case = read(book(row("population", "", **{"Who answered": "Anna"})), small)
    assert (case.answers, case.notes) == ((), ())


@pytest.mark.parametrize(
    ("content", "place", "part", "hint"),
    [
        (book(row("digital budget", "smal")), "D4", "unknown value 'smal'", "did you mean 'small'"),
        (
            book(row("digital budgt", "small")),
            "H4",
            "unknown fact 'digital budgt'",
            "digital budget",
        ),
        (book(row("population", "lots")), "D4", "is no number", "such as 1,500"),
        (
            book(row("digital budget", "unknown", **{"Or also possible": "none"})),
            "D4",
            "can't be one of several answers",
            "alone",
        ),
        (book(row("population", 5), row("population", 6)), "H5", "given twice", "at cell H4"),
        (book(row("", "small")), "D4", "names no fact", "beside its question"),
        (book(head=[*COLUMNS, "Answer"]), "I3", "stands twice, also in D", "keep one"),
    ],
)
def test_a_slip_is_told_by_sheet_and_cell(
    small: RuleBase, content: bytes, place: str, part: str, hint: str
) -> None:
    (problem,) = told(content, small)
    assert str(problem.place) == f"filled.xlsx, sheet 'Questions', cell {place}"
    assert part in problem.message
    assert hint in problem.hint


def test_a_slip_on_the_government_is_told_there(small: RuleBase) -> None:
    (problem,) = told(book(government=[["plaice", "Haan"]]), small)
    assert str(problem.place) == "filled.xlsx, sheet 'Government', cell A1"
    assert "did you mean 'place'?" in problem.hint
    (problem,) = told(book(government=[["date", "2014-13"]]), small)
    assert str(problem.place) == "filled.xlsx, sheet 'Government', cell B1"


@pytest.mark.parametrize("lacking", ["Answer", "Fact"])
def test_a_column_that_is_gone_is_told_in_one_line(small: RuleBase, lacking: str) -> None:
    head = [name for name in COLUMNS if name != lacking]
    content = book(["x"] * len(head), head=head, legend=[["digital budget", "none", "nothing"]])
    (problem,) = told(content, small)
    assert problem.message == f"the sheet lacks the column '{lacking}'"
    assert str(problem.place) == "filled.xlsx, sheet 'Questions'"


def test_what_is_no_questionnaire_is_told(small: RuleBase) -> None:
    (problem,) = told(book(head=["town", "population"]), small)
    assert "no sheet has the columns 'Answer' and 'Fact'" in problem.message
    assert "advisor questionnaire" in problem.hint
    (problem,) = told(b"PK\x03\x04 but no more", small)
    assert "can't be read" in problem.message
    (problem,) = told(book(row("population", "=1/0")), small)
    assert str(problem.place).endswith("cell D4")
