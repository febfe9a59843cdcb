"""Words and lines: what every room writes alike, and how many cells of a terminal it takes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from unicodedata import combining, normalize

# Letters and marks of one cell each, which are nearly all that is ever written: no table is needed.
_NARROW = re.compile(
    "[ -~\xa0-\xac\xae-\u02ff\u0370-\u0373\u0384-\u0482\u2010-\u2027\u20a0-\u20b5]*"
)
# Controls could move the cursor or recolour a terminal; the marks that turn the direction of
# writing could make a line read as something else; half a character can't be written at all.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f"
    "\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)
_LATIN = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ø": "o", "å": "a", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th"}
)  # fmt: skip
_STYLE = re.compile(r"\x1b\[[0-9;]*m")


def any_of(words: Iterable[str]) -> str:
    """Join words: 'a, b or c'. Where a word holds a comma itself, 'or' stands between all."""
    return _listed(words, "or")


def all_of(words: Iterable[str]) -> str:
    """Join words: 'a, b and c'. Where a word holds a comma itself, 'and' stands between all."""
    return _listed(words, "and")


def _listed(words: Iterable[str], last: str) -> str:
    listed = list(words)
    if len(listed) < 2:
        return "".join(listed)
    *others, end = listed
    comma = f" {last} " if any("," in word for word in listed) else ", "
    return f"{comma.join(others)} {last} {end}"


def counted(count: int, one: str, many: str = "", *, signed: bool = False) -> str:
    """Write a number with its noun: '1 law', '3,000 laws', '-1 point'; `signed` writes '+1 point'."""
    number = f"{count:+,}" if signed else f"{count:,}"
    return f"{number} {one if abs(count) == 1 else many or one + 's'}"


def capital(text: str) -> str:
    """Begin with a capital and leave the rest as it is."""
    return text[:1].upper() + text[1:]


def one_line(text: str, limit: int = 60) -> str:
    """Return a text as a message quotes it: on one line, and cut where it is longer than the limit."""
    flat = " ".join(text.split())
    return flat if len(flat) <= limit else flat[: limit - 1] + "…"


def slug(text: str) -> str:
    """Return a text as the end of an anchor or a file's name: small letters, digits and single hyphens.

    Accents are left out, umlauts and letters like ø and ł written as two letters or the nearest one.

    >>> slug("Żary, Köln und Châtelard")
    'zary-koeln-und-chatelard'
    """
    composed = normalize("NFC", text).casefold().translate(_LATIN)
    plain = "".join(one for one in normalize("NFKD", composed) if not combining(one))
    return re.sub(r"[^a-z0-9]+", "-", plain.casefold()).strip("-")


def visible(text: str, *, styled: bool = False) -> str:
    r"""Return the text with every character that a terminal obeys instead of showing written out.

    '\x1b' takes the place of an escape, '\u202e' that of a mark that turns the direction of
    writing. Line breaks and tabs stay. `styled` leaves colours and weights, and nothing else.
    """
    if text.isascii() and text.isprintable():
        return text
    if not styled:
        return _INVISIBLE.sub(_written_out, text)
    done, at = [], 0
    for style in _STYLE.finditer(text):
        done += [_INVISIBLE.sub(_written_out, text[at : style.start()]), style.group()]
        at = style.end()
    return "".join([*done, _INVISIBLE.sub(_written_out, text[at:])])


def _written_out(match: re.Match[str]) -> str:
    code = ord(match.group())
    if 0xDC80 <= code <= 0xDCFF:  # a byte of a file's name that is not UTF-8
        return f"\\x{code - 0xDC00:02x}"
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def cells(text: str) -> int:
    """Return how many cells a text takes in a terminal.

    East Asian letters and emoji take two, marks that are set on the letter before them none.
    """
    if _NARROW.fullmatch(text):
        return len(text)
    from wcwidth import wcswidth, wcwidth  # noqa: PLC0415 - a start that shows no such letter needn't wait

    width: int = wcswidth(text)
    return width if width >= 0 else sum(max(0, wcwidth(letter)) for letter in text)


def padded(text: str, width: int) -> str:
    """Return the text with blanks behind it, up to a width in cells."""
    return text + " " * max(0, width - cells(text))


def wrapped(text: str, width: int, first: str = "", rest: str | None = None) -> list[str]:
    """Break a text into lines of at most `width` cells; a word that is longer is cut.

    The first line begins with `first`, the others with `rest` (blanks of the same width unless
    it is given); where it leaves no room for a word, it stands alone. What a reader sees as one
    letter is never cut, even where it is wider than the line.
    """
    hanging = " " * cells(first) if rest is None else rest
    if _NARROW.fullmatch(text) and _NARROW.fullmatch(first) and _NARROW.fullmatch(hanging):
        return _wrapped_narrow(" ".join(text.split()), width, first, hanging)
    lines: list[str] = []
    start, line = first, ""
    for word in text.split():
        rest_of_word = word
        while rest_of_word:
            joint = f"{line} " if line else ""
            room = width - cells(start) - cells(joint)
            if cells(rest_of_word) <= room:
                line, rest_of_word = joint + rest_of_word, ""
            elif line or cells(start) > cells(hanging):
                lines.append(start + line if line else start.rstrip())
                start, line = hanging, ""
            else:
                piece = _beginning(rest_of_word, room)
                lines.append(start + piece)
                start, rest_of_word = hanging, rest_of_word[len(piece) :]
    return [*lines, (start + line).rstrip()] if line or not lines else lines


def _beginning(word: str, room: int) -> str:
    """Return as many of a word's letters, as a reader counts them, as fit into so many cells; at least one."""
    from wcwidth import iter_graphemes  # noqa: PLC0415

    piece = ""
    for letter in iter_graphemes(word):
        if piece and cells(piece + letter) > room:
            break
        piece += letter
    return piece


def _wrapped_narrow(text: str, width: int, first: str, hanging: str) -> list[str]:
    """Do the same for letters of one cell each, several times quicker."""
    lines: list[str] = []
    start, at = first, 0
    while len(text) - at > (free := width - len(start)):
        end = text.rfind(" ", at, at + free + 1) if free > 0 else at
        if end <= at and len(start) > len(hanging):
            lines.append(start.rstrip())
            start = hanging
            continue
        if end <= at:  # a word longer than the line
            end = at + max(1, free)
        lines.append(start + text[at:end])
        at = end + (text[end : end + 1] == " ")
        start = hanging
    return [*lines, (start + text[at:]).rstrip()] if at < len(text) or not lines else lines
