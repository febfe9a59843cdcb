"""Tables as CSV, with no cell that a spreadsheet would run."""

from __future__ import annotations

import polars as pl

from advisor.batch.write.safety import safe_texts
from advisor.report.rules_export.tables import RulesTable

_MARK = b"\xef\xbb\xbf"
"""The mark by which a spreadsheet knows that a CSV file is UTF-8; without it 'é' comes out as two letters."""


def as_csv(table: RulesTable) -> bytes:
    """Return a table as CSV: commas, UTF-8 with its mark, lines that end as spreadsheets write them."""
    frame = pl.DataFrame(table.rows, schema=dict.fromkeys(table.header, pl.String), orient="row")
    text = frame.select(safe_texts()).write_csv(line_terminator="\r\n")
    return _MARK + text.encode()
