"""The page on the commands: all of them, with all their options."""

from __future__ import annotations

import re

import click
import pytest

from advisor.cli.main import cli
from tests.conftest import ROOT

PAGE = (ROOT / "docs" / "commands.md").read_text("utf-8")


def commands(command: click.Command, path: str = "advisor") -> list[tuple[str, click.Command]]:
    """Return a command and all below it, each with the words that run it."""
    found = [(path, command)]
    if isinstance(command, click.Group):
        with click.Context(command) as context:
            for name in command.list_commands(context):
                below = command.get_command(context, name)
                assert below is not None
                found += commands(below, f"{path} {name}")
    return found


@pytest.mark.parametrize(("path", "command"), commands(cli), ids=str)
def test_every_command_has_help_and_stands_on_the_page(path: str, command: click.Command) -> None:
    assert command.help
    assert f"`{path}" in PAGE


@pytest.mark.parametrize(("path", "command"), commands(cli), ids=str)
def test_every_option_has_help_and_stands_on_the_page(path: str, command: click.Command) -> None:
    heading = re.search(rf"^## .*`{path}[ `|].*\n", PAGE, re.MULTILINE)
    below = PAGE[heading.end() :].partition("\n## ")[0] if heading and path != "advisor" else PAGE
    section = (heading.group() if heading else "") + below
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.help, f"{path} {parameter.opts}"
            for name in parameter.opts:
                assert re.search(rf"[` ]{name}\b", section), f"{name} of {path}"
            if isinstance(parameter.type, click.Choice):
                for choice in parameter.type.choices:
                    assert f"{parameter.opts[-1]} {choice}" in section
        elif isinstance(parameter.type, click.Choice):
            assert all(choice in section for choice in parameter.type.choices)
