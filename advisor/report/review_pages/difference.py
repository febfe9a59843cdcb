"""What a change of the rules means, as a page and as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from advisor.inference.play import Witness
from advisor.knowledge.model import RuleBase
from advisor.report.page import Heading, Listing, PageTable, Paragraph, Part, ReviewPage
from advisor.report.review_pages.book_changes import change_parts, counts_by_book, how_many
from advisor.report.review_pages.witnesses import rule_base_data
from advisor.review.change.books import BookChange
from advisor.review.change.difference import OtherAdvice
from advisor.review.change.renamed import RenamedName
from advisor.review.change.shown import Moves, Shift
from advisor.schemas import schema_id
from advisor.text import all_of, capital, counted

_LOOKED_AT = (
    "recommendations, the points of each option, what is ruled out, close calls, assessments, "
    "misfits with their text and weight, and actions with their text, phase, owner, part, goals, "
    "effort, needs, what comes before them, and order. A text that several rules say counts once. "
    "The status of a recommendation follows from these where it is exact"
)
_NOT_LOOKED_AT = (
    "which rules argue, reasons, sources, evidence, questions and their anchors, laws, and how often "
    "answers are given, which the books say above; nor cases with answers that only one of the two knows"
)

_UNDER_TODAYS_NAMES = (
    "what is called otherwise is told once, at its own block, and everything else is compared by the names of "
    "the new books, cases too. Where only such a name was replaced by the new one nothing more is listed"
)
_BY_ITSELF = (
    "below a block stands what its change does by itself: the new rules are compared with themselves "
    "without the block, or with the block as it was; of a block that is gone, the old rules"
    ". Several changes can do more together, or undo each other"
)
_NO_EFFECT = (
    "it is proved that by itself it changes nothing that is compared, in no case. Which rules argue is "
    "not compared: a full report names a rule where it holds."
)
_NO_EFFECT_TOGETHER = "it is proved that where it has an effect nothing that it speaks of differs by all changes together."


@dataclass(frozen=True)
class Compared:
    """Two rule bases and all that was found: `shifts` is None where no cases were given.

    `names` are those by which the user called the two; `one_sided` names the decisions and
    assessments that only one of them knows, `same` the rules and assessments that are proved to
    mean the same, and `by_change` holds a case for each change that has an effect. What case files may hold and only
    the old or only the new rules read is told by `no_longer_read` and `newly_read`. The old rule base
    is given by the names of the new one; `renamed` tells what it calls otherwise.
    """

    names: tuple[str, str]
    rules: tuple[RuleBase, RuleBase]
    changes: tuple[BookChange, ...]
    shifts: tuple[Shift, ...] | None
    unread: tuple[str, ...]
    others: tuple[OtherAdvice, ...]
    one_sided: tuple[str, ...]
    by_change: tuple[OtherAdvice, ...] = ()
    same: frozenset[str] = frozenset()
    no_longer_read: tuple[str, ...] = ()
    newly_read: tuple[str, ...] = ()
    renamed: tuple[RenamedName, ...] = ()

    @property
    def alike(self) -> bool:
        """Whether it is proved that every case is shown the same, and no given or old one is refused."""
        proved = all(one.decided and one.witness is None for one in self.others)
        return (
            proved
            and not self.shifts
            and not (self.one_sided or self.unread or self.no_longer_read)
        )


def difference_data(found: Compared) -> dict[str, Any]:
    """Return the JSON form."""
    return {
        "schema": schema_id("diff"),
        "old": rule_base_data(found.rules[0]),
        "new": rule_base_data(found.rules[1]),
        "changes": [
            {
                "how": one.how,
                "kind": one.kind,
                "name": one.name,
                "title": one.title,
                "book": one.book,
                "before": [list(pair) for pair in one.before],
                "after": [list(pair) for pair in one.after],
                "lines": [
                    {"label": line.label, "before": line.before, "after": line.after}
                    for line in one.lines
                ],
                "means_the_same": one.how not in ("added", "removed") and one.name in found.same,
            }
            for one in found.changes
        ],
        "cases": [
            {
                "case": one.case,
                "moved": [list(step) for step in one.moved],
                "through": list(one.through),
            }
            for one in found.shifts or ()
        ],
        "unread": list(found.unread),
        "one_sided": list(found.one_sided),
        "no_longer_read": list(found.no_longer_read),
        "newly_read": list(found.newly_read),
        "smallest": [_other_data(one) for one in found.others],
        "by_change": [_other_data(one) for one in found.by_change],
    }


def _other_data(one: OtherAdvice) -> dict[str, Any]:
    return {
        "about": one.about,
        "decided": one.decided,
        "none_exists": one.decided and one.witness is None,
        "undecided": list(one.undecided),
        "is_smallest": one.smallest,
        "only_while_answers_are_open": one.open_only,
        "facts": {name: list(values) for name, values in one.witness.answers}
        if one.witness
        else None,
        "moved": [list(step) for step in one.moved],
        "through": list(one.through),
        "by_itself": one.alone,
    }


def difference_page(found: Compared) -> ReviewPage:
    """Return the page: what the books say otherwise, given cases, and what any case is shown otherwise."""
    parts: list[Part] = [Heading("What the books say otherwise")]
    parts += _books(found)
    if found.shifts is not None:
        parts.append(Heading("Given cases that get other advice"))
        for shift in found.shifts:
            parts.append(Heading(shift.case, 3))
            parts += _moved(shift.moved, shift.through)
        if not found.shifts:
            parts.append(Paragraph("None."))
    if found.unread:
        parts.append(Heading("Cases that only one of the two can read"))
        parts.append(Listing(found.unread))
    parts.append(Heading("Of all cases, one that gets other advice"))
    parts.append(Paragraph(f"{_LOOKED_AT}.", "Compared"))
    parts.append(Paragraph(f"{_NOT_LOOKED_AT}.", "Not compared"))
    if found.one_sided:
        told = f"{all_of(found.one_sided)}, which only one of the two knows."
        parts.append(Paragraph(told, "Not compared either"))
    if found.no_longer_read:
        parts.append(Heading("What old case files hold and the new rules refuse", 3))
        parts.append(Listing(found.no_longer_read))
    if found.newly_read:
        parts.append(Heading("What only the new rules read", 3))
        parts.append(Listing(found.newly_read))
    for one in found.others:
        parts += _other(one)
    foot = " ".join(
        f"{label}: {name}, {rules.hash}."
        for label, name, rules in zip(("Old", "New"), found.names, found.rules, strict=True)
    )
    return ReviewPage("What the change means", _summary(found), tuple(parts), foot)


def _books(found: Compared) -> Iterator[Part]:
    if not found.changes:
        yield Paragraph("Nothing.")
        return
    if len({change.book for change in found.changes}) > 1:
        yield PageTable(
            "Changes by book", ("Book", "Changes"), tuple(counts_by_book(found.changes))
        )
    cases = {one.about: one for one in found.by_change}
    if found.renamed:
        yield Paragraph(f"{_UNDER_TODAYS_NAMES}.", "Names")
    if any(one.alone for one in found.by_change):
        yield Paragraph(f"{_BY_ITSELF}.", "Effects")
    book = ""
    for change in found.changes:
        if change.book != book:
            book = change.book
            yield Heading(f"Book: {book}", 3)
        yield from change_parts(change)
        yield from _effect(change, cases.get(change.name), same=change.name in found.same)


def _effect(change: BookChange, case: OtherAdvice | None, *, same: bool) -> Iterator[Part]:
    """Tell what a changed block does by itself; where it can't stand by itself, what all changes do."""
    if change.kind not in ("rule", "assessment", "decision"):
        return
    if change.how in ("renamed", "reworded", "moved"):
        return
    if same:
        yield Paragraph("it is proved to mean the same as before, whatever is answered.", "Effect")
    elif case is None:
        return
    elif not case.decided:
        yield Paragraph("whether any case shows it could not be decided.", "Effect")
    elif case.witness is None:
        yield Paragraph(_NO_EFFECT if case.alone else _NO_EFFECT_TOGETHER, "Effect")
    else:
        label = "Shows in the case" if case.alone else "Shows with the other changes in the case"
        yield Paragraph(f"{_in_words(case.witness)}.", label)
        yield from (Paragraph(f"{was} -> {now}", name) for name, was, now in case.moved)


