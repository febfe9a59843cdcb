"""A simulation says what two runs of a batch say, one of the table as it is and one of the table as changed by hand."""

from __future__ import annotations

import json
import re
import shutil
from collections import Counter
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from click.testing import CliRunner

from advisor import load_rules
from advisor.batch.run import Order, run_batch
from advisor.cli.main import cli
from tests.batch.runs import ROOT, lines, towns

RULES = load_rules()
MAIN = [one.name for one in RULES.decisions if not one.group]


def simulate(*arguments: str | Path) -> Any:
    return CliRunner().invoke(cli, ["simulate", *map(str, arguments)])


def told(folder: Path, *arguments: str | Path) -> Any:
    output = folder / "told.json"
    done = simulate(*arguments, "-o", output)
    assert done.exit_code == 0, done.output
    return json.loads(output.read_text("utf-8"))


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("simulate") / "in.csv"
    frame = towns(48).rename({"id": "town"})
    frame = frame.with_columns(
        pl.Series("region", ["north", "south", None] * 16),
        pl.Series("population", ["800", "30000", "20000 to 60000", "6000"] * 12),
    )
    frame.write_csv(path)
    return path


def advised(table: Path, folder: Path) -> list[Any]:
    output = folder / f"{table.stem}.jsonl"
    run_batch(RULES, Order((str(table),), str(output)))
    return lines(output)


def test_a_measure_does_what_a_table_changed_by_hand_does(table: Path, tmp_path: Path) -> None:
    frame = pl.read_csv(table, infer_schema=False)
    meant = (frame["population"] == "30000") & (frame["region"] == "north").fill_null(value=False)
    changed = frame.with_columns(
        pl.when(meant).then(pl.lit("none")).otherwise("digital budget").alias("digital budget"),
        pl.when(meant).then(pl.lit("2")).otherwise("digital staff").alias("digital staff"),
    )
    changed.write_csv(tmp_path / "changed.csv")
    was, now = advised(table, tmp_path), advised(tmp_path / "changed.csv", tmp_path)
    condition = "population >= 30,000 and region = North"
    found = told(
        tmp_path, table, "--set", "digital budget = none", "--set", "digital staff = 2",
        "--where", condition, "--by", "region",
    )  # fmt: skip
    (measure,) = found["measures"]
    assert (measure["cases"], measure["meant"]) == (48, int(meant.sum()))
    assert measure["unclear"] > 0
    moves: Counter[tuple[str, str, str]] = Counter()
    come: Counter[str] = Counter()
    gone: Counter[str] = Counter()
    moved = []
    for one, two in zip(was, now, strict=True):
        options = {
            name: tuple(x["decisions"][name]["recommended"] or "(none)" for x in (one, two))
            for name in one["decisions"]
        }
        moves.update((name, *pair) for name, pair in options.items() if pair[0] != pair[1])
        come.update(set(two["misfits"]) - set(one["misfits"]))
        gone.update(set(one["misfits"]) - set(two["misfits"]))
        if any(options[name][0] != options[name][1] for name in MAIN):
            moved.append(one["case"]["town"])
    assert len(moved) > 0
    assert measure["changed"] == len(moved)
    assert [one["town"] for one in measure["towns"]] == moved
    assert {
        (one["decision"], one["today"], one["then"]): one["governments"] for one in measure["moves"]
    } == dict(moves)
    assert {one["rule"]: (one["come"], one["gone"]) for one in measure["warnings"]} == {
        rule: (come[rule], gone[rule]) for rule in {*come, *gone}
    }
    groups = {one["value"]: (one["cases"], one["meant"]) for one in measure["groups"]}
    assert groups == {"north": (16, int(meant.sum())), "south": (16, 0), "(not told)": (16, 0)}


def test_measures_side_by_side_are_those_by_themselves(table: Path, tmp_path: Path) -> None:
    first = "digital budget = none"
    second = "More: digital staff = 8; staff digital skill = high where structure = federal or centralized"
    both = told(tmp_path, table, "--set", first, "--measure", second)["measures"]
    alone = [
        *told(tmp_path, table, "--set", first)["measures"],
        *told(tmp_path, table, "--measure", second)["measures"],
    ]
    assert both == alone
    assert [one["name"] for one in both] == [first, "More"]
    assert both[1]["set"] == {"digital staff": "8", "staff digital skill": "high"}


def test_other_rules_are_tried_on_the_same_governments(table: Path, tmp_path: Path) -> None:
    """Without the rule S01 some get another structure, as a batch with these rules says."""
    books = tmp_path / "rules"
    shutil.copytree(ROOT / "rules", books)
    path = books / "facts.md"
    assert "how many" in path.read_text("utf-8").casefold()
    book = books / "structure.md"
    text = book.read_text("utf-8")
    changed = re.sub(r"strongly", "weakly", text)
    assert changed != text
    book.write_text(changed, "utf-8")
    other = load_rules(books)
    run_batch(other, Order((str(table),), str(tmp_path / "other.jsonl")))
    was, now = advised(table, tmp_path), lines(tmp_path / "other.jsonl")
    moved = [
        one["case"]["town"]
        for one, two in zip(was, now, strict=True)
        if any(
            one["decisions"][x]["recommended"] != two["decisions"][x]["recommended"] for x in MAIN
        )
    ]
    (measure,) = told(tmp_path, table, "--rules", books)["measures"]
    assert [one["town"] for one in measure["towns"]] == moved
    assert moved
    assert measure["rule_base"] == other.hash


