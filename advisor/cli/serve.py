"""`advisor serve`: the interview, the report and the handbook in a browser, and an interface for programs."""

from __future__ import annotations

import os

import click

from advisor.cli.extras import needs_extra
from advisor.cli.options import rules_option, templates_option


@click.command()
@click.option(
    "--database",
    metavar="URL",
    help="Where cases are kept: sqlite:///FILE or postgresql://USER@HOST/NAME. By default a file in "
    "your data folder that only you can read.",
)
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    metavar="ADDRESS",
    help="Where to listen. By default only this machine is served.",
)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8000,
    show_default=True,
    help="The port to listen on; 0 takes any that is free.",
)
@click.option(
    "--public",
    metavar="URL",
    default="",
    help="The address by which people reach the server, such as https://advice.example. With https "
    "cookies are sent by TLS only; a proxy before the server has to provide that.",
)
@click.option(
    "--processes",
    type=click.IntRange(1, 64),
    metavar="NUMBER",
    help="How many processes share the work. By default one for each processor, four at most.",
)
@rules_option
@templates_option
def serve(
    *,
    database: str | None,
    host: str,
    port: int,
    public: str,
    processes: int | None,
    rules_folder: str | None,
    templates_folder: str | None,
) -> None:
    """Serve the interview, the report and the handbook to browsers, and an interface to programs.

    Every answer is kept at once, as a row that is never overwritten. A case is reached by its link
    only. Nothing is fetched from any other host, and nothing of a case is logged.
    """
    with needs_extra("web"):
        from advisor.web.serving import serve as serve_pages
        from advisor.web.settings import ServerSettings, checked_public
    from pathlib import Path

    from advisor.cli.output import tell
    from advisor.knowledge.library import load_rules
    from advisor.report.environment import check_templates

    if templates_folder:
        check_templates(Path(templates_folder), "advice.html.j2")
    address = checked_public(public) if public else ""
    processes = processes or min(os.cpu_count() or 1, 4)
    settings = ServerSettings(host, port, address, templates_folder, processes)
    serve_pages(load_rules(rules_folder), database, settings, tell)
