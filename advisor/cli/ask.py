"""`advisor ask`: the interview at the terminal, on a case file that is kept after every answer."""

from __future__ import annotations

import io
import os
import re
import shlex
import signal
import sys
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

import click

from advisor.cli.options import rules_option, templates_option

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
    "must come out the same, for the interview to offer the report; 100 waits until all are settled.",
)
def ask(
    *,
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
    from advisor.cli.output import print_text
    from advisor.errors import OutputError
    from advisor.files.lock import WriterLock
    from advisor.interview.conversation import LeaveError
    from advisor.knowledge.library import load_rules

    rules = load_rules(rules_folder)
    screen = _screen(plain=plain)
    options = _words_of_options(rules_folder, templates_folder, plain=plain)
    options += ["--enough", str(enough)] if enough != 95 else []
    path: Path | None = None
    try:
        with _ended_in_order():
            path, head = _begin(screen, _case_file_of(screen, case_file, rules))
            with WriterLock(path):
                kept = KeptCase(path, rules)
                if not path.exists():
                    kept.create(head)
                # A share of all is reached only when nothing can change any more.
                _interview(screen, rules, kept, templates_folder, enough / 100 + (enough == 100))
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
    templates_folder: str | None,
    enough: float,
) -> None:
    from advisor.cli.output import text_width, wants_colour, write_files
    from advisor.interview.report_choice import give_report
    from advisor.interview.terminal import Interview
    from advisor.report.render import render

    advice = Interview(screen, rules, kept, enough).run()
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
        )

    def write(path: Path, text: str) -> None:
        write_files({path: text}, keep=[kept.path])

    give_report(screen, advice, kept.path, report, write)


def _screen(*, plain: bool) -> Screen:
    from advisor.interview.screens import FullScreen, PlainScreen

    typed = sys.stdin.isatty()
    for stream, errors in ((sys.stdin, "surrogateescape"), (sys.stdout, "replace")):
        # What is no text in this encoding is told where it is typed, and never ends the program.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=errors)
    if plain or not typed or not sys.stdout.isatty() or os.environ.get("TERM") == "dumb":
        return PlainScreen(sys.stdin, sys.stdout, typed=typed)
    return FullScreen()


def _case_file_of(screen: Screen, case_file: str | None, rules: RuleBase) -> str | None:
    """Return the file that keeps the answers: beside a filled workbook a new one is begun with what it holds."""
    from advisor.cases.document import case_text
    from advisor.cases.questionnaire import WORKBOOK
    from advisor.cases.read.case_file import read_case
    from advisor.cli.output import write_files
    from advisor.errors import OutputError, Place, Problem
    from advisor.interview.lines import SessionParagraph

    if case_file is None or Path(case_file).suffix.casefold() != WORKBOOK:
        return case_file
    case = read_case(case_file, rules)
    path = Path(case_file).with_suffix(".yaml")
    if path.exists():
        message = "what this workbook holds would be kept in a file that is there already"
        words = " ".join(map(_shell_word, ("advisor", "ask", "--case", str(path))))
        hint = f"go on with that one ({words}), or rename one of them"
        raise OutputError(Problem(Place(str(path)), message, hint))
    write_files({path: case_text(case)})
    text = f"The answers of {case_file} are kept in {path} from now on."
    screen.say([SessionParagraph(text)])
    return str(path)