def _other(one: OtherAdvice) -> list[Part]:
    parts: list[Part] = [Heading(capital(one.about), 3)]
    if not one.decided:
        left = f": {all_of(one.undecided)}" if one.undecided else ""
        told = f"could not be decided in the steps given{left}. --seconds gives the solver more."
        parts.append(Paragraph(told, "Can't tell"))
        return [*parts, *_only_open(one)]
    if one.witness is None:
        proved = (
            "z3 has proved that no case differs in this, whatever is answered or unknown."
            if one.solved
            else "No case differs in this, whatever is answered or unknown: part by part it is proved to mean the same."
        )
        return [*parts, Paragraph(proved)]
    label = "Fewest answers" if one.smallest else "Answers"
    told = _in_words(one.witness)
    if not one.smallest:
        told += "; a case with fewer answers may differ as well"
    parts.append(Paragraph(f"{told}.", label))
    return [*parts, *_moved(one.moved, one.through), *_only_open(one)]


def _in_words(case: Witness) -> str:
    """Write the answers of a case, and that it has no others; one without any answer says so by itself."""
    return f"{case}; everything else unknown" if case.answers else str(case)


def _only_open(one: OtherAdvice) -> list[Part]:
    if not one.open_only:
        return []
    told = "it is proved that no case differs in this in which every question has one answer."
    return [Paragraph(told, "Only while answers are open")]


def _moved(moved: Moves, through: tuple[str, ...]) -> list[Part]:
    parts: list[Part] = [Paragraph(f"{was} -> {now}", name) for name, was, now in moved]
    return [*parts, Paragraph(", ".join(through) or "no rule of its own", "Through")]


def _summary(found: Compared) -> str:
    parts = [how_many(found.changes) or "no text changed"]
    if found.shifts is not None:
        parts.append(f"{counted(len(found.shifts), 'given case')} with other advice")
    differing = [one for one in found.others if one.witness is not None]
    undecided = [one.about for one in found.others if not one.decided]
    if differing:
        told = f"some cases get other {all_of([one.about for one in differing])}"
        only = ", though only while answers are open"
        parts.append(told + (only if all(one.open_only for one in differing) else ""))
    if undecided:
        parts.append(f"{all_of(undecided)} could not be decided in the steps given")
    if found.no_longer_read:
        parts.append("some case files that the old rules read are refused")
    if not differing and not undecided and not found.one_sided:
        both = " that both read" if found.no_longer_read or found.newly_read else ""
        parts.append(f"what is compared is the same for every case{both}")
    return f"{capital('; '.join(parts))}."
