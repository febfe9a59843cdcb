"""The rule base for other programs: what is exported says what the books say, and follows its schema."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from advisor import load_rules
from advisor.cli.main import cli
from advisor.knowledge.model import RuleBase
from advisor.knowledge.sheets.taking_back import books_as_sheets
from advisor.report.rules_export.csv_tables import as_csv
from advisor.report.rules_export.document import rules_document
from advisor.report.rules_export.graph import as_dot
from advisor.report.rules_export.schema import list_of_rules_schema, rules_schema, shown_schema
from advisor.report.rules_export.shown import listed_data, shown_data
from advisor.report.rules_export.tables import RulesTable, rules_tables
from advisor.report.rules_export.workbook import as_workbook
from tests.conftest import ROOT, Run
from tests.support import naive
from tests.support.answers import cases
from tests.support.examples import examples
from tests.support.generate import load_sketch, sketches
from tests.support.sketch import Sketch


@pytest.fixture(scope="module")
def real() -> RuleBase:
    return load_rules()


@pytest.fixture(scope="module")
def document(real: RuleBase) -> dict[str, Any]:
    return as_json(rules_document(real))


@pytest.fixture
def books() -> Path:
    return ROOT / "tests" / "cli" / "books"


def as_json(document: dict[str, Any]) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(json.dumps(document))
    return read


def validator(schema: dict[str, Any]) -> Draft202012Validator:
    Draft202012Validator.check_schema(schema)
    assert schema["$id"].startswith("urn:organization-advisor:schema:")
    return Draft202012Validator(schema)


def keys_in(node: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the paths of one key of each shape of object in a document."""
    found: dict[tuple[Any, ...], tuple[Any, ...]] = {}
    waiting: list[tuple[Any, tuple[Any, ...]]] = [(node, path)]
    while waiting:
        one, here = waiting.pop()
        if isinstance(one, dict):
            for key, value in one.items():
                shape = (*(step for step in here if isinstance(step, str)), key)
                found.setdefault(shape, (*here, key))
                waiting.append((value, (*here, key)))
        elif isinstance(one, list):
            waiting += [(value, (*here, at)) for at, value in enumerate(one[:40])]
    return list(found.values())


def misspelt(document: Any, path: tuple[Any, ...]) -> Any:
    """Return a document in which one key is written otherwise; only what leads there is copied."""
    first, *rest = path
    copy = list(document) if isinstance(document, list) else dict(document)
    if rest:
        copy[first] = misspelt(copy[first], tuple(rest))
    else:
        copy[f"{first}x"] = copy.pop(first)
    return copy


def test_the_rule_base_follows_its_schema(document: dict[str, Any]) -> None:
    validator(rules_schema()).validate(document)


def test_a_misspelt_key_is_refused_wherever_it_stands() -> None:
    small = as_json(rules_document(load_rules(ROOT / "tests" / "cli" / "books")))
    checked = validator(rules_schema())
    checked.validate(small)
    open_maps = {"shapes", "means", "usual"}  # their keys are names of the books
    for path in keys_in(small):
        if not open_maps & set(path[:-1]):
            assert not checked.is_valid(misspelt(small, path)), path


def test_the_list_and_what_is_shown_follow_their_schemas(real: RuleBase) -> None:
    listed = as_json(listed_data(real))
    validator(list_of_rules_schema()).validate(listed)
    assert len(listed["rules"]) == len(real.rules) + len(real.laws)
    names = [real.rules[0].id, real.laws[0].id, real.sources[0].key, real.goals[0].key]
    names += [real.statements[0].key, real.competencies[0].key, *list(real.items)[:3]]
    names += [real.assessments[0].name, real.decisions[0].name.upper()]
    shown = as_json(shown_data(real, names))
    checked = validator(shown_schema())
    checked.validate(shown)
    assert [one["thing"]["kind"] for one in shown["shown"]][:4] == ["rule", "law", "source", "goal"]
    for document in (listed, shown):
        document["rule_base"]["version"] = 1
        assert not checked.is_valid(document)


def holds(tree: dict[str, Any], values: dict[str, Any], names: dict[str, list[str]]) -> bool | None:
    """Evaluate a condition as the schema describes it, and from nothing else."""
    if "not" in tree:
        inner = holds(tree["not"], values, names)
        return None if inner is None else not inner
    for word, decides in (("and", False), ("or", True)):
        if word in tree:
            parts = [holds(part, values, names) for part in tree[word]]
            return decides if decides in parts else None if None in parts else not decides
    possible = values[tree["subject"]] or frozenset(names[tree["subject"]])
    if tree["relation"] in ("is known", "is unknown"):
        return (len(possible) == 1) is (tree["relation"] == "is known")
    truths = {compared(tree, one, names[tree["subject"]]) for one in possible}
    return truths.pop() if len(truths) == 1 else None


