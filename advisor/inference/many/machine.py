"""A circuit run by numpy, in buffers that are made once.

Making and freeing arrays would cost more than the reckoning, so every instruction writes into a
plane that is there already: a buffer, or the caller's. Cases go through in blocks.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import RLock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from advisor.inference.planes.circuit import BufferLayout, Op

Words = NDArray[np.uint64]
Masks = NDArray[np.unsignedinteger[Any]]

WORD = 64
MOST_WORDS = 16_384
"""The words of a plane in a block: 1,048,576 cases, where numpy's cost for a call is small."""

_FUNCTIONS: dict[Op, Callable[..., Any]] = {
    Op.AND: np.bitwise_and,
    Op.OR: np.bitwise_or,
    Op.XOR: np.bitwise_xor,
    Op.NOT: np.invert,
}


class Runner:
    """Runs a layout over any number of cases; its buffers grow to the largest block so far.

    Threads take turns, since the buffers are one run's at a time. A run that is broken off leaves
    nothing to the next one, which writes every buffer before it reads it.
    """

    def __init__(self, layout: BufferLayout, planes: Sequence[tuple[int, int] | None]) -> None:
        self._layout = layout
        self._planes = planes
        """For each input plane the row of its fact in the masks and the code; None for one that nobody reads."""
        self._instructions = [
            (_FUNCTIONS[op], one, two, target, op is Op.NOT)
            for op, one, two, target in layout.instructions
        ]
        self._buffers = _aligned(0, 0)
        self._turn = RLock()

    def run(self, masks: Masks, further: Words | None = None, out: Words | None = None) -> Words:
        """Return the outputs of all cases, uint64[outputs, words], in `out` if it is given.

        `masks` is unsigned[facts, cases]; `further` uint64[n, words] are planes of the last inputs.
        Bits beyond the last case are arbitrary.
        """
        total = words_for(masks.shape[1])
        if out is None:
            out = np.empty((self._layout.outputs, total), np.uint64)
        with self._turn:
            for first in range(0, total, MOST_WORDS):
                last = min(first + MOST_WORDS, total)
                buffers = self._room(last - first)
                inputs = buffers[2 : 2 + self._layout.inputs]
                self._fill(inputs, masks[:, first * WORD : last * WORD])
                if further is not None:
                    inputs[len(self._planes) :] = further[:, first:last]
                scratch = buffers[2 + self._layout.inputs :]
                self._reckon([*buffers[:2], *inputs, *out[:, first:last], *scratch])
        return out

    def run_planes(self, planes: Words) -> Words:
        """Return the outputs where every input comes as a plane, uint64[inputs, words]."""
        return self.run(np.empty((0, planes.shape[1] * WORD), np.uint8), planes)

    def _reckon(self, rows: Sequence[Words]) -> None:
        for function, one, two, target, alone in self._instructions:
            if alone:
                function(rows[one], rows[target])
            else:
                function(rows[one], rows[two], rows[target])
        for source, target in self._layout.copies:
            rows[target][:] = rows[source]

    def _room(self, words: int) -> Words:
        """Return buffers of so many words: the empty and the full plane, the inputs, then scratch."""
        if self._buffers.shape[1] < words:
            buffers = _aligned(2 + self._layout.inputs + self._layout.scratch, words)
            buffers[1] = np.iinfo(np.uint64).max
            self._buffers = buffers
        return self._buffers[:, :words]

    def _fill(self, inputs: Words, masks: Masks) -> None:
        """Turn masks on their side: one bit of one fact's mask, of all cases, becomes a plane."""
        spare = np.empty(masks.shape[1], masks.dtype)
        for plane, source in zip(inputs[: len(self._planes)], self._planes, strict=True):
            if source is None:
                continue
            row, code = source
            np.bitwise_and(masks[row], masks.dtype.type(1 << code), out=spare)
            # packbits takes everything but zero for a set bit; only bytes need no conversion.
            bits = spare if spare.dtype == np.uint8 else spare != 0
            packed = np.packbits(bits, bitorder="little")
            plane.view(np.uint8)[: len(packed)] = packed


def _aligned(rows: int, words: int) -> Words:
    """Return zeros[rows, words] that begin on a cache line, which numpy's loops prefer."""
    buffer = np.zeros(rows * words + 8, np.uint64)
    start = (-buffer.ctypes.data // 8) % 8
    return buffer[start : start + rows * words].reshape(rows, words)


def words_for(cases: int) -> int:
    """Return how many words a plane of so many cases has."""
    return (cases + WORD - 1) // WORD


def bits_of(plane: Words, cases: int) -> NDArray[np.uint8]:
    """Return a plane as one byte a case, 0 or 1."""
    packed = np.ascontiguousarray(plane).view(np.uint8)
    return np.unpackbits(packed, count=cases, bitorder="little")


def plane_of(bits: NDArray[Any]) -> Words:
    """Return one byte (or truth value) a case as a plane; the bits beyond the last case are 0."""
    words = np.zeros(words_for(len(bits)) * 8, np.uint8)
    packed = np.packbits(bits, bitorder="little")
    words[: len(packed)] = packed
    return words.view(np.uint64)
