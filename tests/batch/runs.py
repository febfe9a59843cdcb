"""Inputs for runs of `advisor batch`, and running it."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import polars as pl
from click.testing import CliRunner

from advisor import load_rules
from advisor.cli.main import cli

ROOT = Path(__file__).parents[2]


def start(*arguments: str | Path, **options: Any) -> subprocess.Popen[bytes]:
    """Start the program; its standard input is a pipe."""
    command = [sys.executable, "-m", "advisor", "batch", *map(str, arguments)]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, stderr=pipe, **options)


def run(*arguments: str | Path, given: bytes = b"", **options: Any) -> tuple[int, str, str]:
    """Run the program: exit code, standard output, standard error.

    It runs in this process, which has read the rule base and polars already, but where its standard
    input or the process itself matters.
    """
    if given or options or "-" in arguments:
        process = start(*arguments, **options)
        out, err = process.communicate(given, timeout=120)
        return process.returncode, out.decode(), err.decode()
    done = CliRunner().invoke(cli, ["batch", *map(str, arguments)], prog_name="advisor")
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.exit_code, done.stdout, done.stderr


def read_workbook(path: Path) -> pl.DataFrame:
    """Return what the sheets of a workbook tell of each government, answers and scores side by side."""
    answers, scores = (
        pl.read_excel(path, sheet_name=name, infer_schema_length=0)
        for name in ("answers", "scores")
    )
    return answers.hstack(scores.drop(answers.columns, strict=False))


def lines(path: Path) -> list[Any]:
    """Return what stands in a JSON Lines file."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def towns(count: int, seed: int = 1) -> pl.DataFrame:
    """Return a table of cases in which every fact is known."""
    chance = random.Random(seed)
    columns: dict[str, list[object]] = {"id": [f"T{number}" for number in range(count)]}
    for fact in load_rules().facts:
        values = ["1500", "30000"] if fact.domain.unit else list(fact.domain.values)
        columns[fact.name] = chance.choices(values, k=count)
    return pl.DataFrame(columns)
