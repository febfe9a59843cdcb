"""The first tables: cases, people, answers, versions, signatures, advices, changes of rules, sessions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def _of_case(*, key: bool = False) -> sa.Column[str]:
    return sa.Column(
        "case_id",
        sa.String(32),
        sa.ForeignKey("cases.id", ondelete="CASCADE"),
        nullable=False,
        primary_key=key,
    )


def _of_person(*, key: bool = False) -> sa.Column[str]:
    return sa.Column(
        "person_id",
        sa.String(32),
        sa.ForeignKey("people.id", ondelete="CASCADE"),
        nullable=False,
        primary_key=key,
    )


def _number() -> sa.Column[int]:
    return sa.Column("id", _NUMBER, primary_key=True, autoincrement=True)


def _text(name: str, length: int | None = None) -> sa.Column[str]:
    return sa.Column(name, sa.String(length) if length else sa.Text(), nullable=False)


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "cases",
        sa.Column("id", sa.String(32), primary_key=True),
        _text("made_at", 32),
        _text("rules_version", 80),
        _text("rules_hash", 80),
        _text("imported"),
    )
    op.create_table(
        "people",
        sa.Column("id", sa.String(32), primary_key=True),
        _of_case(),
        _text("name"),
        _text("part", 16),
        _text("topics"),
        sa.Column("link_hash", sa.String(80), nullable=False, unique=True),
        _text("made_at", 32),
        _text("expires_at", 32),
        sa.Column("revoked", sa.Boolean(), nullable=False),
    )
    op.create_index("people_of_case", "people", ["case_id"])
    op.create_table(
        "answers",
        _number(),
        _of_case(),
        _of_person(),
        sa.Column("version", sa.Integer(), nullable=False),
        _text("at", 32),
        _text("kind", 16),
        _text("fact"),
        _text("old"),
        _text("new"),
    )
    op.create_index("answers_of_case", "answers", ["case_id", "id"])
    op.create_table(
        "versions",
        _of_case(key=True),
        sa.Column("number", sa.Integer(), primary_key=True),
        _text("opened_at", 32),
        _text("signed_at", 32),
        sa.Column("advice_id", _NUMBER, nullable=True),
    )
    op.create_table(
        "signatures",
        _number(),
        _of_case(),
        _of_person(),
        sa.Column("version", sa.Integer(), nullable=False),
        _text("at", 32),
        _text("meaning", 16),
        _text("name"),
        _text("rules_version", 80),
        _text("rules_hash", 80),
        _text("case_hash", 80),
    )
    op.create_index("signatures_of_case", "signatures", ["case_id"])
    op.create_table(
        "advices",
        _number(),
        _of_case(),
        sa.Column("version", sa.Integer(), nullable=False),
        _text("at", 32),
        _text("rules_version", 80),
        _text("rules_hash", 80),
        _text("case_hash", 80),
        _text("case_text"),
        _text("document"),
        _text("page"),
    )
    op.create_index("advices_of_case", "advices", ["case_id"])
    op.create_table(
        "changes_of_rules",
        _number(),
        _of_case(),
        _text("at", 32),
        _text("old_hash", 80),
        _text("new_hash", 80),
        _text("report"),
    )
    op.create_index("changes_of_rules_of_case", "changes_of_rules", ["case_id"])
    op.create_table(
        "sessions",
        sa.Column("key_hash", sa.String(80), primary_key=True),
        _of_person(key=True),
        _text("expires_at", 32),
    )
    op.create_index("sessions_of_person", "sessions", ["person_id"])


def downgrade() -> None:
    """Take the tables away, with all that they hold."""
    for name in (
        "sessions",
        "changes_of_rules",
        "advices",
        "signatures",
        "versions",
        "answers",
        "people",
        "cases",
    ):
        op.drop_table(name)
