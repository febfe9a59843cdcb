"""The command `advisor`: its subcommands are imported when they are used, and errors are told once."""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from importlib import import_module
from io import StringIO
from typing import NoReturn

import click

from advisor.errors import AdvisorError

COMMANDS: Mapping[str, str] = {
    "advise": "advisor.cli.advise:advise",
    "ask": "advisor.cli.ask:ask",
    "batch": "advisor.cli.batch:batch",
    "case": "advisor.cli.case:case",
    "explain": "advisor.cli.explain:explain",
    "questionnaire": "advisor.cli.questionnaire:questionnaire",
    "rules": "advisor.cli.rules:rules",
    "schema": "advisor.cli.schema:schema",
    "serve": "advisor.cli.serve:serve",
    "simulate": "advisor.cli.simulate:simulate",
    "workforce": "advisor.cli.workforce:workforce",
}
"""Each command with its module and name there; a new command needs one line here."""

MOST_PROBLEMS = 200
"""How many problems are told at once."""

EXIT_USER_ERROR = 2
EXIT_INTERRUPTED = 128 + signal.SIGINT
# What a shell reports of a program that a closed pipe ended; Windows has no such signal.
EXIT_BROKEN_PIPE = 128 + 13


class LazyGroup(click.Group):
    """A group that imports a command when it is asked for, so that each pays only for its own."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return the names of the commands in the order of COMMANDS."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command of that name, or None."""
        if cmd_name not in COMMANDS:
            return super().get_command(ctx, cmd_name)
        module, _, attribute = COMMANDS[cmd_name].partition(":")
        command = getattr(import_module(module), attribute)
        if not isinstance(command, click.Command):
            message = f"{COMMANDS[cmd_name]} is no command"
            raise TypeError(message)
        return command

    def invoke(self, ctx: click.Context) -> object:
        """Run the command that was asked for; end the process when it fails."""
        with told():
            result: object = super().invoke(ctx)
            sys.stdout.flush()
        return result


@contextmanager
def told() -> Iterator[None]:
    """Tell an error that a user can mend, in plain words, and end the process with its exit code.

    2 for such an error, 130 when interrupted, 141 when nobody reads the output any more. Anything
    else is a fault of the program and keeps its traceback. Also what the system refuses where no
    command expects it is told: it is never a fault of the program.
    """
    try:
        yield
    except AdvisorError as error:
        _end(_texts(error))
    except click.Abort:
        sys.exit(EXIT_INTERRUPTED)
    except click.ClickException as error:
        shown = StringIO()
        error.show(shown)
        _end([shown.getvalue()], error.exit_code)
    except KeyboardInterrupt:
        sys.exit(EXIT_INTERRUPTED)
    except BrokenPipeError:
        _leave_the_output()
        sys.exit(EXIT_BROKEN_PIPE)
    except OSError as error:
        from advisor.files.refusals import explanation

        path = error.filename if isinstance(error.filename, str | bytes) else "standard output"
        _end([f"error: {explanation(error, os.fsdecode(path), 'used')}"])


def _texts(error: AdvisorError) -> list[str]:
    told_ones = [f"error: {problem}" for problem in error.problems[:MOST_PROBLEMS]]
    if len(error.problems) > MOST_PROBLEMS:
        told_ones.append(f"... and {len(error.problems) - MOST_PROBLEMS:,} more")
    return told_ones


def _end(messages: Sequence[str], code: int = EXIT_USER_ERROR) -> NoReturn:
    from advisor.cli.output import tell

    for message in messages:
        tell(message)
    try:
        sys.stdout.flush()
    except OSError:
        _leave_the_output()
    sys.exit(code)


def _leave_the_output() -> None:
    """Let what is still to be written go nowhere: Python writes once more at its end, which must not fail again."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _open_what_is_closed() -> None:
    """Put something in the place of closed standard streams, or the next file would take their numbers.

    A closed input is empty. What is written to a closed output fails as on any closed file, so that
    it is told; a closed standard error takes everything, since nobody could be told.
    """
    for number, flags in ((0, os.O_RDONLY), (1, os.O_RDONLY), (2, os.O_WRONLY)):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, flags)  # the lowest number that is free, which is this one
    if sys.stdin is None:
        sys.stdin = open(0, closefd=False, encoding="utf-8")  # noqa: SIM115
    if sys.stdout is None:
        sys.stdout = open(1, "w", closefd=False, encoding="utf-8")  # noqa: SIM115
    if sys.stderr is None:
        sys.stderr = open(2, "w", closefd=False, encoding="utf-8")  # noqa: SIM115


def _show_version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:  # noqa: FBT001 - click's signature
    if not wanted or ctx.resilient_parsing:
        return
    with told():
        from importlib.metadata import PackageNotFoundError, version

        from advisor.knowledge.library import load_rules

        try:
            program = version("organization-advisor")
        except PackageNotFoundError:
            program = "not installed"
        rules = load_rules()
        click.echo(f"advisor {program}\nrule base {rules.version}, {rules.hash}")
    ctx.exit()


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_show_version,
    help="Show the version of the program, and version and hash of its rule base.",
)
def cli() -> None:
    """Advise a local government on the organization that its digital transformation needs.

    The advice follows from the answers about one government (a case file) and from rules that can
    be read, and says why.

    Exit codes: 0 done, 1 a fault of the program, 2 an input or an option that can't be used.
    """


def main() -> None:
    """Run the command line of this process."""
    # Reading and reporting make many objects and hardly a circle; looking for circles after every
    # 700 of them would take a tenth of the time of a start.
    gc.set_threshold(100_000)
    _open_what_is_closed()
    try:
        with told():
            code = cli.main(prog_name="advisor", standalone_mode=False)
            sys.stdout.flush()
        sys.exit(code if isinstance(code, int) else 0)
    finally:
        # Python looks through all objects for circles once more at its end, which takes as long again.
        gc.freeze()
