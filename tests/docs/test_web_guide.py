"""The pages on the server are true: what other programs call, the limits, the options, the tests that are named."""

from __future__ import annotations

import re

from advisor.cli.main import cli
from advisor.knowledge.library import load_rules
from advisor.web.dossier.records import PersonPart
from advisor.web.interface.description import description
from advisor.web.settings import KIB, MIB, ServingLimits
from tests.conftest import ROOT

GUIDE = (ROOT / "docs" / "web.md").read_text("utf-8")
THREATS = (ROOT / "docs" / "threats.md").read_text("utf-8")


def test_every_call_of_other_programs_is_described() -> None:
    for path in description(load_rules())["paths"]:
        told = path.replace("{name}", "NAME").replace("{kind}", "case")
        assert f" {told}`" in GUIDE, path


def test_every_part_and_every_limit_is_the_programs() -> None:
    limits = ServingLimits()
    for part in PersonPart:
        assert part.value in GUIDE
    for text in (
        f"form may have {limits.form // KIB} KiB",
        f"case file {limits.case_file // MIB} MiB",
        f"table {limits.table // MIB} MiB",
        f"{limits.rate:.0f} requests a second after {limits.burst} at once",
        f"takes {limits.at_once} connections",
        f"Links end after {limits.links.days} days",
        f"keeps the case for {limits.browser.days} days",
    ):
        assert text in GUIDE, text


def test_every_option_that_is_named_exists() -> None:
    command = cli.get_command(None, "serve")  # type: ignore[arg-type]
    assert command is not None
    known = {name for parameter in command.params for name in parameter.opts}
    assert set(re.findall(r"--[a-z]+", GUIDE + THREATS)) - {"--format", "--json"} <= known


def test_every_test_that_stands_for_a_defence_is_there() -> None:
    named = re.findall(r"`(tests/[^`]+)`", THREATS)
    assert len(named) > 8
    assert [name for name in named if not (ROOT / name).exists()] == []
