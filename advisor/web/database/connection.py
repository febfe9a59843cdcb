"""The database: an SQLite file of the user's own, or a PostgreSQL that an office shares."""

from __future__ import annotations

import os
import sqlite3
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, nullcontext
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from advisor.errors import AdvisorError, Place, Problem, suggestion
from advisor.files.refusals import explained
from advisor.text import one_line
from advisor.web.database.migrate import migrate
from advisor.web.database.tables import metadata

PATIENCE = 30
"""How many seconds a writer waits for another one."""

MOST_CONNECTIONS = 40

DRIVERS = {"sqlite": "sqlite", "postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg"}
"""What `--database` may begin with, and what reaches it."""


class DatabaseError(AdvisorError):
    """The database can't be reached or used."""


def default_file() -> Path:
    """Return the file in the user's data folder in which cases are kept unless told otherwise."""
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Application Support"
    else:
        base = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    return base / "organization-advisor" / "cases.sqlite"


class Database:
    """An open database with its tables as this program needs them. Safe to be used from threads."""

    def __init__(self, address: str | None = None) -> None:
        """Open it, make it where there is none, and bring its tables up to date. Raises DatabaseError."""
        url = _url(address)
        self.shown = url.render_as_string(hide_password=True)
        self.is_file = url.get_backend_name() == "sqlite"
        self.file = _private_file(url, given=address is not None) if self.is_file else None
        if self.file is not None:
            _check_own(self.file)
        # SQLite lets one write at a time, and in turn is quicker than by trying again and again.
        self._turn = threading.Lock()
        try:
            self.engine = _engine(url, is_file=self.is_file)
            with self.writing() as connection:
                migrate(connection)
        except DBAPIError as error:
            raise DatabaseError(_unreachable(self.shown, error)) from None

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection to read from."""
        with self.engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give a connection to write to: all of it is on the disk at the end, or nothing of it."""
        with (
            self._turn if self.is_file else nullcontext(),
            self.engine.connect().execution_options(writes=True) as connection,
            connection.begin(),
        ):
            yield connection

    def scrub(self) -> None:
        """Leave nothing of erased rows where it lay: not in free pages, nor in what SQLite logged."""
        with self._turn, self.engine.connect() as connection:
            free = connection.execution_options(isolation_level="AUTOCOMMIT")
            if self.is_file:
                free.exec_driver_sql("VACUUM")
                free.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            else:
                # Erased rows would go at some later vacuum; this one writes the tables anew.
                for table in metadata.sorted_tables:
                    free.execute(text(f"VACUUM FULL {table.name}"))

    def close(self) -> None:
        """Let all connections go."""
        self.engine.dispose()


def _url(address: str | None) -> URL:
    if address is None:
        return URL.create("sqlite", database=str(default_file()))
    if "://" not in address:
        hint = f"write sqlite:///FILE or postgresql://USER@HOST/NAME; {suggestion(address, list(DRIVERS))}"
        raise DatabaseError(Problem(Place("--database"), "this is no address of a database", hint))
    kind = address.partition("://")[0].casefold()
    if kind not in DRIVERS:
        message = f"'{kind}' is no database that cases can be kept in"
        raise DatabaseError(Problem(Place("--database"), message, suggestion(kind, list(DRIVERS))))
    try:
        url = make_url(address).set(drivername=DRIVERS[kind])
    except (ArgumentError, ValueError):
        hint = "write sqlite:///FILE or postgresql://USER:PASSWORD@HOST:PORT/NAME"
        raise DatabaseError(
            Problem(Place("--database"), "the address can't be read", hint)
        ) from None
    if kind == "sqlite" and not url.database:
        hint = "write sqlite:///FILE, or leave --database out for the file in your data folder"
        raise DatabaseError(Problem(Place("--database"), "the address names no file", hint))
    return url


def _private_file(url: URL, *, given: bool) -> Path:
    """Make the file for its owner alone, before a byte of a case is in it; and our own folder of data.

    A folder that somebody has named must be there: a slip in it would look as if all cases were gone.
    Raises DatabaseError.
    """
    path = Path(str(url.database)).expanduser()
    with explained(path, kind=DatabaseError):
        if not path.parent.exists():
            if given:
                message = f"there is no folder '{path.parent}'"
                raise DatabaseError(
                    Problem(Place(str(path)), message, "make it first, or check the path")
                )
            path.parent.mkdir(parents=True, mode=0o700)
        if not path.exists():
            os.close(os.open(path, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600))
    return path


def _check_own(path: Path) -> None:
    """Refuse a file of another program before a byte of it is changed. Raises DatabaseError."""
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as file:
            found = [name for (name,) in file.execute("SELECT name FROM sqlite_master")]
    except sqlite3.Error:
        return  # told when it is opened to be used
    if found and "alembic_version" not in found:
        message = f"this is a database of another program: it has a table '{one_line(found[0])}'"
        raise DatabaseError(
            Problem(Place(str(path)), message, "name another file, which may be new")
        )


def _engine(url: URL, *, is_file: bool) -> Engine:
    if not is_file:
        try:
            return create_engine(
                url, pool_size=MOST_CONNECTIONS // 2, max_overflow=20, hide_parameters=True
            )
        except (ModuleNotFoundError, NoSuchModuleError):
            hint = "install it with: pip install 'organization-advisor[postgresql]'"
            message = "PostgreSQL needs psycopg, which is not installed"
            raise DatabaseError(Problem(Place("--database"), message, hint)) from None
    options = {"timeout": PATIENCE, "check_same_thread": False, "isolation_level": None}
    engine = create_engine(
        url,
        pool_size=MOST_CONNECTIONS // 2,
        max_overflow=20,
        connect_args=options,
        hide_parameters=True,
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _begin_sqlite(connection: Connection) -> None:
    """Begin a transaction, which Python's own driver leaves to us; who writes says so at once."""
    options = connection.get_execution_options()
    if options.get("isolation_level") != "AUTOCOMMIT":
        connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get("writes") else "BEGIN")


def _prepare_sqlite(connection: sqlite3.Connection, _: Any) -> None:
    """Keep what was written through a kill and a loss of power, and let nothing erased remain."""
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "secure_delete=ON",
    ):
        connection.execute(f"PRAGMA {pragma}").close()


def _unreachable(shown: str, error: DBAPIError) -> Problem:
    reason = str(error.orig).strip().splitlines()[0] if error.orig else "it does not answer"
    hint = (
        "see that the file is a database of this program, or that the server runs and lets you in"
    )
    return Problem(Place(shown), f"the database can't be used: {reason}", hint)
