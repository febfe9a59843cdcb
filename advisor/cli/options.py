"""Options that several commands share."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, TypeVar

import click

Decorated = TypeVar("Decorated", bound=Callable[..., Any])


class FiniteRange(click.FloatRange):
    """A number of the command line within bounds; 'nan' and 'inf', which no bound keeps out, are refused."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the number. Raises click.BadParameter."""
        number = super().convert(value, param, ctx)
        if not math.isfinite(number):
            self.fail(f"{value} is no finite number.", param, ctx)
        return number


MOST_SECONDS = 2_000
"""The longest that one question to the solver may be given; it counts its steps in 32 bits."""

rules_option = click.option(
    "--rules",
    "rules_folder",
    metavar="DIR",
    help="Take the rules from the books (*.md) in this folder instead of the program's own.",
)

templates_option = click.option(
    "--templates",
    "templates_folder",
    metavar="DIR",
    help="Take the templates of the report from this folder instead of the program's own.",
)

form_option = click.option(
    "--format",
    "form",
    type=click.Choice(["text", "html", "json"]),
    help="How to write it. By default what the ending of -o says (.html, .json), else text.",
)

output_option = click.option(
    "-o",
    "--output",
    metavar="FILE",
    help="Write to this file, which is replaced whole or not at all. - is the standard output.",
)

full_form_option = click.option(
    "--format",
    "form",
    type=click.Choice(["text", "markdown", "html", "json"]),
    help="How to write it. By default what the ending of -o says (.md, .html, .json), else text.",
)


def question_seconds_option(default: float) -> Callable[[Decorated], Decorated]:
    """Return the option that bounds each question to the solver, in seconds."""
    return click.option(
        "--seconds",
        type=FiniteRange(0.001, MOST_SECONDS),
        default=default,
        show_default=True,
        help='The longest that a single question may take; after that the answer is "can\'t tell".',
    )


write_cases_option = click.option(
    "--write-cases",
    "cases_folder",
    metavar="FOLDER",
    help="Also write each case that is shown as a case file into this folder, which has to be new or empty.",
)

force_cases_option = click.option(
    "--force",
    is_flag=True,
    help="Let --write-cases write into a folder that holds something, over files of the same names.",
)
