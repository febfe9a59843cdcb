"""The words of the rule language that stand in the data: relations, strengths, phases, weights."""

from __future__ import annotations

from enum import StrEnum


class Relation(StrEnum):
    """How a term compares its subject with its values."""

    IS = "is"
    AT_LEAST = "is at least"
    AT_MOST = "is at most"
    BELOW = "is below"
    ABOVE = "is above"
    BETWEEN = "is between"
    KNOWN = "is known"
    UNKNOWN = "is unknown"


class Evidence(StrEnum):
    """How well a rule is backed, best first; `guidance` is advice of a body that knows the field."""

    STRONG = "strong"
    MODERATE = "moderate"
    WEAK = "weak"
    GUIDANCE = "guidance"


class Strength(StrEnum):
    """How much an argument weighs: 1, 2 or 3 points."""

    WEAKLY = "weakly"
    MODERATELY = "moderately"
    STRONGLY = "strongly"

    @property
    def points(self) -> int:
        """The weight as an integer, so that sums never depend on the order of the rules."""
        return {"weakly": 1, "moderately": 2, "strongly": 3}[self.value]


class HitPolicy(StrEnum):
    """Which rows of a decision table count: the first that matches, or all, which must then agree."""

    FIRST = "first"
    UNIQUE = "unique"


class Phase(StrEnum):
    """When an action is due."""

    FIRST_100_DAYS = "first 100 days"
    FIRST_YEAR = "first year"
    LATER = "later"
    CHECKLIST = "checklist"
    """At any time: what holds for most governments alike is no step of a plan, and not forgotten."""


class Part(StrEnum):
    """Where an action appears in the report."""

    ACTION_PLAN = "action plan"
    LEADERS_TASK = "leader's task"
    TRAINING_POINT = "training point"


class Effort(StrEnum):
    """How much work an action is."""

    SMALL = "small"
    MODERATE = "moderate"
    LARGE = "large"


class Weight(StrEnum):
    """How much a misfit weighs, the gravest first."""

    GRAVE = "grave"
    SERIOUS = "serious"
    MINOR = "minor"


class Judging(StrEnum):
    """Whether the documented choices of a decision are held against the advice."""

    NO = "no"
    YES = "yes"
    MAIN = "main"
    """They are, and another recommendation than a choice that failed counts as a warning of it."""
