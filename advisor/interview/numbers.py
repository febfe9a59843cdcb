"""Numbers as people write them: '35k', '35 000', 'about 35,000', '300+', '2,5', in the words of a case file.

Nothing is guessed: '35.000' and '35.5k' that could mean two things stay as they are, so that the
reader of answers asks back.
"""

from __future__ import annotations

import re

from advisor.knowledge.domains import number_text

_ABOUT = re.compile(
    r"^(?:about|around|roughly|approximately|approx\.?|circa|ca\.?|some|~|≈)\s*(?=[\d+-])",
    re.IGNORECASE,
)
_SPACES = "[ \xa0\u202f\u2009'’_]"  # noqa: RUF001 - as people and spreadsheets write it
_THOUSANDS = re.compile(rf"(?<![\d.,])\d{{1,3}}(?:{_SPACES}\d{{3}})+(?![\d])")
_DECIMAL_COMMA = re.compile(r"(?<![\d.,])(\d+),(\d{1,2})(?![\d.,])")
_FACTORS = {"k": 1_000, "thousand": 1_000, "mn": 1_000_000, "mio": 1_000_000, "million": 1_000_000}
_SCALED = re.compile(
    r"(?<![\d.,])(\d{1,3}(?:,\d{3})+|\d+)(\.\d{1,2})?\s*(k|thousand|mio|million|mn)\b\.?",
    re.IGNORECASE,
)
_DASH = re.compile(r"(?<=\d)\s*[-–—]\s*(?=\d)")  # noqa: RUF001 - as people type it
_OR_MORE = re.compile(r"([\d,.]+)\s*(?:\+|or more|and more|or above|and above)(?=\s|$)(.*)")
_OR_LESS = re.compile(r"([\d,.]+)\s*(?:or less|or fewer|or below|and below)(?=\s|$)(.*)")
_UP_TO = re.compile(r"up to\s+(?=\d)", re.IGNORECASE)


def plain_numbers(text: str) -> str:
    """Return a text with the numbers in it as a case file writes them.

    >>> plain_numbers("about 35k")
    '35,000'
    >>> plain_numbers("1.5 million - 2 000 000")
    '1,500,000 to 2,000,000'
    >>> plain_numbers("300+ posts")
    'at least 300 posts'
    >>> plain_numbers("35.000")
    '35.000'
    """
    text = _ABOUT.sub("", text.strip())
    text = _THOUSANDS.sub(lambda found: re.sub(_SPACES, ",", found[0]), text)
    text = _SCALED.sub(_scaled, text)
    text = _DECIMAL_COMMA.sub(r"\1.\2", text)
    text = _DASH.sub(" to ", text)
    text = _UP_TO.sub("at most ", text)
    text = _OR_MORE.sub(r"at least \1\2", text)
    return _OR_LESS.sub(r"at most \1\2", text)


def _scaled(found: re.Match[str]) -> str:
    factor = _FACTORS[found[3].casefold()]
    whole, decimals = found[1].replace(",", ""), (found[2] or ".")[1:]
    number = int(whole + decimals) * factor / 10 ** len(decimals)
    return number_text(number)
