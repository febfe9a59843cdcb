"""How long whole programs take, with Python's start and all that is read and written."""

from __future__ import annotations

import statistics
import tempfile
from pathlib import Path

import polars as pl

from advisor import load_rules
from advisor.inference.compile import compile_rules
from advisor.inference.experta.engine import ReferenceEngine
from advisor.inference.many.engine import BitEngine
from advisor.knowledge.model import RuleBase
from benchmarks.inputs import write_cases, write_table
from benchmarks.measure import Used, median, program, show

RUNS = 3
"""How often each program is run; the disk and the other tenants of a machine make single runs differ."""


def programs(rules: RuleBase, *, quick: bool) -> None:
    """Print the rows of starting, advising, loading and building, and of batches."""
    case = "cases/real/nevada-county-ca-2001.yaml"
    for least, arguments in (("0.2 s", ["--help"]), ("0.7 s", ["advise", case])):
        show(f"advisor {arguments[0]}, whole program", _times(several(*arguments)), least)
    documents("cases/examples/fictional-port-meridian.yaml")
    building = (
        ("load_rules", load_rules),
        ("building the experta engine", lambda: ReferenceEngine(compile_rules(rules))),
        ("compiling the bit engine", lambda: BitEngine(rules).complete_program),
    )
    for name, work in building:
        show(name, f"{1000 * median(work, 3):.0f} ms")
    with tempfile.TemporaryDirectory() as name:
        batches(rules, Path(name), quick=quick)


def documents(case: str) -> None:
    """Print the rows of what a council is given and an adviser asks."""
    option = ["structure", "--to-reach", "decentralized"]
    with tempfile.TemporaryDirectory() as name:
        for least, work, arguments in (
            ("0.5 s", "the brief as text", ["advise", case]),
            ("0.5 s", "the advice as JSON", ["advise", case, "--format", "json"]),
            ("1 s", "explain --to-reach", ["explain", case, *option]),
            ("1 s", "explain --sturdy", ["explain", case, "structure", "--sturdy"]),
            ("2 s", "Word", ["advise", case, "-o", f"{name}/advice.docx"]),
            ("5 s", "PDF", ["advise", case, "-o", f"{name}/advice.pdf"]),
        ):
            show(f"{work}, whole program", _times(several(*arguments)), least)


def batches(rules: RuleBase, folder: Path, *, quick: bool) -> None:
    """Print the rows of tables and of case files."""
    for rows in (100_000,) if quick else (1_000_000, 10_000_000):
        write_table(rules, rows, folder / "in.parquet")
        output = folder / f"{rows}.parquet"
        used = several("batch", folder / "in.parquet", "-o", output, "--force")
        work = f"Parquet to Parquet, whole program, {rows:,} rows"
        show(work, f"{rows / used.seconds:,.0f} rows/s", "1,000,000 rows/s")
        show("   its memory", f"{used.memory / 2**20:,.0f} MiB", "1,024 MiB")
        for option, least in (("--trace", "600,000 rows/s"), ("--jobs=2", "1,700,000 rows/s")):
            again = several("batch", folder / "in.parquet", "-o", output, "--force", option)
            show(f"   with {option}", f"{rows / again.seconds:,.0f} rows/s", least)
    rows = 10_000 if quick else 36_000
    write_table(rules, rows, folder / "country.parquet")
    used = several("batch", folder / "country.parquet", "-o", folder / "country.xlsx", "--force")
    size = (folder / "country.xlsx").stat().st_size
    show(
        f"A workbook of {rows:,} governments",
        f"{_times(used)}, {size / 1e6:,.0f} MB",
        "60 s, 60 MB",
    )
    # The start takes as long as a hundred thousand rows.
    rows = 36_000 if quick else 1_000_000
    write_table(rules, rows, folder / "text.parquet")
    pl.read_parquet(folder / "text.parquet").write_csv(folder / "text.csv")
    used = several("batch", folder / "text.csv", "-o", folder / "text-out.csv", "--force")
    show(f"CSV to CSV, {rows:,} rows", f"{rows / used.seconds:,.0f} rows/s", "200,000 rows/s")
    show("   its processor", f"{used.processor:.1f} s")
    cases = folder / "cases"
    cases.mkdir()
    count = 100 if quick else 3_000
    write_cases(rules, count, cases)
    used = several("batch", cases, "-o", folder / "cases.jsonl", "--force")
    work = f"{count:,} YAML files, no two alike, whole program"
    show(work, f"{count / used.seconds:,.0f} files/s", "600 files/s")


def several(*arguments: str | Path) -> Used:
    """Return the median times of several runs of a program, and their most memory."""
    runs = [program(*arguments) for _ in range(RUNS)]
    return Used(
        statistics.median(run.seconds for run in runs),
        statistics.median(run.processor for run in runs),
        max(run.memory for run in runs),
    )


def _times(used: Used) -> str:
    """Tell both times: on a machine that others use as well, the processor's is the program's own."""
    return f"{used.seconds:.2f} s, processor {used.processor:.2f} s"
