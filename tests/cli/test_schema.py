"""`advisor schema`: what it prints describes what the program reads and writes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator

from advisor import load_rules
from advisor.cli.main import cli
from advisor.cli.schema import SCHEMAS
from advisor.schemas import SCHEMA_VERSIONS, schema_id
from tests.conftest import Run


def schema(run: Run, *arguments: str | Path) -> dict[str, Any]:
    result = run("schema", *arguments)
    assert (result.returncode, result.stderr) == (0, "")
    document: dict[str, Any] = json.loads(result.stdout)
    Draft202012Validator.check_schema(document)
    return document


def test_an_advice_follows_its_schema(run: Run, poor: Path, rich: Path, books: Path) -> None:
    validator = Draft202012Validator(schema(run, "advice"))
    for case in (poor, rich):
        text = run("advise", case, "--rules", books, "--format", "json").stdout
        validator.validate(json.loads(text))
        assert list(validator.iter_errors({"decisions": {}}))


def test_a_case_follows_the_schema_of_its_rule_base(run: Run, books: Path) -> None:
    validator = Draft202012Validator(schema(run, "case", "--rules", books))
    validator.validate({"facts": {"digital budget": "small"}})
    assert list(validator.iter_errors({"facts": {"digital budgt": "small"}}))
    assert list(validator.iter_errors({"facts": {"digital budget": "huge"}}))


def test_the_schema_of_a_case_holds_every_fact_of_the_real_rules(run: Run) -> None:
    text = json.dumps(schema(run, "case"))
    assert all(json.dumps(name) in text for name in load_rules().fact_names)


def test_broken_rules_are_told(run: Run, tmp_path: Path) -> None:
    (tmp_path / "book.md").write_text("### fact\n\n- **Ask** what?\n")
    result = run("schema", "case", "--rules", tmp_path)
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr.startswith(f"error: {tmp_path}/book.md:")


def test_every_published_schema_is_printed_under_its_id(books: Path) -> None:
    assert set(SCHEMAS) == set(SCHEMA_VERSIONS)
    for kind in SCHEMAS:
        printed = CliRunner().invoke(cli, ("schema", kind, "--rules", str(books)))
        assert json.loads(printed.output)["$id"].startswith(schema_id(kind))


@pytest.mark.parametrize("kind", ["advice", "case"])
def test_a_schema_is_the_same_under_every_hash_seed(run: Run, kind: str) -> None:
    texts = {run("schema", kind, env={"PYTHONHASHSEED": seed}).stdout for seed in "123"}
    assert len(texts) == 1
