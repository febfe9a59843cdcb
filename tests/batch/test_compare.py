"""`advisor batch --compare`: the same changes whatever the outputs were written in, counted here once more by hand."""

from __future__ import annotations

import itertools
import re
import shutil
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from advisor import load_rules
from advisor.batch.compare import NO_RECOMMENDATION, OutputChanges, compare
from advisor.batch.compare import lines as told
from advisor.batch.run import Order, run_batch
from advisor.knowledge.model import Decision, Fact
from tests.batch.runs import ROOT, lines, run, towns

ENDINGS = (".jsonl", ".csv", ".parquet", ".xlsx")
DECISIONS = [decision.name for decision in load_rules().decisions]


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two runs in all formats: in the second some answers differ, the order does, and cases are gone."""
    folder = tmp_path_factory.mktemp("compared")
    before, other = towns(90), towns(90, 2)
    facts = [name for name in before.columns if name != "id"]
    # Every third case has some answers of another one.
    before = before.with_columns(pl.lit("=1+1").alias("note"), pl.lit("-5").alias("balance"))
    picked = pl.Series([number % 3 == 0 for number in range(90)])
    after = before.with_columns(
        pl.when(picked).then(other[name]).otherwise(pl.col(name)).alias(name) for name in facts[::4]
    )
    after = after.with_columns(
        pl.when(pl.col("id") == "T3").then(None).otherwise(pl.col(facts[1])).alias(facts[1])
    )
    before.write_parquet(folder / "before-in.parquet")
    after[10:].reverse().write_parquet(folder / "after-in.parquet")
    for which, ending in itertools.product(("before", "after"), ENDINGS):
        run_batch(
            load_rules(),
            Order((str(folder / f"{which}-in.parquet"),), f"{folder / which}{ending}", trace=True),
        )
    return folder


def by_hand(folder: Path) -> OutputChanges:
    """Count the changes in the JSON Lines."""
    before, after = (
        {one["case"]["id"]: one for one in lines(folder / f"{which}.jsonl")}
        for which in ("before", "after")
    )
    both = [(before[name], after[name]) for name in before if name in after]
    changes = OutputChanges(
        cases=len(both), missing=(len(before) - len(both), len(after) - len(both))
    )
    changes.rule_bases = (both[0][0]["rule_base"], both[0][1]["rule_base"])
    for was, now in both:
        moved = False
        for name in DECISIONS:
            one, two = was["decisions"][name], now["decisions"][name]
            pair = one["recommended"] or NO_RECOMMENDATION, two["recommended"] or NO_RECOMMENDATION
            if pair[0] != pair[1]:
                moved = True
                changes.moves[name, *pair] += 1
            if one["status"] != two["status"]:
                changes.statuses[name, one["status"], two["status"]] += 1
        changes.changed += moved
        for name in was["facts"]:
            changes.inputs[name] += was["facts"][name] != now["facts"][name]
        old, new = set(was["rules"]), set(now["rules"])
        changes.rules.update((rule, "no longer fires") for rule in old - new)
        changes.rules.update((rule, "fires now") for rule in new - old)
    changes.inputs = Counter({name: count for name, count in changes.inputs.items() if count})
    return changes


@pytest.mark.parametrize(("one", "other"), list(itertools.product(ENDINGS, ENDINGS)))
def test_changes_are_the_same_whatever_the_outputs_were_written_in(
    outputs: Path, one: str, other: str
) -> None:
    expected = by_hand(outputs)
    assert expected.changed > 10
    assert expected.missing == (10, 0)
    found = compare(f"{outputs}/before{one}", f"{outputs}/after{other}", DECISIONS)
    assert found == expected


@pytest.mark.parametrize("ending", [".parquet", ".jsonl"])
def test_rules_that_only_one_rule_base_has_are_told(
    outputs: Path, tmp_path: Path, ending: str
) -> None:
    """What was rule S01 is S97 now."""
    books = tmp_path / "rules"
    shutil.copytree(ROOT / "rules", books)
    for book in books.rglob("*.md"):
        text = book.read_text("utf-8")
        assert "S97" not in text
        book.write_text(re.sub(r"\bS01\b", "S97", text), "utf-8")
    after = tmp_path / f"after{ending}"
    run_batch(load_rules(books), Order((f"{outputs}/before-in.parquet",), str(after), trace=True))
    changes = compare(f"{outputs}/before{ending}", str(after), DECISIONS)
    count = changes.rules["S01", "no longer fires"]
    assert count > 0
    assert changes.rules == {("S01", "no longer fires"): count, ("S97", "fires now"): count}
    assert changes.rule_bases[0] != changes.rule_bases[1]
    assert changes.changed == 0


@pytest.mark.parametrize("ending", [".csv", ".parquet"])
def test_an_output_from_before_a_rename_is_compared_by_todays_names(
    outputs: Path, tmp_path: Path, ending: str
) -> None:
    rules = load_rules()
    decision = replace(
        rules.items["structure"], formerly=("shape",), former_values=(("mixed", "federal"),)
    )
    fact = replace(
        rules.items["digital budget"], formerly=("money",), former_values=(("tiny", "small"),)
    )
    assert isinstance(decision, Decision)
    assert isinstance(fact, Fact)
    today = replace(
        rules,
        facts=tuple(fact if one.name == fact.name else one for one in rules.facts),
        decisions=tuple(decision if one.name == decision.name else one for one in rules.decisions),
    )
    path = f"{outputs}/before{ending}"
    table = pl.read_parquet(path) if ending == ".parquet" else pl.read_csv(path, infer_schema=False)
    old = table.rename(
        {
            name: re.sub(r"^structure\b", "shape", name).replace("score federal", "score mixed")
            for name in table.columns
            if name.startswith("structure")
        }
        | {"digital budget": "money"}
    ).with_columns(
        pl.col("shape").cast(pl.String).str.replace("federal", "mixed"),
        pl.col("money").cast(pl.String).str.replace("small", "tiny"),
    )
    renamed = tmp_path / f"old{ending}"
    _ = old.write_parquet(renamed) if ending == ".parquet" else old.write_csv(renamed)
    found = compare(str(renamed), f"{outputs}/after{ending}", DECISIONS, today)
    assert found.renamed["shape status"] == "structure status"
    plain = compare(path, f"{outputs}/after{ending}", DECISIONS)
    assert replace(found, renamed={}) == plain
    assert "'money' is called 'digital budget' today" in "\n".join(told(found))


def test_an_output_is_the_same_as_itself(outputs: Path) -> None:
    changes = compare(f"{outputs}/after.parquet", f"{outputs}/after.parquet", DECISIONS)
    assert (changes.cases, changes.changed, changes.missing) == (80, 0, (0, 0))
    assert not any((changes.moves, changes.statuses, changes.rules, changes.inputs))


def test_cases_without_ids_are_paired_by_file_and_row(tmp_path: Path) -> None:
    table = tmp_path / "towns.csv"
    found = []
    for which, budgets in (("before", ("none", "none", "small")), ("after", ("none", "small"))):
        table.write_text(
            "\n".join(("place,digital budget", *(f"P,{one}" for one in budgets))) + "\n"
        )
        found.append(str(tmp_path / f"{which}.parquet"))
        run_batch(load_rules(), Order((str(table),), found[-1]))
    changes = compare(found[0], found[1], DECISIONS)
    assert (changes.cases, changes.missing) == (2, (1, 0))
    assert changes.inputs == {"digital budget": 1}


def test_the_command_tells_the_most_frequent_changes_first(outputs: Path) -> None:
    code, told, _ = run("--compare", outputs / "before.parquet", outputs / "after.csv")
    assert code == 0
    changes = by_hand(outputs)
    assert told.startswith(
        f"80 cases are in both, paired by the column 'id'; {changes.changed} get other advice.\n"
    )
    assert "10 cases are only in the output before." in told
    for title in ("Decisions", "Statuses", "Rules", "Facts and other columns"):
        block = told.split(f"\n{title}\n")[1].split("\n\n")[0]
        counts = [
            int(line.split()[0]) for line in block.splitlines() if line[9:11].strip().isdigit()
        ]
        assert counts == sorted(counts, reverse=True)
        assert counts
    (decision, was, now), count = changes.moves.most_common(1)[0]
    assert f"{count:>11,}  {decision}: {was} → {now}" in told


def refused(*arguments: str | Path) -> str:
    code, out, told = run("--compare", *arguments)
    assert (code, out) == (2, "")
    assert "Traceback" not in told
    return told


def test_what_is_no_output_is_told(outputs: Path, tmp_path: Path) -> None:
    good: Any = outputs / "after.parquet"
    assert "takes two outputs" in refused(good)
    told = refused(good, outputs / "after.parket")
    assert "this is no output of a batch" in told
    assert ".parquet" in told
    assert "it has no file and row" in refused(outputs / "after-in.parquet", good)
    assert "nowhere.csv" in refused(tmp_path / "nowhere.csv", good)
    for ending in ENDINGS:
        broken = tmp_path / f"broken{ending}"
        broken.write_bytes((outputs / f"after{ending}").read_bytes()[:3000])
        if ending in (".csv", ".jsonl"):
            broken.write_bytes(b"\xff\xfe{,\n")
        assert f"broken{ending}" in refused(good, broken)


@pytest.mark.parametrize("ending", ENDINGS)
def test_an_output_without_cases_has_nothing_in_common(
    outputs: Path, tmp_path: Path, ending: str
) -> None:
    table = tmp_path / "towns.csv"
    table.write_text("id,digital budget\n")
    nothing = tmp_path / f"nothing{ending}"
    run_batch(load_rules(), Order((str(table),), str(nothing)))
    changes = compare(str(nothing), f"{outputs}/after.parquet", DECISIONS)
    assert (changes.cases, changes.missing) == (0, (0, 80))


def test_changes_are_not_written_over_another_file(outputs: Path, tmp_path: Path) -> None:
    told = tmp_path / "changes.txt"
    both = (outputs / "before.parquet", outputs / "after.parquet")
    told.write_text("last year's")
    assert "give --force to replace it" in refused(*both, "-o", told)
    assert told.read_text() == "last year's"
    assert run("--compare", *both, "-o", told, "--force")[0] == 0
    assert "80 cases are in both" in told.read_text("utf-8")
    assert "never written to" in refused(*both, "-o", both[0], "--force")


def test_what_changed_is_a_text_and_goes_under_no_other_ending(
    outputs: Path, tmp_path: Path
) -> None:
    both = (outputs / "before.parquet", outputs / "after.parquet")
    for ending in (".xlsx", ".html", ".csv"):
        assert "stands for something else" in refused(*both, "-o", tmp_path / f"changes{ending}")


def run_on(table: Path, text: str, output: Path) -> str:
    table.write_text(text)
    run_batch(load_rules(), Order((str(table),), str(output)))
    return str(output)


def test_governments_are_paired_by_name_where_no_id_tells_them_apart(tmp_path: Path) -> None:
    """A corrected file has another name, and a row less."""
    head = "place,digital budget\n"
    before = run_on(
        tmp_path / "a.csv", f"{head}Aar,none\nBern,none\nChur,small\n", tmp_path / "1.csv"
    )
    after = run_on(tmp_path / "b.csv", f"{head}Aar,none\nChur,none\n", tmp_path / "2.csv")
    changes = compare(before, after, DECISIONS)
    assert (changes.cases, changes.missing) == (2, (1, 0))
    assert changes.paired_by == "the column 'place'"
    assert changes.inputs == {"digital budget": 1}
    assert {town for town, *_ in changes.towns} <= {"Chur"}


def test_rows_that_are_other_governments_now_are_not_compared(tmp_path: Path) -> None:
    head = "place,digital budget\n"
    rows = "Aar,none\nBern,none\nBern,none\nChur,small\nDels,small\n"
    before = run_on(tmp_path / "a.csv", head + rows, tmp_path / "1.csv")
    after = run_on(tmp_path / "a.csv", head + rows.partition("\n")[2], tmp_path / "2.csv")
    told = refused(before, after)
    assert "number other governments alike: case 1 is 'Aar' before and 'Bern' now" in told
    assert "id" in told


def test_a_doubled_id_and_pairs_that_are_not_there_are_told(tmp_path: Path) -> None:
    head = "id,digital budget\n"
    before = run_on(tmp_path / "a.csv", f"{head}A,none\nA,small\n", tmp_path / "1.csv")
    after = run_on(tmp_path / "b.csv", f"{head}A,none\nB,small\n", tmp_path / "2.csv")
    text = "\n".join(told(compare(before, after, DECISIONS)))
    assert "'A' stands twice in" in text
    assert "no case of one output has its pair in the other by file and row" in text


def test_governments_whose_advice_changed_are_named(outputs: Path) -> None:
    changes = compare(f"{outputs}/before.parquet", f"{outputs}/after.parquet", DECISIONS)
    text = "\n".join(told(changes))
    assert "Governments whose advice changed" in text
    town, decision, was, now = changes.towns[0]
    assert f"  {town}: {decision}: {was} → {now}" in text
    assert len(changes.towns) == min(sum(changes.moves.values()), 200)
