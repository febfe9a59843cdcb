"""`advisor case merge`: what several people answered about one government, in one case."""

from __future__ import annotations

from pathlib import Path

import click

from advisor.cli.options import rules_option


@click.command("merge")
@click.argument("paths", metavar="CASE CASE...", nargs=-1, required=True)
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    required=True,
    help="The case file (.yaml, .yml or .json) to write. It is replaced whole or not at all.",
)
@rules_option
def merge(paths: tuple[str, ...], output: str, rules_folder: str | None) -> None:
    """Put together what several people answered, and tell where they differ and whether it matters.

    Each CASE is the file of one person, who is called by the file's name. Where answers differ, all
    are kept as possible, with who said what as the remark; whoever knows is believed where others
    don't. Differences are told in the order of how much hangs on them.
    """
    from advisor.cases.document import case_text
    from advisor.cases.merge import merge_cases
    from advisor.cases.read.case_file import ENDINGS, read_case
    from advisor.cli.output import print_text, text_width, write_files
    from advisor.cli.read_places import check_output
    from advisor.errors import OutputError, Place, Problem
    from advisor.explanation.disagreement import disagreements
    from advisor.knowledge.library import load_rules
    from advisor.report.merged_text import merged_lines

    target = Path(output)
    if target.suffix.casefold() not in ENDINGS:
        hint = f"end its name with {' or '.join(ENDINGS)}"
        message = "the name does not tell how the file is to be written"
        raise OutputError(Problem(Place(output), message, hint))
    if len(paths) < 2:
        message = "two or more cases are needed to merge them"
        raise click.UsageError(message)
    check_output(output, books=[rules_folder], cases=paths)
    rules = load_rules(rules_folder)
    cases = [(who, read_case(path, rules)) for who, path in zip(_people(paths), paths, strict=True)]
    merged = merge_cases(rules, target.stem, cases)
    found = disagreements(rules, merged)
    text = case_text(merged.case, as_json=target.suffix.casefold() == ".json")
    write_files({target: text})
    lines = merged_lines(merged, found, rules, text_width(to_terminal=False))
    print_text("\n".join([*lines, "", f"Written: {target}"]))


def _people(paths: tuple[str, ...]) -> list[str]:
    """Return what each file's person is called: by its name, with the folder where names are equal."""
    stems = [Path(path).stem for path in paths]
    return [
        stem if stems.count(stem) == 1 else str(Path(path).with_suffix(""))
        for stem, path in zip(stems, paths, strict=True)
    ]
