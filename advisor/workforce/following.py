"""Answers to the case's facts that follow from a list, each with its reckoning; nothing of a case is overwritten here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import yaml

from advisor.cases.answers import answer_text
from advisor.cases.model import Case
from advisor.knowledge.domains import number_text
from advisor.knowledge.model import Fact, RuleBase
from advisor.knowledge.workforce import FollowingAnswer, Measure, WorkforceBook, chosen
from advisor.workforce.matrix import RequiredMatrix
from advisor.workforce.model import CompetencyStanding, Person

_SHORTFALL = (CompetencyStanding.MISSING, CompetencyStanding.PARTLY)


@dataclass(frozen=True)
class OfferedAnswer:
    """An answer that follows, '' where too little is known; the reckoning; and what the case says now."""

    fact: str
    answer: str
    reckoning: str
    case_says: str = ""


def offered_answers(
    book: WorkforceBook,
    people: Sequence[Person],
    matrix: RequiredMatrix,
    rules: RuleBase,
    case: Case | None = None,
) -> tuple[OfferedAnswer, ...]:
    """Return an answer for each fact that the books say follows from a list."""
    found = []
    for rule in book.answers:
        answer, reckoning = _MEASURES[rule.measure](rule, people, matrix)
        fact = rules.items[rule.fact]
        given = case.by_fact.get(rule.fact) if case else None
        says = answer_text(given, fact) if given and isinstance(fact, Fact) else ""
        found.append(OfferedAnswer(rule.fact, answer, reckoning, says))
    return tuple(found)


def answers_yaml(answers: Iterable[OfferedAnswer], source: str) -> str:
    """Write the answers as the `facts:` of a case file, to be looked at and copied."""
    facts = {
        one.fact: {"answer": one.answer, "note": f"{one.reckoning} ({source})"}
        for one in answers
        if one.answer
    }
    head = "# What a staff list shows; look at each answer before it goes into a case.\n"
    text: str = yaml.safe_dump({"facts": facts}, sort_keys=False, allow_unicode=True, width=100)
    return head + text


def _counted(
    people: Iterable[Person], keys: Iterable[str], matrix: RequiredMatrix
) -> tuple[int, int, int]:
    """Return how many required competencies are met, known, and required, over all people."""
    met = known = required = 0
    wanted = set(keys)
    for person in people:
        for key in matrix.required(person.category):
            if key not in wanted:
                continue
            standing = person.standing(key)
            required += 1
            known += standing is not CompetencyStanding.UNKNOWN
            met += standing is CompetencyStanding.MET
    return met, known, required


def _too_little(known: int, required: int, rule: FollowingAnswer) -> str:
    """Return why nothing follows, or ''."""
    share = 100 * known / required if required else 0.0
    if required and share >= rule.least_known:
        return ""
    return (
        f"only {known:,} of {required:,} standings are known ({share:.0f} %), "
        f"and {rule.least_known:g} % are needed"
    )


def _by_cut(share: float, rows: Sequence[tuple[str, str]]) -> str:
    """Return the answer of the greatest least share that is reached."""
    reached = [(float(least), answer) for answer, least in rows if share >= float(least)]
    return max(reached)[1] if reached else ""


def _share_met(
    rule: FollowingAnswer, people: Sequence[Person], matrix: RequiredMatrix
) -> tuple[str, str]:
    met, known, required = _counted(people, chosen(rule.of, matrix.competencies), matrix)
    if why := _too_little(known, required, rule):
        return "", why
    share = 100 * met / known
    what = ", ".join(rule.of)
    return _by_cut(share, rule.rows), (
        f"{met:,} of the {known:,} standings that are known in required {what} competencies are met "
        f"({share:.0f} %); {required - known:,} are unknown"
    )


def _full_time_posts(
    _: FollowingAnswer, people: Sequence[Person], __: RequiredMatrix
) -> tuple[str, str]:
    sure = sum(one.full_time for one in people if one.digital)
    open_posts = sum(one.full_time for one in people if one.digital is None)
    if not people or all(one.digital is None for one in people):
        return "", "the list says of nobody whether the post does digital work"
    low, high = round(sure, 1), round(sure + open_posts, 1)
    text = number_text(low) if low == high else f"{number_text(low)} to {number_text(high)}"
    unclear = sum(one.digital is None for one in people)
    told = f"; of {unclear:,} people it is not said" if unclear else ""
    return text, f"{number_text(low)} full-time posts are marked as digital work{told}"


def _greatest_share(
    rule: FollowingAnswer, people: Sequence[Person], matrix: RequiredMatrix
) -> tuple[str, str]:
    shares = []
    every_known = every_required = 0
    for answer, words in rule.rows:
        keys = chosen((word.strip() for word in words.split(",")), matrix.competencies)
        met, known, required = _counted(people, keys, matrix)
        every_known += known
        every_required += required
        if known:
            shares.append((1 - met / known, answer))
    if why := _too_little(every_known, every_required, rule):
        return "", why
    told = ", ".join(f"{answer} {100 * share:.0f} %" for share, answer in shares)
    most = max(share for share, _ in shares)
    answers = [answer for share, answer in shares if share == most]
    if not most:
        return "", f"nothing that is known is missing ({told})"
    return " or ".join(answers), f"share of what is known that is not met: {told}"


def _share_of_departments(
    rule: FollowingAnswer, people: Sequence[Person], matrix: RequiredMatrix
) -> tuple[str, str]:
    keys = chosen(rule.of, matrix.competencies)
    _, known, required = _counted(people, keys, matrix)
    if why := _too_little(known, required, rule):
        return "", why
    every = {one.department for one in people}
    having = {
        one.department
        for one in people
        if any(one.standing(key) is CompetencyStanding.MET for key in keys)
    }
    share = 100 * len(having) / len(every)
    return _by_cut(share, rule.rows), (
        f"in {len(having):,} of {len(every):,} departments somebody has {' or '.join(keys)} "
        f"({share:.0f} %)"
    )


_MEASURES: Mapping[
    Measure, Callable[[FollowingAnswer, Sequence[Person], RequiredMatrix], tuple[str, str]]
] = {
    Measure.SHARE_MET: _share_met,
    Measure.FULL_TIME_POSTS: _full_time_posts,
    Measure.GREATEST_SHARE_MISSING: _greatest_share,
    Measure.SHARE_OF_DEPARTMENTS: _share_of_departments,
}
