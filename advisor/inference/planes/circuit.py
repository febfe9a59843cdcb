"""A circuit: the generic bit program written down once, made small, and laid out for few buffers.

The same functions that reckon with planes are run once on *wires*, which only write down what was
done. Equal parts are shared, constants and double negations vanish, and what no output needs is
left out. What remains is a flat list of instructions on numbered buffers, with each buffer used
again as soon as its plane is no longer needed, so that the working set stays in the cache.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Self


class Op(IntEnum):
    """What a node does with the planes that it reads."""

    INPUT = 0
    AND = 1
    OR = 2
    XOR = 3
    NOT = 4


Node = tuple[Op, int, int]

ZERO, ONES = 0, 1


class Circuit:
    """The nodes of a program; equal nodes are one. Nodes 0 and 1 are the empty and the full plane."""

    def __init__(self) -> None:
        self.nodes: list[Node] = [(Op.INPUT, -1, 0), (Op.INPUT, -2, 0)]
        self._known: dict[Node, int] = {}
        self.inputs = 0

    def input(self) -> Wire:
        """Return the wire of a further input; inputs are numbered in the order of asking."""
        self.nodes.append((Op.INPUT, self.inputs, 0))
        self.inputs += 1
        return Wire(self, len(self.nodes) - 1)

    @property
    def ones(self) -> Wire:
        """The full plane."""
        return Wire(self, ONES)

    def negated(self, node: int) -> int:
        """Return the node of the complement."""
        if node in (ZERO, ONES):
            return 1 - node
        op, one, _ = self.nodes[node]
        return one if op is Op.NOT else self._node(Op.NOT, node, 0)

    def combined(self, op: Op, one: int, two: int) -> int:
        """Return the node of an operation, simplified where it can be."""
        if op is Op.XOR:
            return self._xor(one, two)
        # AND and OR mirror each other: what absorbs the one is neutral for the other.
        absorbing, neutral = (ZERO, ONES) if op is Op.AND else (ONES, ZERO)
        if two in (one, neutral):
            return one
        if one == neutral:
            return two
        if absorbing in (one, two) or self._opposite(one, two):
            return absorbing
        if self._is_not(one) and self._is_not(two):
            mirror = Op.OR if op is Op.AND else Op.AND
            return self.negated(self.combined(mirror, self.nodes[one][1], self.nodes[two][1]))
        return self._node(op, min(one, two), max(one, two))

    def _xor(self, one: int, two: int) -> int:
        flipped = False
        for constant, other in ((one, two), (two, one)):
            if constant in (ZERO, ONES):
                return self.negated(other) if constant == ONES else other
        if self._is_not(one):
            one, flipped = self.nodes[one][1], not flipped
        if self._is_not(two):
            two, flipped = self.nodes[two][1], not flipped
        node = ZERO if one == two else self._node(Op.XOR, min(one, two), max(one, two))
        return self.negated(node) if flipped else node

    def _is_not(self, node: int) -> bool:
        return self.nodes[node][0] is Op.NOT

    def _opposite(self, one: int, two: int) -> bool:
        return (self._is_not(one) and self.nodes[one][1] == two) or (
            self._is_not(two) and self.nodes[two][1] == one
        )

    def _node(self, op: Op, one: int, two: int) -> int:
        key = (op, one, two)
        found = self._known.get(key)
        if found is None:
            # The node before what is known of it: broken off in between, it is only written twice.
            self.nodes.append(key)
            found = self._known[key] = len(self.nodes) - 1
        return found


@dataclass(frozen=True, eq=False, slots=True)
class Wire:
    """A plane that is not reckoned but written down."""

    circuit: Circuit
    node: int

    def __and__(self, other: Self, /) -> Self:
        return type(self)(self.circuit, self.circuit.combined(Op.AND, self.node, other.node))

    def __or__(self, other: Self, /) -> Self:
        return type(self)(self.circuit, self.circuit.combined(Op.OR, self.node, other.node))

    def __xor__(self, other: Self, /) -> Self:
        return type(self)(self.circuit, self.circuit.combined(Op.XOR, self.node, other.node))


def evaluated(wanted: Wire, inputs: Mapping[int, int], ones: int) -> int:
    """Return the plane of a wire for given planes of the inputs, by their nodes; those left out are empty."""
    nodes = wanted.circuit.nodes
    planes = {ZERO: 0, ONES: ones}
    for node in _needed(nodes, [wanted.node]):
        op, one, two = nodes[node]
        if op is Op.INPUT:
            planes[node] = inputs.get(node, 0)
        elif op is Op.NOT:
            planes[node] = ones ^ planes[one]
        elif op is Op.AND:
            planes[node] = planes[one] & planes[two]
        elif op is Op.OR:
            planes[node] = planes[one] | planes[two]
        else:
            planes[node] = planes[one] ^ planes[two]
    return planes[wanted.node]


@dataclass(frozen=True)
class BufferLayout:
    """A circuit as instructions `(op, one, two, target)` on buffers; NOT reads only `one`.

    Buffers are numbered: 0 empty, 1 full, then the `inputs`, then the `outputs`, then `scratch`
    ones. `copies` are pairs of a buffer and an output that is nothing but that buffer.
    """

    inputs: int
    outputs: int
    scratch: int
    instructions: tuple[tuple[Op, int, int, int], ...]
    copies: tuple[tuple[int, int], ...]


def lay_out(circuit: Circuit, wanted: Sequence[Wire]) -> BufferLayout:
    """Return the instructions that make the wanted planes, in that order, and nothing else."""
    nodes = circuit.nodes
    needed = _needed(nodes, [wire.node for wire in wanted])
    last_use: dict[int, int] = {}
    for node in needed:
        for read in _reads(nodes[node]):
            last_use[read] = node
    first_output = 2 + circuit.inputs
    home: dict[int, int] = {ZERO: 0, ONES: 1}
    copies: list[tuple[int, int]] = []
    for position, wire in enumerate(wanted):
        if wire.node in home or nodes[wire.node][0] is Op.INPUT:
            copies.append((wire.node, first_output + position))
        else:
            home[wire.node] = first_output + position
    fixed = set(home)
    free: list[int] = []
    used = first_output + len(wanted)
    instructions: list[tuple[Op, int, int, int]] = []
    for node in needed:
        op, one, two = nodes[node]
        if op is Op.INPUT:
            home[node] = 2 + one if one >= 0 else -1 - one
            continue
        sources = home[one], home[two] if op is not Op.NOT else home[one]
        # A buffer that is read for the last time can take the result: numpy works in place.
        free += [
            home[read]
            for read in dict.fromkeys(_reads(nodes[node]))
            if last_use[read] == node and read not in fixed and nodes[read][0] is not Op.INPUT
        ]
        if node not in home:
            if not free:
                free.append(used)
                used += 1
            home[node] = free.pop()
        instructions.append((op, *sources, home[node]))
    return BufferLayout(
        circuit.inputs,
        len(wanted),
        used - first_output - len(wanted),
        tuple(instructions),
        tuple((home.get(node, 2 + nodes[node][1]), target) for node, target in copies),
    )


def narrowed(layout: BufferLayout, kept: Sequence[int]) -> BufferLayout:
    """Return the layout with these inputs only, by their numbers; no other may be read."""
    home = {2 + number: 2 + place for place, number in enumerate(kept)}
    gone = layout.inputs - len(kept)

    def moved(buffer: int) -> int:
        return home.get(buffer, buffer if buffer < 2 else buffer - gone)

    return replace(
        layout,
        inputs=len(kept),
        instructions=tuple(
            (op, moved(one), moved(two), moved(target))
            for op, one, two, target in layout.instructions
        ),
        copies=tuple((moved(source), moved(target)) for source, target in layout.copies),
    )


def _reads(node: Node) -> tuple[int, ...]:
    op, one, two = node
    if op is Op.INPUT:
        return ()
    return (one,) if op is Op.NOT else (one, two)


def _needed(nodes: Sequence[Node], wanted: Sequence[int]) -> list[int]:
    """Return the nodes that the wanted ones rest on, in the order in which they were written down."""
    seen = bytearray(len(nodes))
    waiting = list(wanted)
    while waiting:
        node = waiting.pop()
        if not seen[node]:
            seen[node] = 1
            waiting.extend(_reads(nodes[node]))
    return [node for node in range(2, len(nodes)) if seen[node]]
