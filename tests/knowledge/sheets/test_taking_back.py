"""A workbook taken back into the books: a changed cell changes its line, and nothing else changes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.errors import OutputError, WorkbookError
from advisor.knowledge.library import load_rules
from advisor.knowledge.model import Book
from advisor.knowledge.sheets.changes import wanted_changes
from advisor.knowledge.sheets.edits import edited
from advisor.knowledge.sheets.filled import AS_EXPORTED
from advisor.knowledge.sheets.layout import sheets_of
from advisor.knowledge.sheets.taking_back import (
    TakenBack,
    books_as_sheets,
    taken_back,
    write_back,
)
from advisor.report.rules_export.workbook import as_workbook
from advisor.review.writing.rename import plan_rename
from tests.knowledge.sheets.books import TOWN, back, rule_base
from tests.support.examples import examples
from tests.support.generate import books as books_of_sketch
from tests.support.generate import load_sketch, sketches
from tests.support.sketch import Sketch

Change = Callable[[openpyxl.Workbook], None]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "town"
    path.mkdir()
    (path / "town.md").write_text(TOWN, "utf-8")
    return path


def workbook(folder: Path, *changes: Change) -> bytes:
    """Export the books, and change the workbook as a spreadsheet does."""
    file = folder.parent / "w.xlsx"
    file.write_bytes(as_workbook(*books_as_sheets(folder)))
    if changes:
        book = openpyxl.load_workbook(file)
        for change in changes:
            change(book)
        book.save(file)
    return file.read_bytes()


def put(sheet: str, cell: str, text: object) -> Change:
    return lambda book: book[sheet].__setitem__(cell, text)


def taken(folder: Path, *changes: Change) -> TakenBack:
    return taken_back(workbook(folder, *changes), "w.xlsx", folder)


def changed_lines(found: TakenBack) -> list[str]:
    """Return the lines that come and go, without the head of the diff."""
    lines = (line for one in found.rewrites for line in one.diff()[2:])
    return [line for line in lines if line.startswith(("+", "-"))]


def refused(folder: Path, *changes: Change) -> str:
    before = (folder / "town.md").read_bytes()
    with pytest.raises(WorkbookError) as caught:
        taken(folder, *changes)
    assert (folder / "town.md").read_bytes() == before
    return str(caught.value)


def test_an_untouched_workbook_changes_nothing(folder: Path) -> None:
    found = taken(folder)
    assert (found.rewrites, found.cells, found.notes) == ((), (), ())


def test_an_untouched_workbook_of_our_rules_changes_nothing() -> None:
    content = as_workbook(*books_as_sheets(None))
    found = taken_back(content, "w.xlsx", Path(__file__).parents[3] / "rules")
    assert (found.rewrites, found.notes) == ((), ())
    assert found.rules.hash == load_rules().hash


@given(sketches())
@examples(60)
def test_the_sheets_of_any_books_come_back_as_they_were(sketch: Sketch) -> None:
    rules = load_sketch(sketch)
    books = [Book(f"rules/{name}", text) for name, text in books_of_sketch(sketch).items()]
    sheets = sheets_of(books, rules)
    found = wanted_changes(back(sheets), sheets)
    assert (found.edits, found.problems.found, found.notes) == ([], [], [])


TEXTS = st.text(
    st.characters(codec="utf-8", categories=["Lu", "Ll", "Nd", "Po"], exclude_characters="*|[]\\"),
    min_size=1,
    max_size=40,
).map(lambda text: f"It says {text}.")


@given(st.data())
@examples(100)
def test_a_changed_text_changes_just_its_lines(data: st.DataObject) -> None:
    """All other lines of the book are the same to the byte, whatever ends them."""
    _, sheets = rule_base()
    name, row, column = data.draw(
        st.sampled_from(
            [
                *(("facts", row, column) for row in (1, 2) for column in (1, 4, 5)),
                *(("answers", row, 2) for row in (1, 2, 3)),
                *(("rules", row, column) for row in (1, 2) for column in (1, 15)),
                ("rules", 2, 5),
            ]
        )
    )
    text = data.draw(TEXTS)
    grid = {sheet.name: [list(texts) for texts in sheet.grid] for sheet in sheets}[name]
    old = grid[row][column]
    grid[row][column] = text
    found = wanted_changes(back(sheets, **{name: tuple(map(tuple, grid))}), sheets)
    assert found.problems.found == []
    (edit,) = found.edits
    end = data.draw(st.sampled_from(["\n", "\r\n", "\r"]))
    raw = TOWN.replace("\n", end)
    new = edited(raw, found.edits).text
    at = sum(len(line) + len(end) for line in TOWN.split("\n")[: edit.start[0] - 1])
    assert new[:at] == raw[:at]
    tail = raw[raw.index(end, raw.index(old.split()[-1], at)) :]
    assert new.endswith(tail)
    _, again = rule_base(new.replace(end, "\n"))
    assert {sheet.name: sheet.grid for sheet in again}[name][row][column] == text


CELLS: list[tuple[str, int, int, list[str]]] = [
    *(("facts", row, column, []) for row in (1, 2) for column in (1, 4, 5)),
    *(("answers", row, 2, []) for row in (1, 2, 3)),
    *(("rules", row, 15, []) for row in (1, 2)),
    *(("facts", row, 6, ["", "yes", "no"]) for row in (1, 2)),
    ("facts", 2, 3, ["", "a tenth", "5 %"]),
    *(("assessments", row, 4, ["", "Because.", "Others do so."]) for row in (1, 2, 3)),
    *(("assessments", row, 2, ["", "first", "unique"]) for row in (1, 2, 3)),
    *(("rules", row, 2, ["", "budget is none", "budget is none\nmeans is low"]) for row in (1, 2)),
    *(
        ("rules", row, 3, ["", "people is above 9", "means is high\nside is left"])
        for row in (1, 2)
    ),
    ("rules", 2, 6, ["", "grave", "minor"]),
    *(("means", row, 0, ["", "none", "at most small"]) for row in (1, 2, 3)),
    *(("side", row, 1, ["left", "right"]) for row in (1, 2)),
]
"""Cells of the small book with what may stand in them; nothing listed means any text."""


@given(st.lists(st.sampled_from(CELLS), min_size=2, max_size=8), st.data())
@examples(200)
def test_many_changed_cells_are_read_as_they_were_changed(
    cells: list[tuple[str, int, int, list[str]]], data: st.DataObject
) -> None:
    """Also those that add and take out entries side by side; and then there is nothing left to change."""
    _, sheets = rule_base()
    grids = {sheet.name: [list(row) for row in sheet.grid] for sheet in sheets}
    for name, row, column, texts in cells:
        grids[name][row][column] = data.draw(st.sampled_from(texts) if texts else TEXTS)
    wanted = {name: tuple(map(tuple, grid)) for name, grid in grids.items()}
    found = wanted_changes(back(sheets, **wanted), sheets)
    assert found.problems.found == []
    _, again = rule_base(edited(TOWN, found.edits).text)
    assert {sheet.name: sheet.grid for sheet in again} == wanted
    assert wanted_changes(back(sheets, **wanted), again).edits == []


@pytest.mark.parametrize(
    ("change", "lines"),
    [
        (put("facts", "B2", "What money is there?"), ["-- **Ask** How much money is there for new work?", "+- **Ask** What money is there?"]),
        (put("facts", "D2", "a tenth"), None),
        (put("facts", "D3", None), ["-- **Near** a tenth"]),
        (put("facts", "G2", "yes"), ["+- **Group by** yes"]),
        (put("answers", "C3", "one project in all"), ["-    a year", "+    in all"]),
        (put("means", "A3", "at most small"), ["-|                | below 5,000   | low   |", "+| at most small  | below 5,000   | low   |"]),
        (put("means", "B3", None), ["-|                | below 5,000   | low   |", "+|                |               | low   |"]),
        (put("side", "A3", "large"), ["-||right|", "+| large |right|"]),
        (put("rules", "B2", "Few means go together"), ["-### S01 · Few means are pooled", "+### S01 · Few means go together"]),
        (put("rules", "C2", "means is low"), ["-- **When** budget is not large"]),
        (put("rules", "D2", "people is above 9\nbudget is small"), ["+- **Unless** people is above 9", "+- **Unless** budget is small"]),
        (put("assessments", "D3", "strong from 3"), ["-- **Cut points** strong from 2", "+- **Cut points** strong from 3"]),
    ],
)  # fmt: skip
def test_a_changed_cell_changes_its_line(
    folder: Path, change: Change, lines: list[str] | None
) -> None:
    if lines is None:
        assert "sheet 'facts', cell D2: **Near** belongs to a number" in refused(folder, change)
        return
    found = taken(folder, change)
    assert changed_lines(found) == lines
    assert len(found.cells) == 1 or "Unless" in lines[0]


def test_a_text_that_was_broken_into_lines_is_broken_again(folder: Path) -> None:
    text = "Without money nothing new is begun anywhere, and what was begun before has to wait for a year."
    found = taken(folder, put("facts", "E2", text))
    assert changed_lines(found) == [
        "-- **Why** Without money",
        "-  nothing new is begun, and what was begun before waits for the next year.",
        "+- **Why** Without money nothing new is begun anywhere, and what was begun",
        "+  before has to wait for a year.",
    ]


def test_rows_are_added_and_taken_out(folder: Path) -> None:
    def rows(book: openpyxl.Workbook) -> None:
        book["means"].delete_rows(3)
        book["means"].insert_rows(2)
        for column, text in enumerate(("small", "below 100", "low"), 1):
            book["means"].cell(2, column, text)
        book["answers"].insert_rows(3)
        for column, text in enumerate(("budget", "tiny", "half a project"), 1):
            book["answers"].cell(3, column, text)

    answers = put("facts", "C2", "none < tiny < small < large")
    assert changed_lines(taken(folder, rows, answers)) == [
        "-- **Answers** none < small < large",
        "+- **Answers** none < tiny < small < large",
        "+  - *tiny*: half a project",
        "+| small          | below 100     | low   |",
        "-|                | below 5,000   | low   |",
    ]


def test_a_table_gets_a_column(folder: Path) -> None:
    def column(book: openpyxl.Workbook) -> None:
        book["side"].insert_cols(2)
        book["side"]["B1"] = "people"
        book["side"]["B2"] = "below 10"

    assert changed_lines(taken(folder, column)) == [
        "-|budget|side|",
        "-|---|---|",
        "-|none|left|",
        "-||right|",
        "+| budget | people | side |",
        "+| --- | --- | --- |",
        "+| none | below 10 | left |",
        "+| | | right |",
    ]


def test_rows_in_another_order_are_the_same_things(folder: Path) -> None:
    def turned(book: openpyxl.Workbook) -> None:
        first, second = ([cell.value for cell in book["facts"][row]] for row in (2, 3))
        for column, (one, other) in enumerate(zip(first, second, strict=True), 1):
            book["facts"].cell(2, column).value = other
            book["facts"].cell(3, column).value = one

    assert taken(folder, turned).rewrites == ()


def test_what_a_workbook_lacks_stays_as_it_is_and_is_told(folder: Path) -> None:
    def cut(book: openpyxl.Workbook) -> None:
        book["facts"].delete_rows(3)
        book["rules"].delete_cols(4)
        book["facts"]["J1"] = "my remarks"
        del book["side"]
        book.create_sheet("for the council")["A1"] = "x"

    found = taken(folder, cut)
    assert found.rewrites == ()
    assert found.notes == (
        "the column 'my remarks' of the sheet 'facts' is not read",
        "no row of the sheet 'facts' is about the fact 'people': a workbook takes nothing out",
        "the sheet 'rules' has no column 'unless': what it would hold stays as it is",
        "the sheet 'for the council' is none of the books' and is not read",
        "the workbook has no sheet 'side': what it would hold stays as it is",
    )


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (put("facts", "A2", "bugdet"), "sheet 'facts', cell A2: the books hold no fact 'bugdet'\n  did you mean 'budget'?"),
        (put("facts", "A3", "budget"), "sheet 'facts', cell A3: the fact 'budget' stands in two rows"),
        (put("facts", "A2", None), "sheet 'facts', cell A2: the row names no fact"),
        (put("facts", "B2", None), "sheet 'facts', cell B2: the cell is empty, and every fact has a **Ask**"),
        (put("facts", "B1", "aks"), "sheet 'facts', cell B1: the sheet 'facts' has no column 'aks'\n  did you mean 'ask'?"),
        (put("facts", "E1", "ask"), "sheet 'facts', cell E1: the column 'ask' stands twice"),
        (put("facts", "A1", "x"), "sheet 'facts', cell A1: the first row of the sheet names no column 'fact'"),
        (put("answers", "C2", None), "sheet 'answers', cell C2: the cell is empty: what one sees of 'budget'"),
        (put("answers", "B2", "noen"), "sheet 'answers', cell B2: 'noen' is no value of fact 'budget'\n  did you mean 'none'?"),
        (put("answers", "C2", "o\u200bdd"), "sheet 'answers', cell C2: the cell holds an invisible character"),
        (put("means", "A1", "bugdet"), "sheet 'means', cell A1: unknown fact 'bugdet'"),
        (put("means", "A2", "noen"), "sheet 'means', cell A2: unknown value 'noen'"),
        (put("means", "C2", "lwo"), "sheet 'means', cell C2: 'lwo' is no value of 'means'\n  did you mean 'low'?"),
        (put("means", "D2", "more"), "sheet 'means', cell D2: 'more' stands in a column that the first row does not name"),
        (put("means", "A2", "none|small"), "sheet 'means', cell A2: a cell of a decision table may hold no '|'"),
        (put("rules", "E2", "favor one office"), "sheet 'rules', cell E2: "),
        (put("rules", "Q2", "weka"), "sheet 'rules', cell Q2: unknown evidence 'weka'\n  did you mean 'weak'?"),
        (put("rules", "C3", "budget is none\nbudget is huge"), "sheet 'rules', cell C3: unknown value 'huge'"),
        (put("facts", "C2", "nothing < small < large"), "town.md:"),
        (lambda book: book.create_sheet("fatcs"), "no sheet of the books is called 'fatcs'\n  did you mean"),
        (lambda book: book["means"].delete_rows(1, 9), "sheet 'means': the sheet is empty"),
    ],
)  # fmt: skip
def test_a_wrong_cell_is_told_by_its_place_and_nothing_changes(
    folder: Path, change: Change, told: str
) -> None:
    if told.startswith("no sheet"):
        change_too = lambda book: book.__delitem__("facts")  # noqa: E731
        assert told in refused(folder, change, change_too)
    else:
        assert told in refused(folder, change)


def test_a_text_that_markdown_would_read_otherwise_is_refused(folder: Path) -> None:
    told = refused(
        folder, put("answers", "B2", "no*ne"), put("facts", "C2", "no*ne < small < large")
    )
    assert "w.xlsx, sheet 'answers', cell B2: " in told


def test_a_cell_that_was_changed_here_and_there_is_told(folder: Path) -> None:
    content = workbook(folder, put("facts", "B2", "Is there money?"), put("means", "A2", "small"))
    book = folder / "town.md"
    book.write_text(
        TOWN.replace("How much money is there for new work?", "How much?").replace(
            "| none           |               |", "| large          |               |"
        ),
        "utf-8",
    )
    with pytest.raises(WorkbookError) as caught:
        taken_back(content, "w.xlsx", folder)
    assert (
        "cell B2: the book has changed since the workbook was written: it said 'How much money"
        in (str(caught.value))
    )
    assert "sheet 'means', cell A2: the book has changed since" in str(caught.value)


def test_what_changed_in_the_book_since_is_not_taken_back(folder: Path) -> None:
    content = workbook(
        folder, put("facts", "B3", "How many live there?"), put("means", "A3", "small")
    )
    book = folder / "town.md"
    newer = TOWN.replace("How much money is there for new work?", "How much?")
    newer = newer.replace("| none           |", "| large          |").replace(
        "a programme", "a plan"
    )
    book.write_text(newer, "utf-8")
    assert changed_lines(taken_back(content, "w.xlsx", folder)) == [
        "-- **Ask** How many people live there?",
        "+- **Ask** How many live there?",
        "-|                | below 5,000   | low   |",
        "+| small          | below 5,000   | low   |",
    ]


def test_without_the_hidden_sheet_the_books_of_today_are_compared(folder: Path) -> None:
    def bare(book: openpyxl.Workbook) -> None:
        del book[AS_EXPORTED]

    assert taken(folder, bare).rewrites == ()
    assert len(changed_lines(taken(folder, bare, put("facts", "B2", "How much?")))) == 2


def test_line_ends_and_the_mark_of_a_book_stay(folder: Path) -> None:
    book = folder / "town.md"
    raw = b"\xef\xbb\xbf" + TOWN.replace("\n", "\r\n").encode()
    book.write_bytes(raw)
    write_back(taken(folder, put("facts", "B2", "How much?"), put("facts", "G2", "yes")))
    wanted = raw.replace(b"How much money is there for new work?", b"How much?")
    wanted = wanted.replace(b"within a year\r\n", b"within a year\r\n- **Group by** yes\r\n")
    assert book.read_bytes() == wanted


def test_a_book_that_changed_while_it_was_shown_is_not_written(folder: Path) -> None:
    found = taken(folder, put("facts", "B2", "How much?"))
    newer = TOWN.replace("Prose", "Other prose")
    (folder / "town.md").write_text(newer, "utf-8")
    with pytest.raises(OutputError, match="changed by somebody else meanwhile"):
        write_back(found)
    assert (folder / "town.md").read_text("utf-8") == newer


@pytest.mark.parametrize("content", [b"", b"no workbook", b"PK\x03\x04 half of one"])
def test_what_is_no_workbook_is_told(folder: Path, content: bytes) -> None:
    with pytest.raises(WorkbookError, match=r"w\.xlsx: the workbook can't be read"):
        taken_back(content, "w.xlsx", folder)


def refused_cells(folder: Path, *changes: Change) -> list[str]:
    with pytest.raises(WorkbookError) as caught:
        taken(folder, *changes)
    return [one.place.spot or one.place.sheet for one in caught.value.problems]


def test_all_wrong_cells_are_told_at_once(folder: Path) -> None:
    """Also those that only show once the books are read with the others."""
    wrong = [
        put("answers", "C2", None),
        put("facts", "B2", None),
        put("means", "A2", "noen"),
        put("means", "C3", "lwo"),
        put("rules", "E2", "favour nothing at all"),
        put("rules", "Q3", "weka"),
    ]
    assert sorted(refused_cells(folder, *wrong)) == sorted(
        ["cell C2", "cell B2", "cell A2", "cell C3", "cell E2", "cell Q3"]
    )


def test_a_workbook_from_before_a_rename_is_read_by_the_old_names(folder: Path) -> None:
    content = workbook(
        folder, put("facts", "F2", "within 2 years"), put("answers", "C2", "no coin")
    )
    plan_rename(str(folder), "budget", "money").files.write(str(folder))
    found = taken_back(content, "w.xlsx", folder)
    assert changed_lines(found) == [
        "-  - *none*: nothing at all",
        "+  - *none*: no coin",
        "-- **Can change** within a year",
        "+- **Can change** within 2 years",
    ]
    assert (
        "the fact 'budget' of the sheet 'facts' is called 'money' today, and its cells are taken for that"
        in found.notes
    )


def test_the_sheets_of_an_assessment_are_known_by_the_names_that_it_had(folder: Path) -> None:
    """Its row on the common sheet, its table's sheet, and its old values in cells that did not change."""
    content = workbook(folder, put("means", "B3", "below 9,000"))
    for old, new in (("means", "capacity"), ("capacity is low", "scarce")):
        plan_rename(str(folder), old, new).files.write(str(folder))
    found = taken_back(content, "w.xlsx", folder)
    added = [line.split() for line in changed_lines(found) if line.startswith("+")]
    assert added == [["+|", "|", "below", "9,000", "|", "scarce", "|"]]
    assert not [note for note in found.notes if "no sheet" in note]


