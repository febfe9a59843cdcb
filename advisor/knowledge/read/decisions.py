"""Blocks that define decisions: options, what counts among equal ones, how near is close."""

from __future__ import annotations

import re
from dataclasses import replace

from advisor.errors import suggestion
from advisor.knowledge.domains import Domain, Kind
from advisor.knowledge.model import Decision, Fact
from advisor.knowledge.read.drawing import read_drawing
from advisor.knowledge.read.entries import BookProblems, Entries, checked_name
from advisor.knowledge.read.markdown import Block, Entry, Text
from advisor.knowledge.read.names import Names
from advisor.knowledge.read.sentence_parts import RawPreference, place_of
from advisor.knowledge.read.sentences import SentenceError, parse
from advisor.knowledge.read.teaching import Lesson, taught
from advisor.knowledge.read.values import former_names, read_domain, read_meanings
from advisor.knowledge.words import Judging


def read_decision(block: Block, problems: BookProblems) -> Decision | None:
    """Read a block headed `Decision: name`."""
    heading = block.heading
    start = heading.raw.index(":") + 1
    start += len(heading.raw[start:]) - len(heading.raw[start:].lstrip())
    called = heading.part(start, len(heading.raw))
    name = checked_name(called, problems, "the decision's name")
    problems.mention(name, "", called)
    entries = Entries(block, problems, f"decision '{name}'")
    question = entries.text("Question")
    options = entries.required("Options")
    domain = read_domain(options.text, problems, name) if options else None
    formerly = entries.all("Formerly")
    prefer = entries.optional("When equal")
    margin = entries.required("Close call", "within 1 point")
    group = entries.optional_text("Group")
    judging = entries.optional("Judge by")
    drawn = entries.optional("Drawn as")
    sources = entries.sources()
    entries.finish()
    if options is None or domain is None:
        return None
    meanings: tuple[tuple[str, str], ...] = ()
    if options.anchors:
        meanings = read_meanings(options, domain, problems, entries.what, name)
    domain = replace(domain, kind=Kind.CHOICE)
    names, values = former_names(formerly, name, domain, problems)
    return Decision(
        name,
        question,
        domain,
        meanings,
        _preference(prefer, domain, problems, name),
        _close_call(margin, problems),
        sources,
        group,
        block.topic,
        entries.place,
        judged=_judging(judging, problems),
        drawn=read_drawing(drawn, domain, problems, name),
        formerly=names,
        former_values=values,
    )


def _preference(
    entry: Entry | None, domain: Domain, problems: BookProblems, name: str
) -> tuple[str, ...]:
    """Read `prefer federal, then centralized`; options that are not named follow in their order."""

    def read(text: Text, names: Names) -> list[str]:
        raw: RawPreference = parse("preference", text)
        named = []
        for word in raw.options:
            code = domain.code(word.text)
            place = place_of(word, text)
            if code is None:
                allowed = suggestion(word.text, domain.values)
                names.problems.add(place, f"unknown option '{word.text}'", allowed)
            else:
                named.append(domain.values[code])
                names.problems.mention(name, domain.values[code], Text(word.text, place))
        return named

    found: object = []
    if entry is not None:
        lesson = Lesson("preference", entry.key, entry.text, read)
        found = taught(lesson, Names((), problems))
    named = found if isinstance(found, list) else []
    return tuple(dict.fromkeys((*named, *domain.values)))


def with_keep(decision: Decision, block: Block, names: Names) -> Decision:
    """Return the decision with the fact that its **When equal** keeps, now that all names are known."""
    entry = next((entry for entry in block.entries if entry.key == "When equal"), None)
    if entry is None:
        return decision
    try:
        raw: RawPreference = parse("preference", entry.text)
    except SentenceError:
        return decision  # told already
    if raw.keep is None:
        return decision
    where = f"decision '{decision.name}'"
    item = names.find(raw.keep, entry.text, where)
    place = place_of(raw.keep, entry.text)
    if item is None:
        return decision
    if not isinstance(item, Fact):
        mend = "name the fact that tells what there is today"
        names.problems.add(place, f"'{item.name}' is no fact, so {where} can't keep it", mend)
    elif not any(decision.domain.code(value) is not None for value in item.domain.values):
        names.problems.add(
            place,
            f"no answer to '{item.name}' is an option of {where}",
            f"its answers have to bear the options' names: {', '.join(decision.options)}",
        )
    return replace(decision, keep=item.name)


def _judging(entry: Entry | None, problems: BookProblems) -> Judging:
    if entry is None:
        return Judging.NO
    word = entry.text.plain
    if word not in set(Judging):
        allowed = suggestion(word, [one.value for one in Judging])
        problems.add(entry.text.place, f"unknown judge by '{word}'", allowed)
        return Judging.NO
    return Judging(word)


def _close_call(entry: Entry | None, problems: BookProblems) -> int:
    """Read `within 1 point`: how far apart the first two options may be and still be contested.

    Nobody should have to guess it, so that every decision tells it; within 0 points only a tie is.
    """
    if entry is None:
        return 0
    match = re.fullmatch(r"within (\d{1,9}) points?", entry.text.plain)
    if match is None:
        problems.add(entry.text.place, f"can't read '{entry.text.plain}'", "write 'within 1 point'")
        return 0
    return int(match[1])
