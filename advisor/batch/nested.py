"""Columns of lists, mappings and structures as texts, for what holds only texts."""

from __future__ import annotations

import json

import polars as pl


def json_texts(column: pl.Series) -> pl.Series:
    """Return a column of lists, mappings or structures as texts in JSON."""
    texts = [
        None if one is None else json.dumps(one, default=_plain, ensure_ascii=False)
        for one in column.to_list()
    ]
    return pl.Series(column.name, texts, dtype=pl.String)


def _plain(value: object) -> object:
    if isinstance(value, pl.Series):
        return value.to_list()
    return value.hex() if isinstance(value, bytes) else str(value)
