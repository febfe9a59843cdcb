"""Sweeps over whole spaces of scenarios: planes are generated, evaluated and counted, and no case is ever read or written.

A space is what each fact may be answered. Where it has few enough scenarios they are all taken, as
digits of a number; else as many as are asked for are drawn, each answer as likely as any other.
Facts with one answer are constants in the circuit, which makes it small.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from multiprocessing import get_context

import numpy as np

from advisor.inference.many.engine import bit_engine
from advisor.inference.many.machine import WORD, Runner, Words, plane_of
from advisor.inference.many.wires import FactWires
from advisor.inference.planes.circuit import Circuit, lay_out
from advisor.inference.planes.so_far import sweep as evaluate
from advisor.knowledge.model import RuleBase

MOST_SCENARIOS = 10_000_000_000
"""So many are taken one by one; a larger space is drawn from."""

_BLOCK = 1 << 17
"""How many scenarios are evaluated at once."""

_DIGITS = 12
"""How many random bits decide about an answer, so that each share is right to one in 4,096."""

_PARTS = 8
"""How many parts a process gets, so that none waits long for the last one."""


@dataclass(frozen=True)
class ScenarioSpace:
    """What may be answered: for each fact of the rules a mask of codes, in their order."""

    rules: RuleBase
    allowed: tuple[int, ...]

    @property
    def size(self) -> int:
        """How many scenarios there are."""
        return math.prod(mask.bit_count() for mask in self.allowed)

    @property
    def open_facts(self) -> tuple[str, ...]:
        """The facts that have several answers."""
        names = zip(self.rules.fact_names, self.allowed, strict=True)
        return tuple(name for name, mask in names if mask.bit_count() > 1)


@dataclass(frozen=True)
class SpaceCounts:
    """How often each option, and each warning, came out among so many scenarios.

    `outcomes` count by decision and option, '' for none; `warnings` by rule. `drawn` tells that the
    scenarios are a sample.
    """

    scenarios: int
    drawn: bool
    outcomes: Mapping[tuple[str, str], int]
    warnings: Mapping[str, int]


Told = Callable[[int, int], None]
"""Is told how many scenarios are done, of how many."""


def sweep_space(
    space: ScenarioSpace,
    scenarios: int | None = None,
    *,
    seed: int = 0,
    jobs: int = 1,
    tell: Told | None = None,
) -> SpaceCounts:
    """Count what comes out in a space: of all scenarios, or of so many that are drawn.

    The counts are the same however many `jobs` (processes) there are. Raises ValueError for a space
    of more than `MOST_SCENARIOS` of which none are drawn.
    """
    drawn = scenarios is not None
    if not drawn and space.size > MOST_SCENARIOS:
        message = f"{space.size:,} scenarios are too many to take one by one"
        raise ValueError(message)
    blocks = math.ceil(scenarios / _BLOCK) if scenarios is not None else _digits(space).blocks
    total = scenarios if scenarios is not None else space.size
    step = max(1, math.ceil(blocks / (jobs * _PARTS)))
    parts = [range(first, min(first + step, blocks)) for first in range(0, blocks, step)]
    # A rule base that was used has views in it that no other process can be sent.
    work = partial(_count, replace(space, rules=replace(space.rules)), scenarios, seed)
    done = 0
    counts: Counter[tuple[str, str]] = Counter()
    for part in _each(work, parts, jobs):
        counts.update(part)
        done += part["", ""]
        if tell is not None:
            tell(done, total)
    del counts["", ""]
    decisions = {one.name for one in space.rules.decisions}
    return SpaceCounts(
        total,
        drawn,
        {key: count for key, count in counts.items() if key[0] in decisions},
        {rule: count for (kind, rule), count in counts.items() if kind == _WARNING},
    )


def _each(
    work: Callable[[range], Counter[tuple[str, str]]], parts: Sequence[range], jobs: int
) -> Iterator[Counter[tuple[str, str]]]:
    if jobs == 1 or len(parts) == 1:
        yield from map(work, parts)
        return
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        try:
            yield from pool.map(work, parts)
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


_WARNING = "\0warning"


@dataclass(frozen=True)
class _Digits:
    """The open facts as digits: the first ones change within a block, the others from block to block.

    Each is the row of a fact and the codes that it may have.
    """

    inner: tuple[tuple[int, tuple[int, ...]], ...]
    outer: tuple[tuple[int, tuple[int, ...]], ...]

    @property
    def block(self) -> int:
        """How many scenarios a block has."""
        return math.prod(len(codes) for _, codes in self.inner)

    @property
    def blocks(self) -> int:
        """How many blocks there are."""
        return math.prod(len(codes) for _, codes in self.outer)


def _digits(space: ScenarioSpace) -> _Digits:
    inner: list[tuple[int, tuple[int, ...]]] = []
    outer: list[tuple[int, tuple[int, ...]]] = []
    size = 1
    for row, mask in enumerate(space.allowed):
        codes = tuple(code for code in range(mask.bit_length()) if mask >> code & 1)
        if len(codes) < 2:
            continue
        if not outer and size * len(codes) <= _BLOCK:
            inner.append((row, codes))
            size *= len(codes)
        else:
            outer.append((row, codes))
    return _Digits(tuple(inner), tuple(outer))


class _SpaceProgram:
    """The rules as a circuit on the planes of open facts: a plane for each code but the last of each."""

    def __init__(self, space: ScenarioSpace) -> None:
        compiled = bit_engine(space.rules).compiled
        circuit = Circuit()
        ones = circuit.ones
        zero = ones ^ ones
        facts: FactWires = {}
        self.inputs: list[tuple[int, int]] = []
        for row, ((name, size), mask) in enumerate(zip(compiled.facts, space.allowed, strict=True)):
            codes = [code for code in range(size) if mask >> code & 1]
            planes = [zero] * size
            rest = ones
            for code in codes[:-1]:
                planes[code] = circuit.input()
                self.inputs.append((row, code))
                rest = rest & (ones ^ planes[code])
            planes[codes[-1]] = rest
            facts[name] = planes
        state = evaluate(compiled, facts, ones, single=facts)
        wires = []
        self.keys: list[tuple[str, str]] = []
        for item in space.rules.decisions:
            held = state.determined[item.name]
            for option, plane in zip(item.options, state.values[item.name], strict=True):
                self.keys.append((item.name, option))
                wires.append(plane & held)
        for rule in space.rules.rules:
            if rule.warning:
                self.keys.append((_WARNING, rule.id))
                wires.append(state.holds[rule.id])
        self._runner = Runner(lay_out(circuit, wires), ())

    def run(self, planes: Words) -> Words:
        """Return the planes of `keys` from those of `inputs`."""
        return self._runner.run_planes(planes)


def _count(
    space: ScenarioSpace, scenarios: int | None, seed: int, blocks: range
) -> Counter[tuple[str, str]]:
    """Count the outcomes of some blocks; under ('', '') stands how many scenarios they have."""
    program = _SpaceProgram(space)
    found = np.zeros(len(program.keys), np.int64)
    done = 0
    making = _counted_out(space, program, blocks)
    if scenarios is not None:
        making = _drawn(space, program, blocks, scenarios, seed)
    for planes, cases in making:
        outputs = program.run(planes)
        last = cases % WORD
        if last:  # the bits beyond the last scenario are arbitrary
            outputs[:, -1] &= np.uint64((1 << last) - 1)
        found += np.bitwise_count(outputs).sum(axis=1, dtype=np.int64)
        done += cases
    counts: Counter[tuple[str, str]] = Counter({("", ""): done})
    for key, count in zip(program.keys, found.tolist(), strict=True):
        counts[key] += count
    for item in space.rules.decisions:
        counts[item.name, ""] = done - sum(counts[item.name, one] for one in item.options)
    return counts


def _counted_out(
    space: ScenarioSpace, program: _SpaceProgram, blocks: range
) -> Iterator[tuple[Words, int]]:
    """Yield the planes of blocks of all scenarios, and how many each has."""
    digits = _digits(space)
    cases = digits.block
    places = np.arange(cases)
    planes = np.zeros((len(program.inputs), -(-cases // WORD)), np.uint64)
    of_input = {key: number for number, key in enumerate(program.inputs)}
    stride = 1
    for row, codes in digits.inner:
        digit = places // stride % len(codes)
        stride *= len(codes)
        for value, code in enumerate(codes[:-1]):
            planes[of_input[row, code]] = plane_of(digit == value)
    full = np.iinfo(np.uint64).max
    for block in blocks:
        number = block
        for row, codes in digits.outer:
            number, value = divmod(number, len(codes))
            for place, code in enumerate(codes[:-1]):
                planes[of_input[row, code]] = full if place == value else 0
        yield planes, cases


def _drawn(
    space: ScenarioSpace, program: _SpaceProgram, blocks: range, scenarios: int, seed: int
) -> Iterator[tuple[Words, int]]:
    """Yield the planes of blocks of drawn scenarios; a block is the same whoever draws it."""
    rows = [
        (row, space.allowed[row].bit_count())
        for row in dict.fromkeys(row for row, _ in program.inputs)
    ]
    for block in blocks:
        cases = min(_BLOCK, scenarios - block * _BLOCK)
        chance = np.random.SFC64([seed, block])
        planes = np.empty((len(program.inputs), -(-cases // WORD)), np.uint64)
        first = 0
        for _, count in rows:
            _draw(planes[first : first + count - 1], count, chance)
            first += count - 1
        yield planes, cases


def _draw(planes: Words, count: int, chance: np.random.SFC64) -> None:
    """Fill the planes of all answers of a fact but the last, by comparing planes of random bits with their shares."""
    words = planes.shape[1]
    # As many answers as bits can tell are drawn exactly.
    digits = (count - 1).bit_length() if count & (count - 1) == 0 else _DIGITS
    bits = chance.random_raw(digits * words).reshape(digits, words)
    before: Words | None = None
    for order, plane in enumerate(planes, 1):
        _below(bits, round(order / count * (1 << digits)), plane)
        # What is below this share and not below the one before.
        if before is not None:
            here = plane.copy()
            np.bitwise_and(plane, np.invert(before), out=plane)
            before = here
        else:
            before = plane.copy()


def _below(bits: Words, threshold: int, below: Words) -> None:
    """Write where the number that the planes spell, least bit first, is below a threshold above 0."""
    lowest = (threshold & -threshold).bit_length() - 1  # its last noughts decide nothing
    np.invert(bits[lowest], out=below)
    for place in range(lowest + 1, len(bits)):
        if threshold >> place & 1:
            # Below where the bit is not set, or where it is and the rest is below.
            np.bitwise_and(below, bits[place], out=below)
            np.bitwise_xor(below, bits[place], out=below)
            np.invert(below, out=below)
        else:
            np.bitwise_or(below, bits[place], out=below)
            np.bitwise_xor(below, bits[place], out=below)


def shares(counts: SpaceCounts, decision: str) -> list[tuple[str, int, float]]:
    """Return the options of a decision with how often and in which share they come out, most often first."""
    found = [
        (option, count) for (name, option), count in counts.outcomes.items() if name == decision
    ]
    found.sort(key=lambda one: (-one[1], one[0]))
    return [(option, count, count / max(counts.scenarios, 1)) for option, count in found]
