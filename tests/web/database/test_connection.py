"""The database is its owner's alone, its tables are those that the program knows, and what is wrong is told."""

from __future__ import annotations

import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from advisor.errors import AdvisorError
from advisor.web.database.connection import Database, DatabaseError, default_file
from advisor.web.database.migrate import state
from advisor.web.database.tables import metadata


def test_file_and_folder_are_their_owners_alone(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    file = default_file()
    database = Database()
    kept = sorted(file.parent.iterdir())
    assert {one.name for one in kept} == {"cases.sqlite", "cases.sqlite-shm", "cases.sqlite-wal"}
    for one in (file.parent, *kept):
        assert not stat.S_IMODE(one.stat().st_mode) & 0o077, one
    database.close()


def test_the_default_file_lies_in_the_users_data(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert default_file() == tmp_path / "organization-advisor" / "cases.sqlite"


def test_the_migrations_lead_to_the_tables_of_the_program(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/cases.sqlite")
    with database.reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
        assert state(connection) == "0001"
    database.close()


def test_a_folder_that_is_not_there_is_told_and_not_made(tmp_path: Path) -> None:
    with pytest.raises(DatabaseError, match="there is no folder"):
        Database(f"sqlite:///{tmp_path}/slip/cases.sqlite")
    assert not list(tmp_path.iterdir())


def test_a_file_of_another_program_stays_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "songs.sqlite"
    with closing(sqlite3.connect(file)) as other:
        other.execute("CREATE TABLE song (title TEXT)")
    before = file.read_bytes()
    with pytest.raises(DatabaseError, match="of another program: it has a table 'song'"):
        Database(f"sqlite:///{file}")
    assert file.read_bytes() == before
    assert list(tmp_path.iterdir()) == [file]


def test_a_second_start_changes_nothing(tmp_path: Path) -> None:
    first = Database(f"sqlite:///{tmp_path}/cases.sqlite")
    again = Database(f"sqlite:///{tmp_path}/cases.sqlite")
    first.close()
    again.close()


def test_tables_of_a_newer_program_are_left_alone(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path}/cases.sqlite"
    database = Database(address)
    with database.writing() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    database.close()
    with pytest.raises(AdvisorError, match="newer program"):
        Database(address)


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("cases.sqlite", "no address of a database"),
        ("mysql://localhost/cases", "'mysql' is no database"),
        ("sqlite://", "names no file"),
        ("postgresql://host:12x/name", "can't be read"),
        ("sqlite:////proc/none/cases.sqlite", "/proc/none"),
    ],
)
def test_what_is_wrong_with_an_address_is_told(address: str, told: str) -> None:
    with pytest.raises(AdvisorError, match=told):
        Database(address)


def test_a_file_that_is_no_database_is_told_and_left(tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("no database at all " * 100)
    with pytest.raises(AdvisorError, match="can't be used: file is not a database"):
        Database(f"sqlite:///{file}")
    assert file.read_text().startswith("no database")


def test_a_failure_inside_leaves_nothing_of_a_transaction(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/cases.sqlite")

    def fail() -> None:
        with database.writing() as connection:
            connection.exec_driver_sql("INSERT INTO cases VALUES ('a', '', '', '', '')")
            message = "midway"
            raise ValueError(message)

    with pytest.raises(ValueError, match="midway"):
        fail()
    with database.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM cases").scalar() == 0
    database.close()
