"""What follows from a rule: arguments, what is ruled out, points on assessments, actions."""

from __future__ import annotations

from dataclasses import dataclass

from advisor.knowledge.words import (
    Effort,
    Part,
    Phase,
    Strength,
)


@dataclass(frozen=True)
class Argue:
    """An argument for (favour) or against (oppose) an option of a decision."""

    decision: str
    option: str
    strength: Strength
    favours: bool

    @property
    def points(self) -> int:
        """The signed weight: 1 to 3 for, -1 to -3 against."""
        return self.strength.points if self.favours else -self.strength.points

    @property
    def target(self) -> str:
        """The name of the decision that it speaks about."""
        return self.decision


@dataclass(frozen=True)
class RuleOut:
    """The option can't be recommended, whatever its points."""

    decision: str
    option: str

    @property
    def target(self) -> str:
        """The name of the decision that it speaks about."""
        return self.decision


@dataclass(frozen=True)
class Adjust:
    """Points on an assessment: raise or lower."""

    assessment: str
    strength: Strength
    raises: bool

    @property
    def points(self) -> int:
        """The signed weight: 1 to 3 up, -1 to -3 down."""
        return self.strength.points if self.raises else -self.strength.points

    @property
    def target(self) -> str:
        """The name of the assessment that it speaks about."""
        return self.assessment


@dataclass(frozen=True)
class Conclude:
    """The assessment is this value; it dominates the assessment's table or points."""

    assessment: str
    value: str

    @property
    def target(self) -> str:
        """The name of the assessment that it speaks about."""
        return self.assessment


Effect = Argue | RuleOut | Adjust | Conclude


@dataclass(frozen=True)
class Advise:
    """An action: what to do, when, by whom, and which goals it serves.

    `after` are the ids of the rules whose actions come before it; `effort` and `needs` tell how much
    work it is and whom or what it takes, and may be missing.
    """

    text: str
    phase: Phase
    owner: str
    part: Part = Part.ACTION_PLAN
    serves: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    effort: Effort | None = None
    needs: str = ""
