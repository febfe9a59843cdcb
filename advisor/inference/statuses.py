"""How firm many cases' decisions are, with the same answer and the same basis as `firmness.py` gives for one.

Three ways, from cheap to dear; each case goes the cheapest that is exact for it:

1. Complete cases, and winners that the bounds prove: nothing more to do.
2. Few combinations of open facts: whether another outcome is possible is searched for
   (`outcomes.py`); it is exact by then, as evaluating every completion would be.
3. Many combinations: the bounds are reckoned step by step, each step's made exact where the rule
   language allows it before the next step reads them (`Stepwise`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from advisor.inference.advice import Status
from advisor.inference.bits import BitEngine, Findings
from advisor.inference.compiled import DecisionStep, Step
from advisor.inference.completions import LIMIT, clauses_of
from advisor.inference.firmness import ASSESSMENT_LIMIT
from advisor.inference.machine import Masks, bits_of, plane_of
from advisor.inference.outcomes import Outcomes, exact_outcomes
from advisor.inference.probes import probe_of
from advisor.inference.prospects import Outlook, Prospects
from advisor.inference.relevance import reach

STATUSES = (Status.FIRM, Status.PROVISIONAL, Status.CONTESTED, Status.INSUFFICIENT)
"""The statuses by their codes."""

FIRM, PROVISIONAL, CONTESTED, INSUFFICIENT = np.arange(4, dtype=np.uint8)


@dataclass(frozen=True)
class Firmness:
    """A decision's status codes, uint8[cases], and whether each is exact, bool[cases]."""

    status: NDArray[np.uint8]
    exact: NDArray[np.bool_]


def firmness(engine: BitEngine, masks: Masks, findings: Findings) -> dict[str, Firmness]:
    """Return how firm each decision is in each case.

    `masks` is unsigned[facts, cases], of which `findings` are the conclusions.
    """
    standing = {step.name: _standing(findings, step) for step in engine.decisions}
    loose = {step.name: _loose(findings, step, standing[step.name]) for step in engine.decisions}
    exact = {name: np.ones(findings.cases, bool) for name in loose}
    if not findings.plan.complete:
        _search(engine, masks, standing, loose, exact)
    return {
        step.name: Firmness(
            _status(findings, step, standing[step.name], loose[step.name]), exact[step.name]
        )
        for step in engine.decisions
    }


def _standing(findings: Findings, step: DecisionStep) -> NDArray[np.uint8]:
    """Return the outcome so far: 0 where no rule argues, else the option's code and one.

    Where everything is ruled out it is the number of options and one, as the bit of 'undetermined'
    stands above those of the options.
    """
    won = findings.recommended(step.name)
    argued = findings.flags("argued", step.name)
    return np.where(won > 0, won, argued * np.uint8(step.size + 1)).astype(np.uint8)


def _loose(
    findings: Findings, step: DecisionStep, standing: NDArray[np.uint8]
) -> NDArray[np.bool_]:
    """Return where another outcome is not excluded yet; the bounds tell of winners only."""
    unsettled = bits_of(findings.unsettled(step.name), findings.cases).astype(bool)
    stuck: NDArray[np.bool_] = standing > step.size
    return unsettled if findings.plan.complete else unsettled | stuck


def _status(
    findings: Findings,
    step: DecisionStep,
    standing: NDArray[np.uint8],
    loose: NDArray[np.bool_],
) -> NDArray[np.uint8]:
    close = findings.flags("close", step.name).astype(bool)
    settled = np.where(close | (standing > step.size), CONTESTED, FIRM)
    argued = np.where(loose, PROVISIONAL, settled)
    return np.where(standing > 0, argued, INSUFFICIENT).astype(np.uint8)


def _search(
    engine: BitEngine,
    masks: Masks,
    standing: Mapping[str, NDArray[np.uint8]],
    loose: dict[str, NDArray[np.bool_]],
    exact: dict[str, NDArray[np.bool_]],
) -> None:
    """Settle what the bounds left open, in place."""
    full = np.where(masks == 0, engine.everything[:, None], masks)
    few, many = _sorted_by_combinations(engine, full)
    if few.any():
        part = np.flatnonzero(few)
        wanted = {name: flags[part] for name, flags in loose.items()}
        so_far = {name: outcome[part] for name, outcome in standing.items()}

        def enough(name: str, found: Outcomes, cases: NDArray[np.intp]) -> NDArray[np.bool_]:
            other: NDArray[np.bool_] = _others(found, so_far[name][cases]) != 0
            return other

        found = exact_outcomes(probe_of(engine, tuple(wanted)), full[:, part], wanted, enough)
        for name, flags in wanted.items():
            loose[name][part] = flags & (_others(found[name], so_far[name]) != 0)
    if many.any():
        part = np.flatnonzero(many)
        so_far = {name: outcome[part] for name, outcome in standing.items()}
        outlooks = Stepwise(engine, full[:, part], so_far).run()
        for name, (outcome, is_exact) in outlooks.items():
            loose[name][part] = (so_far[name] > 0) & (_others(outcome, so_far[name]) != 0)
            exact[name][part] = is_exact


def _others(found: Outcomes, standing: Masks) -> Outcomes:
    """Return the outcomes other than the one so far (see `_standing`)."""
    code = np.maximum(standing, 1).astype(np.uint64) - np.uint64(1)
    return found & ~(np.uint64(1) << code)


