"""What an engine concludes from many cases, and whether two engines conclude the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from advisor.inference.many.engine import BitEngine
from advisor.inference.many.machine import Masks, bits_of
from advisor.inference.program import CompiledRules
from advisor.knowledge.model import RuleBase


@dataclass(frozen=True)
class Conclusions:
    """Which rules fired, bool[rules, cases], and the values of assessments and decisions.

    A value is the mask of the possible codes, 0 while it is open: uint64[cases] by item.
    """

    fired: NDArray[np.bool_]
    values: Mapping[str, NDArray[np.uint64]]


class Rival(Protocol):
    """A rule base in another engine's language. Only `evaluate` is timed."""

    name: str

    def prepare(self, masks: Masks) -> Any:
        """Return complete cases in the form in which the engine's users have them."""

    def evaluate(self, cases: Any) -> Any:
        """Return the engine's conclusions in its own form."""

    def conclusions(self, found: Any) -> Conclusions:
        """Return them in the form in which they are compared."""


class DisagreementError(AssertionError):
    """An engine concludes something else than the bit engine, so its time would mean nothing."""


def codes_of(masks: Masks) -> NDArray[np.int64]:
    """Return the codes of the one value that each fact of each case has: int64[facts, cases]."""
    codes: NDArray[np.int64] = np.bitwise_count(masks - masks.dtype.type(1)).astype(np.int64)
    return codes


def complete_cases(engine: BitEngine, cases: int, seed: int = 1) -> Masks:
    """Return random complete cases, every value of a fact as likely as the others."""
    chance = np.random.default_rng(seed)
    codes = [chance.integers(0, size, cases) for size in engine.sizes]
    return np.stack([1 << one for one in codes]).astype(engine.dtype)


def gathered(
    rules: CompiledRules, fired: Sequence[Iterable[str]], masks: NDArray[np.integer[Any]]
) -> Conclusions:
    """Return conclusions told case by case: ids of rules, and masks of values, int[steps, cases]."""
    rows = {name: row for row, (name, _) in enumerate(rules.clauses)}
    found = np.zeros((len(rows), len(fired)), np.bool_)
    for case, names in enumerate(fired):
        found[[rows[name] for name in names], case] = True
    names = [step.name for step in rules.steps]
    values = {name: row.astype(np.uint64) for name, row in zip(names, masks, strict=True)}
    return Conclusions(found, values)


def of_bit_engine(engine: BitEngine, masks: Masks) -> Conclusions:
    """Return what the bit engine concludes from complete cases."""
    findings = engine.evaluate(masks, complete=True)
    fired = np.stack([bits_of(plane, findings.cases) for plane in findings.fired]).astype(np.bool_)
    values: dict[str, NDArray[np.uint64]] = {}
    decisions = {step.name for step in engine.decisions}
    for step in engine.compiled.steps:
        if step.name in decisions:
            code = findings.recommended(step.name).astype(np.uint64)
            values[step.name] = (np.uint64(1) << code) >> np.uint64(1)
        else:
            determined = findings.flags("determined", step.name) != 0
            values[step.name] = np.where(
                determined, findings.mask("values", step.name), np.uint64(0)
            )
    return Conclusions(fired, values)


def compare(rival: Rival, engine: BitEngine, masks: Masks) -> None:
    """Hold an engine's conclusions against the bit engine's. Raises DisagreementError."""
    expected = of_bit_engine(engine, masks)
    found = rival.conclusions(rival.evaluate(rival.prepare(masks)))
    for row, (name, _) in enumerate(engine.compiled.clauses):
        _same(rival.name, f"whether rule {name} fires", found.fired[row], expected.fired[row])
    for name, values in expected.values.items():
        _same(rival.name, f"the value of '{name}'", found.values[name], values)


def _same(engine: str, what: str, found: NDArray[Any], expected: NDArray[Any]) -> None:
    (differ,) = np.nonzero(found != expected)
    if differ.size:
        case = differ[0]
        message = (
            f"{engine} and the bit engine differ in {differ.size:,} of {expected.size:,} cases on"
            f" {what}: in case {case} it is {found[case]} and {expected[case]}"
        )
        raise DisagreementError(message)


def sayable(rules: RuleBase) -> RuleBase:
    """Return the rules as the other engines can say them: ties are broken by the listed order alone."""
    return replace(rules, decisions=tuple(replace(one, keep="") for one in rules.decisions))
