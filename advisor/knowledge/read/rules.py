"""Blocks that speak about defined names: rules, laws and the rows of decision tables."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from enum import StrEnum
from itertools import pairwise
from typing import TypeVar

from advisor.errors import Problem, ProblemKind, suggestion
from advisor.knowledge.conditions import Line
from advisor.knowledge.effects import Advise, Effect
from advisor.knowledge.model import Rule
from advisor.knowledge.order import circles, plan_waits
from advisor.knowledge.read.entries import BookProblems, Entries
from advisor.knowledge.read.markdown import Block, Entry, Text
from advisor.knowledge.read.names import Names, capped
from advisor.knowledge.read.other_words import word_meant
from advisor.knowledge.read.sentences import parse
from advisor.knowledge.read.teaching import Lesson, taught
from advisor.knowledge.words import Effort, Evidence, Part, Phase, Weight
from advisor.knowledge.works import Goal, Statement

MOST_LINES = 200
"""How many entries a rule may have; the engine goes one deeper with each condition."""

ChoiceT = TypeVar("ChoiceT", bound=StrEnum)


def heading_parts(heading: Text) -> tuple[str, str]:
    """Return id and title of a heading such as 'S01 · Scarce capacity is concentrated'."""
    identifier, _, title = heading.plain.partition("·")
    return identifier.strip(), title.strip()


def _title_hint(heading: str) -> str:
    """Return how a heading without '·' is written, whatever stands between its id and its claim."""
    found = re.match(r"(\w*\d\w*)\s*(?:[-\u2013—:.)]+|\s)\s*(\S.*)", heading)
    return f"write '### {found[1]} · {found[2]}'" if found else f"write '### {heading} · its claim'"


def read_rule(
    block: Block, names: Names, goals: dict[str, Goal], problems: BookProblems
) -> Rule | None:
    """Read a rule's block; None, with every problem noted, if any part of it is wrong."""
    before = len(problems.found)
    identifier, title = heading_parts(block.heading)
    where = f"rule {identifier}"
    entries = Entries(block, problems, where)
    if not title:
        problems.add(entries.place, f"{where} has no title", _title_hint(identifier))
    if len(entries.block.entries) > MOST_LINES:
        message = f"{where} has {len(entries.block.entries):,} lines"
        mend = f"at most {MOST_LINES} can be read; conclude an assessment first, and read that"
        problems.add(entries.place, message, mend, kind=ProblemKind.TOO_MUCH)
        return None
    when = [read_line(entry, names, where) for entry in entries.all("When")]
    unless = [read_line(entry, names, where) for entry in entries.all("Unless")]
    effects: list[Effect] = []
    then = entries.optional("Then")
    if then is not None:
        effects = _effects(then.text, names, where)
    warning = entries.optional_text("Warn")
    weighed = entries.optional("Weight")
    weight = _choice(weighed, Weight, problems) if weighed else None
    if weighed is not None and not warning:
        hint = "add '- **Warn** ...', or leave this line out"
        problems.add(weighed.place, f"**Weight** in {where} belongs to a **Warn**", hint)
    advice = _advise(entries, goals, problems, where)
    advises = any(entry.key == "Advise" and entry.text.plain for entry in block.entries)
    if then is None and not warning and not advises:
        problems.add(
            entries.place, f"{where} concludes nothing", "add **Then**, **Warn** or **Advise**"
        )
    because = entries.text("Because")
    evidence_entry = entries.required("Evidence")
    evidence = _choice(evidence_entry, Evidence, problems) if evidence_entry else None
    sources = entries.sources()
    entries.finish()
    if evidence is not None and then is not None:
        too_much = capped(effects, evidence)
        if too_much:
            hint = "argue more weakly, or find better evidence"
            problems.add(then.text.place, f"weak evidence can't {too_much} in {where}", hint)
    if len(problems.found) > before or evidence is None:
        return None
    return Rule(
        identifier,
        title,
        tuple(line for line in when if line is not None),
        tuple(line for line in unless if line is not None),
        tuple(effects),
        warning,
        advice,
        because,
        evidence,
        sources,
        block.topic,
        entries.place,
        weight,
    )


def read_line(entry: Entry, names: Names, where: str) -> Line | None:
    """Read a line of conditions; what is wrong is noted with the names, and with a line that is right."""

    def read(text: Text, names: Names) -> Line | None:
        return names.line(parse("line", text, key=entry.key), text, where)

    found = taught(Lesson("line", entry.key, entry.text, read), names)
    return found if isinstance(found, Line) else None


def _effects(text: Text, names: Names, where: str) -> list[Effect]:
    def read(text: Text, names: Names) -> list[Effect]:
        return _effects_of(text, names, where)

    found = taught(Lesson("effects", "Then", text, read), names)
    return found if isinstance(found, list) else []


def _effects_of(text: Text, names: Names, where: str) -> list[Effect]:
    raw = parse("effects", text)
    problems = names.problems
    found = [effect for part in raw if (effect := names.effect(part, text, where)) is not None]
    said: set[tuple[str, ...]] = set()
    for effect in found:
        about = tuple(
            str(getattr(effect, name, "")) for name in ("decision", "option", "assessment")
        )
        if about in said:
            target = " ".join(word for word in about if word)
            problems.add(text.place, f"{where} says two things of '{target}'", "say one")
        said.add(about)
    return found


