"""A sweep counts what the engine says of every scenario, one by one, however many processes count."""

from __future__ import annotations

import itertools
import json
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

from advisor import load_rules
from advisor.batch.simulate import sweep
from advisor.batch.simulate.sweep import ScenarioSpace, sweep_space
from advisor.cli.main import cli
from advisor.inference.many.engine import bit_engine
from tests.batch.runs import ROOT

RULES = load_rules()
OPEN = (
    "digital budget",
    "staff digital skill",
    "service diversity",
    "primary goal",
    "current structure",
)
FORD = str(ROOT / "cases/examples/fictional-little-ford.yaml")


def space(names: tuple[str, ...]) -> ScenarioSpace:
    """Return a space in which some facts are open, one has two of its answers and the others their first."""
    masks = [fact.domain.everything if fact.name in names else 1 for fact in RULES.facts]
    masks[RULES.fact_names.index("digital ambition")] = 0b101
    return ScenarioSpace(RULES, tuple(masks))


def by_the_engine(one: ScenarioSpace) -> tuple[Counter[tuple[str, str]], Counter[str]]:
    engine = bit_engine(RULES)
    digits = [[1 << code for code in range(64) if mask >> code & 1] for mask in one.allowed]
    masks = np.array(list(itertools.product(*digits)), engine.dtype).T.copy()
    found = engine.evaluate(masks, complete=True)
    outcomes: Counter[tuple[str, str]] = Counter()
    for item in RULES.decisions:
        codes = np.bincount(found.recommended(item.name), minlength=len(item.options) + 1)
        names = ("", *item.options)
        outcomes.update({(item.name, name): int(n) for name, n in zip(names, codes, strict=True)})
    warnings = Counter(
        {rule.id: int(found.flags("fired", rule.id).sum()) for rule in RULES.rules if rule.warning}
    )
    return outcomes, warnings


def test_every_scenario_is_counted_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """In blocks that are no whole words, and in processes."""
    one = space(OPEN)
    assert 1_000 < one.size < 10_000
    assert set(one.open_facts) == {*OPEN, "digital ambition"}
    expected = by_the_engine(one)
    for block in (1 << 17, 100):
        monkeypatch.setattr(sweep, "_BLOCK", block)
        told: list[int] = []
        found = sweep_space(one, tell=lambda done, _, told=told: told.append(done))  # type: ignore[misc]
        assert (found.scenarios, found.drawn) == (one.size, False)
        assert (dict(found.outcomes), dict(found.warnings)) == expected
        assert told[-1] == one.size


def test_draws_are_the_same_in_any_number_of_processes_and_near_the_shares() -> None:
    one = space(OPEN)
    found = sweep_space(one, 300_001, seed=1)
    assert found == sweep_space(one, 300_001, seed=1, jobs=2)
    assert found.drawn
    outcomes, warnings = by_the_engine(one)
    for key, count in outcomes.items():
        assert found.outcomes[key] / 300_001 == pytest.approx(count / one.size, abs=0.005)
    for rule, count in warnings.items():
        assert found.warnings[rule] / 300_001 == pytest.approx(count / one.size, abs=0.005)


def simulate(*arguments: str | Path) -> Any:
    return CliRunner().invoke(cli, ["simulate", "--all", *map(str, arguments)])


def test_a_space_is_what_a_case_and_set_leave_open(tmp_path: Path) -> None:
    done = simulate(FORD, "--set", "digital budget = none or small", "--scenarios", "5000", "--jobs", "1", "-o", tmp_path / "o.json")  # fmt: skip
    assert done.exit_code == 0, done.output
    told = json.loads((tmp_path / "o.json").read_text("utf-8"))
    assert told["scenarios"] == 5000
    assert "digital budget" in told["open"]
    assert all(sum(one.values()) == 5000 for one in told["decisions"].values())
    text = simulate(FORD, "--scenarios", "100", "--jobs", "1")
    assert "100 scenarios, drawn from" in text.output


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "draw some with --scenarios N"),
        ([FORD, FORD], "at most one case"),
        (["--where", "population < 3"], "--all goes with"),
        (["--scenarios", "9", "--format", "xlsx", "-o", "o.xlsx"], "written as text"),
        (["--set", "digital budget = huge", "--scenarios", "9"], "allowed: none"),
    ],
)
def test_what_can_be_no_sweep_is_told(arguments: list[str], message: str) -> None:
    done = simulate(*arguments)
    assert done.exit_code == 2
    assert message in " ".join(done.output.split())
