"""What a case made under older rules holds and today's rules don't know: kept as remarks, and asked again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from advisor.cases.model import Case
from advisor.errors import NOWHERE, Place

LEFT = "under older rules"


@dataclass(frozen=True)
class LeftOver:
    """An entry that can't be carried over as it stands.

    `fact` is the fact of today that it was to answer, '' where today's rules don't ask it any more;
    `written` is the name in the file, `answer` what stood there, `note` its remark.
    """

    written: str
    fact: str
    answer: str
    note: str = ""
    place: Place = field(default=NOWHERE, compare=False)

    @property
    def remark(self) -> str:
        """What is kept of it: with the fact where it is asked again, else with the case."""
        told = f"answered '{self.answer}' {LEFT}" if self.answer else f"noted {LEFT}"
        if not self.fact:
            told = f"'{self.written}' was {told}, and is asked no more"
        return f"{told}; {self.note}" if self.note else told


@dataclass(frozen=True)
class CarriedOver:
    """A case as today's rules read it. `renamed` pairs what it calls otherwise with the names of today."""

    case: Case
    left: tuple[LeftOver, ...]
    renamed: tuple[tuple[str, str], ...]

    @property
    def asked_again(self) -> tuple[str, ...]:
        """The facts of today whose answer could not be carried over."""
        return tuple(dict.fromkeys(one.fact for one in self.left if one.fact))


def with_remarks(case: Case, left: Sequence[LeftOver]) -> Case:
    """Return the case with what is left over as remarks; what today's rules still ask is open again."""
    for one in left:
        if one.fact and one.fact not in case.by_fact:
            told = [text for text in (case.note_on(one.fact), one.remark) if text]
            case = case.without(one.fact, "; ".join(told))
    gone = [one.remark for one in left if not one.fact or one.fact in case.by_fact]
    if gone:
        whole = "; ".join([text for text in (case.note_on(""), *gone) if text])
        others = tuple(pair for pair in case.notes if pair[0])
        case = replace(case, notes=(*others, ("", whole)))
    return case
