"""Rows in and rows out: what is kept of a case, read whole and written piece by piece."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, CursorResult, Row, delete, insert, select, update

from advisor.knowledge.model import RuleBase
from advisor.web.database import tables
from advisor.web.dossier.records import (
    CasePerson,
    CaseSignature,
    CaseVersion,
    Dossier,
    HistoryRow,
    PersonPart,
    RowKind,
    SignatureMeaning,
)
from advisor.web.tokens import hash_of, new_id, new_token


def number_of(made: CursorResult[Any]) -> int:
    """Return the number that a new row was given."""
    key = made.inserted_primary_key
    if key is None:
        message = "the database gives a new row no number"
        raise RuntimeError(message)
    return int(key[0])


def now(later: timedelta = timedelta()) -> str:
    """Return this moment, or a later one, as the tables keep it."""
    return (datetime.now(UTC) + later).isoformat(timespec="seconds")


def begin_case(connection: Connection, rules: RuleBase, imported: str) -> str:
    """Make a case with its first version; return its id."""
    name = new_id()
    connection.execute(
        insert(tables.cases).values(
            id=name,
            made_at=now(),
            rules_version=rules.version,
            rules_hash=rules.hash,
            imported=imported,
        )
    )
    open_version(connection, name, 1)
    return name


def add_person(
    connection: Connection,
    case: str,
    name: str,
    part: PersonPart,
    topics: Sequence[str],
    lasting: timedelta,
) -> tuple[str, str]:
    """Let somebody take part in a case; return the id, and the token of the link, which is kept nowhere."""
    person, token = new_id(), new_token()
    connection.execute(
        insert(tables.people).values(
            id=person,
            case_id=case,
            name=name,
            part=part.value,
            topics=json.dumps(list(topics), ensure_ascii=False),
            link_hash=hash_of(token),
            made_at=now(),
            expires_at=now(lasting),
            revoked=False,
        )
    )
    return person, token


def renew_link(connection: Connection, person: str, lasting: timedelta, staying: str = "") -> str:
    """Give somebody a new link; the old one and the browsers that it opened lead nowhere from now on.

    `staying` is the key of the one browser that goes on acting for them, '' for none.
    """
    token = new_token()
    sessions = tables.sessions
    connection.execute(
        delete(sessions).where(
            sessions.c.person_id == person, sessions.c.key_hash != hash_of(staying)
        )
    )
    connection.execute(
        update(tables.people)
        .where(tables.people.c.id == person)
        .values(link_hash=hash_of(token), expires_at=now(lasting), revoked=False)
    )
    return token


def revoke(connection: Connection, person: str) -> None:
    """Let somebody's link and open browsers lead nowhere from now on; what was answered stays."""
    connection.execute(
        update(tables.people).where(tables.people.c.id == person).values(revoked=True)
    )
    connection.execute(delete(tables.sessions).where(tables.sessions.c.person_id == person))


def person_of_link(connection: Connection, token: str) -> tuple[str, CasePerson] | None:
    """Return the case and the person that a link leads to, None where it leads nowhere."""
    people = tables.people
    found = connection.execute(select(people).where(people.c.link_hash == hash_of(token))).first()
    if found is None or found.revoked or found.expires_at <= now():
        return None
    return found.case_id, _person(found)


def add_row(
    connection: Connection,
    dossier: Dossier,
    person: str,
    kind: RowKind,
    fact: str,
    old: str,
    new: str,
) -> Dossier:
    """Write what somebody said; return the dossier with the row behind all others."""
    at = now()
    made = connection.execute(
        insert(tables.answers).values(
            case_id=dossier.id,
            person_id=person,
            version=dossier.version.number,
            at=at,
            kind=kind.value,
            fact=fact,
            old=old,
            new=new,
        )
    )
    row = HistoryRow(number_of(made), person, dossier.version.number, at, kind, fact, old, new)
    return replace(dossier, rows=(*dossier.rows, row))


def open_version(connection: Connection, case: str, number: int) -> None:
    """Open a version of a case."""
    connection.execute(
        insert(tables.versions).values(
            case_id=case, number=number, opened_at=now(), signed_at="", advice_id=None
        )
    )


