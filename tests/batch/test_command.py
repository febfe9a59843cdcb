"""`advisor batch` as a process: order, mixed inputs, bad cases, interruption, full disks, comparison."""

from __future__ import annotations

import json
import os
import random
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import polars as pl
import pytest

from advisor import advise, load_rules, read_case
from advisor.batch.api import advise_frame, advise_many

ROOT = Path(__file__).parents[2]


def start(*arguments: str | Path, **options: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "advisor", "batch", *map(str, arguments)]
    return subprocess.Popen(  # type: ignore[call-overload, no-any-return]
        command, cwd=ROOT, text=True, stderr=subprocess.PIPE, stdout=subprocess.PIPE, **options
    )


def run(
    *arguments: str | Path, given: str | None = None, **options: object
) -> tuple[int, str, str]:
    process = start(*arguments, stdin=subprocess.PIPE, **options)
    out, err = process.communicate(given, timeout=120)
    return process.returncode, out, err


def lines(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def towns(count: int, seed: int = 1) -> pl.DataFrame:
    chance = random.Random(seed)
    rules = load_rules()
    columns: dict[str, list[object]] = {"id": [f"T{number}" for number in range(count)]}
    for fact in rules.facts:
        values = ["1500", "30000"] if fact.domain.unit else list(fact.domain.values)
        columns[fact.name] = [chance.choice(values) for _ in range(count)]
    return pl.DataFrame(columns)


@pytest.fixture
def mixed(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.csv").write_text(
        "id,digital budget,note\nA1,small,=1+1\nA2,smal,b\nA3,none or small\nA4,unknown,@x\n"
    )
    (folder / "b.jsonl").write_text(
        '{"id": "B1", "facts": {"digital budget": ["none", "small"]}}\n{bad\n'
        '{"id": "B2", "digital budget": "small", "population": 5000}\n'
    )
    towns(3).write_parquet(folder / "c.parquet")
    (folder / "d.yaml").write_bytes(
        (ROOT / "cases/examples/fictional-little-ford.yaml").read_bytes()
    )
    (folder / "e.yaml").write_text("facts: {digital budget: tiny}\n")
    towns(2, 5).write_excel(folder / "f.xlsx")
    return folder


def test_mixed_inputs_come_out_in_order_and_bad_cases_stop_nothing(
    mixed: Path, tmp_path: Path
) -> None:
    output = tmp_path / "out.jsonl"
    code, _, told = run(mixed, "-o", output)
    assert code == 1, told
    found = lines(output)
    names = [(Path(str(one["case"]["file"])).name, one["case"]["row"]) for one in found]  # type: ignore[index]
    assert names == [
        ("a.csv", 1), ("a.csv", 4), ("b.jsonl", 1), ("b.jsonl", 3), ("c.parquet", 1),
        ("c.parquet", 2), ("c.parquet", 3), ("d.yaml", 1), ("f.xlsx", 1), ("f.xlsx", 2),
    ]  # fmt: skip
    errors = lines(tmp_path / "out.jsonl.errors.jsonl")
    assert [(Path(str(one["file"])).name, one["row"]) for one in errors] == [
        ("a.csv", 2), ("a.csv", 3), ("b.jsonl", 2), ("e.yaml", 1),
    ]  # fmt: skip
    assert errors[0]["fact"] == errors[3]["fact"] == "digital budget"
    assert (errors[0]["read"], errors[3]["read"]) == ("smal", "tiny")
    assert "moderate" in str(errors[0]["allowed"])
    assert "10 cases evaluated" in told
    assert "4 failed" in told
    assert {one["rule_base"] for one in found} == {load_rules().hash}


def test_a_case_gets_what_advise_gives_it(mixed: Path, tmp_path: Path) -> None:
    output = tmp_path / "out.jsonl"
    run(mixed / "d.yaml", "-o", output)
    (found,) = lines(output)
    advice = advise(load_rules(), read_case(mixed / "d.yaml"))
    for decision in advice.decisions:
        assert found["decisions"][decision.name] == {  # type: ignore[index]
            "recommended": decision.recommended,
            "status": str(decision.status),
            "status_basis": str(decision.basis),
            "scores": dict(decision.scores),
        }
    assert found["misfits"] == [misfit.rule for misfit in advice.misfits]
    fired = {firing.rule for firing in advice.trace}
    assert set(found["rules"]) == fired & set(load_rules().rules_by_id)  # type: ignore[call-overload]


def test_the_whole_advice_is_that_of_advise(mixed: Path, tmp_path: Path) -> None:
    output = tmp_path / "out.jsonl"
    assert run(mixed / "d.yaml", "-o", output, "--full")[0] == 0
    (found,) = lines(output)
    found.pop("source")
    command = [sys.executable, "-m", "advisor", "advise", str(mixed / "d.yaml"), "--format", "json"]
    alone = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert found == json.loads(alone.stdout)


@pytest.mark.parametrize("ending", ["csv", "xlsx", "parquet"])
def test_every_format_tells_the_same_and_no_cell_is_a_formula(
    mixed: Path, tmp_path: Path, ending: str
) -> None:
    output = tmp_path / f"out.{ending}"
    assert run(mixed, "-o", output)[0] == 1
    table = {
        "csv": lambda: pl.read_csv(output, infer_schema=False),
        "xlsx": lambda: pl.read_excel(output, infer_schema_length=0),
        "parquet": lambda: pl.read_parquet(output),
    }[ending]()
    assert table["row"].cast(pl.Int64).to_list() == [1, 4, 1, 3, 1, 2, 3, 1, 1, 2]
    expected = "=1+1" if ending == "parquet" else "'=1+1"
    assert table["note"][0] == expected
    run(mixed, "-o", tmp_path / "same.jsonl")
    decided = [
        one["decisions"]["structure"]["recommended"] for one in lines(tmp_path / "same.jsonl")
    ]  # type: ignore[index]
    assert table["structure"].cast(pl.String).to_list() == decided


def test_standard_input_is_csv_or_json_lines(tmp_path: Path) -> None:
    output = tmp_path / "out.jsonl"
    assert run("-", "-o", output, given="id,digital budget\nx,small\n")[0] == 0
    assert run("-", "-o", output, "--force", given='{"digital budget": "small"}\n')[0] == 0
    assert len(lines(output)) == 1


def test_exit_codes_and_a_finished_output_is_kept(mixed: Path, tmp_path: Path) -> None:
    output = tmp_path / "out.csv"
    assert run(mixed / "e.yaml", "-o", output)[0] == 2
    assert run(mixed / "d.yaml", "-o", output, "--force")[0] == 0
    before = output.read_bytes()
    code, _, told = run(mixed / "c.parquet", "-o", output)
    assert (code, output.read_bytes()) == (2, before)
    assert "--force" in told
    assert run(tmp_path / "nothing.csv", "-o", tmp_path / "x.csv")[0] == 2
    assert run(mixed, "-o", tmp_path / "out.pdf")[0] == 2


def test_hostile_tables_are_told_and_not_run(tmp_path: Path) -> None:
    table = tmp_path / "a.csv"
    long = "x" * 50_000_000
    table.write_bytes(
        b"id,digital budget\na,small\nb," + long.encode() + b"\nc,\xff\xfe\nd,sm\x00all\ne,none\n"
    )
    output = tmp_path / "out.csv"
    assert run(table, "-o", output)[0] == 1
    assert pl.read_csv(output, infer_schema=False)["id"].to_list() == ["a", "e"]
    errors = lines(tmp_path / "out.csv.errors.jsonl")
    assert [one["row"] for one in errors] == [2, 3, 4]
    assert all(len(json.dumps(one)) < 2000 for one in errors)
    (tmp_path / "b.csv").write_text("town,digital budgt\na,small\n")
    (tmp_path / "c.parquet").write_bytes(b"PAR1 broken")
    assert run(tmp_path / "b.csv", tmp_path / "c.parquet", "-o", output, "--force")[0] == 2
    told = lines(tmp_path / "out.csv.errors.jsonl")
    assert "digital budget" in str(told[0]["hint"])
    assert "can't be read" in str(told[1]["message"])


@pytest.mark.parametrize("ending", ["jsonl", "parquet"])
def test_a_killed_run_goes_on_to_the_same_bytes(tmp_path: Path, ending: str) -> None:
    """Killed at random moments again and again, nothing is repeated or lost."""
    table = tmp_path / "in.csv"
    towns(30_000).write_csv(table)
    whole, output = tmp_path / f"whole.{ending}", tmp_path / f"out.{ending}"
    assert run(table, "-o", whole)[0] == 0
    chance = random.Random(ending)
    for _ in range(3):
        process = start(table, "-o", output, "--resume")
        time.sleep(0.8 + 1.5 * chance.random())
        process.send_signal(signal.SIGKILL)
        process.communicate()
        for part in (tmp_path / f"{output.name}.parts").glob("*.part"):
            assert (pl.read_ipc(part) if ending == "parquet" else pl.read_ndjson(part)).height
    code, _, told = run(table, "-o", output, "--resume")
    # It may have been done before it was killed.
    assert code == 0 or "finished already" in told
    assert output.read_bytes() == whole.read_bytes()
    assert not (tmp_path / f"{output.name}.parts").exists()


def test_resuming_something_else_is_refused(tmp_path: Path) -> None:
    table = tmp_path / "in.csv"
    towns(20_000).write_csv(table)
    output = tmp_path / "out.jsonl"
    limit = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (3_000_000, 3_000_000))  # noqa: E731
    code, _, told = run(table, "-o", output, preexec_fn=limit)
    assert code == 2
    assert "--resume" in told
    assert not output.exists()
    code, _, told = run(tmp_path / "in.csv", "-o", output)
    assert (code, "--resume" in told) == (2, True)
    code, _, told = run(ROOT / "cases/real", "-o", output, "--resume")
    assert (code, "inputs" in told) == (2, True)
    assert run(table, "-o", output, "--resume")[0] == 0
    assert len(lines(output)) == 20_000


