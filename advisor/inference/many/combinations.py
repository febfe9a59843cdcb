"""Combinations of open facts' values, one word of them a case, made as planes right away."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from advisor.inference.many.machine import WORD, Masks, Words, plane_of
from advisor.inference.many.probes import ItemProgram

_NO_RANK = 255


def some_outcomes(program: ItemProgram, masks: Masks) -> NDArray[np.uint64]:
    """Return what comes out of some random combinations of the values of each case.

    `masks` is unsigned[facts, cases] without zeros; outcomes are as in `outcomes.py`.
    """
    chance = np.random.default_rng(20)
    counts = np.bitwise_count(masks).astype(np.uint16)[:, :, None]
    # All cases share the random numbers, from 0 to 255; only the values that they stand for differ.
    digits = {
        row: chance.integers(0, 256, WORD, np.uint16) * counts[row] >> 8 for row in _rows(program)
    }
    planes = np.empty((len(program.inputs), masks.shape[1]), np.uint64)
    for plane, (row, code) in zip(planes, program.inputs, strict=True):
        plane[:] = plane_of((digits[row] == _rank(masks[row], code)[:, None]).ravel())
    return _present(program.run(planes))


def every_outcome(program: ItemProgram, masks: Masks) -> NDArray[np.uint64]:
    """Return what comes out of all combinations of the values of each case, which are at most 64."""
    counts = np.bitwise_count(masks).astype(np.intp)
    stride = {}
    period = np.ones(masks.shape[1], np.intp)
    for row in _rows(program):
        # The facts after the last open one have one value each, so their stride means nothing.
        stride[row] = np.minimum(period, WORD - 1)
        period = period * counts[row]
    table = _patterns(int(counts.max()))
    none = table.shape[2] - 1
    planes = np.empty((len(program.inputs), masks.shape[1]), np.uint64)
    for plane, (row, code) in zip(planes, program.inputs, strict=True):
        plane[:] = table[counts[row], stride[row], np.minimum(_rank(masks[row], code), none)]
    return _present(program.run(planes))


def _rows(program: ItemProgram) -> list[int]:
    return list(dict.fromkeys(row for row, _ in program.inputs))


def _rank(masks: Masks, code: int) -> NDArray[np.uint8]:
    """Return which of the values in the masks a code is, counted from 0, or 255 if it is none."""
    below = np.bitwise_count(masks & masks.dtype.type((1 << code) - 1))
    return np.where(masks >> masks.dtype.type(code) & 1, below, np.uint8(_NO_RANK))


def _present(planes: Words) -> NDArray[np.uint64]:
    """Return the outcomes that occur in each word."""
    found = np.zeros(planes.shape[1], np.uint64)
    for bit, plane in enumerate(planes):
        found |= (plane != 0).astype(np.uint64) << np.uint64(bit)
    return found


@lru_cache(maxsize=8)
def _patterns(most: int) -> Words:
    """Return the words in which a digit has a value: uint64[number of values, stride, value].

    A digit's value changes after as many places as its stride is. No digit has the last value.
    """
    places = np.arange(WORD)
    table = np.zeros((most + 1, WORD, most + 1), np.uint64)
    for count in range(1, most + 1):
        for stride in range(1, WORD):
            digits = places // stride % count
            bits = digits == np.arange(count)[:, None]
            table[count, stride, :count] = plane_of(bits.ravel())
    return table
