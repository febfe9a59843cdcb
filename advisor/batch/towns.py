"""What a table tells of its governments besides the facts: their names, and where they lie."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import polars as pl

from advisor.batch.portion import FILE, GIVEN, ROW, TOWN_NAMES

TOWN = "town"

ID = "id"

OTHER_WORDS = (
    "gemeinde", "commune", "stadt", "ville", "ort", "ortschaft", "kommune", "kommun", "municipio", "comune",
    "gmina", "obec", "gemeente", "council", "locality", "localidad", "freguesia", "ayuntamiento", "miasto", "kunta",
)  # fmt: skip
"""What columns of names are called in other languages."""

_NO_NAME = frozenset((
    "nr", "no", "nº", "n°", "number", "nummer", "numero", "numéro", "num", "code", "kod", "id", "bfs", "ags", "insee", "istat",
    "type", "typ", "tipo", "size", "grösse", "größe", "class", "kind", "category", "kategorie", "population", "einwohner",
    "land", "region", "tier", "form", "area", "fläche", "budget", "of",
))  # fmt: skip
"""With one of these a longer header tells something else of a place, such as its number."""

LOOKED_AT = 1_000
"""From how many first rows of a file it is seen what a column holds."""

_MOST_FILES = 50
_MOSTLY = 0.8
_LONGEST_NAME = 200

_LATITUDES = ("latitude", "lat")
_LONGITUDES = ("longitude", "lon", "lng", "long")
_WORDS = re.compile(r"[^\W_]+[º°]?")
_NUMBER_SHOWN = r"^(?:[^\pL]*|=.*|[-+~]?(?:ca\.?\s*)?[\d][\d.,'’\s]*(?:\pL{1,4}\.?|\.?-)?)$"  # noqa: RUF001 - as people write it


def names_of(carried: pl.DataFrame) -> pl.Series:
    """Return what each government is called, missing where no column tells it.

    A column of names is known by what it is called; a file without one has the first column that
    holds mostly texts, of which most differ. `carried` has file and row first, then the columns that
    are carried along.
    """
    named = _coalesced(carried, _name_columns(carried))
    if not named.has_nulls():
        return named
    bare = carried.select(FILE, named.is_not_null().alias(TOWN)).group_by(FILE, maintain_order=True)
    files = bare.agg(pl.col(TOWN).any()).filter(~pl.col(TOWN))[FILE]
    if len(files) > _MOST_FILES:
        return named
    for file in files:
        rows = carried[FILE] == file
        column = _by_values(carried.filter(rows))
        if column:
            told = carried.select(pl.when(rows).then(_text(column)).alias(TOWN)).to_series()
            named = named.fill_null(told)
    return named


def called_names_of(carried: pl.DataFrame) -> pl.Series:
    """Return what each government is called by a column that is known by its own name, missing where none is.

    However a table is cut into portions, this says the same of a row.
    """
    return _coalesced(carried, name_in(_plain(carried)))


def _coalesced(carried: pl.DataFrame, names: Sequence[str]) -> pl.Series:
    if not names:
        return pl.Series(TOWN, [None], dtype=pl.String).new_from_index(0, carried.height)
    return carried.select(pl.coalesce(*map(_text, names)).alias(TOWN)).to_series()


def _plain(carried: pl.DataFrame) -> list[str]:
    return [name for name in carried.columns[2:] if not carried[name].dtype.is_nested()]


def towns_of(carried: pl.DataFrame) -> pl.Series:
    """Return what `names_of` does, and where nothing tells a name the file and the row."""
    where = carried.select(pl.format("{}:{}", pl.col(FILE).cast(pl.String), pl.col(ROW)))
    return names_of(carried).fill_null(where.to_series()).alias(TOWN)


def named_by(carried: pl.DataFrame) -> Iterator[str]:
    """Yield a note on each column that was found to hold the names, unless it is called as a case file would."""
    known = _name_columns(carried)
    if known:
        if _folded(known[0]) not in TOWN_NAMES:
            yield f"governments are named by the column '{known[0]}'"
        return
    files = carried[FILE].unique(maintain_order=True)
    for file in files if len(files) <= _MOST_FILES else ():
        column = _by_values(carried.filter(pl.col(FILE) == file))
        if column:
            yield f"{file}: governments are named by the column '{column}'"


def name_in(told: Sequence[str]) -> list[str]:
    """Return which of the names of columns are called like one of names of governments, the surest first."""
    folded = {_folded(name): name for name in reversed(told)}
    exact = [folded[one] for one in (*TOWN_NAMES, *OTHER_WORDS) if one in folded and one != ID]
    wanted = {*TOWN_NAMES, *OTHER_WORDS} - {ID, "name"}
    for name in told:
        words = set(_WORDS.findall(_folded(name)))
        if name not in exact and words & wanted and not words & _NO_NAME:
            exact.append(name)
    return [*exact, *([folded[ID]] if ID in folded else [])]


def keys_of(carried: pl.DataFrame) -> list[tuple[str, ...]]:
    """Return by what each government may be found in another file: all its names and its id, in small letters."""
    names = _name_columns(carried)
    texts = [
        *(carried.select(_text(name).alias(name)).to_series() for name in names),
        names_of(carried),
    ]
    lowered = [column.str.to_lowercase() for column in texts]
    return [tuple(dict.fromkeys(filter(None, row))) for row in zip(*lowered, strict=True)]


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


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold().removesuffix(GIVEN)


def _name_columns(carried: pl.DataFrame) -> list[str]:
    """Return the columns of names by what they are called; a longer header may stand above numbers too."""
    exact = {*TOWN_NAMES, *OTHER_WORDS}
    return [
        name
        for name in name_in(_plain(carried))
        if _folded(name) in exact or _holds_texts(carried[name].head(LOOKED_AT))
    ]


def _by_values(carried: pl.DataFrame) -> str:
    """Return the first column that holds mostly texts, of which most differ; '' if none does."""
    head = carried.head(LOOKED_AT)
    for name in head.columns[2:]:
        column = head[name]
        if not isinstance(column.dtype, pl.String | pl.Categorical | pl.Enum):
            continue
        texts = column.cast(pl.String).str.strip_chars()
        texts = texts.filter(texts != "")
        if len(texts) * 2 < head.height or not _holds_texts(texts):
            continue
        if texts.n_unique() >= _MOSTLY * len(texts):
            return name
    return ""


def _holds_texts(column: pl.Series) -> bool:
    """Tell whether most of what a column holds has letters and is no number with a unit, and no formula."""
    texts = column.cast(pl.String, strict=False).str.strip_chars()
    texts = texts.filter(texts != "")
    if not len(texts):
        return False
    numbers = texts.str.contains(_NUMBER_SHOWN).sum()
    return len(texts) - int(numbers) >= _MOSTLY * len(texts)


def _text(name: str) -> pl.Expr:
    text = pl.col(name).cast(pl.String, strict=False).str.replace_all(r"\s+", " ").str.strip_chars()
    return pl.when(text != "").then(text.str.slice(0, _LONGEST_NAME))
