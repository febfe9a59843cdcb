"""The file that keeps an interview: found, begun anew, or carried over from a workbook or from older rules."""

from __future__ import annotations

import os
import re
import shlex
import unicodedata
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from advisor.interview.screens import Screen
    from advisor.knowledge.model import RuleBase


def case_file_of(screen: Screen, case_file: str | None, rules: RuleBase) -> str | None:
    """Return the file that keeps the answers.

    A filled workbook, and a case of which today's rules don't know everything, stay as they are: a
    new file is begun beside them with what they hold.
    """
    from advisor.cases.document import case_text
    from advisor.cases.questionnaire import WORKBOOK
    from advisor.cases.read.case_file import READABLE, read_case
    from advisor.cases.read.older import read_older_case
    from advisor.cli.output import write_files
    from advisor.cli.read_places import check_output
    from advisor.errors import CaseError, OutputError, Place, Problem
    from advisor.files.replacing import free_file
    from advisor.interview.lines import SessionParagraph
    from advisor.report.older_text import carried_lines

    path = Path(case_file or "")
    if case_file is None or path.suffix.casefold() not in READABLE or not path.exists():
        return case_file
    is_workbook = path.suffix.casefold() == WORKBOOK
    found = read_older_case(path, rules)
    older = found.case.rules not in ("", rules.label)
    if found.left and not older:
        # Nothing says that these are older rules, so a slip of the pen is likelier.
        try:
            read_case(path, rules)
        except CaseError as error:
            if found.case.rules:
                raise
            words = " ".join(map(shell_word, ("advisor", "case", "update", str(path))))
            hint = f"if the case was made under older rules, carry it over: {words} -o NEW.yaml"
            about = Problem(Place(str(path)), "the case can't be gone on with as it stands", hint)
            raise CaseError([about, *error.problems]) from None
    if older or found.left:
        lines = carried_lines(found, rules, 10_000)
        screen.say([SessionParagraph(line) for line in lines])
    if not is_workbook and not found.left:
        return case_file
    kept = path.with_suffix(".yaml") if is_workbook else free_file(path)
    if kept.exists():
        message = "what this workbook holds would be kept in a file that is there already"
        words = " ".join(map(shell_word, ("advisor", "ask", "--case", str(kept))))
        hint = f"go on with that one ({words}), or rename one of them"
        raise OutputError(Problem(Place(str(kept)), message, hint))
    check_output(kept, books=(), cases=[path])
    case = replace(found.case, rules=rules.label)
    write_files({kept: case_text(case, as_json=kept.suffix.casefold() == ".json")})
    text = f"{path} stays as it is; its answers are kept in {kept} from now on."
    screen.say([SessionParagraph(text)])
    return str(kept)


def begin(screen: Screen, case_file: str | None) -> tuple[Path, dict[str, str]]:
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
    from advisor.errors import OutputError
    from advisor.files.replacing import free_file
    from advisor.interview.lines import SessionParagraph
    from advisor.text import capital

    while True:
        typed = _first_answer(screen, "File that keeps the answers", suggested)
        path = Path(typed).expanduser()
        if path.suffix.casefold() not in ENDINGS:
            path = path.with_name(f"{path.name}.yaml")
        if not path.exists():
            try:
                _check_folder(path)
            except OutputError as error:
                if screen.scripted:
                    raise
                text = f"{capital(error.problems[0].message)}: {error.problems[0].hint}."
                screen.say([SessionParagraph(text)])
                continue
            return path
        screen.say([SessionParagraph(f"There is a file {path}.")])
        if _yes(screen, "Go on with what it holds, yes or no"):
            return path
        suggested = free_file(path).name


def _yes(screen: Screen, prompt: str) -> bool:
    """Ask until yes or no is answered; Enter means no."""
    from advisor.errors import NOWHERE, Problem
    from advisor.interview.lines import SessionParagraph
    from advisor.interview.session import AnswerError

    while True:
        answer = _first_answer(screen, prompt, "no")
        if answer.casefold() in ("y", "yes", "n", "no"):
            return answer.casefold() in ("y", "yes")
        if screen.scripted:
            message = f"'{answer}' is neither yes nor no"
            raise AnswerError(Problem(NOWHERE, message, "type yes or no"))
        screen.say([SessionParagraph("Type yes or no.")])


def _first_answer(screen: Screen, prompt: str, default: str = "") -> str:
    """Return what is typed before there is a case; the keys that leave and help work here too."""
    from advisor.interview.prompts import ask_at

    enter = f" Enter takes '{default}'." if default else ""
    help_text = f"Type it and press Enter.{enter} q leaves; nothing is kept yet."
    return ask_at(screen, prompt, help_text, default=default).strip()


def _slug(place: str) -> str:
    """Return a file's name for a place: small letters, digits and hyphens."""
    plain = unicodedata.normalize("NFKD", place.casefold())
    kept = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return re.sub(r"\W+", "-", kept).strip("-")[:60] or "case"


def shell_word(word: str) -> str:
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
