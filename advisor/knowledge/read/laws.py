"""Laws: what must hold in all cases, read from their blocks."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import replace

from advisor.errors import Problem, suggestion
from advisor.knowledge.conditions import Line
from advisor.knowledge.laws import AlwaysLaw, Law, MonotoneLaw
from advisor.knowledge.model import Assessment, Decision
from advisor.knowledge.read.entries import BookProblems, Entries
from advisor.knowledge.read.markdown import Block, Entry, Text
from advisor.knowledge.read.names import Names
from advisor.knowledge.read.rules import heading_parts
from advisor.knowledge.read.sentence_parts import RawMonotone, Word, place_of
from advisor.knowledge.read.sentences import SentenceError, parse
from advisor.knowledge.read.teaching import Lesson, taught

_OVER = re.compile(r"\bover\b", re.IGNORECASE)
_HIDDEN = "\0"
"""Stands in the place of a letter that is not to be read, so that all places stay."""


def read_law(block: Block, names: Names, problems: BookProblems) -> Law | None:
    """Read a law's block: **Always**, **Raising** or **Lowering**."""
    before = len(problems.found)
    identifier, title = heading_parts(block.heading)
    where = f"law {identifier}"
    entries = Entries(block, problems, where)
    always = entries.optional("Always")
    moves = [(entries.optional(key), key == "Raising") for key in ("Raising", "Lowering")]
    sources = entries.sources()
    entries.finish()
    law: Law | None = None
    said = [entry for entry in (always, *(entry for entry, _ in moves)) if entry is not None]
    for extra in said[1:]:
        hint = "make it a law of its own"
        problems.add(extra.place, f"{where} says a second thing with **{extra.key}**", hint)
    if always is not None:
        parts = _always(always, names, where)
        if parts is not None:
            law = AlwaysLaw(identifier, title, *parts, sources, entries.place)
    for entry, raising in moves:
        if entry is not None:
            law = _monotone(entry, names, (identifier, title), raising=raising)
            if law is not None:
                law = MonotoneLaw(**{**vars(law), "sources": sources, "place": entries.place})
    return law if len(problems.found) == before else None


def _always(entry: Entry, names: Names, where: str) -> tuple[tuple[Line, ...], Line] | None:
    """Read `when A and B, C`: the last comma that is followed by a comparison parts the two."""

    def read(text: Text, names: Names) -> tuple[tuple[Line, ...], Line] | None:
        return _always_of(text, names, where)

    found = taught(Lesson("always", entry.key, entry.text, read), names)
    return (found[0], found[1]) if isinstance(found, tuple) else None


def _always_of(text: Text, names: Names, where: str) -> tuple[tuple[Line, ...], Line] | None:
    positions = [index for index, letter in enumerate(text.raw) if letter == ","]
    position = next((at for at in reversed(positions) if " is " in text.raw[at:]), None)
    starts_with_when = text.raw.lstrip().lower().startswith("when ")
    if position is None and starts_with_when:
        hint = "write 'when <conditions>, <what then holds>'"
        names.problems.add(text.place, f"{where} says no consequence", hint)
        return None
    start = 0
    if starts_with_when and position is not None:
        start = position + 1
        start += len(text.raw[start:]) - len(text.raw[start:].lstrip())
    raw_when = parse("conditions", text.part(0, position or 0)) if start else ()
    consequence = text.part(start, len(text.raw))
    raw_then = parse("line", consequence)
    when = [names.line(raw, text, where) for raw in raw_when]
    then = names.line(raw_then, consequence, where)
    if then is None or None in when:
        return None
    return tuple(line for line in when if line is not None), then


def _monotone(
    entry: Entry, names: Names, heading: tuple[str, str], *, raising: bool
) -> MonotoneLaw | None:
    def read(text: Text, names: Names) -> MonotoneLaw | None:
        return _monotone_of(text, names, heading, raising=raising)

    found = taught(Lesson("monotone", entry.key, entry.text, read), names)
    return found if isinstance(found, MonotoneLaw) else None


