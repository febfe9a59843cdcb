"""How firm many cases' decisions are, with the same answer and the same basis as `firmness.py` gives for one.

From cheap to dear; each case goes the cheapest way that is exact for it:

1. Complete cases, and winners that the bounds prove: nothing more to do.
2. Cases with few combinations of open answers: all of them are tried (`written_out.py`).
3. Else the bounds are reckoned step by step, each step's made exact (`outcomes.py`) where the rule
   language allows it before the next step reads them (`Stepwise`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from advisor.inference.advice import Status
from advisor.inference.many.combinations import some_outcomes
from advisor.inference.many.engine import BitEngine, Findings
from advisor.inference.many.machine import Masks, bits_of, plane_of
from advisor.inference.many.probes import item_programs
from advisor.inference.many.put_right import Reached, put_right, put_right_together, told
from advisor.inference.many.relevance import told_apart
from advisor.inference.many.search import (
    Flags,
    Outcomes,
    bounded,
    bounds_of,
    exact_outcomes,
    product,
)
from advisor.inference.many.standing import bit_of, others, standing_of
from advisor.inference.many.written_out import (
    MOST_WRITTEN_OUT,
    combinations_of,
    outcomes_of_all,
)
from advisor.inference.one.completions import LIMIT
from advisor.inference.one.firmness import ASSESSMENT_LIMIT
from advisor.inference.one.search import Search
from advisor.inference.planes.prospects import Outlook
from advisor.inference.program import DecisionStep, Step, clauses_of

STATUSES = (Status.FIRM, Status.PROVISIONAL, Status.CONTESTED, Status.INSUFFICIENT)
"""The statuses by their codes."""

_ANY = np.uint64(np.iinfo(np.uint64).max)

FIRM, PROVISIONAL, CONTESTED, INSUFFICIENT = np.arange(4, dtype=np.uint8)


@dataclass(frozen=True)
class Firmness:
    """A decision's status codes, uint8[cases], and whether each is exact, bool[cases]."""

    status: NDArray[np.uint8]
    exact: Flags


def firmness(engine: BitEngine, masks: Masks, findings: Findings) -> dict[str, Firmness]:
    """Return how firm each decision is in each case.

    `masks` is unsigned[facts, cases], of which `findings` are the conclusions. Where what they
    recommend can't come out after all, their planes are put right.
    """
    standing = {step.name: standing_of(findings, step) for step in engine.decisions}
    loose = {step.name: _loose(findings, step, standing[step.name]) for step in engine.decisions}
    exact = {name: np.ones(findings.cases, bool) for name in loose}
    if not findings.plan.complete:
        _search(engine, masks, findings, standing, loose, exact)
    return {
        step.name: Firmness(
            _status(findings, step, standing[step.name], loose[step.name]), exact[step.name]
        )
        for step in engine.decisions
    }


def all_tried(engine: BitEngine, full: Masks) -> Flags:
    """Return which cases have so few combinations of open answers that each one is tried."""
    few: Flags = combinations_of(engine, full) <= min(MOST_WRITTEN_OUT, LIMIT, ASSESSMENT_LIMIT)
    return few


def firmness_of_few(engine: BitEngine, full: Masks) -> tuple[Findings, dict[str, Firmness]]:
    """Return the conclusions of cases of which `all_tried` holds, and how firm they are.

    `full` is unsigned[facts, cases] without zeros.
    """
    found = told(engine, full, outcomes_of_all(engine, full))
    exact = np.ones(full.shape[1], bool)
    return found.findings, {
        step.name: Firmness(
            _status(found.findings, step, found.standing[step.name], found.loose[step.name]), exact
        )
        for step in engine.decisions
    }


def _loose(findings: Findings, step: DecisionStep, standing: NDArray[np.uint8]) -> Flags:
    """Return where another outcome is not excluded yet; the bounds tell of winners only."""
    unsettled = bits_of(findings.unsettled(step.name), findings.cases).astype(bool)
    stuck: Flags = standing > step.size
    return unsettled if findings.plan.complete else unsettled | stuck


