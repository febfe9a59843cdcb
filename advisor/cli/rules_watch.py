"""`advisor rules watch`: what each save of a book does to the advice and to the findings."""

from __future__ import annotations

import signal
from contextlib import suppress
from importlib.util import find_spec

import click

from advisor.cli.own_rules import own_folder, own_rules_option


@click.command("watch")
@click.argument("cases", nargs=-1, required=True)
@own_rules_option
def watch(cases: tuple[str, ...], rules_folder: str | None) -> None:
    """Tell at each save of a book what changes in the advice on CASES, and in the findings of 'rules check'.

    The advice comes first, the findings follow as they are found. A book that can't be read is told,
    and the watch goes on. Nothing is written. Ctrl-C ends it.
    """
    from advisor.cli.output import print_text
    from advisor.errors import OutputError
    from advisor.review.writing.watching import Watch

    folder = own_folder(rules_folder)
    proves = find_spec("z3") is not None
    asked: list[int] = []

    def end(number: int, _: object) -> None:
        # An interruption in the midst of the solver could be lost there: the watch ends where it asks.
        asked.append(number)
        if len(asked) > 1:
            raise KeyboardInterrupt

    watched = Watch(folder, cases, print_text, findings=proves, ended=lambda: bool(asked))
    before = signal.signal(signal.SIGINT, end)
    try:
        watched.start()
        if not proves:
            print_text("Findings need the extra: pip install 'organization-advisor[review]'")
        print_text(f"Watching {folder}; Ctrl-C ends it.")
        watched.run()
    except KeyboardInterrupt:
        with suppress(OutputError):
            print_text("")
        raise
    finally:
        signal.signal(signal.SIGINT, before)