def test_old_words_in_changed_cells_are_told_with_those_of_today(folder: Path) -> None:
    content = workbook(folder, put("rules", "D3", "budget is small"))
    plan_rename(str(folder), "budget is small", "slight").files.write(str(folder))
    plan_rename(str(folder), "budget", "money").files.write(str(folder))
    with pytest.raises(WorkbookError) as caught:
        taken_back(content, "w.xlsx", folder)
    assert "'budget' is called 'money' today" in str(caught.value)


@pytest.mark.parametrize(
    ("sheet", "cell"),
    [("facts", "D2"), ("facts", "A2"), ("answers", "C2"), ("rules", "D2"), ("means", "A2"), ("means", "C1")],
)  # fmt: skip
@pytest.mark.parametrize("text", [True, False])
def test_a_formula_is_no_text(folder: Path, sheet: str, cell: str, *, text: bool) -> None:
    """Neither one that no program has reckoned yet, nor one that was typed into a cell of text."""

    def typed(book: openpyxl.Workbook) -> None:
        book[sheet][cell] = "=A1&B1"
        if text:
            book[sheet][cell].data_type = "s"

    told = refused(folder, typed)
    assert told.startswith(f"w.xlsx, sheet '{sheet}', cell {cell}: the cell holds the formula")
    assert "paste it as values" in told
    assert told.count("w.xlsx") == 1