def _status(
    findings: Findings,
    step: DecisionStep,
    standing: NDArray[np.uint8],
    loose: Flags,
) -> NDArray[np.uint8]:
    close = findings.flags("close", step.name).view(np.bool_)
    status = np.where(close | (standing > step.size), CONTESTED, FIRM)
    np.copyto(status, PROVISIONAL, where=loose)
    np.copyto(status, INSUFFICIENT, where=standing == 0)
    return status


def _search(
    engine: BitEngine,
    masks: Masks,
    findings: Findings,
    standing: dict[str, NDArray[np.uint8]],
    loose: dict[str, Flags],
    exact: dict[str, Flags],
) -> None:
    """Settle what the bounds left open, in place."""
    full = np.where(masks == 0, engine.everything[:, None], masks)
    # With few combinations all is exact, so only what is loose has to be looked at.
    part = np.flatnonzero(~_few(engine, full) | np.logical_or.reduce(list(loose.values())))
    if not len(part):
        return
    few = all_tried(engine, full[:, part])
    reached = Reached(standing, loose, exact)
    put_right_together(engine, full, findings, part[few], reached, outcomes_of_all)
    rest = part[~few]
    if len(rest):
        outlooks = _stepwise(engine, full[:, rest], {n: s[rest] for n, s in standing.items()})
        _take(engine, full, findings, rest, outlooks, reached)


Outlooks = Mapping[str, tuple[Outcomes, Flags]]
"""For each decision the outcomes that are possible, and whether they are exact."""


def _stepwise(
    engine: BitEngine, full: Masks, standing: Mapping[str, NDArray[np.uint8]]
) -> Outlooks:
    """Bound the cases step by step."""
    outlooks = Stepwise(engine, full, standing).run()
    _settle(engine, full, standing, outlooks)
    return outlooks


def _take(
    engine: BitEngine,
    full: Masks,
    findings: Findings,
    part: NDArray[np.intp],
    outlooks: Outlooks,
    reached: Reached,
) -> None:
    """Note what was found of these cases; those in which it bars what is recommended are put right."""
    barred = np.zeros(len(part), bool)
    for name, (outcomes, is_exact) in outlooks.items():
        standing = reached.standing[name][part]
        barred |= _is_barred(engine, name, outcomes, standing)
        reached.loose[name][part] = (standing > 0) & (others(outcomes, standing) != 0)
        reached.exact[name][part] = is_exact
    put_right(engine, full, findings, part[barred], reached, limit=min(LIMIT, ASSESSMENT_LIMIT))


def _is_barred(
    engine: BitEngine, name: str, outcomes: Outcomes, standing: NDArray[np.uint8]
) -> Flags:
    """Tell where an option is recommended so far that can't come out."""
    won = (standing > 0) & (standing <= engine.steps[name].size)
    barred: Flags = won & ((outcomes & bit_of(standing)) == 0)
    return barred


def _settle(
    engine: BitEngine,
    full: Masks,
    standing: Mapping[str, NDArray[np.uint8]],
    outlooks: Outlooks,
) -> None:
    """Take out of the outlooks, where they are not exact, options that lead and prove impossible.

    A few random combinations show of most that they can come out.
    """
    for name, (outcomes, exact) in outlooks.items():
        step = engine.steps[name]
        doubtful = np.flatnonzero(~exact & (standing[name] > 0) & (standing[name] <= step.size))
        if not len(doubtful):
            continue
        program = item_programs(engine).of(name)
        shown = some_outcomes(program, full[:, doubtful])
        unseen = doubtful[(shown & bit_of(standing[name][doubtful])) == 0]
        known: dict[bytes, bool] = {}
        rows = list(engine.cone(name))
        for place in unseen:
            masks = full[:, place]
            code = int(standing[name][place]) - 1
            key = masks[rows].tobytes() + bytes([code])
            if key not in known:
                answers = {one: int(mask) for one, mask in zip(engine.facts, masks, strict=True)}
                known[key] = Search(engine.compiled, answers).never_comes_out(name, code)
            if known[key]:
                outcomes[place] &= ~(np.uint64(1) << np.uint64(code))


