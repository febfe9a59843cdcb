"""The columns of a table by their names: which hold facts, and which are carried along."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from advisor.batch.portion import CASE_KEYS, Failure, failure
from advisor.batch.read.encoder import Encoder
from advisor.batch.read.record import carried_name
from advisor.errors import column_letters, nearest
from advisor.text import one_line

HEADER_ROWS = 50
"""In how many first rows of a table the header is looked for."""

MOST_COLUMNS = 2_000
"""How many columns a table may have: there are some hundred facts, and time and memory grow with each column."""

_TOTAL = re.compile(
    r"(?:(?:grand|sub|sous)[ -]?)?total(?:s|e|en|i|aux)?(?:[\s:(].*)?"
    r"|(?:sub|eind)?totaal(?:[:(].*)?|(?:sum|sums|summe|summen|suma|gesamt|insgesamt|gesamtsumme|mean|average|median"
    r"|zwischensumme|zwischentotal|teilsumme|mittelwert|durchschnitt|moyenne|m[eé]diane?|promedio|gemiddelde"
    r"|gemiddeld|[sś]rednia|razem|celkem)(?:[:(].*)?",
    re.IGNORECASE | re.DOTALL,
)
_OF_SOME = re.compile(
    r"(?:sum|summe|suma|subtotal|subtotaal|totaal|zwischensumme|teilsumme|mean|average|median|mittelwert"
    r"|durchschnitt|moyenne|gemiddelde|[sś]rednia|razem|celkem)\s+\S.*",
    re.IGNORECASE | re.DOTALL,
)
"""A total of some governments, such as 'Summe Nord'; a town may be called so, and then its row tells more in words."""

_FEW_TEXTS = 2
"""How many texts the row of such a total has at most."""

_NOTE = re.compile(
    r"(?:notes?|sources?|remarks?|footnotes?|legend|quelle|anmerkung|n\.b\.|as of|[*†‡¹²³]|\(?\d\))(?![a-z]).*",
    re.IGNORECASE | re.DOTALL,
)

LEFT_OUT_SHOWS = (
    r"(?i)total|totaal|sum|gesamt|mean|average|m[eé]dian|mittelwert|durchschnitt|moyenne|promedio"
    r"|gemiddeld|[sś]rednia|razem|celkem|teilsumme"
    r"|note|source|remark|legend|quelle|anmerkung|n\.b\.|as of|[*†‡¹²³]|\d\)"
)
"""What every label of a total or a note has in it, and most others haven't: for looking at whole columns first."""


@dataclass(frozen=True)
class Alignment:
    """The columns that are carried along, the same in all portions of a run.

    `keep_types` says that they stay what they were; else they become texts.
    """

    columns: tuple[str, ...]
    keep_types: bool


@dataclass(frozen=True)
class TableChoice:
    """Which sheet of a workbook is read, by its name, and which row is the header, from 1; '' and 0 let it be found."""

    sheet: str = ""
    header_row: int = 0


FIND = TableChoice()


def check_width(columns: int) -> None:
    """Refuse a table of too many columns. Raises ValueError."""
    if columns > MOST_COLUMNS:
        message = f"it has {columns:,} columns, and at most {MOST_COLUMNS:,} are read; leave out those that are no facts"
        raise ValueError(message)


def facts_in(row: Sequence[str | None], encoder: Encoder) -> int:
    """Return how many cells of a row are named like a fact."""
    return sum(encoder.fact_row(cell) is not None for cell in row if cell)


def header_place(rows: Sequence[Sequence[str | None]], encoder: Encoder) -> int:
    """Return which of the first rows names the most facts, counted from 0; where none does, `likely_header`."""
    counts = [facts_in(row, encoder) for row in rows[:HEADER_ROWS]]
    return counts.index(max(counts)) if any(counts) else likely_header(rows[:HEADER_ROWS])


def likely_header(rows: Sequence[Sequence[str | None]]) -> int:
    """Return the first row that has nearly as many different texts as any has, counted from 0.

    So a header is found whose columns carry other names than facts: titles have few texts, and
    cases may have as many as the header, but stand below it.
    """
    texts = [len(set(words_of(row))) for row in rows]
    enough = _NEARLY * max(texts, default=0)
    return next((place for place, count in enumerate(texts) if count and count >= enough), 0)


_NEARLY = 0.75


def left_out(label: str, filled: int, columns: int, texts: int = 1) -> str:
    """Say what a row is that holds no government, '' where it holds one.

    `label` is its first text, `filled` how many of its cells hold anything, of so many `columns`.
    `texts` is how many of its cells beside the facts hold words and no numbers.
    """
    if _TOTAL.fullmatch(label.strip()):
        return "a total"
    if texts <= _FEW_TEXTS and columns > _FEW_TEXTS and _OF_SOME.fullmatch(label.strip()):
        return "a total"
    if filled == 1 and columns > 2 and _NOTE.fullmatch(label.strip()):
        return "a note"
    return ""