def compared(tree: dict[str, Any], value: str | float, names: list[str]) -> bool:
    def size(one: str | float) -> float:
        return names.index(one) if isinstance(one, str) else one

    mine, others = size(value), [size(one) for one in tree["values"]]
    true = {
        "is": mine in others,
        "is at least": mine >= others[0],
        "is at most": mine <= others[0],
        "is below": mine < others[0],
        "is above": mine > others[0],
        "is between": others[0] <= mine <= others[-1],
    }[tree["relation"]]
    if isinstance(value, str):
        assert (value in tree["holds_for"]) == true
    return true


@given(st.data())
@examples(150)
def test_a_program_that_reads_the_export_alone_sees_the_same_rules_hold(
    data: st.DataObject,
) -> None:
    """The trees are evaluated from the document, and held against an evaluator of the books' sentences."""
    sketch: Sketch = data.draw(sketches())
    rules = load_sketch(sketch)
    told = as_json(rules_document(rules))
    case = data.draw(cases(rules, 20))
    result = naive.evaluate(rules, naive.facts_of(rules, case))
    names = {one["name"]: one["answers"]["values"] for one in told["facts"]}
    names |= {one["name"]: one["values"] for one in told["assessments"]}
    names |= {one["name"]: one["options"] for one in told["decisions"]}
    values = dict(result.values)
    for rule in told["rules"]:
        assert holds(rule["condition"], values, names) is result.holds[rule["id"]]
    for one in told["assessments"]:
        for row in one["table"]["rows"] if one["table"] else ():
            said = result.holds[f"{one['name']}, row {row['row']}"]
            assert holds(row["condition"], values, names) is said
    scores = {one["name"]: dict.fromkeys(one["options"], 0) for one in told["decisions"]}
    out: dict[str, set[str]] = {one["name"]: set() for one in told["decisions"]}
    for rule in told["rules"]:
        for effect in rule["effects"] if result.holds[rule["id"]] else ():
            if effect["effect"] in ("favour", "oppose"):
                scores[effect["decision"]][effect["option"]] += effect["points"]
            elif effect["effect"] == "rule out":
                out[effect["decision"]].add(effect["option"])
    assert scores == result.scores
    assert out == result.ruled_out


def test_effects_points_and_what_they_are_about_are_told_apart(document: dict[str, Any]) -> None:
    rules = {one["id"]: one for one in document["rules"]}
    assert rules["S01"]["effects"][0] == {
        "effect": "favour",
        "decision": "structure",
        "option": "centralized",
        "strength": "moderately",
        "points": 2,
    }
    assert rules["S01"]["effects"][-1]["effect"] == "rule out"
    assert rules["W01"]["misfit"]["contradiction"] is True
    assert rules["W01"]["action"] is None
    assert rules["S01"]["condition"] == {
        "subject": "digital capacity",
        "kind": "assessment",
        "relation": "is",
        "values": ["low"],
        "holds_for": ["low"],
    }
    size = next(one for one in document["assessments"] if one["name"] == "size class")
    assert size["table"]["rows"][0]["condition"]["values"] == [250000]
    assert size["table"]["rows"][-1]["condition"] == {"and": []}


def test_the_tables_hold_every_thing_and_are_read_again(real: RuleBase) -> None:
    tables = {one.name: one for one in rules_tables(real)}
    assert len(tables["rules"].rows) == len(real.rules)
    assert len(tables["facts"].rows) == len(real.facts)
    assert len(tables["sources"].rows) == len(real.sources)
    assert len(tables["decision tables"].rows) == sum(len(one.rows) for one in real.assessments)
    for table in tables.values():
        text = as_csv(table).decode("utf-8-sig")
        assert list(csv.reader(io.StringIO(text, newline=""))) == [
            list(row) for row in (table.header, *table.rows)
        ]


def test_no_cell_of_a_table_is_run_by_a_spreadsheet() -> None:
    rows = tuple((text,) for text in ("=1+1", "+cmd", "-x", "@x", " =1", "\t=1", "-3", "plain"))
    text = as_csv(RulesTable("x", ("a",), rows)).decode("utf-8-sig")
    read = [row[0] for row in csv.reader(io.StringIO(text, newline=""))][1:]
    assert read == ["'=1+1", "'+cmd", "'-x", "'@x", "' =1", "'\t=1", "-3", "plain"]


def test_every_cell_of_the_workbook_is_text(tmp_path: Path) -> None:
    text = (ROOT / "tests" / "cli" / "books" / "small.md").read_text("utf-8")
    (tmp_path / "b.md").write_text(text.replace("Size decides", "=1+1; size decides"), "utf-8")
    book = openpyxl.load_workbook(io.BytesIO(as_workbook(*books_as_sheets(tmp_path))))
    kinds = {
        cell.data_type for sheet in book for row in sheet for cell in row if cell.value is not None
    }
    assert kinds == {"s"}
    assert book["as exported"].sheet_state == "veryHidden"
    assert book["facts"]["E3"].value.startswith("=1+1")


