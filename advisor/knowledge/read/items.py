"""Blocks that define what rules speak about: facts, assessments, decisions, sources and goals."""

from __future__ import annotations

from dataclasses import replace

from advisor.errors import suggestion
from advisor.knowledge.domains import Domain, Kind, read_number
from advisor.knowledge.model import Assessment, Fact
from advisor.knowledge.read.entries import BookProblems, Entries, checked_name
from advisor.knowledge.read.markdown import Block, Entry, Text
from advisor.knowledge.read.names import Names
from advisor.knowledge.read.sentence_parts import place_of
from advisor.knowledge.read.sentences import parse
from advisor.knowledge.read.teaching import Lesson, taught
from advisor.knowledge.read.values import (
    former_names,
    read_domain,
    read_meanings,
    read_share,
)
from advisor.knowledge.words import HitPolicy
from advisor.knowledge.works import Goal, Source


def read_fact(block: Block, problems: BookProblems) -> Fact | None:
    """Read a block with an **Ask**."""
    name = checked_name(block.heading, problems, "the fact's name")
    entries = Entries(block, problems, f"fact '{name}'")
    question = entries.text("Ask")
    answers = entries.required("Answers")
    problems.mention(name, "", block.heading)
    near = entries.optional("Near")
    grouped = _grouped(entries)
    formerly = entries.all("Formerly")
    fact = None
    if answers is not None:
        domain = read_domain(answers.text, problems, name, allow_number=True)
        if domain is not None:
            number = domain.kind is Kind.NUMBER
            if number and answers.anchors:
                hint = "leave them out, or name the values: 'few < many'"
                problems.add(answers.anchors[0][0].place, "a number has no anchors", hint)
            if near is not None:
                domain = replace(domain, near=read_share(near, domain, problems))
            names, values = former_names(formerly, name, domain, problems)
            fact = Fact(
                name=name,
                question=question,
                domain=domain,
                anchors=()
                if number
                else read_meanings(answers, domain, problems, entries.what, name),
                why=entries.text("Why"),
                can_change=entries.text("Can change"),
                sources=entries.sources(),
                topic=block.topic,
                place=block.heading.place,
                grouped=grouped,
                formerly=names,
                former_values=values,
            )
    if fact is None:
        # What is not read of it is no unknown key.
        for key in ("Why", "Can change", "Source"):
            entries.all(key)
    entries.finish()
    return fact


def read_assessment(block: Block, problems: BookProblems) -> Assessment | None:
    """Read a block with a **Scale**, but for the rows of its table, which need all names."""
    name = checked_name(block.heading, problems, "the assessment's name")
    entries = Entries(block, problems, f"assessment '{name}'")
    problems.mention(name, "", block.heading)
    scale = entries.required("Scale")
    domain = read_domain(scale.text, problems, name) if scale else None
    policy = entries.optional("Hit policy")
    hit_policy = HitPolicy.FIRST
    if policy is not None:
        if policy.text.plain in set(HitPolicy):
            hit_policy = HitPolicy(policy.text.plain)
        else:
            allowed = suggestion(policy.text.plain, [value.value for value in HitPolicy])
            problems.add(policy.text.place, f"unknown hit policy '{policy.text.plain}'", allowed)
    why = entries.optional_text("Why")
    grouped = _grouped(entries)
    formerly = entries.all("Formerly")
    cut_points = entries.optional("Cut points")
    sources = entries.sources()
    entries.finish()
    if domain is None:
        return None
    cuts = _cut_points(cut_points, domain, problems, name) if cut_points else ()
    names, values = former_names(formerly, name, domain, problems)
    for extra in block.tables[1:]:
        hint = "keep one, or make two assessments"
        problems.add(extra.place, f"a second table in {entries.what}", hint)
    if cut_points and block.tables:
        problems.add(
            cut_points.place, f"{entries.what} has both cut points and a table", "keep one"
        )
    return Assessment(
        name,
        domain,
        why,
        sources,
        hit_policy,
        cuts=cuts,
        topic=block.topic,
        place=entries.place,
        grouped=grouped,
        formerly=names,
        former_values=values,
    )


def _grouped(entries: Entries) -> bool:
    """Read `- **Group by** yes`."""
    entry = entries.optional("Group by")
    if entry is None:
        return False
    word = entry.text.plain.casefold()
    if word not in ("yes", "no"):
        allowed = suggestion(word[:200], ("yes", "no"))
        entries.problems.add(entry.text.place, f"unknown group by '{entry.text.plain}'", allowed)
    return word == "yes"


def _cut_points(
    entry: Entry, domain: Domain, problems: BookProblems, name: str
) -> tuple[tuple[str, int], ...]:
    """Read `moderate from 2, high from 5`: every value but the lowest, with growing sums."""

    def read(text: Text, names: Names) -> tuple[tuple[str, int], ...]:
        return _levels(replace(entry, text=text), domain, names.problems, name)

    found = taught(Lesson("levels", entry.key, entry.text, read), Names((), problems))
    return found if isinstance(found, tuple) else ()


def _levels(
    entry: Entry, domain: Domain, problems: BookProblems, name: str
) -> tuple[tuple[str, int], ...]:
    levels = parse("levels", entry.text)
    cuts: list[tuple[str, int]] = []
    for value, least in levels:
        code = domain.code(value.text)
        number = read_number(least.text)
        if code is None:
            allowed = suggestion(value.text, domain.values)
            problems.add(
                place_of(value, entry.text), f"'{value.text}' is not on the scale", allowed
            )
        elif number is None or not number.is_integer():
            message = f"'{least.text}' is not a whole number"
            problems.add(place_of(least, entry.text), message, "write a sum of points such as 2")
        else:
            cuts.append((domain.values[code], int(number)))
            spot = Text(value.text, place_of(value, entry.text))
            problems.mention(name, domain.values[code], spot)
    sums = [least for _, least in cuts]
    expected = domain.values[1:]
    named = tuple(value for value, _ in cuts)
    if len(cuts) == len(levels) and (
        named != expected or sums != sorted(set(sums)) or domain.kind is not Kind.SCALE
    ):
        hint = "name every value but the lowest, in order: " + ", ".join(
            f"{value} from ..." for value in expected
        )
        problems.add(entry.text.place, "the cut points don't follow the scale", hint)
        return ()
    return tuple(cuts)


def read_source(block: Block, problems: BookProblems) -> Source:
    """Read a block with an **Author**: a work that rules cite."""
    key = block.heading.plain
    entries = Entries(block, problems, f"source '{key}'")
    source = Source(
        key,
        author=entries.text("Author"),
        year=entries.text("Year"),
        title=entries.text("Title"),
        venue=entries.text("Venue"),
        address=entries.text("Address"),
        note=entries.optional_text("Note"),
        place=entries.place,
    )
    entries.finish()
    return source


def read_goal(block: Block, problems: BookProblems) -> Goal:
    """Read a block with a **Target**."""
    entries = Entries(block, problems, f"goal '{block.heading.plain}'")
    goal = Goal(block.heading.plain, entries.text("Target"), entries.sources(), entries.place)
    entries.finish()
    return goal
