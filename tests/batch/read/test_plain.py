"""Tables that are read in blocks come out as row by row, and tables that may not be aren't."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from advisor import load_rules
from advisor.batch.read import plain as module
from advisor.batch.read import records
from advisor.batch.read.encoder import Encoder
from advisor.batch.read.plain import plain_table
from advisor.batch.read.sources import Reader
from advisor.batch.run import Order, run_batch
from advisor.errors import CaseError
from advisor.inference.many.engine import bit_engine
from tests.support.examples import examples

COLUMNS = ("town", "digital budget", "population", "digital staff", "note")
CELLS = {
    "town": ["A", "Total", "Total: 3", "Note: x", "Łódź", "  ", "", 'the "old" town', "a,b"],
    "digital budget": ["small", "none or small", "Small", "largely", "", " ", "-", "smal", "#N/A"],
    "population": ["35000", "35 000", "1,500", "18,5k", "49999", "50000", "", "many", "ca. 22000"],
    "digital staff": ["2", "2,5", "2.5", "1,500", "0", "", "4 to 6"],
    "note": ["", "=1+1", "x;y", "'quoted'", "\t"],
}


def portions(path: Path, monkeypatch: pytest.MonkeyPatch, **how: Any) -> dict[str, Any]:
    """Return what all portions of a file say, joined; `rows_alone` reads it row by row."""
    rows_alone = how.pop("rows_alone")
    with monkeypatch.context() as patched:
        if rows_alone:
            patched.setattr(records, "plain_table", lambda *_: None)
        encoder = Encoder(bit_engine(load_rules()), **how)
        reader = Reader(encoder, [str(path)], at_most=3)
        found = list(reader.portions()) or [encoder.records([], reader.carried)]
    return {
        "masks": [one.masks[:, at].tolist() for one in found for at in range(one.cases)],
        "carried": pl.concat([one.carried for one in found]),
        "failures": [failure for one in found for failure in one.failures],
        "failed": sum(one.failed for one in found),
        "numbers": [
            {name: column[at] for name, column in one.numbers.items()}
            for one in found
            for at in range(one.cases)
        ],
        "cases": [one.case(at) for one in found for at in range(one.cases)],
        "notes": reader.notes,
    }


def written(rows: list[list[str]], separator: str, quoting: int, end: str) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=separator, quoting=quoting, lineterminator=end)
    writer.writerow(list(COLUMNS))
    for row in rows:
        if row:
            writer.writerow(row)
        else:
            text.write(end)  # a blank line
    return text.getvalue().encode()


def tables() -> st.SearchStrategy[list[list[str]]]:
    row = st.tuples(*(st.sampled_from(CELLS[name]) for name in COLUMNS)).map(list)
    return st.lists(row | st.just([]), max_size=8)


@examples(60)
@given(
    tables(),
    st.sampled_from(",;\t"),
    st.sampled_from((csv.QUOTE_MINIMAL, csv.QUOTE_ALL)),
    st.sampled_from(("\n", "\r\n")),
    st.booleans(),
)
def test_both_ways_give_the_same(
    tmp_path_factory: pytest.TempPathFactory,
    rows: list[list[str]],
    separator: str,
    quoting: int,
    end: str,
    strict: bool,
) -> None:
    path = tmp_path_factory.mktemp("table") / "in.csv"
    path.write_bytes(written(rows, separator, quoting, end))
    assert plain_table(path, separator, COLUMNS, 0, 3) is not None
    monkeypatch = pytest.MonkeyPatch()
    monkeypatch.setattr(module, "_CHUNK", 40)
    try:
        told = [
            portions(path, monkeypatch, rows_alone=alone, strict=strict) for alone in (False, True)
        ]
    finally:
        monkeypatch.undo()
    assert_frame_equal(told[0].pop("carried"), told[1].pop("carried"))
    assert told[0] == told[1]


ROWS = "town,digital budget,population\nA,small,7\nB,none,8\n"


@pytest.mark.parametrize(
    "content",
    [
        ROWS.replace(",8", ""),  # a short row
        ROWS.replace(",8", ",8,"),  # a long row
        ROWS.replace("A", '"A\nB"'),  # a cell over two lines
        ROWS.replace("A", 'A"'),  # a stray mark
        ROWS.replace("A", '"A" '),  # something behind a mark
        ROWS.replace("A", ' "A"'),  # something before a mark
        ROWS.replace("A", "A\rB"),  # a line end of old
        ROWS.replace("A", "A\0"),
        ROWS.replace("A", "\ufeffA"),  # a mark that stood at the beginning of another file
        ROWS.replace("A,small", "\x1c,\x1f"),  # separators that nobody sees
        ROWS.replace("town", '"town\nor city"'),  # a header over two lines
        ROWS.replace("\n", "\r"),
        ROWS.encode().replace(b"A", b"\xff"),  # no UTF-8
        ROWS.encode("utf-16"),
        "digital budget\nsmall\n\nnone\n",  # one column, where a blank line is a blank row
    ],
)
def test_what_needs_care_is_not_plain(tmp_path: Path, content: str | bytes) -> None:
    path = tmp_path / "in.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    columns = ["town", "digital budget", "population"] if b"," in path.read_bytes() else ["x"]
    assert plain_table(path, ",", columns, 0, 3) is None


@pytest.mark.parametrize("width", [3, 255, 256, 257, 300])
def test_rows_of_many_cells_are_counted_right(tmp_path: Path, width: int) -> None:
    path = tmp_path / "in.csv"
    columns = [f"c{number}" for number in range(width)]
    rows = [",".join(columns), *[",".join("x" * width)] * 3]
    for longer, shorter, plain in ((0, 0, True), (256, 0, False), (1, 1, False), (0, 1, False)):
        odd = [rows[1] + "," * longer, rows[1][: len(rows[1]) - 2 * shorter]]
        path.write_text("\n".join([*rows, *odd]) + "\n")
        assert (plain_table(path, ",", columns, 0, 2) is not None) is plain


@pytest.mark.parametrize("end", ["", "\n", "\n\n\n", "\r\n\r\n"])
def test_blank_lines_at_the_end_are_no_rows(tmp_path: Path, end: str) -> None:
    path = tmp_path / "in.csv"
    path.write_text(ROWS.rstrip("\n") + end, newline="")
    plain = plain_table(path, ",", ["town", "digital budget", "population"], 0, 100)
    assert plain is not None
    blocks = list(plain.blocks())
    assert [one.rows for one in blocks] == [2]
    assert blocks[0].cells(blocks[0].content())["town"].to_list() == ["A", "B"]


LINES = ("", "x,yyy", "longer,1.5", '"q,2","z"', '"1,5","say ""2,5"""', ",")


