"""Patterns of the case schema: names, dates and numbers as the reader of case files takes them.

Written for the regular expressions of JSON Schema (ECMA-262), which know no option to overlook
capitals: each letter stands with its capital, and blanks are spelled out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from advisor.cases.read.dates import NO_LETTERS
from advisor.knowledge.domains import Domain, Kind
from advisor.knowledge.model import Fact

BLANK = r"[ \t\n\r\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]"
"""What counts as a blank between and around words."""

TEXT = r"^[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u2028\u2029\ufffe\uffff]*$"
"""A text without what no text of a case may hold."""

NOTHING_TEXT = f"^{BLANK}*$"
"""A text that says nothing."""

_MORE_FORMS = {"s": "\u017f", "k": "\u212a"}
"""Letters that are another letter's small form, besides the capital: the long s and the sign of kelvin."""

_MORE_LETTERS = re.compile("[\u017f\u212a]")
_SPECIAL = re.compile(r"[\\^$.|?*+()\[\]{}/]")


@lru_cache(maxsize=4096)
def word(text: str) -> str:
    """Return the pattern of a name or sentence, whatever its capitals and the blanks between its words."""
    return f"{BLANK}+".join(
        "".join(_letter(letter) for letter in part) for part in text.casefold().split()
    )


def _letter(letter: str) -> str:
    forms = {letter, letter.upper(), _MORE_FORMS.get(letter, "")} - {""}
    single = sorted(form for form in forms if len(form) == 1 and form.casefold() == letter)
    if len(single) > 1:
        return f"[{''.join(single)}]"
    return _SPECIAL.sub(r"\\\g<0>", letter)


def any_word(texts: Iterable[str]) -> str:
    """Return the pattern of one of several names."""
    return "|".join(word(text) for text in texts)


def whole(pattern: str) -> str:
    """Return the pattern of a text that is this, with blanks around it."""
    return f"^{BLANK}*(?:{pattern}){BLANK}*$"


def several(part: str) -> str:
    """Return the pattern of parts joined by 'or'."""
    # After each part comes either the end, or an 'or' with something behind it.
    return f"^{BLANK}*(?:(?:{part})(?:{BLANK}+{word('or')}{BLANK}+(?!$)|{BLANK}*$))+$"


def values_pattern(fact: Fact) -> str:
    """Return the pattern of an answer to a scale or choice: a value, a range of a scale, several of them."""
    domain = fact.domain
    names = [_names(fact, code) for code in range(len(domain.values))]
    parts = ["|".join(names)]
    if domain.ordered:
        for code, name in enumerate(names):
            parts.append(f"(?:{name}){BLANK}+{word('to')}{BLANK}+(?:{'|'.join(names[code:])})")
        parts.append(f"(?:{word('at least')}|{word('at most')}){BLANK}+(?:{'|'.join(names)})")
    return several("|".join(parts))


def _names(fact: Fact, code: int) -> str:
    """Return the pattern of a value: by its name, or by one that it had before."""
    name = fact.domain.values[code]
    names = [name, *(old for old, new in fact.former_values if new == name)]
    if fact.domain.kind is Kind.YES_NO:
        names.append({"yes": "true", "no": "false"}[name.casefold()])
    return any_word(names)


def numbers_pattern(domain: Domain) -> str:
    """Return the pattern of a number as people write it: '95,000', 'about 35k', '20-30', 'at least 5', '300+'.

    It tells the form. How large a number is, and whether a range runs upwards, no pattern tells.
    """
    number = _number(domain)
    about = f"(?:(?:{_any(_ABOUT)}){BLANK}*)?"
    bound = f"(?:{_any(_BOUNDS)}){BLANK}+"
    sign = f"(?:{_any(_BEYOND)}|[<>]=?|[≤≥]){BLANK}*"
    unsigned = _number(domain, sign="")
    span = (
        f"{about}{number}(?:{BLANK}+{word('to')}{BLANK}+{number}"
        f"|{BLANK}*[-\u2013\u2014]{BLANK}*{unsigned})"
    )
    between = f"{word('between')}{BLANK}+{number}{BLANK}+{word('and')}{BLANK}+{number}"
    # '-5+' and '12e3+' are none.
    from_here = f"(?:\\+|{BLANK}(?:{_any(_OR_MORE)}))(?={BLANK}|$)"
    open_end = f"{about}{_number(domain, sign='', power='')}{BLANK}*{from_here}"
    part = f"(?:{open_end}|{between}|{span}|(?:{bound}|{sign}|{about}){number})"
    return several(f"{part}{BLANK}*(?:{word(domain.unit)})?")


def _number(domain: Domain, sign: str = "[+-]?", power: str = "[eE][+-]?[0-9]+|") -> str:
    space = "[ \u00a0\u202f\u2009\u2007'’_]"  # noqa: RUF001 - as people and spreadsheets write it
    # 35.000 can be read in two ways, and is asked back.
    ambiguous = r"(?![+-]?[0-9]{1,3}(?:\.[0-9]{3})+(?![0-9.,eE]))"
    digits = f"(?:[0-9]{{1,3}}(?:(?:{space}|,)[0-9]{{3}})+|[0-9]+)"
    decimals = r"(?:\.[0-9]+|,[0-9]{1,2})?"
    factor = f"(?:{power}{BLANK}*(?:{_any(_SCALES)})(?![A-Za-z0-9_])\\.?)"
    # What is counted whole has decimals only before a power: 1.5e3, 2,5k.
    plain = r"(?:\.0+)?" if domain.whole else decimals
    return f"{ambiguous}{sign}{digits}(?:{decimals}{factor}|{plain})"


def _any(words: Sequence[str]) -> str:
    """Return the pattern of one of several words in which capitals are overlooked among A to Z alone."""
    longest_first = sorted(words, key=len, reverse=True)
    return "|".join(_MORE_LETTERS.sub("", word(one)) for one in longest_first)


_ABOUT = (
    "about", "around", "roughly", "approximately", "approx.", "approx", "circa", "ca.", "ca", "some",
    "~", "≈",
)  # fmt: skip
_BOUNDS = ("at least", "at most", "up to")
_BEYOND = (
    "below", "under", "less than", "fewer than", "smaller than", "above", "over", "more than",
    "larger than", "greater than",
)  # fmt: skip
_OR_MORE = (
    "or more", "and more", "or above", "and above", "or less", "or fewer", "or below", "and below",
)  # fmt: skip
_SCALES = ("k", "thousand", "mio", "million", "mn")


def date_pattern() -> str:
    """Return the pattern of a date: a year, a month or a day of the calendar, a span of two, or words.

    Whether a span runs upwards no pattern tells.
    """
    year = r"(?!0000)[0-9]{4}"
    leap = r"(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)"
    month = "(?:0[1-9]|1[0-2])"
    day = (
        "(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)"
        "|02-(?:0[1-9]|1[0-9]|2[0-8]))"
    )
    date = f"(?:{year}-{day}|(?!0000){leap}-02-29|{year}-{month}|{year})"
    span = f"{date}(?:{BLANK}+to{BLANK}+{date})?"
    # Words are what holds a letter besides 'to'.
    digits_only = f"(?:[{NO_LETTERS}]|\\bto\\b)*$"
    return f"^(?:{BLANK}*(?:{span})?{BLANK}*$|(?!{digits_only}){TEXT[1:-1]}$)"
