"""Cases in which the option that leads so far can't come out: taken again, told what can.

The bounds alone don't show it. With borders of thresholds they are some in a hundred, so that those with
few combinations of open answers, nearly all of them, are taken together.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from advisor.inference.advice import Basis
from advisor.inference.many.combinations import every_outcome
from advisor.inference.many.engine import BitEngine, Findings
from advisor.inference.many.machine import WORD, Masks, Words, bits_of, plane_of
from advisor.inference.many.probes import item_programs
from advisor.inference.many.search import Flags, Outcomes, product
from advisor.inference.many.standing import others, standing_of
from advisor.inference.many.written_out import combinations_of, outcomes_of_all
from advisor.inference.one.firmness import Foresight

_ANY = np.uint64(np.iinfo(np.uint64).max)


MOST_TOGETHER = WORD
"""How many combinations a case may have to be taken together with others: they fit in a word."""


@dataclass(frozen=True)
class Reached:
    """What is found of all cases, by decision: the outcome so far, whether another one is open, and whether that is exact."""

    standing: dict[str, NDArray[np.uint8]]
    loose: dict[str, Flags]
    exact: dict[str, Flags]


def put_right(
    engine: BitEngine,
    full: Masks,
    findings: Findings,
    cases: NDArray[np.intp],
    reached: Reached,
    *,
    limit: int,
) -> None:
    """Take these cases as `advise` does, and write what is recommended then into the planes, and what is reached.

    `full` is unsigned[facts, cases] without zeros. Of a case with at most `limit` combinations what
    `advise` finds is exact.
    """
    if not len(cases):
        return
    counts = np.bitwise_count(full[:, cases])
    few = np.logical_and.reduce(
        [
            product(counts[list(engine.cone(step.name))]) <= min(MOST_TOGETHER, limit)
            for step in engine.decisions
        ]
    )
    written = combinations_of(engine, full[:, cases]) <= min(MOST_TOGETHER, limit)
    put_right_together(engine, full, findings, cases[written], reached, outcomes_of_all)
    put_right_together(engine, full, findings, cases[few & ~written], reached, _each_outcome)
    for case in cases[~few]:
        _alone(engine, full, findings, int(case), reached)


@dataclass(frozen=True)
class ToldOutcomes:
    """What follows for cases of which all that can come out is known: by decision the outcome so far, and whether another is open."""

    findings: Findings
    standing: Mapping[str, NDArray[np.uint8]]
    loose: Mapping[str, Flags]


def told(engine: BitEngine, masks: Masks, outcomes: Mapping[str, Outcomes]) -> ToldOutcomes:
    """Evaluate cases as `advise` does, told what can come out of each decision.

    `masks` is unsigned[facts, cases] without zeros; `outcomes` are exact.
    """
    possible = [
        plane_of((outcomes[step.name] >> np.uint64(code) & np.uint64(1)).astype(np.uint8))
        for step in engine.decisions
        for code in range(step.size)
    ]
    findings = engine.evaluate_allowing(masks, np.array(possible))
    standing = {step.name: standing_of(findings, step) for step in engine.decisions}
    loose = {
        name: (here > 0) & (others(outcomes[name], here) != 0) for name, here in standing.items()
    }
    return ToldOutcomes(findings, standing, loose)


def _each_outcome(engine: BitEngine, masks: Masks) -> Mapping[str, Outcomes]:
    """Return what comes out of every combination of what each decision reads."""
    programs = item_programs(engine)
    return {step.name: every_outcome(programs.of(step.name), masks) for step in engine.decisions}


def put_right_together(
    engine: BitEngine,
    full: Masks,
    findings: Findings,
    cases: NDArray[np.intp],
    reached: Reached,
    outcomes_of: Callable[[BitEngine, Masks], Mapping[str, Outcomes]],
) -> None:
    """Take cases of which every combination of answers can be tried at once."""
    if not len(cases):
        return
    masks = full[:, cases]
    found = told(engine, masks, outcomes_of(engine, masks))
    _write(findings, cases, found.findings.planes)
    for name in found.standing:
        reached.standing[name][cases] = found.standing[name]
        reached.loose[name][cases] = found.loose[name]
        reached.exact[name][cases] = True


def _alone(engine: BitEngine, full: Masks, findings: Findings, case: int, reached: Reached) -> None:
    """Take one case by the foresight of one case."""
    answers = {name: int(mask) for name, mask in zip(engine.facts, full[:, case], strict=True)}
    foresight = Foresight(engine.compiled, answers)
    found = {step.name: foresight.outcomes[step.name] for step in engine.decisions}
    possible = [
        np.array([_ANY if found[step.name].mask >> code & 1 else 0], np.uint64)
        for step in engine.decisions
        for code in range(step.size)
    ]
    single = engine.evaluate_allowing(full[:, case : case + 1], np.array(possible))
    _write(findings, np.array([case]), single.planes)
    for step in engine.decisions:
        one = found[step.name]
        outcomes = np.array([one.mask | one.outlook.undetermined << step.size], np.uint64)
        exact = np.array([one.basis is Basis.EXACT])
        _reach(step.name, standing_of(single, step), np.array([case]), outcomes, exact, reached)


def _write(findings: Findings, cases: NDArray[np.intp], planes: Words) -> None:
    """Write the planes of some cases, in their order, where these stand among all; `cases` rise."""
    word, bit = np.divmod(cases, WORD)
    places, starts = np.unique(word, return_index=True)
    shift = bit.astype(np.uint64)
    kept = ~np.bitwise_or.reduceat(np.uint64(1) << shift, starts)
    for target, plane in zip(findings.planes, planes, strict=True):
        bits = bits_of(plane, len(cases)).astype(np.uint64) << shift
        target[places] = (target[places] & kept) | np.bitwise_or.reduceat(bits, starts)


def _reach(
    name: str,
    here: NDArray[np.uint8],
    cases: NDArray[np.intp],
    outcomes: Outcomes,
    exact: Flags,
    reached: Reached,
) -> None:
    reached.standing[name][cases] = here
    reached.loose[name][cases] = (here > 0) & (others(outcomes, here) != 0)
    reached.exact[name][cases] = exact
