"""What the reviews write as JSON follows the schemas that are published for it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator

from advisor.cli.main import cli
from advisor.report.published import published_schema
from advisor.schemas import SCHEMA_VERSIONS, schema_id
from tests.report.rules_export.test_export import keys_in, misspelt
from tests.review.made import folder

FLAW = (
    "- **When** capacity is low\n- **Then** favour one office strongly",
    "- **When** capacity is low\n- **When** budget is large\n- **When** budget is none\n- **Then** favour one office strongly",
)
"""A rule that never fires, by which a law breaks too."""

GAP = ("| | | high |", "| small | high | high |")
"""A table that leaves cases out."""

CASE = """place: V
facts:
  budget: none
  skill: low
  population: 300
expect:
  structure: one office
"""


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What each review writes of a small rule base with flaws, by its name."""
    path = tmp_path_factory.mktemp("reviews")
    sound, flawed = folder(path / "sound"), folder(path / "flawed", FLAW, GAP)
    case = path / "village.yaml"
    case.write_text(CASE, "utf-8")
    rules = ("--rules", str(flawed))
    commands: dict[str, tuple[str, ...]] = {
        "check": rules,
        "prove": rules,
        "mutate": (str(case), "--seconds", "3", *rules),
        "coverage": (str(case), *rules),
        "diff": (str(sound), str(flawed), "--cases", str(case)),
        "list": rules,
        "show": ("S01", "L01", "budget", "capacity", "structure", "book", *rules),
        "export": rules,
    }
    found = {}
    for name, arguments in commands.items():
        target = path / f"{name}.json"
        form = ("--format", "json", "-o", str(target))
        done = CliRunner().invoke(cli, ("rules", name, *arguments, *form))
        assert done.exit_code in (0, 1), done.output
        found["rules" if name == "export" else name] = json.loads(target.read_text("utf-8"))
    return found


NAMES = sorted(set(SCHEMA_VERSIONS) - {"advice", "case"})


@pytest.mark.parametrize("name", NAMES)
def test_what_a_review_writes_follows_its_schema(name: str, written: dict[str, Any]) -> None:
    schema = published_schema(name)
    Draft202012Validator.check_schema(schema)
    assert schema["$id"] == written[name]["schema"] == schema_id(name)
    Draft202012Validator(schema).validate(written[name])


def test_the_small_rule_base_fills_every_list(written: dict[str, Any]) -> None:
    """Else a schema would be held against nothing."""
    assert {one["kind"] for one in written["check"]["findings"]} >= {"never fires"}
    assert any(one["shown_by"] for one in written["check"]["findings"])
    assert {one["verdict"] for one in written["prove"]["laws"]} >= {"proved", "refuted"}
    assert any(one["counterexample"] for one in written["prove"]["laws"])
    assert written["mutate"]["mutants"]
    assert written["coverage"]["things"]
    assert written["diff"]["changes"]
    assert written["diff"]["cases"]
    assert any(one["facts"] for one in written["diff"]["smallest"])


@pytest.mark.parametrize("name", ["check", "prove", "mutate", "coverage", "diff"])
def test_a_misspelt_or_missing_key_is_refused(name: str, written: dict[str, Any]) -> None:
    checked = Draft202012Validator(published_schema(name))
    document = written[name]
    names_of_books = {"facts", "shows"}
    for path in keys_in(document):
        if not names_of_books & set(path[:-1]):
            assert not checked.is_valid(misspelt(document, path)), path
    for key in document:
        assert not checked.is_valid({one: document[one] for one in document if one != key})


def test_every_schema_has_an_id_of_its_own() -> None:
    ids = {schema_id(name) for name in SCHEMA_VERSIONS}
    assert len(ids) == len(SCHEMA_VERSIONS)
    assert published_schema("advice")["$id"] == schema_id("advice")
