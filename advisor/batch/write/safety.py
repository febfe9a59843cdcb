"""Texts that no spreadsheet runs: an apostrophe stands before what it would take for a formula."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

# Blanks, and what can't be seen (controls, marks of direction, fillers, selectors of variants): a
# spreadsheet drops some of them before it looks for a formula. The last four of the signs are the
# full-width forms of = + - @, which spreadsheets take for the same.
_UNSEEN = r"[\s\p{C}\p{Z}\x{034F}\x{115F}\x{1160}\x{17B4}\x{17B5}\x{2800}\x{3164}\x{FE00}-\x{FE0F}\x{FFA0}]"
_FORMULA = rf"^(?:[\t\r]|{_UNSEEN}*[=+\-@\x{{FF1D}}\x{{FF0B}}\x{{FF0D}}\x{{FF20}}])"
_NUMBER = r"^[+-]?(\d+([.,]\d+)*)$"


def safe_texts() -> pl.Expr:
    """Return all columns of texts, with an apostrophe before those that a spreadsheet would run."""
    texts = pl.col(pl.String)
    risky = texts.str.contains(_FORMULA) & ~texts.str.contains(_NUMBER)
    return pl.when(risky).then("'" + texts).otherwise(texts).name.keep()


def safe_names(names: Sequence[str]) -> list[str]:
    """Return names of columns, with an apostrophe before those that a spreadsheet would run."""
    bad = pl.Series(names, dtype=pl.String).str.contains(_FORMULA)
    return [f"'{name}" if run else name for name, run in zip(names, bad, strict=True)]
