"""What is written of one fact, and how texts are written in YAML so that they are read as the same texts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from textwrap import wrap

from advisor.cases.answers import UNKNOWN, answer_text
from advisor.cases.document import attested_entries
from advisor.cases.model import NOT_TOLD, Attestation, Case, Knowledge
from advisor.knowledge.model import Fact

_PLAIN = re.compile(r"[A-Za-z0-9](?:[\w \-'/().%]|,(?! )|, (?=\w))*", re.ASCII)
_NOT_A_TEXT = re.compile(
    r"(?:y|yes|n|no|true|false|on|off|null|~|[\d.,_eE+:\-]+|0[xob]\w+)", re.IGNORECASE
)
_NUMBER_OR_DATE = re.compile(r"0|[1-9]\d*|\d{4}-\d\d-\d\d", re.ASCII)
_WIDTH = 96
_LEAST_WIDTH = 40


@dataclass(frozen=True)
class FactEntry:
    """What a case file says of one fact: `answer` in its words, '' for none; 'unknown' is an answer.

    `formerly` are other names by which a file made under older rules may call the fact.
    """

    fact: str
    answer: str
    note: str = ""
    formerly: tuple[str, ...] = ()
    attested: Attestation = NOT_TOLD

    def is_called(self, name: str) -> bool:
        """Whether a name in a file is the fact's, whatever its capitals and blanks."""
        return folded(name) in (folded(one) for one in (self.fact, *self.formerly))

    @property
    def empty(self) -> bool:
        """Whether nothing is said, so that the file need not name the fact."""
        return not self.answer and not self.note

    @property
    def beside(self) -> Mapping[str, str]:
        """What stands beside the answer, by its keys: the note, who answered, who checked."""
        note = {"note": self.note} if self.note else {}
        return {**note, **attested_entries(self.attested)}


def entry_of(case: Case, fact: Fact) -> FactEntry:
    """Return what is to be written of a fact; a single number is written as YAML and JSON write it."""
    given = case.by_fact.get(fact.name)
    text = answer_text(given, fact) if given else ""
    plain = text.replace(",", "")
    if case.knowledge(fact.name) is Knowledge.UNKNOWN:
        text = UNKNOWN
    answer = plain if plain.isdecimal() else text
    note, attested = case.note_on(fact.name), case.attestation(fact.name)
    return FactEntry(fact.name, answer, note, fact.formerly, attested)


def folded(name: str) -> str:
    """Return a name of a file as names are compared: without capitals and spare blanks."""
    return " ".join(name.split()).casefold()


def entry_lines(entry: FactEntry, pad: str, key: str = "", comment: str = "") -> str:
    """Write an entry on lines of its own, each ended by a line feed.

    `key` is the name as the file writes it, `comment` is what stands behind the answer there.
    """
    key = key or scalar_text(entry.fact)
    if not entry.beside:
        return f"{pad}{key}: {scalar_text(entry.answer)}{comment}\n"
    lines = f"{pad}{key}:{'' if entry.answer else comment}\n"
    if entry.answer:
        lines += f"{pad}  answer: {scalar_text(entry.answer)}{comment}\n"
    for name, text in entry.beside.items():
        lines += f"{pad}  {name}: {_note_text(text, pad + '    ')}\n"
    return lines


def entry_in_line(entry: FactEntry) -> str:
    """Write an entry as it stands between braces."""
    if not entry.beside:
        return f"{_quoted(entry.fact)}: {_quoted(entry.answer)}"
    parts = {"answer": entry.answer, **entry.beside} if entry.answer else entry.beside
    inner = ", ".join(f"{name}: {_quoted(text)}" for name, text in parts.items())
    return f"{_quoted(entry.fact)}: {{{inner}}}"


def scalar_text(text: str) -> str:
    """Write a text as YAML on one line, quoted only where it must be."""
    if _PLAIN.fullmatch(text) and not _NOT_A_TEXT.fullmatch(text) and not text.endswith(" "):
        return text
    if _NUMBER_OR_DATE.fullmatch(text):
        return text
    if text.isprintable():
        return "'" + text.replace("'", "''") + "'"
    return _quoted(text)


def new_case_text(head: Mapping[str, str]) -> str:
    """Return the text of a new YAML case file with nothing answered yet."""
    lines = [f"{key}: {scalar_text(value)}\n" for key, value in head.items() if value]
    return "".join(lines) + "facts:\n"


def _quoted(text: str) -> str:
    """Write a text in double quotes, with what can't be seen as an escape."""
    return '"' + "".join(_escaped(sign) for sign in text) + '"'


def _escaped(sign: str) -> str:
    if sign in '"\\':
        return f"\\{sign}"
    if sign.isprintable():
        return sign
    # JSON's pairs of surrogates are no characters to YAML, which has an escape of its own.
    return f"\\u{ord(sign):04x}" if ord(sign) <= 0xFFFF else f"\\U{ord(sign):08x}"


def _note_text(note: str, pad: str) -> str:
    """Write a note: on one line if it is short, else folded, as the books of cases do."""
    width = max(_LEAST_WIDTH, _WIDTH - len(pad))
    if len(note) <= width - 10 or note != " ".join(note.split(" ")) or not note.isprintable():
        return scalar_text(note)
    lines = wrap(note, width, break_long_words=False, break_on_hyphens=False)
    return ">-\n" + "\n".join(pad + line for line in lines)
