"""Laws: what must hold in all cases, as frozen data."""

from __future__ import annotations

from dataclasses import dataclass, field

from advisor.errors import NOWHERE, Place
from advisor.knowledge.conditions import Citation, Line


@dataclass(frozen=True)
class AlwaysLaw:
    """Whenever all `when` lines hold, `then` holds."""

    id: str
    title: str
    when: tuple[Line, ...]
    then: Line
    sources: tuple[Citation, ...]
    place: Place = field(default=NOWHERE, compare=False)

    @property
    def reads(self) -> tuple[str, ...]:
        """The facts, assessments and decisions that the law speaks of, each once."""
        terms = (term for line in (*self.when, self.then) for term in line.terms)
        return tuple(dict.fromkeys(term.subject for term in terms))


@dataclass(frozen=True)
class MonotoneLaw:
    """More (or less) of `subject` never lowers (or raises) an option's points or an assessment.

    `decision` is empty when `target` is an assessment. `over` names the option over which the
    lead of `target` is meant; it is empty when the law speaks of points.
    """

    id: str
    title: str
    subject: str
    raising: bool
    target: str
    decision: str
    never_lowers: bool
    sources: tuple[Citation, ...]
    over: str = ""
    place: Place = field(default=NOWHERE, compare=False)

    @property
    def reads(self) -> tuple[str, ...]:
        """The facts, assessments and decisions that the law speaks of, each once."""
        return tuple(dict.fromkeys((self.subject, self.decision or self.target)))


Law = AlwaysLaw | MonotoneLaw
