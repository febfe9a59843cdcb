"""The program as a whole: help, version, exit codes and how it ends early."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from advisor.cli.main import COMMANDS, cli
from tests.conftest import ROOT, Run, clean_environment


def commands(group: click.Group, path: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    """Return the path of every command below a group."""
    found = []
    with click.Context(group) as context:
        for name in group.list_commands(context):
            command = group.get_command(context, name)
            found.append((*path, name))
            if isinstance(command, click.Group):
                found += commands(command, (*path, name))
    return found


@pytest.mark.parametrize("path", [(), *commands(cli)], ids=" ".join)
def test_every_command_explains_itself(path: tuple[str, ...], run: Run) -> None:
    result = run(*path, "--help")
    assert result.returncode == 0
    assert result.stderr == ""
    assert result.stdout.startswith(f"Usage: {' '.join(('advisor', *path))} ")
    assert max(map(len, result.stdout.splitlines())) <= 80


def test_help_imports_no_engine() -> None:
    code = (
        "import sys\n"
        "sys.argv = ['advisor', '--help']\n"
        "from advisor.cli.main import main\n"
        "try:\n    main()\n"
        "except SystemExit:\n    pass\n"
        "heavy = {'experta', 'lark', 'jinja2', 'rich', 'markdown_it', 'yaml'}\n"
        "sys.stderr.write(' '.join(sorted(heavy & set(sys.modules))))\n"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert "Usage: advisor" in result.stdout
    assert result.stderr == ""


def test_the_version_tells_program_and_rule_base(run: Run) -> None:
    lines = run("--version").stdout.splitlines()
    assert len(lines) == 2
    assert lines[0].startswith("advisor 0.")
    assert lines[1].startswith("rule base ")
    assert len(lines[1].rpartition("sha256:")[2]) == 64


@pytest.mark.parametrize(
    "arguments",
    [
        ("nonsense",),
        ("--nonsense",),
        ("advise",),
        ("advise", "x.yaml", "--format", "pdf"),
        ("rules",),
        ("rules", "show"),
        ("schema",),
        ("schema", "nonsense"),
    ],
    ids=" ".join,
)
def test_a_wrong_command_line_ends_with_2(arguments: tuple[str, ...], run: Run) -> None:
    result = run(*arguments)
    assert result.returncode == 2
    assert result.stdout == ""
    assert "Usage: advisor" in result.stderr
    assert "Traceback" not in result.stderr


def test_what_cannot_be_read_is_told_once(run: Run, tmp_path: Path) -> None:
    result = run("rules", "list", "--rules", tmp_path / "none")
    assert result.returncode == 2
    assert result.stdout == ""
    assert result.stderr.count("error: ") == 1
    assert "Traceback" not in result.stderr


def test_each_problem_has_its_own_line(run: Run) -> None:
    result = run("rules", "show", "nonesuch", "neither this")
    starts = [line for line in result.stderr.splitlines() if not line.startswith("  ")]
    assert len(starts) == 2
    assert all(line.startswith("error: ") for line in starts)


def test_a_fault_of_the_program_keeps_its_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: object) -> None:
        message = "a fault"
        raise ZeroDivisionError(message)

    monkeypatch.setattr("advisor.knowledge.library.load_rules", fail)
    result = CliRunner().invoke(cli, ["rules", "list"])
    assert isinstance(result.exception, ZeroDivisionError)
    assert result.exit_code == 1


def test_an_interrupt_is_quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("advisor.knowledge.library.load_rules", interrupt)
    result = CliRunner().invoke(cli, ["rules", "list"])
    assert result.exit_code == 128 + signal.SIGINT
    assert result.output == ""


@pytest.mark.skipif(sys.platform == "win32", reason="pipes end otherwise there")
def test_a_reader_who_leaves_is_no_error() -> None:
    command = f"{sys.executable} -m advisor rules list | head -1; echo ${{PIPESTATUS[0]}}"
    result = subprocess.run(
        ["bash", "-c", command],
        cwd=ROOT,
        env=clean_environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    assert result.stderr == ""
    first, status = result.stdout.splitlines()
    assert first.endswith(".md")
    # 0 where the pipe took all before head left.
    assert status in {"0", "141"}


def test_a_closed_output_ends_with_141() -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "advisor", "rules", "list"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait(timeout=60) == 141


def test_every_command_is_found_where_it_is_said_to_be() -> None:
    with click.Context(cli) as context:
        for name in COMMANDS:
            assert isinstance(cli.get_command(context, name), click.Command)
