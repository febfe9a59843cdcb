"""The bit program of a rule base written down once and run on Python's integers, again and again.

What the engine does step by step, asking each condition what it reads, is done here as a flat list of
operations, with what is alike shared; the planes that come out are the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import compress
from operator import or_

from advisor.inference.planes.circuit import BufferLayout, Circuit, Op, Wire, lay_out

_AND, _OR, _XOR = int(Op.AND), int(Op.OR), int(Op.XOR)


_DIGITS = bytes(int(sign == ord("1")) for sign in range(256))
"""Turns the digits of a set, as text, into truth values."""


@dataclass(frozen=True, eq=False)
class WrittenProgram:
    """Operations on numbered planes. `rows` gives for each name where its planes stand among the outputs.

    `needs` gives for each name the set of operations that it rests on; the highest bit is the first.
    """

    layout: BufferLayout
    operations: tuple[tuple[int, int, int, int], ...]
    rows: Mapping[str, slice]
    needs: Mapping[str, int]

    def run(
        self, inputs: Sequence[int], ones: int, wanted: Iterable[str] | None = None
    ) -> WrittenResult:
        """Run on planes in the order in which the circuit's inputs were asked for; `ones` has every case's bit.

        `wanted` names the outputs that are needed, by default all; what the others hold means nothing.
        """
        operations: Iterable[tuple[int, int, int, int]] = self.operations
        if wanted is not None:
            needed = 0
            for name in wanted:
                needed |= self.needs[name]
            digits = f"{needed:0{len(self.operations)}b}".encode().translate(_DIGITS)
            operations = compress(self.operations, digits)
        planes = [0, ones, *inputs, *[0] * (self.layout.outputs + self.layout.scratch)]
        for op, one, two, target in operations:
            if op == _AND:
                planes[target] = planes[one] & planes[two]
            elif op == _OR:
                planes[target] = planes[one] | planes[two]
            elif op == _XOR:
                planes[target] = planes[one] ^ planes[two]
            else:
                planes[target] = ones ^ planes[one]
        for source, target in self.layout.copies:
            planes[target] = planes[source]
        first = 2 + self.layout.inputs
        return WrittenResult(self.rows, planes[first : first + self.layout.outputs])


@dataclass(frozen=True)
class WrittenResult:
    """The outputs of a run, by the names under which they were wanted."""

    rows: Mapping[str, slice]
    planes: Sequence[int]

    def __getitem__(self, name: str) -> Sequence[int]:
        return self.planes[self.rows[name]]


def written(circuit: Circuit, wanted: Mapping[str, Sequence[Wire]]) -> WrittenProgram:
    """Return the program that makes the wanted planes of a circuit."""
    rows: dict[str, slice] = {}
    wires: list[Wire] = []
    for name, some in wanted.items():
        rows[name] = slice(len(wires), len(wires) + len(some))
        wires += some
    layout = lay_out(circuit, wires)
    operations = tuple((int(op), one, two, to) for op, one, two, to in layout.instructions)
    return WrittenProgram(layout, operations, rows, _needs(layout, rows))


def _needs(layout: BufferLayout, rows: Mapping[str, slice]) -> dict[str, int]:
    """Return for each name the operations that its planes rest on. Buffers are used again and again."""
    rests: dict[int, int] = {}
    bit = 1 << len(layout.instructions)
    for op, one, two, target in layout.instructions:
        bit >>= 1
        rests[target] = bit | rests.get(one, 0) | (0 if op is Op.NOT else rests.get(two, 0))
    for source, target in layout.copies:
        rests[target] = rests.get(source, 0)
    first = 2 + layout.inputs
    return {
        name: reduce(
            or_, (rests.get(first + place, 0) for place in range(span.start, span.stop)), 0
        )
        for name, span in rows.items()
    }
