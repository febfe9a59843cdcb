"""`advisor ask`: the interview at the terminal, on a case file that is kept after every answer."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

import click

from advisor.cli.ask_file import begin, case_file_of, shell_word
from advisor.cli.options import rules_option, templates_option
from advisor.cli.talking import screen_for

if TYPE_CHECKING:
    from advisor.cases.keep.kept_case import KeptCase
    from advisor.inference.advice import Advice
    from advisor.interview.screens import Screen
    from advisor.knowledge.model import RuleBase


@click.command()
@click.option(
    "--case",
    "case_file",
    metavar="FILE",
    help="The case file (.yaml, .yml or .json) that keeps the answers. If it exists, the interview "
    "goes on where it stopped; if not, it is begun. Without it the place is asked first. A filled "
    "questionnaire (.xlsx) is gone on with in a new case file beside it.",
)
@rules_option
@templates_option
@click.option(
    "--plain",
    is_flag=True,
    help="Only lines of text, one after the other: for screen readers and simple terminals. "
    "Without a terminal (a pipe, a script) it is always so.",
)
@click.option(
    "--enough",
    type=click.IntRange(50, 100),
    default=95,
    show_default=True,
    metavar="SHARE",
    help="In how many of 100 likely ways that the open answers could turn out each main decision "
    "must come out as it is advised now, for the interview to offer the report; 100 waits until all are settled.",
)
@click.option(
    "--by",
    metavar="NAME",
    default="",
    help="Who answers, with the office if you like: kept with each answer that is given, with "
    "today's date, and named in the report.",
)
def ask(
    *,
    by: str,
    case_file: str | None,
    rules_folder: str | None,
    templates_folder: str | None,
    plain: bool,
    enough: int,
) -> None:
    """Ask what matters about a government, in a conversation, and advise.

    Only what can still change the advice is asked. Answers are typed by number or word; w tells
    why a question is asked, b goes back, f tells what the advice leans to, q leaves, h is help.
    The case file is written after every answer, so nothing is lost, and ask --case FILE goes on.

    From a pipe each line answers one prompt, or a fact by its name (digital budget = small). A
    line that can't be understood ends the program with exit code 2; what came before is kept.
    """
    from advisor.cases.keep.kept_case import KeptCase
    from advisor.cases.read.tree import forbidden_character
    from advisor.cli.output import print_text
    from advisor.errors import OutputError
    from advisor.files.lock import WriterLock
    from advisor.interview.prompts import LeaveError
    from advisor.knowledge.library import load_rules

    by = " ".join(by.split())
    wrong = forbidden_character(by)
    if wrong:
        message = f"--by holds the invisible character {wrong}, which no case file may hold"
        raise click.UsageError(message)
    rules = load_rules(rules_folder)
    screen = screen_for(plain=plain)
    options = _words_of_options(rules_folder, templates_folder, plain=plain)
    options += ["--enough", str(enough)] if enough != 95 else []
    options += ["--by", by] if by else []
    path: Path | None = None
    try:
        with _ended_in_order():
            path, head = begin(screen, case_file_of(screen, case_file, rules))
            with WriterLock(path):
                kept = KeptCase(path, rules)
                if not path.exists():
                    kept.create({**head, "rules": rules.label})
                # A share of all is reached only when nothing can change any more.
                share = enough / 100 + (enough == 100)
                shelf = _words_of_options(rules_folder, templates_folder, plain=False)
                folders = (rules_folder, templates_folder)
                _interview(screen, rules, kept, folders, share, by, shelf)
        _farewell(path, options)
    except (LeaveError, EOFError):
        _farewell(path, options)
    except KeyboardInterrupt:
        with suppress(OutputError):
            print_text("")
        _farewell(path, options)
        raise


def _interview(
    screen: Screen,
    rules: RuleBase,
    kept: KeptCase,
    folders: tuple[str | None, str | None],
    enough: float,
    by: str,
    shelf: Sequence[str],
) -> None:
    from datetime import datetime

    from advisor.cases.model import NOT_TOLD, Attestation
    from advisor.cli.advise import full_command
    from advisor.cli.output import text_width, wants_colour, write_files
    from advisor.cli.read_places import check_output
    from advisor.interview.report_choice import give_report
    from advisor.interview.terminal import Interview
    from advisor.report.render import render

    rules_folder, templates_folder = folders
    answers = Attestation(by, datetime.now().astimezone().date().isoformat()) if by else NOT_TOLD
    advice = Interview(screen, rules, kept, enough, answers).run()
    to_terminal = sys.stdout.isatty()

    def report(advice: Advice, form: str) -> str:
        if form != "screen":
            return render(advice, rules, form, templates=templates_folder)
        return render(
            advice,
            rules,
            "text",
            width=text_width(to_terminal=to_terminal),
            colour=wants_colour(to_terminal=to_terminal),
            full=False,
            templates=templates_folder,
            command=full_command(str(kept.path), shelf),
        )

    def write(path: Path, text: str) -> None:
        check_output(path, books=[rules_folder], cases=[kept.path], templates=templates_folder)
        write_files({path: text})

    give_report(screen, advice, kept.path, report, write)


def _words_of_options(rules: str | None, templates: str | None, *, plain: bool) -> list[str]:
    """Return the options with which the same session goes on."""
    words = ["--plain"] if plain else []
    for name, value in (("--rules", rules), ("--templates", templates)):
        words += [name, value] if value is not None else []
    return words


def _farewell(path: Path | None, options: Sequence[str]) -> None:
    """Tell where the answers are and how to go on; a terminal that is gone is told nothing."""
    from advisor.cli.output import print_text
    from advisor.errors import OutputError
    from advisor.text import visible

    if path is None or not path.exists():
        return
    words = ["advisor", "ask", "--case", str(path), *options]
    command = " ".join(shell_word(word) for word in words)
    with suppress(OutputError, OSError):
        print_text(f"All answers are kept in {visible(str(path))}.\nTo go on: {command}")


@contextmanager
def _ended_in_order() -> Iterator[None]:
    """Let a closed terminal or a request to end run through, so that the lock's file is removed."""

    def end(number: int, _: FrameType | None) -> None:
        sys.exit(128 + number)

    before = {}
    for name in ("SIGHUP", "SIGTERM"):
        if hasattr(signal, name):
            before[name] = signal.signal(getattr(signal, name), end)
    try:
        yield
    finally:
        for name, handler in before.items():
            signal.signal(getattr(signal, name), handler)