@examples(60)
@given(
    st.lists(st.sampled_from(LINES), max_size=9),
    st.sampled_from(("\n", "\r\n")),
    st.integers(0, 3),
    st.integers(1, 4),
    st.integers(3, 60),
)
def test_blocks_have_all_rows_with_their_numbers(
    tmp_path_factory: pytest.TempPathFactory,
    lines: list[str],
    end: str,
    ends: int,
    rows: int,
    chunk: int,
) -> None:
    path = tmp_path_factory.mktemp("table") / "in.csv"
    path.write_text(f"a,b{end}" + end.join(lines) + end * ends, newline="")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(module, "_CHUNK", chunk)
        table = plain_table(path, ",", ["a", "b"], 0, rows, ["b"])
    assert table is not None
    blocks = list(table.blocks())
    shown = [
        (int(number), *cells)
        for one in blocks
        for content in [one.content()]
        for number, cells in zip(
            one.numbers(content), one.cells(content).fill_null("").rows(), strict=True
        )
    ]
    expected = [(n, *next(csv.reader([line]))) for n, line in enumerate(lines, 1) if line]
    assert shown == expected
    assert all(one.rows == rows for one in blocks[:-1])
    assert sum(one.rows for one in blocks) == (expected[-1][0] if expected else 0)
    marked = {text for _, _, text in expected if "," in text or "." in text}
    assert table.marked == {"b": marked}


def test_a_file_that_changes_while_it_is_read_is_told(tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    path.write_text(ROWS)
    plain = plain_table(path, ",", ["town", "digital budget", "population"], 0, 100)
    assert plain is not None
    path.write_text(ROWS[:-5])
    (block,) = plain.blocks()
    with pytest.raises(CaseError, match="changed while it was read"):
        block.content()
    path.unlink()
    with pytest.raises(CaseError, match="can't open it"):
        block.content()


def test_a_run_that_is_broken_off_goes_on_with_the_next_block(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(records.Rows, "at_once", 64)
    table, output, whole = (tmp_path / name for name in ("in.csv", "out.csv", "whole.csv"))
    table.write_text("town,digital budget\n" + "".join(f"T{n},small\n" for n in range(200)))
    rules = load_rules()
    run_batch(rules, Order((str(table),), str(whole)))
    count = 0

    def watch() -> None:
        nonlocal count
        count += 1
        if count > 5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_batch(rules, Order((str(table),), str(output)), watch=watch)
    parts = list((tmp_path / "out.csv.parts").glob("*.part"))
    assert 0 < len(parts) < 4
    assert run_batch(rules, Order((str(table),), str(output), resume=True)).summary.evaluated == 200
    assert output.read_bytes() == whole.read_bytes()
