"""Reading inputs: which files, which columns, and what is told of what can't be read."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import xlsxwriter

from advisor import load_rules
from advisor.batch.portion import Failure
from advisor.batch.read.encoder import Encoder
from advisor.batch.read.files import expand
from advisor.batch.read.sources import Reader
from advisor.batch.read.texts import LONGEST_LINE
from advisor.batch.run import Order, run_batch
from advisor.errors import CaseError
from advisor.inference.many.engine import bit_engine

Told = tuple[pl.DataFrame, list[Failure], tuple[str, ...]]


def read(*files: Path | str, strict: bool = True) -> Told:
    """Return what is carried of the cases that can be read, the failures, and the notes."""
    encoder = Encoder(bit_engine(load_rules()), strict=strict)
    reader = Reader(encoder, [str(file) for file in files])
    portions = list(reader.portions())
    carried = pl.concat([portion.carried for portion in portions] or [pl.DataFrame()])
    return carried, [one for portion in portions for one in portion.failures], reader.notes


def given(monkeypatch: pytest.MonkeyPatch, content: bytes, at_once: int = 1 << 16) -> None:
    """Put a content on the standard input, that comes in pieces."""

    class Slow(io.RawIOBase):
        def __init__(self) -> None:
            self.content = io.BytesIO(content)

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: Any) -> int:
            piece = self.content.read(min(at_once, len(buffer)))
            buffer[: len(piece)] = piece
            return len(piece)

    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BufferedReader(Slow())))


def test_a_folder_is_read_by_name_without_what_runs_have_left(tmp_path: Path) -> None:
    names = ["a.yaml", "a/z.CSV", "b/a.yml", "b/b.txt", "b.json", "out.csv", "x.parts/c.yaml"]
    left = ["b/old.csv.parts/run.json", "b/old.csv.parts/000000.csv"]
    for name in (*names, *left):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("")
    (tmp_path / "link.yaml").symlink_to(tmp_path / "a.yaml")
    (tmp_path / "mine.csv").symlink_to(tmp_path / "out.csv")
    found = expand([str(tmp_path), "-"], [tmp_path / "out.csv"])
    assert [name.removeprefix(f"{tmp_path}/") for name in found] == [
        "a/z.CSV", "a.yaml", "b/a.yml", "b.json", "link.yaml", "x.parts/c.yaml", "-",
    ]  # fmt: skip


def test_a_folder_that_cannot_be_looked_into_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.yaml").write_text("")
    (tmp_path / "closed").mkdir()
    scan = __import__("os").scandir

    def scandir(path: Path) -> Any:
        if path.name == "closed":
            raise PermissionError(13, "Permission denied")
        return scan(path)

    monkeypatch.setattr("os.scandir", scandir)
    with pytest.raises(CaseError, match="closed: the folder can't be read: Permission denied"):
        expand([str(tmp_path)], [])


def test_every_input_has_the_columns_of_all(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text('id,"digital\n budget",row\nA,small,7\n\nB,,8\n')
    (tmp_path / "b.jsonl").write_text(
        '{"facts": {"digital budget": "small"}}\r\n\r\n{"seen": [1], "digital budget": null}\n'
    )
    pl.DataFrame({"population": [5], "seen": [2.5]}).write_parquet(tmp_path / "c.parquet")
    (tmp_path / "d.yaml").write_text("place: D\nfacts: {}\n")
    carried, failures, notes = read(*sorted(tmp_path.iterdir()))
    assert not failures
    assert not notes
    assert carried.drop("file", "country", "level", "date", "group").rows() == [
        (1, "A", None, "7", None),
        (3, "B", None, "8", None),
        (1, None, None, None, None),
        (2, None, None, None, "[1]"),
        (1, None, None, None, "2.5"),
        (1, "d", "D", None, None),
    ]


def test_the_types_of_the_only_table_are_kept(tmp_path: Path) -> None:
    pl.DataFrame({"population": [5], "seen": [2.5]}).write_parquet(tmp_path / "c.parquet")
    assert read(tmp_path / "c.parquet")[0]["seen"].to_list() == [2.5]


@pytest.mark.parametrize("at_once", [1, 3, 1 << 16])
@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbfid,note,digital budget\nA,x,small\nB,y,\n",
        b'\n {"id": "A", "note": "x", "digital budget": "small"}\n{"id": "B", "note": "y"}\n',
    ],
)
def test_a_slow_pipe_is_read_like_a_file(
    monkeypatch: pytest.MonkeyPatch, content: bytes, at_once: int
) -> None:
    """The head comes whole, however small the pieces are in which it comes."""
    given(monkeypatch, content, at_once)
    carried, failures, _ = read("-")
    assert carried.rows() == [("-", 1, "A", "x"), ("-", 2, "B", "y")]
    assert not failures


def test_a_key_that_comes_too_late_to_become_a_column_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"id": "A"}\n' * 300 + '{"late": 1}\n' * 2)
    carried, failures, notes = read(path)
    assert carried.columns == ["file", "row", "id"]
    assert not failures
    assert len(notes) == 1
    assert "'late' comes first at row 301" in notes[0]


def test_a_column_named_almost_like_a_fact_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("digital budgt,population\nsmall,5\n")
    _, _, (note,) = read(tmp_path / "a.csv")
    assert "did you mean 'digital budget'?" in note


ODD: dict[str, pl.Series] = {
    "bytes": pl.Series([b"small\xff", None]),
    "a duration": pl.Series([timedelta(days=1), None]),
    "a date": pl.Series([date(2020, 1, 1), None]),
    "a structure": pl.Series([{"a": b"\xff"}, None]),
    "numbers": pl.Series([1.5, float("nan")]),
    "lists": pl.Series([[[1]], None]),
    "nothing": pl.Series([None, None]),
}


@pytest.mark.parametrize("ending", ["jsonl", "csv", "parquet", "xlsx"])
def test_columns_of_any_kind_are_carried_along_into_every_format(
    tmp_path: Path, ending: str
) -> None:
    path, other = tmp_path / "a.parquet", tmp_path / "b.csv"
    pl.DataFrame({"digital budget": ["small", "none"], **ODD}).write_parquet(path)
    other.write_text("digital budget\nsmall\n")
    for inputs in ([str(path)], [str(path), str(other)]):
        output = tmp_path / f"{len(inputs)}.{ending}"
        result = run_batch(load_rules(), Order(tuple(inputs), str(output)))
        assert (result.summary.evaluated, result.summary.failed) == (1 + len(inputs), 0)
        if ending == "csv":
            (found, *_) = pl.read_csv(output, infer_schema=False).select(*ODD).rows()
            assert found == (
                "736d616c6cff",
                "P1D",
                "2020-01-01",
                '{"a": "ff"}',
                "1.5",
                "[[1]]",
                None,
            )


@pytest.mark.parametrize("name", ODD)
@pytest.mark.parametrize("fact", ["digital budget", "digital staff"])
def test_a_column_of_answers_of_any_kind_is_read_or_told(
    tmp_path: Path, name: str, fact: str
) -> None:
    pl.DataFrame({fact: ODD[name]}).write_parquet(tmp_path / "a.parquet")
    carried, failures, _ = read(tmp_path / "a.parquet")
    known = name == "nothing" or (name, fact) == ("numbers", "digital staff")
    assert carried["row"].to_list() == ([1, 2] if known else [2])
    assert [one["fact"] for one in failures] == ([] if known else [fact])


def test_arrays_are_lists_of_answers(tmp_path: Path) -> None:
    some = pl.Series([["small", "none"], ["tiny", "none"]], dtype=pl.Array(pl.String, 2))
    pl.DataFrame({"digital budget": some}).write_parquet(tmp_path / "a.parquet")
    carried, (one,), _ = read(tmp_path / "a.parquet")
    assert carried["row"].to_list() == [1]
    assert "tiny" in one["message"]


ARABIC = "\N{ARABIC-INDIC DIGIT ONE}" * 4

BAD_LINES: dict[str, tuple[str, str]] = {
    '{"facts": ["small"]}': ("'facts' is no JSON object", '["small"]'),
    '{"facts": {"budget": "small"}}': ("unknown fact 'budget'", ""),
    '{"digital budget": "small", "Digital budget": "none"}': ("is given twice", ""),
    '{"digital budget": "small", "facts": {"digital budget": "small"}}': ("is given twice", ""),
    '{"id": 1, "id": 2}': ("'id' is given twice", ""),
    '{"digital budget": {"a": 1}}': ("this is no answer to 'digital budget'", '{"a": 1}'),
    '{"digital budget": []}': ("this is no answer to 'digital budget'", "[]"),
    '{"id": "\\ud800", "digital budget": "small"}': ("'id' is not UTF-8", ""),
    "[1]": ("this is no JSON object", "[1]"),
    "[" * 5000: ("the line is no JSON", "["),
    '{"population": 1e999}': ("population", "inf"),
}


@pytest.mark.parametrize("line", BAD_LINES)
def test_a_bad_line_is_told_and_the_next_one_is_read(tmp_path: Path, line: str) -> None:
    (tmp_path / "a.jsonl").write_text(f'{line}\n{{"digital budget": "small"}}\n')
    carried, (one,), _ = read(tmp_path / "a.jsonl")
    assert carried["row"].to_list() == [2]
    assert one["row"] == 1
    words, quoted = BAD_LINES[line]
    assert words in one["message"]
    assert quoted in one["read"]
    json.dumps(one).encode()


BAD_FILES: dict[str, tuple[str, bytes, str]] = {
    "nothing": ("a.csv", b"", "no column is named like a fact"),
    "bars": ("a.csv", b"id|digital budget\nA|small\n", "no column is named like a fact"),
    "twice": ("a.csv", b"population,Population\n1,2\n", "two columns are named 'population'"),
    "long header": ("a.csv", b"x" * (LONGEST_LINE + 9) + b"\n1\n", "names of the columns"),
    "long name": ("a.csv", b'"' + b"x\n" * LONGEST_LINE, "names of the columns"),
    "other letters": ("a.csv", b"\x81,population\n1,2\n", "are not UTF-8"),
    "twins": ("a.csv", b"Name,population,Name\nA,1,B\n", "columns A and C are both named 'Name'"),
    "parquet": ("a.parquet", b"PAR1 broken PAR1", "the file can't be read"),
    "empty parquet": ("a.parquet", b"", "the file can't be read"),
    "excel": ("a.xlsx", b"PK broken", "the file can't be read"),
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_bad_file_is_told_and_the_next_one_is_read(tmp_path: Path, name: str) -> None:
    file, content, words = BAD_FILES[name]
    (tmp_path / file).write_bytes(content)
    (tmp_path / "b.csv").write_text("digital budget\nsmall\n")
    carried, (one,), _ = read(tmp_path / file, tmp_path / "b.csv")
    assert carried["file"].to_list() == [str(tmp_path / "b.csv")]
    assert (one["file"], one["row"]) == (str(tmp_path / file), 0)
    assert words in one["message"]
    assert len(one["message"]) < 400


def test_a_broken_piece_of_a_parquet_file_costs_only_its_rows(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    facts = {"digital budget": ["small", "none"] * 5000, "id": [f"{n:030}" for n in range(10_000)]}
    pl.DataFrame(facts).write_parquet(path, row_group_size=5000, compression="uncompressed")
    content = bytearray(path.read_bytes())
    content[20:200] = b"\xff" * 180
    path.write_bytes(content)
    reader = Reader(Encoder(bit_engine(load_rules())), [str(path)], 5000)
    broken, whole = reader.portions()
    assert (broken.cases, broken.failed, whole.cases) == (0, 5000, 5000)
    assert "rows 1 to 5,000 can't be read" in broken.failures[0]["message"]
    assert whole.carried["row"][0] == 5001


@pytest.mark.parametrize(
    "write", [pl.DataFrame.write_csv, pl.DataFrame.write_ndjson, pl.DataFrame.write_parquet]
)
def test_digits_of_other_scripts_are_no_numbers(tmp_path: Path, write: Callable[..., None]) -> None:
    ending = {"write_csv": "csv", "write_ndjson": "jsonl"}.get(write.__name__, "parquet")
    write(pl.DataFrame({"population": [ARABIC, "1500"]}), tmp_path / f"a.{ending}")
    carried, (one,), _ = read(tmp_path / f"a.{ending}")
    assert carried["row"].to_list() == [2]
    assert one["read"] == ARABIC


def test_sheets_that_are_not_read_are_told(tmp_path: Path) -> None:
    path = tmp_path / "in.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        for name in ("towns", "notes", "Sheet3"):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, ["town", "digital budget"])
            sheet.write_row(1, 0, [name, "small"])
    carried, failures, (note,) = read(path)
    assert not failures
    assert carried["town"].to_list() == ["towns"]
    assert "only the sheet 'towns' is read, and not 'notes', 'Sheet3'" in note


@pytest.mark.parametrize(
    ("separator", "called"), [(",", "commas"), (";", "semicolons"), ("\t", "tabs")]
)
def test_columns_are_told_apart_by_what_stands_between_them(
    tmp_path: Path, separator: str, called: str
) -> None:
    """Spreadsheets write what the country uses; other marks may stand in the texts."""
    rows = [
        ["town; place", "digital budget", "population", "a,b\tc"],
        ["A, B; C\tD", "small or none", "20,000 to 50,000", "x"],
        ["E", "small", "5", "too", "many"],
        ["F", "none", "7", "y"],
    ]
    with (tmp_path / "a.csv").open("w", newline="") as file:
        csv.writer(file, delimiter=separator).writerows(rows)
    carried, (one,), _ = read(tmp_path / "a.csv")
    assert carried["town; place"].to_list() == ["A, B; C\tD", "F"]
    assert carried["a,b\tc"].to_list() == ["x", "y"]
    assert one["message"] == "the row has 5 cells, and the header 4"
    assert one["hint"] == f"put cells that hold {called} in quotes"


def test_an_encoding_that_is_not_known_is_asked_for(tmp_path: Path) -> None:
    table = tmp_path / "in.csv"
    table.write_bytes("Zürich;population\nKüsnacht;500\n".encode("cp850"))
    order = Order((str(table),), str(tmp_path / "out.csv"))
    (note,) = [one for one in run_batch(load_rules(), order).notes if "not UTF-8" in one]
    assert "such as cp850 or cp1250" in note
    named = replace(order, encoding="cp850", force=True)
    assert run_batch(load_rules(), named).summary.evaluated == 1


def test_what_is_wrong_in_a_case_file_is_told_with_line_and_column_and_what_is_near(
    tmp_path: Path,
) -> None:
    case = tmp_path / "a.yaml"
    case.write_text("place: X\nfacts:\n  digital budget: small\n  populatoin: 30000\n")
    _, (told,), _ = read(case)
    assert told["message"] == "line 4, column 3: unknown fact 'populatoin'"
    assert (told["row"], told["read"], told["nearest"]) == (1, "populatoin", "population")
