"""What a table tells of its governments besides the facts: their names, and where they lie."""

from __future__ import annotations

import polars as pl

from advisor.batch.portion import FILE, ROW, TOWN_NAMES

TOWN = "town"

_LATITUDES = ("latitude", "lat")
_LONGITUDES = ("longitude", "lon", "lng", "long")
_GIVEN = " (given)"


def towns_of(carried: pl.DataFrame) -> pl.Series:
    """Return what each government is called: by a column of names, else by the first that tells, else by its place.

    `carried` has file and row first, then the columns that are carried along.
    """
    names = _name_columns(carried)
    names += [one for one in carried.columns[2:] if one not in names]
    texts = [_text(name) for name in names]
    where = pl.format("{}:{}", pl.col(FILE).cast(pl.String), pl.col(ROW))
    return carried.select(pl.coalesce(*texts, where).alias(TOWN)).to_series()


def keys_of(carried: pl.DataFrame) -> list[tuple[str, ...]]:
    """Return by what each government may be found in another file: all its names and its id, in small letters."""
    names = _name_columns(carried)
    if not names:
        return [()] * carried.height
    texts = carried.select(_text(name).str.to_lowercase() for name in names)
    return [tuple(filter(None, row)) for row in texts.iter_rows()]


def coordinates_of(carried: pl.DataFrame) -> list[tuple[float, float] | None]:
    """Return where each government lies: latitude and longitude in degrees, None where that isn't told."""
    folded = {name.casefold(): name for name in reversed(carried.columns)}
    latitude = next((folded[one] for one in _LATITUDES if one in folded), None)
    longitude = next((folded[one] for one in _LONGITUDES if one in folded), None)
    if latitude is None or longitude is None:
        return [None] * carried.height
    degrees = [
        pl.col(name)
        .cast(pl.String, strict=False)
        .str.replace(",", ".", literal=True)
        .cast(pl.Float64, strict=False)
        for name in (latitude, longitude)
    ]
    pairs = carried.select(degrees[0].alias("north"), degrees[1].alias("east")).iter_rows()
    return [
        (north, east)
        if north is not None and east is not None and abs(north) <= 90 and abs(east) <= 180
        else None
        for north, east in pairs
    ]


def _name_columns(carried: pl.DataFrame) -> list[str]:
    folded = {name.casefold().removesuffix(_GIVEN): name for name in reversed(carried.columns[2:])}
    return [folded[one] for one in TOWN_NAMES if one in folded]


def _text(name: str) -> pl.Expr:
    text = pl.col(name).cast(pl.String, strict=False).str.strip_chars()
    return pl.when(text != "").then(text)