def _sorted_by_combinations(
    engine: BitEngine, full: Masks
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Tell which cases surely have few combinations for every decision, and which perhaps not.

    What matters to an item is part of what it can read, so few combinations of all that it can
    read are few of what matters.
    """
    counts = np.bitwise_count(full)
    few = np.ones(full.shape[1], bool)
    product = np.ones(full.shape[1])
    for row in counts:
        product *= row
    doubtful = np.flatnonzero(product > LIMIT)
    few[doubtful] = False
    if len(doubtful):
        within = np.ones(len(doubtful), bool)
        for step in engine.decisions:
            product = np.ones(len(doubtful))
            for row in engine.cone(step.name):
                product *= counts[row][doubtful]
            within &= product <= LIMIT
        few[doubtful] = within
    return few, ~few


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
        facts = {
            name: [
                plane_of(row >> row.dtype.type(code) & row.dtype.type(1)) for code in range(size)
            ]
            for row, (name, size) in zip(masks, engine.compiled.facts, strict=True)
        }
        ones = plane_of(np.ones(self._cases, bool))
        self._bounds = Prospects(facts, ones)

    def run(self) -> Mapping[str, tuple[Outcomes, NDArray[np.bool_]]]:
        """Return for each decision the outcomes that are possible, and whether they are exact."""
        result: dict[str, tuple[Outcomes, NDArray[np.bool_]]] = {}
        for step in self._engine.compiled.steps:
            is_decision = isinstance(step, DecisionStep)
            if not is_decision and step.name not in self._read:
                continue  # only warnings and actions read it, which have no status
            self._bounds.step(step)
            limit = LIMIT if is_decision else ASSESSMENT_LIMIT
            exact = self._combinations(step) <= limit
            self._refine(step, exact)
            if is_decision:
                result[step.name] = (self._outcomes(step), exact)
        return result

    def _outcomes(self, step: Step) -> Outcomes:
        outlook = self._bounds.outlooks[step.name]
        total = np.zeros(self._cases, np.uint64)
        for bit, plane in enumerate((*outlook.codes, outlook.undetermined)):
            total |= bits_of(plane, self._cases).astype(np.uint64) << np.uint64(bit)
        return total

    def _combinations(self, step: Step) -> NDArray[np.float64]:
        """Return the combinations of what still matters; values that no open term tells apart are one.

        Products beyond 2**53 are rounded, far above the limit.
        """
        bounds = self._bounds
        touched = reach(self._engine.compiled, bounds, {step.name: bounds.ones})
        product = np.ones(self._cases)
        for fact, by_mask in touched.items():
            codes = bounds.outlooks[fact].codes
            groups = np.zeros(self._cases, np.uint8)
            for code, plane in enumerate(codes):
                first = plane
                for other in range(code):
                    apart = bounds.some(
                        where
                        for mask, where in by_mask.items()
                        if (mask >> code ^ mask >> other) & 1
                    )
                    first = first & (bounds.no(codes[other]) | apart)
                groups += bits_of(first, self._cases)
            product *= groups
        return product

    def _refine(self, step: Step, exact: NDArray[np.bool_]) -> None:
        """Put the exact outcomes in the place of the bounds, where they are to be had."""
        outcomes = self._outcomes(step)
        wanted = exact & (np.bitwise_count(outcomes) != 1)
        part = np.flatnonzero(wanted)
        if not len(part):
            return
        probe = probe_of(self._engine, (step.name,))
        # Only what the item can read matters, so that many cases are one.
        rows = list(probe.facts)
        keys = np.ascontiguousarray(self._masks[rows][:, part].T)
        so_far = None if step.name in self._read else self._standing[step.name][part]
        if so_far is not None:
            # Nothing reads it further, so any outcome besides the one so far says enough.
            keys = np.column_stack([keys, so_far.astype(keys.dtype)])
        view, back = _distinct(keys)
        masks = np.repeat(self._engine.everything[:, None] & 1, len(view), axis=1)
        masks[rows] = view[:, : len(rows)].T

        def enough(_: str, found: Outcomes, cases: NDArray[np.intp]) -> NDArray[np.bool_]:
            silent = view[cases, -1] == 0
            other: NDArray[np.bool_] = silent | (_others(found, view[cases, -1]) != 0)
            return other

        asked = {step.name: np.ones(len(view), bool)}
        found = exact_outcomes(probe, masks, asked, None if so_far is None else enough)
        outcomes[part] = found[step.name][back]
        planes = [
            plane_of((outcomes >> np.uint64(bit) & np.uint64(1)).astype(np.uint8))
            for bit in range(step.size + 1)
        ]
        several = self._bounds.outlooks[step.name].several
        self._bounds.outlooks[step.name] = Outlook(tuple(planes[:-1]), planes[-1], several)


def _distinct(keys: Masks) -> tuple[Masks, NDArray[np.intp]]:
    """Return the distinct rows, and for each row which of them it is."""
    joined = keys.view(np.dtype((np.void, keys.shape[1] * keys.itemsize))).ravel()
    _, first, back = np.unique(joined, return_index=True, return_inverse=True)
    return keys[first], back