def test_memory_does_not_grow_with_the_input(tmp_path: Path) -> None:
    some = towns(2_000)
    peaks = []
    for copies in (100, 400):
        table = tmp_path / f"in{copies}.parquet"
        pl.concat([some] * copies).write_parquet(table)
        process = start(table, "-o", tmp_path / f"out{copies}.parquet")
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        process.communicate()
        assert status == 0
        peaks.append(usage.ru_maxrss)
    assert peaks[1] < 1.35 * peaks[0]


def test_the_overview_is_one_accessible_file(mixed: Path, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    run(mixed, "-o", tmp_path / "out.csv", "--overview", page, "--by", "size class")
    text = page.read_text()
    assert text.count('role="img"') == text.count("<svg ")
    assert text.count("aria-label") >= text.count("<svg ")
    assert "http" not in text.replace("http://www.w3.org", "")
    assert "By size class" in text
    assert "<script" not in text


def test_comparing_two_runs_tells_what_changed_and_why(tmp_path: Path) -> None:
    some = towns(50)
    some.write_csv(tmp_path / "a.csv")
    poorer = some.with_columns(pl.lit("none").alias("digital budget"))
    poorer.write_csv(tmp_path / "b.csv")
    run(tmp_path / "a.csv", "-o", tmp_path / "before.parquet")
    run(tmp_path / "b.csv", "-o", tmp_path / "after.jsonl")
    code, out, _ = run("--compare", tmp_path / "before.parquet", tmp_path / "after.jsonl")
    assert code == 0
    changed = sum(some["digital budget"] != "none")
    assert "50 cases are in both" in out
    assert f"{changed}  digital budget" in out
    assert "→" in out
    assert "no longer fires" in out


def test_python_gives_the_same_as_the_command(mixed: Path, tmp_path: Path) -> None:
    frame = towns(20)
    advised = advise_frame(frame)
    frame.write_parquet(tmp_path / "in.parquet")
    run(tmp_path / "in.parquet", "-o", tmp_path / "out.parquet")
    table = pl.read_parquet(tmp_path / "out.parquet")
    for decision in load_rules().decisions:
        assert advised[decision.name].to_list() == table[decision.name].to_list()
    bad = frame.with_columns(pl.Series("digital budget", ["tiny", *["small"] * 19]))
    assert "tiny" in advise_frame(bad)["failure"][0]
    assert advise_frame(bad)["failure"].null_count() == 19
    case = read_case(mixed / "d.yaml")
    assert [one.case.id for one in advise_many([case])] == [case.id]
