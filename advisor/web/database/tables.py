"""The tables. Rows of `answers` are only ever added, until a case is erased whole."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
)

metadata = MetaData()

_ID = String(32)
_TIME = String(32)
"""A moment as ISO 8601 in UTC: it sorts as text, and reads the same from every database."""
_HASH = String(80)
_NUMBER = BigInteger().with_variant(Integer, "sqlite")
"""SQLite counts by itself only a column that is called plain INTEGER."""


def _of_case(*, key: bool = False) -> Column[str]:
    return Column(
        "case_id",
        _ID,
        ForeignKey("cases.id", ondelete="CASCADE"),
        nullable=False,
        primary_key=key,
    )


def _of_person() -> Column[str]:
    return Column("person_id", _ID, ForeignKey("people.id", ondelete="CASCADE"), nullable=False)


cases = Table(
    "cases",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("made_at", _TIME, nullable=False),
    Column("rules_version", String(80), nullable=False),
    Column("rules_hash", _HASH, nullable=False),
    # What an imported file tells besides its facts, as JSON; '' for a case that began here.
    Column("imported", Text, nullable=False),
)
"""One row a case; `rules_hash` is that of the rules under which it was last worked on."""

people = Table(
    "people",
    metadata,
    Column("id", _ID, primary_key=True),
    _of_case(),
    Column("name", Text, nullable=False),
    Column("part", String(16), nullable=False),
    Column("topics", Text, nullable=False),
    Column("link_hash", _HASH, nullable=False, unique=True),
    Column("made_at", _TIME, nullable=False),
    Column("expires_at", _TIME, nullable=False),
    Column("revoked", Boolean, nullable=False),
    Index("people_of_case", "case_id"),
)
"""Who takes part in a case, each by a link of which only the hash is kept. `topics` is a JSON list; an empty one means all."""

answers = Table(
    "answers",
    metadata,
    Column("id", _NUMBER, primary_key=True, autoincrement=True),
    _of_case(),
    _of_person(),
    Column("version", Integer, nullable=False),
    Column("at", _TIME, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("fact", Text, nullable=False),
    Column("old", Text, nullable=False),
    Column("new", Text, nullable=False),
    Index("answers_of_case", "case_id", "id"),
)
"""The history: who said what, when, what it was before, what it is now."""

versions = Table(
    "versions",
    metadata,
    _of_case(key=True),
    Column("number", Integer, primary_key=True),
    Column("opened_at", _TIME, nullable=False),
    Column("signed_at", _TIME, nullable=False),
    Column("advice_id", _NUMBER, nullable=True),
)
"""The versions of a case, counted from 1; one whose `signed_at` is not empty is frozen."""

signatures = Table(
    "signatures",
    metadata,
    Column("id", _NUMBER, primary_key=True, autoincrement=True),
    _of_case(),
    _of_person(),
    Column("version", Integer, nullable=False),
    Column("at", _TIME, nullable=False),
    Column("meaning", String(16), nullable=False),
    Column("name", Text, nullable=False),
    Column("rules_version", String(80), nullable=False),
    Column("rules_hash", _HASH, nullable=False),
    Column("case_hash", _HASH, nullable=False),
    Index("signatures_of_case", "case_id"),
)
"""Who answers for a case, or has checked it: under which rules, and with which answers."""

advices = Table(
    "advices",
    metadata,
    Column("id", _NUMBER, primary_key=True, autoincrement=True),
    _of_case(),
    Column("version", Integer, nullable=False),
    Column("at", _TIME, nullable=False),
    Column("rules_version", String(80), nullable=False),
    Column("rules_hash", _HASH, nullable=False),
    Column("case_hash", _HASH, nullable=False),
    Column("case_text", Text, nullable=False),
    Column("document", Text, nullable=False),
    # The report as a page, word for word, of a version that was signed; else ''.
    Column("page", Text, nullable=False),
    Index("advices_of_case", "case_id"),
)
"""Every advice that was given out, with the case and the rules that it was made from."""

changes_of_rules = Table(
    "changes_of_rules",
    metadata,
    Column("id", _NUMBER, primary_key=True, autoincrement=True),
    _of_case(),
    Column("at", _TIME, nullable=False),
    Column("old_hash", _HASH, nullable=False),
    Column("new_hash", _HASH, nullable=False),
    Column("report", Text, nullable=False),
    Index("changes_of_rules_of_case", "case_id"),
)
"""What happened to an open case when the rules changed, as JSON."""

sessions = Table(
    "sessions",
    metadata,
    Column("key_hash", _HASH, primary_key=True),
    Column(
        "person_id",
        _ID,
        ForeignKey("people.id", ondelete="CASCADE"),
        primary_key=True,
    ),
    Column("expires_at", _TIME, nullable=False),
    Index("sessions_of_person", "person_id"),
)
"""Which browser acts for which people; of its cookie only the hash is kept."""