def test_the_graph_names_everything_and_quotes_it(real: RuleBase) -> None:
    text = as_dot(real)
    for name in (*real.items, *real.rules_by_id):
        assert f'  "{name}" [label=' in text
    assert '  "digital capacity" -> "S01";' in text
    assert '  "S01" -> "structure" [style=bold];' in text
    assert '  "staff digital skill" -> "digital capacity";' in text
    quotes = text.replace("\\\\", "").replace('\\"', "").count('"')
    assert quotes % 2 == 0


def test_each_form_is_written_by_the_command(run: Run, tmp_path: Path, books: Path) -> None:
    for ending, begin in (
        ("json", b"{"),
        ("csv", b"\xef\xbb\xbfid,"),
        ("xlsx", b"PK"),
        ("dot", b"//"),
    ):
        target = tmp_path / f"rules.{ending}"
        done = run("rules", "export", "-o", target, "--rules", books)
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
        assert target.read_bytes().startswith(begin)
    done = run("rules", "export", "-o", f"{tmp_path}/tables/", "--rules", books)
    assert (done.returncode, done.stderr) == (0, "")
    assert len(list((tmp_path / "tables").glob("*.csv"))) == 8
    assert run("rules", "export", "--rules", books).stdout.startswith("{")
    refused = run("rules", "export", "--format", "xlsx", "--rules", books)
    assert refused.returncode == 2
    assert "name a file: -o rules.xlsx" in refused.stderr


def test_the_list_and_what_is_shown_are_written_as_json(
    run: Run, tmp_path: Path, books: Path
) -> None:
    listed = run("rules", "list", "--format", "json", "--rules", books)
    assert json.loads(listed.stdout)["rules"][0]["id"] == "S01"
    target = tmp_path / "s.json"
    assert run("rules", "show", "s01", "-o", target, "--rules", books).returncode == 0
    (shown,) = json.loads(target.read_text("utf-8"))["shown"]
    assert shown["thing"]["id"] == "S01"
    assert shown["rests_on"] == ["digital budget", "population"]
    kept = run("rules", "list", "-o", books / "small.md", "--rules", books)
    assert kept.returncode == 2


def test_a_workbook_is_taken_back_by_the_command(run: Run, tmp_path: Path, books: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    (own / "small.md").write_bytes((books / "small.md").read_bytes())
    file = tmp_path / "w.xlsx"
    assert run("rules", "export", "-o", file, "--rules", own).returncode == 0
    same = run("rules", "import", file, "--rules", own)
    assert (same.returncode, same.stderr) == (0, "")
    assert "there is nothing to write" in same.stdout
    book = openpyxl.load_workbook(file)
    book["facts"]["B2"] = "How much?"
    book.save(file)
    asked = run("rules", "import", file, "--rules", own)
    assert asked.returncode == 2
    assert "+- **Ask** How much?" in asked.stdout
    assert "say --yes to write this change" in asked.stderr
    assert (own / "small.md").read_bytes() == (books / "small.md").read_bytes()
    done = run("rules", "import", file, "--rules", own, "--yes")
    assert (done.returncode, done.stderr) == (0, "")
    assert "- **Ask** How much?\n" in (own / "small.md").read_text("utf-8")
    refused = run("rules", "import", file)
    assert refused.returncode == 2
    assert "the books that come with the program are not written to" in refused.stderr
    assert "advisor rules copy FOLDER" in refused.stderr
    other = run("rules", "import", own / "small.md", "--rules", own)
    assert "only a workbook (.xlsx) can be taken back" in other.stderr


@pytest.mark.parametrize(("answer", "written"), [("y", True), ("n", False), ("", False)])
def test_a_person_is_asked_before_books_are_written(
    tmp_path: Path, books: Path, monkeypatch: pytest.MonkeyPatch, answer: str, written: bool
) -> None:
    own, file = tmp_path / "own", tmp_path / "w.xlsx"
    own.mkdir()
    (own / "small.md").write_bytes((books / "small.md").read_bytes())
    book = openpyxl.load_workbook(io.BytesIO(as_workbook(*books_as_sheets(own))))
    book["facts"]["B2"] = "How much?"
    book.save(file)
    terminal = SimpleNamespace(stdin=SimpleNamespace(isatty=lambda: True))
    monkeypatch.setattr("advisor.cli.rules_import.sys", terminal)
    words = ("rules", "import", str(file), "--rules", str(own))
    done = CliRunner().invoke(cli, words, input=f"{answer}\n")
    assert done.exit_code == 0, done.output
    assert "Write this?" in done.output
    assert ("Nothing was written." in done.output) is not written
    assert ("How much?" in (own / "small.md").read_text("utf-8")) is written