def words_of(cells: Iterable[object]) -> list[str]:
    """Return the cells of a row that hold words: no numbers, and no marks such as '-'."""
    texts = [str(cell).strip() for cell in cells if cell is not None]
    return [text for text in texts if _WORD.search(text) and not _NUMBERED.match(text)]


_WORD = re.compile(r"[^\W\d_]|[*†‡¹²³]")
_NUMBERED = re.compile(r"[-+]?\d[\d.,'\s]*(?:\w{0,3}\.?|\.?-)$")


def left_out_note(file: str, row: int, label: str, what: str) -> str:
    """Tell that a row of a spreadsheet was left out."""
    return f"{file}: row {row:,} ('{one_line(label, 60)}') is {what} and is left out"


def header_note(file: str, row: int) -> str:
    """Tell that the header isn't the first row."""
    return f"{file}: the names of the columns stand in row {row:,}; what is above is left out"


MOST_DOUBTED = 100
"""How many columns are compared with the names of facts; a table with more isn't made by hand."""

_LONGEST_COMPARED = 60

_ALIKE = 0.75
"""How alike two names are from which one may be meant by the other: 1 is the same."""

_FIRST_WORD = re.compile(r"[^\W\d_]{3,}")


def near_fact(name: str, encoder: Encoder) -> str:
    """Return the fact whose name looks most like this one, or is begun by its first word; '' if none does.

    A few letters in common are not enough: 'nation' is no 'population', and 'pop-2020' may be.
    """
    # Comparing takes as long as both are, and nobody slips so far.
    if len(name) > _LONGEST_COMPARED:
        return ""
    facts = [fact.name for fact in encoder.facts]
    near = nearest(name, facts) or ""
    if near and SequenceMatcher(None, name.casefold(), near.casefold()).ratio() >= _ALIKE:
        return near
    word = _FIRST_WORD.match(name.strip().casefold())
    begun = [one for one in facts if word and one.casefold().startswith(word[0])]
    return begun[0] if len(begun) == 1 else ""


def others(columns: Sequence[str], encoder: Encoder) -> list[str]:
    """Return the columns that are no facts, by their names in the output."""
    return [carried_name(name) for name in encoder.roles(columns).carried]


def doubts(file: str, columns: Sequence[str], encoder: Encoder) -> Iterator[str]:
    """Yield a note on each column that is no fact and is named almost like one."""
    strange = [name for name in encoder.roles(columns).carried if name.casefold() not in CASE_KEYS]
    for name in strange[:MOST_DOUBTED]:
        near = "" if encoder.bare else near_fact(name, encoder)
        if near:
            yield (
                f"{file}: column '{one_line(name)}' is no fact and is carried along; "
                f"did you mean '{near}'?"
            )


def useless(file: str, columns: Sequence[str], encoder: Encoder) -> Failure | None:
    """Say what makes a whole table useless: no fact at all, or one twice."""
    rows = [row for row in map(encoder.fact_row, columns) if row is not None]
    for row in rows:
        if rows.count(row) > 1:
            name = encoder.facts[row].name
            return failure(file, 0, f"two columns are named '{name}'", fact=name)
    if rows or encoder.bare:
        return None
    hint = (
        "name the columns as the facts are named in the books, or tell with --map which column holds which fact: "
        "--suggest-map writes a first file for it"
    )
    near = next(filter(None, (near_fact(name, encoder) for name in columns[:MOST_DOUBTED])), "")
    if near:
        hint = f"did you mean '{near}'? Else {hint}"
    read = one_line(", ".join(columns))
    return failure(file, 0, "no column is named like a fact", hint=hint, read=read)


def letters_of(columns: Sequence[str], encoder: Encoder) -> dict[str, str]:
    """Return by its fact what a spreadsheet calls the column of it."""
    rows = [encoder.fact_row(name) for name in columns]
    return {
        encoder.facts[row].name: column_letters(place)
        for place, row in enumerate(rows)
        if row is not None
    }


def named(header: Sequence[str | None], above: Sequence[str | None] = ()) -> list[str]:
    """Return a header in which every column has a name: its own, or that `above` it, as where cells were merged.

    A column without either has the name of its place, such as 'column D'.
    """
    names = []
    for place, name in enumerate(header):
        upper = above[place] if place < len(above) else None
        texts = (text for text in (name, upper) if text and text.strip())
        names.append(next(texts, f"column {column_letters(place)}"))
    return names


def twins(columns: Sequence[str]) -> str:
    """Say which two columns have one name, of which a table could keep only one; '' if none have."""
    first: dict[str, int] = {}
    for place, name in enumerate(columns):
        folded = " ".join(name.split())
        if folded in first:
            one, other = column_letters(first[folded]), column_letters(place)
            return f"columns {one} and {other} are both named '{one_line(name)}'"
        first[folded] = place
    return ""
