"""What changes from one advice to another: decisions, misfits and actions."""

from __future__ import annotations

from dataclasses import dataclass

from advisor.inference.advice import Action, Advice, DecisionAdvice, Misfit


@dataclass(frozen=True)
class DecisionChange:
    """A decision whose recommendation or firmness differs."""

    name: str
    before: DecisionAdvice
    after: DecisionAdvice

    @property
    def moved(self) -> bool:
        """Whether another option is recommended, and not only more or less firmly."""
        return self.before.recommended != self.after.recommended


@dataclass(frozen=True)
class Difference:
    """All that differs. New and gone things stand in the order of the books."""

    decisions: tuple[DecisionChange, ...]
    new_misfits: tuple[Misfit, ...]
    gone_misfits: tuple[Misfit, ...]
    new_actions: tuple[Action, ...]
    gone_actions: tuple[Action, ...]

    @property
    def nothing(self) -> bool:
        """Whether both say the same."""
        return not (
            self.decisions
            or self.new_misfits
            or self.gone_misfits
            or self.new_actions
            or self.gone_actions
        )


def difference(before: Advice, after: Advice) -> Difference:
    """Return what changes from one advice to another of the same rule base."""
    misfits = {one.rule for one in before.misfits}, {one.rule for one in after.misfits}
    actions = {one.rule for one in before.actions}, {one.rule for one in after.actions}
    return Difference(
        tuple(
            DecisionChange(old.name, old, new)
            for old, new in zip(before.decisions, after.decisions, strict=True)
            if (old.recommended, old.status) != (new.recommended, new.status)
        ),
        tuple(one for one in after.misfits if one.rule not in misfits[0]),
        tuple(one for one in before.misfits if one.rule not in misfits[1]),
        tuple(one for one in after.actions if one.rule not in actions[0]),
        tuple(one for one in before.actions if one.rule not in actions[1]),
    )
