"""The table of speeds that `make bench` prints: each figure the median of several, ratios from one run.

    python -m tests.benchmarks.bench [--quick]

Times are of this process's processor, or the wall clock for whole programs. Every engine's
conclusions are compared with the bit engine's before it is timed.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl

from advisor import load_rules
from advisor.inference.bits import BitEngine
from advisor.inference.compiled import compile_rules
from advisor.inference.machine import bits_of, words_for
from advisor.inference.reference import ReferenceEngine
from advisor.inference.statuses import firmness
from advisor.knowledge.model import RuleBase
from tests.benchmarks.in_polars import Translation

ROOT = Path(__file__).parents[2]
QUICK = "--quick" in sys.argv


def median(
    work: Callable[[], object], times: int = 5, clock: Callable[[], float] = time.process_time
) -> float:
    """Return the median seconds of `work`, after one run that doesn't count."""
    work()
    taken = []
    for _ in range(times):
        start = clock()
        work()
        taken.append(clock() - start)
    return statistics.median(taken)


def show(work: str, found: str, least: str = "") -> None:
    """Print a row of the table."""
    print(f"| {work:<66} | {found:>24} | {least:>22} |", flush=True)


def random_masks(engine: BitEngine, cases: int, unknown: float = 0) -> np.ndarray:
    chance = np.random.default_rng(1)
    table = np.stack([1 << chance.integers(0, size, cases) for size in engine.sizes]).astype(
        engine.dtype
    )
    if unknown:
        table[chance.random(table.shape) < unknown] = 0
    return table


def engines(rules: RuleBase) -> None:
    """Time the engines on complete cases and with a tenth unknown."""
    engine = BitEngine(rules)
    cases = 1 << (18 if QUICK else 20)
    table = random_masks(engine, cases)
    out = np.zeros((engine.rows(complete=True), words_for(cases)), np.uint64)
    bits = cases / median(lambda: engine.evaluate(table, complete=True, out=out), 9)
    findings = engine.evaluate(table, complete=True)

    reference = ReferenceEngine(compile_rules(rules))
    few = 100
    answers = [
        dict(zip(engine.facts, map(int, table[:, index]), strict=True)) for index in range(few)
    ]
    found = [reference.run(one) for one in answers]
    for index, so_far in enumerate(found):
        word, bit = divmod(index, 64)
        fired = {
            n
            for (n, _), row in zip(engine.compiled.clauses, findings.fired, strict=True)
            if int(row[word]) >> bit & 1
        }
        assert fired == set(so_far.fired) & set(rules.rules_by_id)
    experta = few / median(lambda: [reference.run(one) for one in answers], 3)
    show("experta engine, complete cases", f"{experta:,.0f} cases/s")
    show("one evaluation by the experta engine", f"{1000 / experta:.1f} ms", "30 ms")
    show(
        "bit engine, complete cases, fired rules kept, one core",
        f"{bits / 1e6:.1f} million/s",
        "20 million/s",
    )
    show("bit engine against experta", f"{bits / experta:,.0f} times", "50,000 times")

    opened = random_masks(engine, cases, 0.1)
    out = np.zeros((engine.rows(complete=False), words_for(cases)), np.uint64)
    rate = cases / median(lambda: engine.evaluate(opened, complete=False, out=out))
    show(
        "a tenth unknown, both readings (so far, bounds)",
        f"{rate / 1e6:.1f} million/s",
        "5 million/s",
    )
    some = np.ascontiguousarray(opened[:, : 1 << (13 if QUICK else 15)])
    seen = engine.evaluate(some)
    rate = some.shape[1] / median(lambda: firmness(engine, some, seen), 1)
    show("the same, with exact statuses", f"{rate:,.0f} cases/s")

    for size in (cases // 4, cases // 2, cases):
        part = np.ascontiguousarray(table[:, :size])
        rate = size / median(lambda: engine.evaluate(part, complete=True))  # noqa: B023
        show(f"growth: {size:,} complete cases", f"{rate / 1e6:.1f} million/s", "linear")
    polars_rival(engine, table)
    big = np.zeros(1 << 25, np.uint64)
    target = np.empty_like(big)
    speed = 2 * big.nbytes / median(lambda: np.copyto(target, big))
    limit = speed / (len(engine.sizes) + len(rules.rules) / 8)
    show("memory bandwidth of this machine (copy)", f"{speed / 1e9:.1f} GB/s")
    show("the limit it sets: answers in, fired rules out", f"{limit / 1e6:,.0f} million/s")


def polars_rival(engine: BitEngine, table: np.ndarray) -> None:
    """Compare and time plain polars expressions."""
    cases = 1 << 16
    part = np.ascontiguousarray(table[:, :cases])
    findings = engine.evaluate(part, complete=True)
    frame = pl.DataFrame(
        {name: row.astype(np.uint16) for name, row in zip(engine.facts, part, strict=True)}
    )
    translation = Translation(engine.compiled)
    result = translation.evaluate(frame)
    for row, (name, _) in enumerate(engine.compiled.clauses):
        assert (result[f"rule {name}"].to_numpy() == bits_of(findings.fired[row], cases)).all(), (
            name
        )
    for step in engine.decisions:
        assert (result[f"{step.name} winner"].to_numpy() == findings.recommended(step.name)).all()
    rate = cases / median(lambda: translation.evaluate(frame), 3)
    show("polars expressions, the same conclusions (all its threads' time)", f"{rate:,.0f} cases/s")


def program(*arguments: str | Path) -> tuple[float, int]:
    """Return the seconds and the most memory, in bytes, of a whole program."""
    start = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "advisor", *map(str, arguments)],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    _, _, usage = os.wait4(process.pid, 0)
    process.returncode = 0
    return time.perf_counter() - start, usage.ru_maxrss * 1024


