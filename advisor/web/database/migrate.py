"""Bringing the tables of a database up to date, step by step."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError
from sqlalchemy import Connection

from advisor.errors import AdvisorError, Place, Problem
from advisor.web.database.tables import metadata

_FOLDER = Path(__file__).parent / "migrations"


class MigrationError(AdvisorError):
    """The tables come from a program that is newer than this one."""


def migrate(connection: Connection) -> None:
    """Apply the steps that a database lacks; its transaction is the caller's. Raises MigrationError.

    Of several programs that start at once one does it, and the others wait.
    """
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(7269171)")
    script = ScriptDirectory(str(_FOLDER), version_locations=[str(_FOLDER / "versions")])
    with EnvironmentContext(Config(), script, fn=_steps(script)) as environment:
        environment.configure(connection=connection, target_metadata=metadata)
        try:
            with environment.begin_transaction():
                environment.run_migrations()
        except CommandError:
            message = "its tables were made by a newer program"
            hint = "install that version, or name another database with --database"
            raise MigrationError(Problem(Place("--database"), message, hint)) from None


def _steps(script: ScriptDirectory) -> Any:
    def steps(revision: Any, _: MigrationContext) -> Any:
        return script._upgrade_revs("head", revision)  # noqa: SLF001 - as Alembic's own command does

    return steps


def state(connection: Connection) -> str:
    """Return the last step that was applied to a database, '' for none."""
    return MigrationContext.configure(connection).get_current_revision() or ""
