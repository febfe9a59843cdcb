"""The end of an interview: in which forms the report is wanted, on the screen or in files beside the case."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from advisor.files.replacing import free_file
from advisor.inference.advice import Advice
from advisor.interview.lines import SessionParagraph
from advisor.interview.prompts import ask_at
from advisor.interview.screens import Screen

Report = Callable[[Advice, str], str]
"""Turns advice into a document of a format: text, markdown, html or json."""

FORMATS = {"text": ".txt", "markdown": ".md", "html": ".html", "json": ".json"}


def give_report(
    screen: Screen, advice: Advice, path: Path, report: Report, write: Callable[[Path, str], None]
) -> None:
    """Ask in which forms the report is wanted; show it, or write it beside the case file."""
    names = list(FORMATS)
    lines = [
        SessionParagraph(),
        SessionParagraph("The report", kind="title"),
        SessionParagraph("text on the screen", "1  "),
    ]
    files = [free_file(path.with_name(f"{path.stem}-advice{end}")) for end in FORMATS.values()]
    for number, (name, file) in enumerate(zip(names, files, strict=True), start=2):
        lines.append(SessionParagraph(f"{name} in {file}", f"{number}  "))
    screen.say([*lines, SessionParagraph("none", "0  ")])
    while True:
        help_text = "The numbers of what you want, with blanks between; 0 for none"
        line = ask_at(screen, "Which, for example 1 4", help_text, default="1")
        typed = line.replace(",", " ").split()
        if typed and all(one.isdecimal() and int(one) <= len(names) + 1 for one in typed):
            break
        screen.say([SessionParagraph(f"Type numbers from 0 to {len(names) + 1}.")])
    for number in dict.fromkeys(int(one) for one in typed):
        if number == 1:
            screen.say([SessionParagraph()])
            screen.show(report(advice, "screen"))
        elif number > 1:
            write(files[number - 2], report(advice, names[number - 2]))
            screen.say([SessionParagraph(f"Written: {files[number - 2]}")])