def _few(engine: BitEngine, full: Masks) -> Flags:
    """Tell which cases surely have few combinations for every decision.

    What matters to an item is part of what it can read, so few combinations of all that it can
    read are few of what matters.
    """
    counts = np.bitwise_count(full)
    few: Flags = product(counts) <= LIMIT
    doubtful = np.flatnonzero(~few)
    if len(doubtful):
        few[doubtful] = np.logical_and.reduce(
            [
                product(counts[list(engine.cone(step.name))][:, doubtful]) <= LIMIT
                for step in engine.decisions
            ]
        )
    return few


class Stepwise:
    """Bounds of many cases in which each step is made exact before the next one reads it.

    The same as `firmness.Foresight` for one case: where an item has few combinations of the open
    facts that still matter, its outcomes are exact.
    """

    def __init__(
        self, engine: BitEngine, masks: Masks, standing: Mapping[str, NDArray[np.uint8]]
    ) -> None:
        self._engine = engine
        self._standing = standing
        self._read = {
            name
            for step in engine.compiled.steps
            for _, clause in clauses_of(step)
            for name in clause.reads
        }
        self._masks = masks
        self._cases = masks.shape[1]
        self._bounds = bounds_of(engine, masks)

    def run(self) -> Outlooks:
        """Return for each decision the outcomes that are possible, and whether they are exact."""
        result: dict[str, tuple[Outcomes, Flags]] = {}
        for step in self._engine.compiled.steps:
            is_decision = isinstance(step, DecisionStep)
            if not is_decision and step.name not in self._read:
                continue  # only warnings and actions read it, which have no status
            self._bounds.step(step)
            limit = LIMIT if is_decision else ASSESSMENT_LIMIT
            values = told_apart(self._engine.compiled, self._bounds, step.name, self._masks)
            exact = product(np.bitwise_count(values)) <= limit
            self._refine(step, exact, values)
            if is_decision:
                result[step.name] = (bounded(self._bounds, step.name, self._cases), exact)
        return result

    def _refine(self, step: Step, exact: Flags, values: Masks) -> None:
        """Put the exact outcomes in the place of the bounds, where they are to be had."""
        outcomes = bounded(self._bounds, step.name, self._cases)
        wanted = exact & (np.bitwise_count(outcomes) != 1)
        read = step.name in self._read
        if not read:
            # Nothing reads it further, so any outcome besides the one so far says enough.
            wanted &= self._standing[step.name] > 0
        part = np.flatnonzero(wanted)
        if not len(part):
            return
        standing = np.zeros(len(part), np.uint8) if read else self._standing[step.name][part]
        # Cases that agree in what matters are one.
        keys = values[list(self._engine.cone(step.name))][:, part].T
        first, back = _distinct(np.column_stack([keys, standing.astype(keys.dtype)]))
        one = part[first]
        sufficient = others(np.uint64(0) if read else _ANY, standing[first])
        # What is recommended so far must be known to come out, unless there is nothing.
        won = (standing > 0) & (standing <= step.size)
        required = np.where(won, bit_of(standing), np.uint64(0))[first]
        outcomes[part] = exact_outcomes(
            self._engine, step.name, values[:, one], outcomes[one], sufficient, required
        )[back]
        planes = [
            plane_of((outcomes >> np.uint64(bit) & np.uint64(1)).astype(np.uint8))
            for bit in range(step.size + 1)
        ]
        several = self._bounds.outlooks[step.name].several
        self._bounds.outlooks[step.name] = Outlook(tuple(planes[:-1]), planes[-1], several)


def _distinct(keys: Masks) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return which rows are the first of their kind, and for each row which of these it equals."""
    joined = keys.view(np.dtype((np.void, keys.shape[1] * keys.itemsize))).ravel()
    _, first, back = np.unique(joined, return_index=True, return_inverse=True)
    return first, back
