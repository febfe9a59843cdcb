"""What a change of the rules means, as a page and as JSON."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from advisor.knowledge.model import RuleBase
from advisor.report.page import Heading, Listing, Paragraph, Part, ReviewPage
from advisor.report.review_pages.witnesses import rule_base_data
from advisor.review.change.books import BookChange
from advisor.review.change.difference import OtherAdvice
from advisor.review.change.shown import Moves, Shift
from advisor.schemas import schema_id
from advisor.text import all_of, capital, counted

_LOOKED_AT = (
    "recommendations, the points of each option, what is ruled out, close calls, assessments, "
    "misfits with their text and weight, and actions with their text, phase, owner, part, goals, "
    "effort, needs, what comes before them, and order. The status of a "
    "recommendation follows from these where it is exact"
)
_NOT_LOOKED_AT = (
    "reasons, sources, evidence, questions and their anchors, which the books say above"
)


@dataclass(frozen=True)
class Compared:
    """Two rule bases and all that was found: `shifts` is None where no cases were given.

    `names` are those by which the user called the two; `one_sided` names the decisions and
    assessments that only one of them knows.
    """

    names: tuple[str, str]
    rules: tuple[RuleBase, RuleBase]
    changes: tuple[BookChange, ...]
    shifts: tuple[Shift, ...] | None
    unread: tuple[str, ...]
    others: tuple[OtherAdvice, ...]
    one_sided: tuple[str, ...]

    @property
    def alike(self) -> bool:
        """Whether it is proved that every case is shown the same, and no given one was left out."""
        proved = all(one.decided and one.witness is None for one in self.others)
        return proved and not self.shifts and not self.one_sided and not self.unread


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
                "before": [list(pair) for pair in one.before],
                "after": [list(pair) for pair in one.after],
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
        "smallest": [
            {
                "about": one.about,
                "decided": one.decided,
                "none_exists": one.decided and one.witness is None,
                "is_smallest": one.smallest,
                "facts": {name: list(values) for name, values in one.witness.answers}
                if one.witness
                else None,
                "moved": [list(step) for step in one.moved],
                "through": list(one.through),
            }
            for one in found.others
        ],
    }


def difference_page(found: Compared) -> ReviewPage:
    """Return the page: what the books say otherwise, given cases, and what any case is shown otherwise."""
    parts: list[Part] = [Heading("What the books say otherwise")]
    for change in found.changes:
        parts += _change(change)
    if not found.changes:
        parts.append(Paragraph("Nothing."))
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
    for one in found.others:
        parts += _other(one)
    foot = " ".join(
        f"{label}: {name}, {rules.hash}."
        for label, name, rules in zip(("Old", "New"), found.names, found.rules, strict=True)
    )
    return ReviewPage("What the change means", _summary(found), tuple(parts), foot)


def _change(change: BookChange) -> list[Part]:
    title = f" · {change.title}" if change.title else ""
    parts: list[Part] = [Heading(f"{change.kind} {change.name}{title}", 3, change.how)]
    parts += [Paragraph(f"{label}: {text}", "Before") for label, text in change.before]
    parts += [Paragraph(f"{label}: {text}", "After") for label, text in change.after]
    return parts


def _other(one: OtherAdvice) -> list[Part]:
    parts: list[Part] = [Heading(capital(one.about), 3)]
    if not one.decided:
        return [*parts, Paragraph("could not be decided in the time given.", "Can't tell")]
    if one.witness is None:
        proved = "z3 has proved that no case differs in this, whatever is answered or unknown."
        return [*parts, Paragraph(proved)]
    label = "Fewest answers" if one.smallest else "Answers"
    told = "everything else unknown"
    if not one.smallest:
        told += "; a case with fewer answers may differ as well"
    parts.append(Paragraph(f"{one.witness}; {told}.", label))
    return [*parts, *_moved(one.moved, one.through)]


def _moved(moved: Moves, through: tuple[str, ...]) -> list[Part]:
    parts: list[Part] = [Paragraph(f"{was} -> {now}", name) for name, was, now in moved]
    return [*parts, Paragraph(", ".join(through) or "no rule of its own", "Through")]


def _summary(found: Compared) -> str:
    kinds = [change.how for change in found.changes]
    counts = [
        f"{kinds.count(how)} {how}"
        for how in ("added", "removed", "changed", "reworded")
        if how in kinds
    ]
    parts = [", ".join(counts) or "no text changed"]
    if found.shifts is not None:
        parts.append(f"{counted(len(found.shifts), 'given case')} with other advice")
    differing = [one.about for one in found.others if one.witness is not None]
    undecided = [one.about for one in found.others if not one.decided]
    if differing:
        parts.append(f"some cases get other {all_of(differing)}")
    if undecided:
        parts.append(f"{all_of(undecided)} could not be decided in the time given")
    if not differing and not undecided and not found.one_sided:
        parts.append("what is compared is the same for every case")
    return f"{capital('; '.join(parts))}."
