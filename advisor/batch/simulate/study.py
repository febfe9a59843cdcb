"""A simulation: every table is read once for each rule base, and every measure is tried on every case."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

import polars as pl

from advisor.batch.places import STANDARD_INPUT
from advisor.batch.portion import Failure, Portion
from advisor.batch.read.column_map import NO_MAP, ColumnMap
from advisor.batch.read.encoder import Encoder
from advisor.batch.read.files import expand
from advisor.batch.read.headers import FIND, TableChoice
from advisor.batch.read.sources import Reader
from advisor.batch.simulate.condition import Flags
from advisor.batch.simulate.effects import MeasureEffects
from advisor.batch.simulate.measure import TownMeasure, check_fits
from advisor.batch.simulate.sampled import Ranges, SampledEffects
from advisor.batch.summary import check_groups, groups_of
from advisor.batch.write.table import Evaluated
from advisor.errors import CaseError, Place, Problem
from advisor.inference.many.engine import bit_engine
from advisor.inference.many.machine import Masks
from advisor.knowledge.model import RuleBase

_ROWS = 16_384
"""The cases of a portion, which several measures keep in memory at once."""


@dataclass(frozen=True)
class Inputs:
    """The tables of a simulation, and how they are read; see `Order` of a batch."""

    names: tuple[str, ...]
    encoding: str = ""
    choice: TableChoice = FIND
    columns: ColumnMap = NO_MAP


@dataclass(frozen=True)
class Simulation:
    """What came out: for each measure its effects and, where unknown answers were drawn, their ranges.

    `failed` cases could not be read; `draws` is how often the unknown answers were drawn.
    """

    rules: RuleBase
    measures: tuple[TownMeasure, ...]
    effects: tuple[MeasureEffects, ...]
    ranges: tuple[Ranges, ...] = ()
    draws: int = 0
    failed: int = 0
    cells: int = 0
    notes: tuple[str, ...] = ()
    failures: tuple[Failure, ...] = field(default=(), repr=False)


Read = Callable[[Sequence[str]], Sequence[TownMeasure]]
"""Reads the measures, once the columns of the tables are known."""


def simulate(
    rules: RuleBase,
    inputs: Inputs,
    read: Read,
    *,
    groups: Sequence[str] = (),
    draws: int = 0,
    seed: int = 0,
) -> Simulation:
    """Try measures on all cases. `groups` are columns, facts and assessments by which effects are counted.

    With `draws` the unknown answers are drawn so often by the book of the population, the same for
    the same seed, and counts get ranges. Raises CaseError.
    """
    if STANDARD_INPUT in inputs.names:
        message = "a simulation may read a table twice, and the standard input can be read once"
        raise CaseError(Problem(Place("standard input"), message, "save it as a file"))
    files = expand(inputs.names, ())
    today = _reader(rules, files, inputs)
    measures = tuple(read(today.carried))
    check_groups(groups, today, rules)
    columns = groups_of(groups, rules)
    bases = {rules.hash: rules}
    for measure in measures:
        check_fits(measure, measure.rules or rules)
        if measure.rules:
            bases[measure.rules.hash] = measure.rules
    readers = [
        today,
        *(_reader(one, files, inputs) for key, one in bases.items() if key != rules.hash),
    ]
    effects = tuple(MeasureEffects() for _ in measures)
    sampled = SampledEffects(measures, bases, rules, draws, seed) if draws else None
    failed = cells = 0
    failures: list[Failure] = []
    for portions in zip(*(one.portions() for one in readers), strict=True):
        by_base = dict(zip(bases, _together(portions), strict=True))
        portion = by_base[rules.hash]
        failed += portion.failed
        cells += portion.cells
        failures += portion.failures[: max(1_000 - len(failures), 0)]
        before = Evaluated(bit_engine(rules), portion)
        meant: list[Flags] = []
        for measure, effect in zip(measures, effects, strict=True):
            surely, unclear = measure.where.holds(before)
            own = measure.rules or rules
            after = _after(by_base[own.hash], measure, own, surely)
            effect.add(before, after, surely, unclear, columns)
            for change in measure.changes:
                effect.compare(by_base[own.hash], own.facts, change, surely)
            meant.append(surely)
        if sampled is not None:
            sampled.add({key: one.masks for key, one in by_base.items()}, portion.numbers, meant)
    return Simulation(
        rules,
        measures,
        effects,
        sampled.ranges() if sampled else (),
        draws,
        failed,
        cells,
        today.notes,
        tuple(failures),
    )


def _reader(rules: RuleBase, files: Sequence[str], inputs: Inputs) -> Reader:
    encoder = Encoder(bit_engine(rules), columns=inputs.columns)
    return Reader(encoder, files, _ROWS, inputs.encoding, inputs.choice)


def _together(portions: Sequence[Portion]) -> Iterator[Portion]:
    """Yield portions of the same cases: where one rule base can't read a case, none has it."""
    if len(portions) == 1 or not any(one.failed for one in portions):
        yield from portions
        return
    places = [set(one.carried.select("file", "row").rows()) for one in portions]
    common = set.intersection(*places)
    for one in portions:
        keep = [place in common for place in one.carried.select("file", "row").rows()]
        yield part_of(one, pl.Series(keep, dtype=pl.Boolean).to_numpy())


def part_of(portion: Portion, keep: Flags) -> Portion:
    """Return some of the cases of a portion."""
    numbers = {name: one.filter(keep) for name, one in portion.numbers.items()}
    return replace(
        portion,
        masks=portion.masks[:, keep],
        carried=portion.carried.filter(keep),
        numbers=numbers,
    )


def _after(portion: Portion, measure: TownMeasure, rules: RuleBase, meant: Flags) -> Evaluated:
    """Evaluate cases under a measure."""
    masks: Masks = portion.masks.copy()
    masks[:, meant] = measure.changed(portion.masks[:, meant], rules)
    return Evaluated(bit_engine(rules), replace(portion, masks=masks))