def programs(rules: RuleBase) -> None:
    """Time whole programs."""
    case = "cases/real/nevada-county-ca-2001.yaml"
    for least, arguments in (("0.2 s", ["--help"]), ("0.7 s", ["advise", case])):
        seconds = statistics.median(program(*arguments)[0] for _ in range(5))
        show(f"advisor {' '.join(arguments)}, whole process", f"{seconds:.2f} s", least)
    show("load_rules", f"{1000 * median(load_rules, 3):.0f} ms")
    show(
        "building the experta engine",
        f"{1000 * median(lambda: ReferenceEngine(compile_rules(rules)), 3):.0f} ms",
    )
    show(
        "compiling the bit engine",
        f"{1000 * median(lambda: BitEngine(rules).complete_program, 3):.0f} ms",
    )
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for rows in (100_000,) if QUICK else (1_000_000, 10_000_000):
            _table(rules, rows, folder / "in.parquet")
            seconds, memory = program(
                "batch", folder / "in.parquet", "-o", folder / f"{rows}.parquet"
            )
            work = f"Parquet to Parquet, whole program, {rows:,} rows"
            show(work, f"{rows / seconds:,.0f} rows/s", "500,000 rows/s")
            show("   its memory", f"{memory / 2**20:,.0f} MiB", "1,024 MiB")
        yaml = folder / "yaml"
        yaml.mkdir()
        count = 100 if QUICK else 1000
        real = sorted((ROOT / "cases/real").glob("*.yaml"))
        for number in range(count):
            (yaml / f"{number:04}.yaml").write_bytes(real[number % len(real)].read_bytes())
        seconds, _ = program("batch", yaml, "-o", folder / "yaml.jsonl")
        show(
            f"{count:,} YAML files, whole program", f"{count / seconds:,.0f} files/s", "300 files/s"
        )


def _table(rules: RuleBase, rows: int, path: Path) -> None:
    chance = np.random.default_rng(3)
    size = min(rows, 1_000_000)
    columns: dict[str, pl.Series] = {"id": pl.Series([f"G{number}" for number in range(size)])}
    for fact in rules.facts:
        if fact.domain.unit:
            columns[fact.name] = pl.Series(chance.integers(1, 50_000, size))
        else:
            codes = pl.Series(chance.integers(0, len(fact.domain.values), size).astype(np.uint8))
            columns[fact.name] = codes.cat.to(pl.Enum(fact.domain.values)).cast(pl.String)
    one = pl.DataFrame(columns)
    pl.concat([one] * (rows // size)).write_parquet(path)


def main() -> None:
    """Print the table."""
    rules = load_rules()
    print(f"{len(rules.rules)} rules, {len(rules.facts)} facts, {len(rules.decisions)} decisions\n")
    show("work", "found", "at least (or most)")
    show("---", "---", "---")
    engines(rules)
    programs(rules)


if __name__ == "__main__":
    main()