def test_no_change_changes_nothing_however_often_unknown_answers_are_drawn(tmp_path: Path) -> None:
    table = tmp_path / "in.csv"
    table.write_text("town,population,digital budget\n" + "A,6000,none\n" * 5)
    found = told(tmp_path, table, "--set", "digital budget = none", "--sample", "5")["measures"][0]
    assert (found["changed"], found["drawn"]["changed"], found["moves"]) == (0, [0, 0, 0], [])


def test_draws_are_the_same_for_the_same_seed_and_give_ranges(table: Path, tmp_path: Path) -> None:
    scarce = tmp_path / "scarce.csv"
    names = ["town", "population", "digital budget", "digital staff"]
    pl.read_csv(table, infer_schema=False).select(names).write_csv(scarce)
    arguments = (scarce, "--set", "digital budget = comfortable", "--sample", "6")
    one = told(tmp_path, *arguments, "--seed", "3")
    assert one == told(tmp_path, *arguments, "--seed", "3")
    low, middle, high = one["measures"][0]["drawn"]["changed"]
    assert 0 < low <= middle <= high <= 48
    assert one != told(tmp_path, *arguments, "--seed", "4")


@pytest.mark.parametrize("ending", ["txt", "md", "html", "xlsx"])
def test_a_simulation_is_written_in_every_form(table: Path, tmp_path: Path, ending: str) -> None:
    output = tmp_path / f"out.{ending}"
    done = simulate(table, "--set", "digital budget = none", "-o", output)
    assert done.exit_code == 0, done.output
    if ending == "xlsx":
        sheet = pl.read_excel(output, sheet_name="governments", infer_schema_length=0)
        assert sheet.columns == ["measure", "town", "decision", "today", "then"]
        assert sheet.height > 10
        return
    text = output.read_text("utf-8")
    assert "digital budget = none" in text
    assert "Which governments" in text


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--set", "digital budgt = none"], "did you mean 'digital budget'?"),
        (["--set", "digital budget = huge"], "allowed: none, small, moderate, comfortable"),
        (["--set", "digital budget"], "write FACT = ANSWER"),
        (["--set", "digital budget = none", "--where", "popul < 3"], "did you mean 'population'?"),
        (["--set", "digital budget = none", "--where", "population < many"], "write a number"),
        (["--set", "digital budget = none", "--where", "structure < federal"], "have no order"),
        (["--set", "digital budget = none", "--where", "structure = fedral"], "did you mean 'federal'?"),
        (["--set", "digital budget = none", "--where", "region"], "write NAME = ANSWER"),
        (["--set", "digital budget = none", "--by", "regio"], "did you mean 'region'?"),
        (["--measure", "Nothing: where population < 3"], "changes no"),
        ([], "say what changes"),
        (["--where", "region = north", "--measure", "digital budget = none"], "its own condition"),
        (["--set", "digital budget = none", "--format", "xlsx"], "name a file with -o"),
    ],
)  # fmt: skip
def test_what_can_be_no_measure_is_told(table: Path, arguments: list[str], message: str) -> None:
    done = simulate(table, *arguments)
    assert done.exit_code == 2
    assert message in " ".join(done.output.split())


def test_a_table_that_is_not_there_is_told() -> None:
    done = simulate("nowhere.csv", "--set", "digital budget = none")
    assert done.exit_code == 2
    assert "no such file" in done.output
    done = simulate("-", "--set", "digital budget = none")
    assert "save it as a file" in done.output


def test_a_measure_tells_what_it_is_who_has_that_already_and_whom_it_lowers(tmp_path: Path) -> None:
    table = tmp_path / "towns.csv"
    answers = (("none", 1), ("moderate", 3), ("comfortable", 9), ("comfortable", 3), ("", 4))
    rows = [f"T{number},{budget},{staff}" for number, (budget, staff) in enumerate(answers)]
    table.write_text("\n".join(("place,digital budget,digital staff", *rows)) + "\n")
    given = "Money: digital budget = moderate; digital staff = 3"
    (measure,) = told(tmp_path, table, "--measure", given)["measures"]
    assert measure["already"] == {"digital budget": 1, "digital staff": 2}
    assert measure["lowered"] == {"digital budget": 2, "digital staff": 2}
    text = " ".join(simulate(table, "--measure", given).output.split())
    assert "The measure: digital budget = moderate, digital staff = 3." in text
    assert "1 have this already, and 2 have more, which the measure lowers" in text


def test_advice_that_is_lost_is_counted_apart(table: Path, tmp_path: Path) -> None:
    """Where most answers are taken away, recommendations fall."""
    taken = [f"--set={fact.name} = unknown" for fact in RULES.facts[:40]]
    (measure,) = told(tmp_path, table, *taken)["measures"]
    lost = {
        town["town"]
        for town in measure["towns"]
        if any(move["then"] == "(none)" and move["decision"] in MAIN for move in town["moves"])
    }
    assert measure["lost"] == len(lost) > 0