def _begin(screen: Screen, case_file: str | None) -> tuple[Path, dict[str, str]]:
    """Return the case file, and what a new one begins with; ask for what is missing."""
    from advisor.cases.read.case_file import ENDINGS
    from advisor.cases.read.tree import forbidden_character
    from advisor.errors import CaseError, Place, Problem
    from advisor.files.refusals import explained, resolved
    from advisor.interview.lines import SessionParagraph

    if case_file is not None:
        path = Path(case_file)
        with explained(path, kind=CaseError):
            resolved(path)
        if path.suffix.casefold() not in ENDINGS:
            hint = f"end its name with {' or '.join(ENDINGS)}"
            message = "the name does not tell how the file is to be written"
            raise CaseError(Problem(Place(case_file), message, hint))
        if path.exists():
            return path, {}
        _check_folder(path)
        screen.say([SessionParagraph(f"There is no {path} yet; it is begun now.")])
    place = ""
    while not place:
        place = " ".join(_first_answer(screen, "Which government is this about").split())
    if case_file is None:
        path = _new_path(screen, f"{_slug(place)}.yaml")
    told = _whereabouts(screen)
    today = datetime.now().astimezone().date().isoformat()
    # A file's name may hold what no text of a case may.
    name = _slug(path.stem) if forbidden_character(path.stem) else path.stem
    return path, {"id": name, "place": place, **told, "date": today}


def _whereabouts(screen: Screen) -> dict[str, str]:
    """Ask for country and level of government, by which overviews group; a script isn't asked."""
    if screen.scripted:
        return {}
    country = _first_answer(screen, "Country (Enter leaves it out)")
    level = _first_answer(screen, "Level, such as city or county (Enter leaves it out)")
    return {"country": " ".join(country.split()), "level": " ".join(level.split())}


def _check_folder(path: Path) -> None:
    """See that a new file has a folder to stand in. Raises OutputError."""
    from advisor.errors import OutputError, Place, Problem

    if not path.parent.is_dir():
        message = f"there is no folder '{path.parent}'"
        raise OutputError(Problem(Place(str(path)), message, "make it first"))


def _new_path(screen: Screen, suggested: str) -> Path:
    from advisor.cases.read.case_file import ENDINGS
    from advisor.interview.lines import SessionParagraph

    while True:
        typed = _first_answer(screen, "File that keeps the answers", suggested)
        path = Path(typed).expanduser()
        if path.suffix.casefold() not in ENDINGS:
            path = path.with_name(f"{path.name}.yaml")
        if not path.exists():
            return path
        screen.say([SessionParagraph(f"There is a file {path}.")])
        answer = _first_answer(screen, "Go on with what it holds, yes or no", "no")
        if answer.casefold() in ("y", "yes"):
            return path
        suggested = _free(path).name


def _first_answer(screen: Screen, prompt: str, default: str = "") -> str:
    """Return what is typed before there is a case; the keys that leave and help work here too."""
    from advisor.interview.conversation import LEAVING, LeaveError
    from advisor.interview.lines import SessionParagraph

    while True:
        text = screen.ask(prompt, default=default).strip()
        if text.casefold() in LEAVING:
            raise LeaveError
        if text.casefold() not in ("h", "help", "?"):
            return text
        enter = f" Enter takes '{default}'." if default else ""
        screen.say(
            [SessionParagraph(f"Type it and press Enter.{enter} q leaves; nothing is kept yet.")]
        )


def _free(path: Path) -> Path:
    number = 2
    while path.with_name(f"{path.stem}-{number}{path.suffix}").exists():
        number += 1
    return path.with_name(f"{path.stem}-{number}{path.suffix}")


def _slug(place: str) -> str:
    """Return a file's name for a place: small letters, digits and hyphens."""
    plain = unicodedata.normalize("NFKD", place.casefold())
    kept = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return re.sub(r"\W+", "-", kept).strip("-")[:60] or "case"


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
    command = " ".join(_shell_word(word) for word in words)
    with suppress(OutputError, OSError):
        print_text(f"All answers are kept in {visible(str(path))}.\nTo go on: {command}")


def _shell_word(word: str) -> str:
    """Write a word so that a shell takes it as it is, even if it can't be shown."""
    if word.isprintable():
        return shlex.quote(word)
    signs = (
        f"\\{sign}" if sign in "\\'" else sign if sign.isprintable() else _escaped(sign)
        for sign in word
    )
    return f"$'{''.join(signs)}'"


def _escaped(sign: str) -> str:
    return "".join(f"\\x{byte:02x}" for byte in os.fsencode(sign))


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