def freeze_version(connection: Connection, dossier: Dossier, advice: int) -> None:
    """Let a version stay as it is, with the advice that was signed."""
    versions = tables.versions
    connection.execute(
        update(versions)
        .where(versions.c.case_id == dossier.id, versions.c.number == dossier.version.number)
        .values(signed_at=now(), advice_id=advice)
    )


def add_signature(
    connection: Connection,
    dossier: Dossier,
    person: str,
    meaning: SignatureMeaning,
    name: str,
    rules: RuleBase,
    case_hash: str,
) -> None:
    """Write who stands for the version that is worked on."""
    connection.execute(
        insert(tables.signatures).values(
            case_id=dossier.id,
            person_id=person,
            version=dossier.version.number,
            at=now(),
            meaning=meaning.value,
            name=name,
            rules_version=rules.version,
            rules_hash=rules.hash,
            case_hash=case_hash,
        )
    )


def rules_taken_over(
    connection: Connection, dossier: Dossier, rules: RuleBase, report: dict[str, Any]
) -> None:
    """Write what the change of the rules did to a case, which is worked on under the new ones from now on."""
    connection.execute(
        insert(tables.changes_of_rules).values(
            case_id=dossier.id,
            at=now(),
            old_hash=dossier.rules_hash,
            new_hash=rules.hash,
            report=json.dumps(report, ensure_ascii=False),
        )
    )
    connection.execute(
        update(tables.cases)
        .where(tables.cases.c.id == dossier.id)
        .values(rules_version=rules.version, rules_hash=rules.hash)
    )


def changes_of_rules(connection: Connection, case: str) -> list[dict[str, Any]]:
    """Return the reports on the changes of the rules that a case went through, the last one first."""
    changes = tables.changes_of_rules
    found = connection.execute(
        select(changes).where(changes.c.case_id == case).order_by(changes.c.id.desc())
    )
    return [
        {"at": one.at, "old": one.old_hash, "new": one.new_hash, **json.loads(one.report)}
        for one in found
    ]


def hold(connection: Connection, case: str) -> None:
    """Let nobody else write to a case until the transaction ends."""
    connection.execute(
        select(tables.cases.c.id).where(tables.cases.c.id == case).with_for_update()
    ).first()


def load(connection: Connection, case: str) -> Dossier | None:
    """Return all that is kept of a case, or None."""
    found = connection.execute(select(tables.cases).where(tables.cases.c.id == case)).first()
    if found is None:
        return None

    def rows_of(table: Any, *order: Any) -> Sequence[Row[Any]]:
        return connection.execute(
            select(table).where(table.c.case_id == case).order_by(*order)
        ).all()

    return Dossier(
        case,
        found.made_at,
        found.rules_version,
        found.rules_hash,
        found.imported,
        tuple(_person(one) for one in rows_of(tables.people, tables.people.c.made_at)),
        tuple(
            HistoryRow(
                one.id,
                one.person_id,
                one.version,
                one.at,
                RowKind(one.kind),
                one.fact,
                one.old,
                one.new,
            )
            for one in rows_of(tables.answers, tables.answers.c.id)
        ),
        tuple(
            CaseVersion(one.number, one.opened_at, one.signed_at, one.advice_id)
            for one in rows_of(tables.versions, tables.versions.c.number)
        ),
        tuple(
            CaseSignature(
                one.person_id,
                one.version,
                one.at,
                SignatureMeaning(one.meaning),
                one.name,
                one.rules_version,
                one.rules_hash,
                one.case_hash,
            )
            for one in rows_of(tables.signatures, tables.signatures.c.id)
        ),
    )


def erase(connection: Connection, case: str) -> None:
    """Take all rows of a case away; `Database.scrub` leaves nothing of them on the disk."""
    mine = select(tables.people.c.id).where(tables.people.c.case_id == case)
    connection.execute(delete(tables.sessions).where(tables.sessions.c.person_id.in_(mine)))
    for table in reversed(tables.metadata.sorted_tables):
        if "case_id" in table.c:
            connection.execute(delete(table).where(table.c.case_id == case))
    connection.execute(delete(tables.cases).where(tables.cases.c.id == case))


def _person(row: Row[Any]) -> CasePerson:
    return CasePerson(
        row.id,
        row.name,
        PersonPart(row.part),
        tuple(json.loads(row.topics)),
        row.made_at,
        row.expires_at,
        row.revoked,
    )
