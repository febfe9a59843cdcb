"""Starting the server, and what it tells of itself."""

from __future__ import annotations

import logging
import socket
from collections.abc import Callable

import uvicorn

from advisor.errors import AdvisorError, Place, Problem
from advisor.files.refusals import explanation
from advisor.knowledge.model import RuleBase
from advisor.web.application import application
from advisor.web.database.connection import Database
from advisor.web.settings import ServerSettings


class ServingError(AdvisorError):
    """The server can't listen where it was asked to."""


def serve(
    rules: RuleBase, address: str | None, settings: ServerSettings, tell: Callable[[str], None]
) -> None:
    """Serve until the process is asked to end. Raises DatabaseError, ServingError.

    `address` is that of the database, None for the file in the user's data folder. What is logged
    are kinds of pages, statuses and times, and never what was asked or answered.
    """
    with _listening(settings) as listener:
        database = Database(address)
        port = listener.getsockname()[1]
        shown = f"[{settings.host}]" if ":" in settings.host else settings.host
        tell(
            f"Open {settings.public or f'http://{shown}:{port}'} in a browser; Ctrl-C ends the server."
        )
        tell(f"Cases are kept in {database.shown}.")
        try:
            uvicorn.Server(_configured(application(rules, database, settings), settings)).run(
                sockets=[listener]
            )
        finally:
            database.close()


def _configured(app: object, settings: ServerSettings) -> uvicorn.Config:
    logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
    return uvicorn.Config(
        app,  # type: ignore[arg-type]  # Starlette's class is what uvicorn calls an application
        access_log=False,  # addresses of pages are keys to cases
        log_config=None,
        server_header=False,
        date_header=False,
        lifespan="off",
        ws="none",
        limit_concurrency=settings.limits.at_once,
        timeout_keep_alive=5,
        timeout_graceful_shutdown=5,
        h11_max_incomplete_event_size=32 * 1024,
        proxy_headers=bool(settings.public),
    )


def _listening(settings: ServerSettings) -> socket.socket:
    """Return a socket that listens. Raises ServingError."""
    place = Place(f"{settings.host}:{settings.port}")
    try:
        found = socket.getaddrinfo(
            settings.host, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )
        family, kind, protocol, _, where = found[0]
        listener = socket.socket(family, kind, protocol)
    except (OSError, UnicodeError):
        hint = "give a name or number of this machine with --host, such as 127.0.0.1"
        raise ServingError(Problem(place, "there is no such address here", hint)) from None
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(where)
    except OSError as error:
        listener.close()
        reason = explanation(error, str(place), "listened on").message
        hint = "another program may listen there: give another --port, or 0 for any that is free"
        raise ServingError(Problem(place, reason, hint)) from None
    return listener
