"""The rule base as plain polars expressions, for complete cases: a fair rival for the bit engine."""

from __future__ import annotations

import numpy as np
import polars as pl

from advisor.inference.many.machine import Masks
from advisor.inference.program import AssessmentStep, Clause, CompiledRules, DecisionStep, Test
from benchmarks.conclusions import Conclusions


class Translation:
    """Makes a frame of codes into one of conclusions, stratum by stratum.

    The columns of the input are masks of one bit, named after the facts. Every item becomes a mask
    of its possible values, all bits set while it is undetermined; each rule a column 'rule ID'.
    """

    name = "polars expressions"

    def __init__(self, rules: CompiledRules) -> None:
        self.rules = rules
        self.done: set[str] = set()

    def prepare(self, masks: Masks) -> pl.DataFrame:
        """Return cases as a frame, a column a fact."""
        names = [name for name, _ in self.rules.facts]
        return pl.DataFrame(
            {name: row.astype(np.uint16) for name, row in zip(names, masks, strict=True)}
        )

    def conclusions(self, found: pl.DataFrame) -> Conclusions:
        """Return what `evaluate` found in the form in which it is compared."""
        fired = [found[f"rule {name}"].to_numpy() for name, _ in self.rules.clauses]
        values = {}
        for step in self.rules.steps:
            mask = found[step.name].to_numpy().astype(np.uint64)
            values[step.name] = np.where(mask == (1 << step.size) - 1, np.uint64(0), mask)
        return Conclusions(np.stack(fired), values)

    def evaluate(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Return the frame with a column for each rule, item and decision's winner."""
        self.done = set()
        table = frame.lazy()
        for step in self.rules.steps:
            table = self._step(table, step)
        table = table.with_columns(
            self._holds(clause).alias(f"rule {name}")
            for name, clause in self.rules.clauses
            if name not in self.done
        )
        return table.collect()

    def _step(self, table: pl.LazyFrame, step: AssessmentStep | DecisionStep) -> pl.LazyFrame:
        if isinstance(step, DecisionStep):
            rules = [(voice.id, voice.clause) for voice in step.voices]
        else:
            rules = [(hit.id, hit.clause) for hit in step.concluding]
            rules += [(one.id, one.clause) for one in step.adding]
        new = dict(rule for rule in rules if rule[0] not in self.done)
        self.done |= set(new)
        table = table.with_columns(
            self._holds(clause).alias(f"rule {name}") for name, clause in new.items()
        )
        if isinstance(step, DecisionStep):
            return self._decision(table, step)
        return table.with_columns(self._assessment(step).alias(step.name))

    def _test(self, test: Test) -> tuple[pl.Expr, pl.Expr]:
        column = pl.col(test.item)
        if test.asks == "value":
            return (column & ~test.mask & 0xFFFF) == 0, (column & test.mask) == 0
        known = (column & (column - 1)) == 0
        return (known, ~known) if test.asks == "known" else (~known, known)

    def _holds(self, clause: Clause) -> pl.Expr:
        parts = [pl.any_horizontal([self._test(t)[0] for t in line]) for line in clause.when]
        parts += [self._test(test)[1] for line in clause.unless for test in line]
        return pl.all_horizontal(parts) if parts else pl.lit(value=True)

    def _could(self, clause: Clause) -> pl.Expr:
        parts = [pl.any_horizontal([~self._test(t)[1] for t in line]) for line in clause.when]
        parts += [~self._test(test)[0] for line in clause.unless for test in line]
        return pl.all_horizontal(parts) if parts else pl.lit(value=True)

    def _assessment(self, step: AssessmentStep) -> pl.Expr:
        everything = (1 << step.size) - 1
        if step.rows:
            value, reach, held = pl.lit(0, pl.UInt16), pl.lit(value=True), pl.lit(value=False)
            for row in step.rows:
                holds = self._holds(row.clause)
                bit = pl.lit(1 << row.code, pl.UInt16)
                value = value | pl.when(reach & self._could(row.clause)).then(bit).otherwise(0)
                held = held | holds
                if step.first:
                    reach = reach & ~holds
            below = value if step.total else pl.when(held).then(value).otherwise(everything)
        else:
            total = pl.sum_horizontal(
                [pl.col(f"rule {one.id}").cast(pl.Int16) * one.points for one in step.adding]
            )
            level = pl.sum_horizontal([(total >= least).cast(pl.UInt16) for least in step.levels])
            held = pl.any_horizontal([pl.col(f"rule {one.id}") for one in step.adding])
            below = pl.when(held).then(pl.lit(2, pl.UInt16).pow(level)).otherwise(everything)
        if not step.concluding:
            return below.cast(pl.UInt16)
        sure = pl.any_horizontal([pl.col(f"rule {hit.id}") for hit in step.concluding])
        said = pl.lit(0, pl.UInt16)
        for hit in step.concluding:
            bit = pl.lit(1 << hit.code, pl.UInt16)
            said = said | pl.when(self._could(hit.clause)).then(bit).otherwise(0)
        return pl.when(sure).then(said).otherwise(said | below).cast(pl.UInt16)

    def _decision(self, table: pl.LazyFrame, step: DecisionStep) -> pl.LazyFrame:
        scores = []
        for option in range(step.size):
            terms = [
                pl.col(f"rule {voice.id}").cast(pl.Int16) * dict(voice.points)[option]
                for voice in step.voices
                if option in dict(voice.points)
            ]
            out = [pl.col(f"rule {voice.id}") for voice in step.voices if option in voice.rules_out]
            total = pl.sum_horizontal(terms) if terms else pl.lit(0, pl.Int16)
            # The preference breaks ties, so that the highest of these numbers is unique.
            ranked = total.cast(pl.Int32) * 16 - step.preference.index(option)
            scores.append(
                pl.when(pl.any_horizontal(out)).then(-9999).otherwise(ranked) if out else ranked
            )
        table = table.with_columns(
            score.alias(f"{step.name} {option}") for option, score in enumerate(scores)
        )
        names = [f"{step.name} {option}" for option in range(step.size)]
        argued = pl.any_horizontal([pl.col(f"rule {voice.id}") for voice in step.voices])
        best = pl.max_horizontal(names)
        winner = pl.lit(0, pl.UInt8)
        for option, name in enumerate(names):
            winner = pl.when(pl.col(name) == best).then(option + 1).otherwise(winner)
        winner = pl.when(argued & (best > -9999)).then(winner).otherwise(0).cast(pl.UInt8)
        table = table.with_columns(winner.alias(f"{step.name} winner"))
        code = pl.col(f"{step.name} winner")
        mask = pl.when(code > 0).then(pl.lit(2, pl.UInt16).pow(code.clip(1) - 1))
        return table.with_columns(
            mask.otherwise((1 << step.size) - 1).cast(pl.UInt16).alias(step.name)
        )