def _choice(entry: Entry, kind: type[ChoiceT], problems: BookProblems) -> ChoiceT | None:
    word = entry.text.plain
    for one in kind:
        if one.value == word.casefold():
            return one
    allowed = suggestion(word, [value.value for value in kind])
    # An example that nothing points to would be taken for advice: the first word is the strongest.
    meant = word_meant(entry.key, word) or allowed.nearest
    line = f"\n  such as: - **{entry.key}** {meant}" if meant else ""
    problems.keep(
        Problem(
            entry.text.place,
            f"unknown {entry.key.lower()} '{word}'",
            f"{allowed}{line}",
            kind=ProblemKind.UNKNOWN,
            read=word,
            allowed=allowed.allowed,
            nearest=allowed.nearest,
            meant=(meant,) if meant else (),
        )
    )
    return None


_OF_ADVICE = ("Phase", "Owner", "Part", "Serves", "After", "Effort", "Needs")
"""The entries that say more of an **Advise**."""


def _advise(
    entries: Entries, goals: dict[str, Goal], problems: BookProblems, where: str
) -> Advise | None:
    text = entries.optional_text("Advise")
    given = {key: entries.optional(key) for key in _OF_ADVICE}
    if not text:
        for entry in given.values():
            if entry is not None:
                hint = "add '- **Advise** ...', or leave this line out"
                problems.add(
                    entry.place, f"**{entry.key}** in {where} belongs to an **Advise**", hint
                )
        return None
    owner = given["Owner"].text.plain if given["Owner"] else ""
    part = _choice(given["Part"], Part, problems) if given["Part"] else Part.ACTION_PLAN
    if given["Phase"] is None or not owner:
        hint = "add '- **Phase** first 100 days' and '- **Owner** ...'"
        problems.add(entries.place, f"the advice of {where} needs a phase and an owner", hint)
        return None
    phase = _choice(given["Phase"], Phase, problems)
    serves: list[str] = []
    for key in _listed(given["Serves"]):
        if key.plain in goals:
            serves.append(key.plain)
        else:
            allowed = suggestion(key.plain, list(goals))
            problems.add(key.place, f"unknown goal '{key.plain}'", allowed)
    effort = _choice(given["Effort"], Effort, problems) if given["Effort"] else None
    needs = given["Needs"].text.plain if given["Needs"] else ""
    if phase is None or part is None:
        return None
    after = tuple(dict.fromkeys(one.plain for one in _listed(given["After"])))
    return Advise(text, phase, owner, part, tuple(serves), after, effort, needs)


def _listed(entry: Entry | None) -> Iterator[Text]:
    """Yield the parts of a list that is joined by commas, each with its place."""
    if entry is None:
        return
    start = 0
    for piece in entry.text.raw.split(","):
        left = start + len(piece) - len(piece.lstrip())
        yield entry.text.part(left, left + len(piece.strip()))
        start += len(piece) + 1


def check_plan(rules: Sequence[Rule], blocks: Sequence[Block], problems: BookProblems) -> None:
    """Tell every **After** that names no action, comes from a later phase or leads in a circle.

    `blocks` are those of all rules, also of those that can't be read, which are not told again here.
    """
    advising = {rule.id: rule for rule in rules if rule.advice is not None}
    unread = {heading_parts(block.heading)[0] for block in blocks} - {rule.id for rule in rules}
    for block in blocks:
        rule = advising.get(heading_parts(block.heading)[0])
        if rule is None or rule.advice is None or rule.place != block.heading.place:
            continue
        entry = next((entry for entry in block.entries if entry.key == "After"), None)
        for one in _listed(entry):
            before = advising.get(one.plain)
            if before is None or before.advice is None:
                if one.plain not in unread:
                    allowed = suggestion(one.plain, list(advising))
                    message = f"no action is called '{one.plain}' in rule {rule.id}"
                    problems.add(one.place, message, allowed)
            elif list(Phase).index(before.advice.phase) > list(Phase).index(rule.advice.phase):
                message = f"{rule.id} is due in the {rule.advice.phase}, and {before.id} after it"
                mend = f"{before.id} is due in the phase '{before.advice.phase}'; move one of them"
                problems.add(one.place, message, mend, about=rule.id, read=one.plain)
    for circle in circles(plan_waits(rules)):
        steps = ", ".join(f"{later} after {earlier}" for later, earlier in pairwise(circle))
        problems.add(
            advising[circle[0]].place,
            f"the actions wait for each other in a circle: {steps}",
            "take one **After** out",
            kind=ProblemKind.CIRCLE,
            about=circle[0],
            read=steps,
        )


def read_statement(block: Block, known: Collection[str], problems: BookProblems) -> Statement:
    """Read a block with a **Statement**; `known` are the names and keys that may carry it."""
    identifier, title = heading_parts(block.heading)
    entries = Entries(block, problems, f"statement '{identifier}'")
    text = entries.text("Statement")
    carried = entries.required("Carried by")
    sources = entries.sources()
    entries.finish()
    names: list[str] = []
    for name in _listed(carried):
        if name.plain in known:
            names.append(name.plain)
            problems.mention(name.plain, "", name)
        else:
            allowed = suggestion(name.plain, sorted(known))
            problems.add(name.place, f"nothing is called '{name.plain}'", allowed)
    return Statement(identifier, title, text, tuple(names), sources, entries.place)
