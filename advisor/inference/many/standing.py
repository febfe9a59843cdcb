"""The outcome of a decision so far, as a number, and sets of outcomes as bits."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from advisor.inference.many.engine import Findings
from advisor.inference.many.machine import Masks
from advisor.inference.many.search import Outcomes
from advisor.inference.program import DecisionStep


def standing_of(findings: Findings, step: DecisionStep) -> NDArray[np.uint8]:
    """Return the outcome so far: 0 where no rule argues, else the option's code and one.

    Where everything is ruled out it is the number of options and one, as the bit of 'undetermined'
    stands above those of the options.
    """
    won = findings.recommended(step.name)
    argued = findings.flags("argued", step.name)
    return np.where(won > 0, won, argued * np.uint8(step.size + 1)).astype(np.uint8)


def bit_of(standing: NDArray[np.uint8]) -> Outcomes:
    """Return the outcome so far as a set (see `standing_of`)."""
    bits: Outcomes = np.uint64(1) << (np.maximum(standing, 1).astype(np.uint64) - np.uint64(1))
    return bits


def others(found: Outcomes | np.uint64, standing: Masks) -> Outcomes:
    """Return the outcomes other than the one so far (see `standing_of`)."""
    code = np.maximum(standing, 1).astype(np.uint64) - np.uint64(1)
    return found & ~(np.uint64(1) << code)