def _monotone_of(
    text: Text, names: Names, heading: tuple[str, str], *, raising: bool
) -> MonotoneLaw | None:
    where = f"law {heading[0]}"
    raw = _read_lead(text, names)
    subject = names.find(raw.subject, text, where)
    if subject is None:
        return None
    if not subject.domain.ordered:
        hint = "name a scale, a number or a yes/no fact"
        message = f"'{subject.name}' has no more and less in {where}"
        names.problems.add(text.place, message, hint)
        return None
    target = names.items.get(raw.target.text.casefold())
    other = ""
    if isinstance(target, Assessment) and raw.decision is None and raw.over is None:
        decision, option = "", target.name
        names.find(raw.target, text, where)
    else:
        if _decision_too_early(raw, names, text, where):
            return None
        found = names.option(raw.target, raw.decision, text, where)
        if found is None:
            return None
        decision, option = found
        if raw.over is not None:
            rival = _rival(found, raw.over, names, text, where)
            if rival is None:
                return None
            other = rival
    return MonotoneLaw(
        *heading, subject.name, raising, option, decision, raw.never_lowers, sources=(), over=other
    )


def _read_lead(text: Text, names: Names) -> RawMonotone:
    """Read a monotone law; where options themselves hold the word 'over', the one counts that parts two options.

    Raises SentenceError.
    """
    spots = [found.start() for found in _OVER.finditer(text.raw)]
    fitting: list[RawMonotone] = []
    for spot in spots if len(spots) > 1 else ():
        hidden = [one for one in spots if one != spot]
        raw = "".join(_HIDDEN if at in hidden else sign for at, sign in enumerate(text.raw))
        with suppress(SentenceError):
            found = _shown_again(parse("monotone", replace(text, raw=raw)))
            fitting += [found] if _are_options(found, names) else []
    if len(fitting) > 1:
        first, second = (f"'{one.target.text}' has a lead" for one in fitting[:2])
        message = f"this can be read in two ways: {first}, or {second}"
        raise SentenceError(Problem(text.place, message, "call one of the options otherwise"))
    whole: RawMonotone = fitting[0] if fitting else parse("monotone", text)
    return whole


def _shown_again(raw: RawMonotone) -> RawMonotone:
    def shown(word: Word) -> Word:
        return replace(word, text=word.text.replace(_HIDDEN, "o"))

    return replace(
        raw,
        subject=shown(raw.subject),
        target=shown(raw.target),
        decision=shown(raw.decision) if raw.decision else None,
        over=shown(raw.over) if raw.over else None,
    )


def _are_options(raw: RawMonotone, names: Names) -> bool:
    """Whether both names of a lead are options of one decision."""
    over = raw.over
    return over is not None and any(
        item.domain.code(raw.target.text) is not None and item.domain.code(over.text) is not None
        for item in names.items.values()
        if isinstance(item, Decision)
    )


def _decision_too_early(raw: RawMonotone, names: Names, text: Text, where: str) -> bool:
    """Tell where a lead names its decision before the rival: 'departments for security rights over centre'."""
    option, between, decision = raw.target.text.rpartition(" for ")
    item = names.items.get(decision.casefold())
    if (
        raw.over is None
        or raw.decision is not None
        or not between
        or not isinstance(item, Decision)
    ):
        return False
    hint = f"write 'the lead of {option} over {raw.over.text} for {item.name}'"
    message = f"'for {item.name}' stands before the other option in {where}"
    names.problems.add(place_of(raw.target, text), message, hint)
    return True


def _rival(leader: tuple[str, str], word: Word, names: Names, text: Text, where: str) -> str | None:
    """Return the option over which another of the same decision has a lead."""
    decision, option = leader
    options = names.items[decision.casefold()].domain
    code = options.code(word.text)
    place = place_of(word, text)
    if code is None:
        hint = suggestion(word.text, options.values)
        names.problems.add(place, f"'{word.text}' is no option of '{decision}' in {where}", hint)
        return None
    if options.values[code] == option:
        others = "name another one of " + ", ".join(options.values)
        names.problems.add(place, f"'{option}' has no lead over itself in {where}", others)
        return None
    names.problems.mention(decision, options.values[code], Text(word.text, place))
    return options.values[code]
