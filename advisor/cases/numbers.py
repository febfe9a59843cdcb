"""Numbers as people write them: '35k', '35 000', 'about 35,000', '300+', '2,5', in the words of a case file.

Nothing is guessed: '35.000' and '35.5k' that could mean two things stay as they are, so that the
reader of answers asks back. In a column of a table the other numbers tell which mark stands before
the decimals; alone, '1,500' could mean two things there too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from advisor.knowledge.domains import number_text

_ABOUT = re.compile(
    r"^(?:about|around|roughly|approximately|approx\.?|circa|ca\.?|some|~|≈)\s*(?=[\d+-])",
    re.IGNORECASE | re.ASCII,
)
_SPACES = "[ \xa0\u202f\u2009\u2007'’_]"  # noqa: RUF001 - as people and spreadsheets write it
_THOUSANDS = re.compile(rf"(?<![\d.,])\d{{1,3}}(?:{_SPACES}\d{{3}})+(?![\d])", re.ASCII)
_DECIMAL_COMMA = re.compile(r"(?<![\d.,])(\d+),(\d{1,2})(?![\d.,])", re.ASCII)
_FACTORS = {"k": 1_000, "thousand": 1_000, "mn": 1_000_000, "mio": 1_000_000, "million": 1_000_000}
_SCALE = r"\s*(k|thousand|mio|million|mn)\b\.?"
_SCALED = re.compile(
    rf"(?<![\d.,])(\d{{1,3}}(?:,\d{{3}})+|\d+)(\.\d+)?{_SCALE}", re.IGNORECASE | re.ASCII
)
_SCALED_COMMA = re.compile(rf"(?<![\d.,])(\d+),(\d{{1,2}})(?={_SCALE})", re.IGNORECASE | re.ASCII)
_BEFORE_SCALE = re.compile(_SCALE, re.IGNORECASE | re.ASCII)
_DASH = re.compile(r"(?<=\d)\s*[-–—]\s*(?=\d)", re.ASCII)  # noqa: RUF001 - as people type it
_OR_MORE = re.compile(
    r"([\d,.]+)\s*(?:\+|or more|and more|or above|and above)(?=\s|$)(.*)", re.IGNORECASE
)
_OR_LESS = re.compile(
    r"([\d,.]+)\s*(?:or less|or fewer|or below|and below)(?=\s|$)(.*)", re.IGNORECASE
)
_UP_TO = re.compile(r"up to\s+(?=[\d+-])", re.IGNORECASE | re.ASCII)
_MARKED = re.compile(r"\d+(?:[.,]\d+)+", re.ASCII)
"""A number with points or commas in it."""

_WIDE = {0xFF01 + place: 0x21 + place for place in range(94)}
"""The wide digits and marks of East Asian keyboards, which mean the plain ones."""

_DAY = re.compile(r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}", re.ASCII)

LONGEST = 200
"""How many characters a text with numbers may have: in a longer one nothing is sought, as that takes long."""


def plain_numbers(text: str) -> str:
    """Return a text with the numbers in it as a case file writes them.

    >>> plain_numbers("about 35k")
    '35,000'
    >>> plain_numbers("1.5 million - 2 000 000")
    '1,500,000 to 2,000,000'
    >>> plain_numbers("300+ posts")
    'at least 300 posts'
    >>> plain_numbers("18,5k")
    '18,500'
    >>> plain_numbers("35.000")
    '35.000'
    """
    if len(text) > LONGEST:
        return text
    text = _ABOUT.sub("", text.strip().translate(_WIDE))
    text = _THOUSANDS.sub(lambda found: _joined(found, text), text)
    text = _SCALED_COMMA.sub(r"\1.\2", text)
    text = _SCALED.sub(_scaled, text)
    text = _DECIMAL_COMMA.sub(r"\1.\2", text)
    text = _DASH.sub(" to ", text)
    text = _UP_TO.sub("at most ", text)
    text = _OR_MORE.sub(r"at least \1\2", text)
    return _OR_LESS.sub(r"at most \1\2", text)


def column_numbers(text: str, mark: str = "", *, whole: bool = False) -> str | None:
    """Return what `plain_numbers` does for a cell of a column, or None where it can mean two things.

    `mark` stands before the decimals in this column, as far as `decimal_mark` knows it. `whole`
    tells that what is counted can't be divided, so that three digits behind a mark are no decimals.

    >>> column_numbers("1,500"), column_numbers("1,500", ","), column_numbers("1.500", ",")
    (None, '1.5000', '1,500')
    >>> column_numbers("20.000 - 50.000", whole=True)
    '20,000 to 50,000'
    """
    if len(text) > LONGEST:
        return text
    text = text.strip().translate(_WIDE)
    text = _THOUSANDS.sub(lambda found: re.sub(_SPACES, "", found[0]), text)
    if _DAY.fullmatch(text):
        return text  # a spreadsheet took it for a day
    pieces, last = [], 0
    for found in _MARKED.finditer(text):
        scaled = _BEFORE_SCALE.match(text, found.end()) is not None
        own = _shown(found[0])
        decimal = own or mark
        if not decimal:
            if not whole or scaled:
                return None
            pieces += [text[last : found.start()], re.sub("[.,]", ",", found[0])]
        else:
            pieces += [text[last : found.start()], _written(found[0], decimal)]
        last = found.end()
    return plain_numbers("".join(pieces) + text[last:])


def decimal_mark(texts: Iterable[str]) -> str:
    """Return what stands before the decimals in a column, '' where nothing or not the same is shown.

    >>> decimal_mark(["1,500", "2,5"]), decimal_mark(["1,500", "1.5"]), decimal_mark(["1,500"])
    (',', '.', '')
    >>> decimal_mark(["2,5", "2.5"])
    ''
    """
    marks: set[str] = set()
    for text in texts:
        if len(text) > LONGEST:
            continue
        plain = text.strip().translate(_WIDE)
        plain = _THOUSANDS.sub(lambda found: re.sub(_SPACES, "", found[0]), plain)
        if not _DAY.fullmatch(plain):
            marks.update(_shown(found[0]) for found in _MARKED.finditer(plain))
            if len(marks - {""}) > 1:
                return ""
    return next(iter(marks - {""}), "")


def _shown(number: str) -> str:
    """Return the mark before the decimals that a number shows by itself, '' if it could be either."""
    if "," in number and "." in number:
        last = max(number, key=lambda one: number.rfind(one) if one in ".," else -1)
        return last if number.count(last) == 1 else ""
    mark = "," if "," in number else "."
    first, *groups = number.split(mark)
    grouped = 1 <= len(first) <= 3 and first[0] != "0" and all(len(one) == 3 for one in groups)
    if len(groups) > 1:
        return "." if grouped and mark == "," else "," if grouped else ""
    return "" if grouped else mark


def _written(number: str, decimal: str) -> str:
    """Write a number as case files do; one whose groups are none stays as it is, and is refused."""
    thousands = "." if decimal == "," else ","
    digits, _, decimals = number.partition(decimal)
    first, *groups = digits.split(thousands)
    if groups and (len(first) > 3 or any(len(one) != 3 for one in groups)):
        return number
    if any(not one.isdecimal() for one in (decimals,) if one):
        return number
    if len(decimals) == 3:
        decimals += "0"  # three would look like thousands
    return ",".join((first, *groups)) + (f".{decimals}" if decimals else "")


def _joined(found: re.Match[str], text: str) -> str:
    between = "" if text[found.end() : found.end() + 1] in (".", ",") else ","
    return re.sub(_SPACES, between, found[0])


def _scaled(found: re.Match[str]) -> str:
    factor = _FACTORS[found[3].casefold()]
    whole, decimals = found[1].replace(",", ""), (found[2] or ".")[1:]
    if len(decimals) == 3:
        return found[0]
    number = int(whole + decimals) * factor / 10 ** len(decimals)
    return number_text(number)
