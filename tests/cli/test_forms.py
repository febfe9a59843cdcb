"""What a file's name says of its form: an ending is never given to what it doesn't stand for."""

from __future__ import annotations

import shlex
from itertools import product
from pathlib import Path

import pytest

from advisor.cli.advise import full_command
from advisor.cli.pages import ENDINGS, TEXTS, form_of
from advisor.errors import OutputError
from tests.conftest import ROOT, Run

FORMS = ("text", "markdown", "html", "json", "docx", "pdf")
FOREIGN = (".yaml", ".yml", ".odt", ".xlsx", ".docx", ".pdf", ".YAML")
SAKA = ROOT / "cases" / "real" / "saka-hiroshima-2021.yaml"


@pytest.mark.parametrize("form", FORMS)
def test_every_form_has_endings_of_its_own(form: str) -> None:
    for ending in ENDINGS[form]:
        assert form_of(None, f"a{ending.upper()}", forms=FORMS) == form
        assert form_of(form, f"a{ending}") == form
    assert form_of(form if form in TEXTS else None, "a") in TEXTS


@pytest.mark.parametrize(("form", "ending"), list(product((None, *FORMS), FOREIGN)))
def test_nothing_is_written_under_the_ending_of_something_else(
    form: str | None, ending: str
) -> None:
    own = [one for name in ([form] if form else FORMS) for one in ENDINGS[name]]
    if ending in own:
        assert form_of(form, f"a{ending}", forms=FORMS) == ending[1:]
        return
    with pytest.raises(OutputError, match=rf"the ending '\{ending}'.*\n.*{own[0]}"):
        form_of(form, f"a{ending}", forms=FORMS)


def test_an_advice_never_replaces_a_case(run: Run, tmp_path: Path) -> None:
    other = tmp_path / "other.yaml"
    other.write_text("place: Otherton\n")
    for options in ((), ("--format", "text")):
        done = run("advise", SAKA, "-o", other, *options)
        assert (done.returncode, done.stdout) == (2, "")
        assert "cases are kept" in done.stderr
        assert other.read_text() == "place: Otherton\n"


def test_the_command_that_prints_everything_is_one_that_a_shell_takes() -> None:
    options = ["--rules", "my books", "--also", 'digital budget = "small"']
    command = full_command("my town's case.yaml", options)
    words = ["advisor", "advise", "my town's case.yaml", *options, "--full"]
    assert shlex.split(command) == words


def test_the_brief_names_the_real_command_on_one_line(run: Run, tmp_path: Path) -> None:
    path = tmp_path / ("a long name " * 8 + ".yaml")
    path.write_bytes(SAKA.read_bytes())
    lines = run("advise", path).stdout.splitlines()
    assert f"  {full_command(str(path))}" in lines
