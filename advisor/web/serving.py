"""Starting the server, and what it tells of itself."""

from __future__ import annotations

import logging
import os
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import uvicorn

from advisor.errors import AdvisorError, Place, Problem
from advisor.files.refusals import explanation
from advisor.knowledge.model import RuleBase
from advisor.web.application import application
from advisor.web.database.connection import Database
from advisor.web.settings import ServerSettings

BACKLOG = 1024
"""How many connections may wait to be taken."""


class ServingError(AdvisorError):
    """The server can't listen where it was asked to."""


def serve(
    rules: RuleBase, address: str | None, settings: ServerSettings, tell: Callable[[str], None]
) -> None:
    """Serve until the process is asked to end. Raises DatabaseError, ServingError.

    `address` is that of the database, None for the file in the user's data folder. What is logged
    are kinds of pages, statuses and times, and never what was asked or answered.
    """
    keep_requests_unlogged()
    with _listening(settings) as listener:
        database = Database(address)
        shown, port = database.shown, listener.getsockname()[1]
        database.close()  # nothing open may be shared by processes
        host = f"[{settings.host}]" if ":" in settings.host else settings.host
        where = settings.public or f"http://{host}:{port}"
        tell(f"Open {where} in a browser; Ctrl-C ends the server.")
        tell(f"Cases are kept in {shown}.")
        listener.listen(BACKLOG)
        with _helpers(settings.processes - 1):
            _run(rules, address, settings, listener)


def keep_requests_unlogged() -> None:
    """Let only this program's own logger reach the standard error: libraries log what they can't read of a request."""
    root = logging.getLogger()
    if not root.handlers:
        # Without any handler Python itself writes warnings to the standard error.
        root.addHandler(logging.NullHandler())
    log = logging.getLogger("advisor.web")
    if not log.handlers:
        shown = logging.StreamHandler()
        shown.setLevel(logging.WARNING)
        log.addHandler(shown)


def _run(
    rules: RuleBase, address: str | None, settings: ServerSettings, listener: socket.socket
) -> None:
    """Serve in this process."""
    database = Database(address)
    try:
        app = application(rules, database, settings)
        uvicorn.Server(_configured(app, settings)).run(sockets=[listener])
    finally:
        database.close()


@contextmanager
def _helpers(count: int) -> Iterator[None]:
    """Let copies of this process do the same as it does in the block; they end when it does, however it ends.

    A connection stays with the process that took it, so a browser's pages come from where its
    session is remembered.
    """
    if count < 1 or not hasattr(os, "fork"):
        yield
        return
    # Nobody ever writes to this pipe: its end tells that the first process is no more.
    reading, writing = os.pipe()
    for _ in range(count):
        if os.fork() == 0:
            os.close(writing)
            threading.Thread(target=_end_with, args=(reading,), daemon=True).start()
            try:
                yield
            finally:
                os._exit(0)
    os.close(reading)
    try:
        yield
    finally:
        os.close(writing)


def _end_with(reading: int) -> None:
    """End this process in order once the first one has ended."""
    os.read(reading, 1)
    os.kill(os.getpid(), signal.SIGTERM)


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
        timeout_keep_alive=75,  # as long as one thinks about a question
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