def test_a_formula_elsewhere_and_a_text_of_the_books_are_no_matter(folder: Path) -> None:
    book = folder / "town.md"
    book.write_text(book.read_text("utf-8").replace("Size decides.", "=Size decides."), "utf-8")

    def beside(book: openpyxl.Workbook) -> None:
        book.create_sheet("my sums")["A1"] = "=1+1"
        book["facts"]["J1"], book["facts"]["J2"] = "mine", "=1+1"

    assert not taken_back(workbook(folder, beside), "w.xlsx", folder).rewrites


def test_what_is_gone_since_the_export_is_told(folder: Path) -> None:
    content = workbook(folder)
    plan_rename(str(folder), "means", "capacity").files.write(str(folder))
    for path in folder.iterdir():
        path.write_text(path.read_text("utf-8").replace("- **Formerly** means\n", ""), "utf-8")
    with pytest.raises(WorkbookError) as caught:
        taken_back(content, "w.xlsx", folder)
    assert "the books hold no assessment 'means' any more" in str(caught.value)
    assert "export the workbook anew" in str(caught.value)


def test_an_added_rule_is_told_how_it_is_added_and_nothing_else(folder: Path) -> None:
    told = refused(folder, put("rules", "A4", "S02"))
    assert "as by 'advisor rules new rule'" in told
    assert "did you mean" not in told
    assert "rename" not in told


def test_a_circle_is_told_at_the_cell_that_closes_it(folder: Path) -> None:
    told = refused(folder, put("rules", "C2", "pull is strong"))
    assert told.startswith("w.xlsx, sheet 'rules', cell C2: ")
    assert "would be wrong: the rules lead in a circle" in told


def test_an_answer_called_otherwise_in_one_cell_is_told_of_rename(folder: Path) -> None:
    told = refused(folder, put("facts", "C2", "nothing < small < large"))
    assert "sheet 'facts', cell C2: " in told
    assert 'advisor rules rename "budget is none" NEW' in told
    told = refused(folder, put("rules", "C2", "means is none"))  # a value of another name
    assert "rename" not in told
