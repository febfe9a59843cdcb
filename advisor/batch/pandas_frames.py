"""Columns of pandas as columns of polars and back, without pyarrow, which neither of them brings along."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import Any

import numpy as np
import polars as pl


def is_pandas(frame: Any) -> bool:
    """Tell whether this is a data frame of pandas."""
    kind = type(frame)
    return kind.__module__.partition(".")[0] == "pandas" and kind.__name__ == "DataFrame"


def answers(column: Any) -> pl.Series:
    """Return a column of pandas with answers; NaN, None and NA are missing."""
    pandas: Any = import_module("pandas")
    kinds = pandas.api.types
    if kinds.is_numeric_dtype(column.dtype) and not kinds.is_bool_dtype(column.dtype):
        return pl.Series(column.to_numpy(dtype=float, na_value=np.nan), nan_to_null=True)
    try:
        codes, distinct = pandas.factorize(column)
    except TypeError:  # lists can't be told apart by their hashes
        values = [None if _missing(pandas, one) else _texts(one) for one in column]
        lists = [[one] if isinstance(one, str) else one for one in values]
        return pl.Series(lists, dtype=pl.List(pl.String))
    texts = pl.Series([_text(one) for one in distinct], dtype=pl.String)
    rows = pl.Series(codes, dtype=pl.Int64)
    return texts.gather(pl.select(pl.when(rows >= 0).then(rows)).to_series())


def _missing(pandas: Any, value: Any) -> bool:
    return bool(pandas.api.types.is_scalar(value) and pandas.isna(value))


def _texts(value: Any) -> str | list[str]:
    if isinstance(value, Sequence | set | frozenset | np.ndarray) and not isinstance(value, str):
        return [_text(one) for one in value]
    return _text(value)


def _text(value: Any) -> str:
    if isinstance(value, bool | np.bool_):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def beside(frame: Any, table: pl.DataFrame) -> Any:
    """Return a data frame of pandas with the columns of a table of ours, which has as many rows, beside its own.

    Options and answers become categories, and ids lists.
    """
    pandas: Any = import_module("pandas")
    columns = {column.name: _column(pandas, column) for column in table.iter_columns()}
    return pandas.concat([frame, pandas.DataFrame(columns, index=frame.index)], axis="columns")


def _column(pandas: Any, column: pl.Series) -> Any:
    if isinstance(column.dtype, pl.Enum):
        codes = column.to_physical().cast(pl.Int64).fill_null(-1).to_numpy()
        return pandas.Categorical.from_codes(codes, column.dtype.categories.to_list())
    if isinstance(column.dtype, pl.List):
        lists = np.empty(len(column), object)
        lists[:] = column.to_list()
        return lists
    if column.dtype == pl.String:
        return pandas.array(column.to_list(), dtype="string")
    if column.null_count():
        return column.cast(pl.Float64).to_numpy()
    return column.to_numpy()
