"""Where a new block goes: the book and the section in which its like stand, and the next free id."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from advisor.knowledge.effects import Adjust, Argue, Conclude, Effect, RuleOut
from advisor.knowledge.model import CONTRADICTIONS, Rule, RuleBase
from advisor.knowledge.read.markdown import read_blocks
from advisor.review.writing.own_books import Lines, OwnText
from advisor.review.writing.parts import NewKind

_ID = re.compile(r"([A-Za-z]+)(\d+)")


def sections(file: OwnText) -> tuple[str, ...]:
    """Return the headings of the second level of a book, each once."""
    blocks = read_blocks(file.book.text, file.name)
    return tuple(dict.fromkeys(block.topic for block in blocks if block.topic))


def usual_place(kind: NewKind, rules: RuleBase, rule: Rule | None) -> tuple[str, str]:
    """Return the book and the section where most of the like stand; `rule` is the new one as it reads."""
    if kind is NewKind.FACT or rule is None:
        places = [(fact.place.file, fact.topic) for fact in rules.facts]
        return _most(file for file, _ in places), places[-1][1]
    like = [one for one in rules.rules if one.topic.casefold() != CONTRADICTIONS.casefold()]
    if kind is NewKind.MISFIT:
        like = [one for one in like if one.warning and not one.effects]
    elif kind is NewKind.ACTION:
        like = [one for one in like if one.advice]
    else:
        targets = _targets(rule.effects)
        like = [one for one in like if targets & _targets(one.effects)]
    if not like:
        defined = [rules.items[name].place.file for name in _targets(rule.effects)]
        files = defined or [one.place.file for one in rules.rules] or [rules.facts[0].place.file]
        return files[0], ""
    file = _most(one.place.file for one in like)
    like = [one for one in like if one.place.file == file]
    near = [one for one in like if set(one.reads) & set(rule.reads)]
    return file, _most(one.topic for one in near or like)


def _targets(effects: Iterable[Effect]) -> set[str]:
    found: set[str] = set()
    for effect in effects:
        if isinstance(effect, Argue | RuleOut):
            found.add(effect.decision)
        elif isinstance(effect, Adjust | Conclude):
            found.add(effect.assessment)
    return found


def _most(names: Iterable[str]) -> str:
    return Counter(names).most_common(1)[0][0]


def next_id(rules: RuleBase, file: str, section: str, kind: NewKind) -> str:
    """Return the next free id by the letters that its section uses, or its book."""
    here = [one for one in rules.rules if one.place.file == file]
    if kind is NewKind.MISFIT:
        here = [one for one in here if one.warning] or here
    elif kind is NewKind.ACTION:
        here = [one for one in here if one.advice] or here
    near = [one for one in here if one.topic == section] or here or list(rules.rules)
    letters = [found[1] for one in near if (found := _ID.fullmatch(one.id))]
    start = _most(letters) if letters else kind.value[:1].upper()
    taken = [one.id for one in rules.rules] + [law.id for law in rules.laws]
    numbers = [found for one in taken if (found := _ID.fullmatch(one)) and found[1] == start]
    highest = max((int(found[2]) for found in numbers), default=0)
    width = max((len(found[2]) for found in numbers), default=2)
    return f"{start}{highest + 1:0{width}}"


def inserted(file: OwnText, section: str, block: str) -> str:
    """Return the text of a book with a block at the end of a section, which is begun where it is new."""
    lines = Lines(file.raw)
    at = lines.start(_line_behind(file, section))
    end = file.line_end
    written = block.rstrip("\n").replace("\n", end)
    if section and section not in sections(file):
        written = f"## {section}{end}{end}{written}"
    before, after = file.raw[:at].rstrip(), file.raw[at:].lstrip("\r\n")
    head = f"{before}{end}{end}" if before else ""
    return f"{head}{written}{end}" + (f"{end}{after}" if after else "")


def _line_behind(file: OwnText, section: str) -> int:
    """Return the line before which the last block of a section ends: that of the next heading."""
    blocks = read_blocks(file.book.text, file.name)
    last = -1
    for number, block in enumerate(blocks):
        if block.topic == section and (number or section):
            last = number
    if last < 0 or last + 1 >= len(blocks):
        return file.book.text.count("\n") + 2
    return blocks[last + 1].heading.place.line


def like(words: Sequence[str], text: str) -> str:
    """Return the word that a number (from 1) or a name means, or ''."""
    if text.isdecimal() and 1 <= int(text) <= len(words):
        return words[int(text) - 1]
    return next((word for word in words if word.casefold() == text.casefold()), "")
