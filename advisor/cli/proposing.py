"""`--propose FOLDER`: the cases that a review proposes, as case files to be confirmed."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Any

import click

from advisor.cli.output import show_progress, tell
from advisor.cli.shown_cases import check_cases_folder, write_shown_cases

if TYPE_CHECKING:
    from advisor.knowledge.model import RuleBase
    from advisor.review.change.proposals import Proposal


_PAUSE = 0.1
"""How many seconds pass at least between two changes of the line that tells the progress."""


@dataclass(frozen=True)
class ProposalFolder:
    """Where proposed cases are to be written, None for nowhere, and how many at most."""

    folder: str | None
    most: int | None
    force: bool

    def check(self, cases: Iterable[str]) -> None:
        """Refuse a folder that can't be taken, before anything is done. Raises OutputError, UsageError.

        `cases` are files and folders that are read, which nothing is written to.
        """
        if self.folder is None and self.most is not None:
            message = "--most: it says something with --propose only"
            raise click.UsageError(message)
        check_cases_folder(self.folder, force=self.force, option="--propose", cases=cases)

    def write(self, rules: RuleBase, proposed: Sequence[Proposal], shows: str) -> None:
        """Write the cases, if a folder is given, and tell how many, and what to do next.

        `shows` is what the cases do with the rules that are named after it.
        """
        from advisor.report.review_pages.proposals import proposed_files

        write_shown_cases(self.folder, proposed_files(rules, proposed, shows))
        if proposed:
            tell("next: open each file, and answer the questions of the remark at its top")


def progress_of(text: str) -> Callable[[int, int], None]:
    """Return what tells the progress on a terminal ('3 of 40 cases played'), and nothing elsewhere."""
    if not sys.stderr.isatty():
        return lambda _done, _total: None

    told = 0.0

    def progress(done: int, total: int) -> None:
        nonlocal told
        now = time.monotonic()
        if now - told >= _PAUSE or done == total:
            told = now
            show_progress(f"{done} of {total} {text}")
        if done == total:
            show_progress("")

    return progress


def proposal_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options about proposed cases; it gets them as `proposals`, a ProposalFolder."""

    @click.option(
        "--propose",
        "folder",
        metavar="FOLDER",
        help=(
            "Also write into this folder, which has to be new or empty, the smallest cases that would "
            "do what no case does yet; a person has to confirm what they expect."
        ),
    )
    @click.option(
        "--most",
        type=click.IntRange(min=1),
        metavar="N",
        help="Let --propose write no more than N cases, those that do most.",
    )
    @click.option(
        "--force",
        is_flag=True,
        help="Let --propose write into a folder that holds something, over files of the same names.",
    )
    @wraps(command)
    def with_proposals(
        *arguments: Any, folder: str | None, most: int | None, force: bool, **options: Any
    ) -> None:
        command(*arguments, proposals=ProposalFolder(folder, most, force), **options)

    return with_proposals
