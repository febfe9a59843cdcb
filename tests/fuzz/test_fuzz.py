"""Mutated cases, books, tables, paths and kept copies: read, or refused in plain words, and never a traceback."""

from __future__ import annotations

from pathlib import Path

import pytest

from advisor.cases.read.case_file import parse_case
from advisor.errors import AdvisorError
from advisor.knowledge.library import load_rules
from advisor.knowledge.model import RuleBase
from tests.cli.conftest import BOOKS
from tests.cli.odd_paths import COMMANDS, odd_paths, outcome
from tests.conftest import ROOT
from tests.fuzz.conftest import Dice
from tests.support.books import load_anew


@pytest.fixture(scope="module")
def rules() -> RuleBase:
    return load_rules(BOOKS)


def test_cases(dice: Dice, rules: RuleBase) -> None:
    files = sorted((ROOT / "cases").glob("*/*.yaml"))[:8]
    texts = [path.read_text("utf-8") for path in files]
    texts.append('{"facts": {"digital budget": "none", "population": {"answer": 5, "note": "x"}}}')
    for number in dice.tries(2000):
        text = dice.mutated(dice.choice(texts))
        try:
            parse_case(text, dice.choice(("a.yaml", "a.json")), rules)
        except AdvisorError as error:
            told = error.problems
        else:
            continue
        assert told, number


def test_books(dice: Dice, tmp_path: Path) -> None:
    book = (BOOKS / "small.md").read_text("utf-8")
    for number in dice.tries(150):
        text = dice.mutated(book)
        (tmp_path / "small.md").write_bytes(text.encode("utf-8", "surrogatepass"))
        try:
            load_rules(tmp_path)
        except AdvisorError as error:
            told = error.problems
        else:
            continue
        assert told, number


def test_tables(dice: Dice, tmp_path: Path) -> None:
    plain = "town,digital budget,population\nA,none,5\nB,comfortable,70000\nC,unknown,\n"
    lines = (
        '{"town": "A", "digital budget": "none"}\n{"digital budget": ["none"], "population": 5}\n'
    )
    for number in dice.tries(40):
        ending, text = dice.choice(((".csv", plain), (".jsonl", lines)))
        table = tmp_path / f"table{ending}"
        table.write_bytes(dice.mutated(text).encode("utf-8", "surrogatepass"))
        target = tmp_path / dice.choice(("out.csv", "out.jsonl", "out.xlsx", "out.parquet"))
        code, told, escaped = outcome(
            ["batch", str(table), "-o", str(target), "--force", "--rules", str(BOOKS)]
        )
        assert escaped is None, (number, table.read_bytes(), escaped)
        assert code in (0, 1, 2), told


def test_paths(dice: Dice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "odd").mkdir()
    paths = [path for path in odd_paths(tmp_path / "odd").values() if path != ".."]
    (tmp_path / "RULES").symlink_to(BOOKS)
    monkeypatch.chdir(tmp_path)
    case = tmp_path / "case.yaml"
    case.write_text("facts: {}\n")
    quick = [name for name in COMMANDS if name not in ("rules mutate", "rules diff")]
    for _ in dice.tries(60):
        command, path = dice.choice(quick), dice.choice(paths)
        if dice.random() < 0.5 and path.startswith(str(tmp_path)):
            end = path.removeprefix(str(tmp_path))
            path = str(tmp_path) + dice.mutated(end).replace("\0", "").replace("\ud800", "")
            path = path.replace("..", "")
        code, told, escaped = outcome(COMMANDS[command](path, str(case)))
        assert escaped is None, (command, path, escaped)
        assert code in (0, 1, 2), (command, path, told)


def test_kept_copies(dice: Dice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    whole = load_anew(BOOKS)
    (copy,) = (tmp_path / "organization-advisor").glob("*.json")
    content = copy.read_bytes()
    for number in dice.tries(60):
        copy.write_bytes(dice.flipped(content))
        assert load_anew(BOOKS) == whole, number
