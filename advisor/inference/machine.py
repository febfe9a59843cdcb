"""A circuit run by numpy: every buffer is made once, every instruction is bound to its buffers once.

Making and freeing arrays would cost more than the reckoning, so a machine owns all its planes and
each instruction writes into one of them. Cases go through in blocks that fit the cache.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from advisor.inference.circuit import Layout, Op

Words = NDArray[np.uint64]
Masks = NDArray[np.unsignedinteger[Any]]

WORD = 64
MOST_WORDS = 4096
"""The words of a plane in a large block: 262,144 cases, where numpy's cost for a call is small."""

_FUNCTIONS: dict[Op, Callable[..., Any]] = {
    Op.AND: np.bitwise_and,
    Op.OR: np.bitwise_or,
    Op.XOR: np.bitwise_xor,
    Op.NOT: np.invert,
}


class Machine:
    """A layout bound to buffers of `words` words a plane.

    `inputs` is uint64[inputs, words] and is filled by the caller; `run` fills `outputs`,
    uint64[outputs, words]. Both are used again by the next run.
    """

    def __init__(self, layout: Layout, words: int) -> None:
        total = 2 + layout.inputs + layout.outputs + layout.scratch
        planes = _aligned(total, words)
        planes[1] = np.iinfo(np.uint64).max
        first = 2 + layout.inputs
        self.words = words
        self.inputs: Words = planes[2:first]
        self.outputs: Words = planes[first : first + layout.outputs]
        rows = list(planes)
        self._calls = [
            (
                _FUNCTIONS[op],
                (rows[one], rows[target]) if op is Op.NOT else (rows[one], rows[two], rows[target]),
            )
            for op, one, two, target in layout.instructions
        ]
        self._copies = [(rows[target], rows[source]) for source, target in layout.copies]

    def run(self) -> None:
        """Reckon the outputs from the inputs."""
        for function, arguments in self._calls:
            function(*arguments)
        for target, source in self._copies:
            target[:] = source


def _aligned(rows: int, words: int) -> Words:
    """Return zeros[rows, words] that begin on a cache line, which numpy's loops prefer."""
    buffer = np.zeros(rows * words + 8, np.uint64)
    start = (-buffer.ctypes.data // 8) % 8
    return buffer[start : start + rows * words].reshape(rows, words)


class Runner:
    """Runs a layout over any number of cases; machines of a few sizes are made when needed."""

    def __init__(self, layout: Layout, planes: Sequence[tuple[int, int] | None]) -> None:
        self._layout = layout
        self._planes = planes
        """For each input plane the row of its fact in the masks and the code; None for one that nobody reads."""
        self._machines: dict[int, Machine] = {}

    def blocks(self, masks: Masks, further: Words | None = None) -> Iterator[tuple[int, Words]]:
        """Yield for each block the index of its first word and the outputs, uint64[outputs, words].

        `masks` is unsigned[facts, cases]; `further` uint64[n, words] are planes of the last inputs.
        What is yielded is overwritten by the next block, and bits beyond the last case are
        arbitrary.
        """
        cases = masks.shape[1]
        total = words_for(cases)
        for first in range(0, total, MOST_WORDS):
            machine = self._machine(min(MOST_WORDS, total - first))
            last = min(first + machine.words, total)
            self._fill(machine, masks[:, first * WORD : last * WORD])
            if further is not None:
                machine.inputs[len(self._planes) :, : last - first] = further[:, first:last]
            machine.run()
            yield first, machine.outputs[:, : last - first]

    def run(self, masks: Masks, further: Words | None = None, out: Words | None = None) -> Words:
        """Return the outputs of all cases, uint64[outputs, words], in `out` if it is given."""
        if out is None:
            out = np.empty((self._layout.outputs, words_for(masks.shape[1])), np.uint64)
        for first, outputs in self.blocks(masks, further):
            out[:, first : first + outputs.shape[1]] = outputs
        return out

    def _machine(self, words: int) -> Machine:
        size = 16
        while size < words:
            size *= 4
        found = self._machines.get(size)
        if found is None:
            found = self._machines[size] = Machine(self._layout, size)
        return found

    def _fill(self, machine: Machine, masks: Masks) -> None:
        """Turn masks on their side: one bit of one fact's mask, of all cases, becomes a plane."""
        cases = masks.shape[1]
        spare = np.empty(cases, masks.dtype)
        target = machine.inputs.view(np.uint8)
        length = (cases + 7) // 8
        for index, plane in enumerate(self._planes):
            if plane is None:
                continue
            row, code = plane
            np.bitwise_and(masks[row], masks.dtype.type(1 << code), out=spare)
            # packbits takes everything but zero for a set bit; only bytes need no conversion.
            bits = spare if masks.dtype == np.uint8 else spare != 0
            target[index, :length] = np.packbits(bits, bitorder="little")


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
