"""`advisor rules rename`: another name for a fact, an assessment, a decision or one of their values."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from advisor.cli.own_rules import agreed, own_folder, own_rules_option

if TYPE_CHECKING:
    from advisor.review.writing.rename import PlannedRename

_MOST_PLACES = 20


@click.command("rename")
@click.argument("old")
@click.argument("new")
@click.argument("cases", nargs=-1)
@click.option("--yes", is_flag=True, help="Change the files without asking.")
@own_rules_option
def rename(
    old: str, new: str, cases: tuple[str, ...], *, yes: bool, rules_folder: str | None
) -> None:
    """Call OLD by the name NEW, in all books and in the case files (or folders) CASES.

    OLD is a fact, an assessment or a decision ("digital budget"), an answer or value of one
    ("digital budget is small") or an option ("structure is federal"). The change is shown first.
    The books then tell the old name under **Formerly**, so that all other case files can still be
    read, and the advice stays the same. Exit code: 0 changed, 1 not agreed to, 2 it can't be done.
    """
    from advisor.cli.output import print_text
    from advisor.review.writing.rename import plan_rename
    from advisor.text import counted

    folder = own_folder(rules_folder)
    planned = plan_rename(folder, old, new, cases)
    print_text("\n".join([*planned.files.diff(), "", *_told(planned)]))
    files = counted(len(planned.files.changed), "file")
    if not yes and not agreed(f"Change {files}?"):
        print_text("Nothing was changed.")
        raise SystemExit(1)
    planned.files.write(folder)
    print_text(f"Changed {files}.")


def _told(planned: PlannedRename) -> list[str]:
    """Return what the change does, and what is left for a person to look at."""
    from advisor.text import counted

    first, *kept = planned.renamings
    lines = [str(first)]
    lines += [f"{one} (a decision keeps what there is today by this name)" for one in kept]
    if planned.same:
        same = ", ".join(planned.same[:_MOST_PLACES])
        more = ", ..." if len(planned.same) > _MOST_PLACES else ""
        lines.append(f"Called alike, and left as they are: {same}{more}")
    if planned.prose:
        spots = counted(len(planned.prose), "place")
        lines.append(f"The old name stays in running text, at {spots} to look at:")
        by_file: dict[str, list[str]] = {}
        for place in planned.prose:
            by_file.setdefault(place.file, []).append(str(place.line))
        for file, found in by_file.items():
            lines.append(f"  {file}: {'lines' if len(found) > 1 else 'line'} {', '.join(found)}")
    for name in planned.unsearched:
        lines.append(
            f"Running text was not looked through for '{name}', which others are called too."
        )
    if planned.workbooks:
        names = ", ".join(planned.workbooks)
        lines.append(f"Left as they are, and read by their old names: {names}")
    return lines
