"""Who a browser acts for: its cookie, and the people whose links were opened in it."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Connection, delete, insert, select
from starlette.requests import HTTPConnection
from starlette.responses import Response

from advisor.web.database.tables import people, sessions
from advisor.web.dossier.records import CasePerson, Dossier, PersonPart
from advisor.web.dossier.store import now
from advisor.web.tokens import hash_of, is_token, new_token

_STRONGEST = (PersonPart.OWNER, PersonPart.CHECKER, PersonPart.RESPONDENT)


def cookie_name(*, secure: bool) -> str:
    """Return the cookie's name; with the prefix no other site nor an unsafe page can set it."""
    return "__Host-advisor" if secure else "advisor"


def form_cookie_name(*, secure: bool) -> str:
    """Return the name of the cookie from which the tokens of forms are made.

    It lets nobody in, and so it may stay when the key is replaced: forms that are open in other
    tabs go on working.
    """
    return f"{cookie_name(secure=secure)}-form"


def key_of(connection: HTTPConnection, name: str) -> tuple[str, bool]:
    """Return the key that a cookie of a browser holds, or a new one, and whether it is new."""
    key = connection.cookies.get(name, "")
    return (key, False) if is_token(key) else (new_token(), True)


def set_cookie(
    response: Response, name: str, key: str, lasting: timedelta, *, secure: bool, path: str = "/"
) -> None:
    """Give a browser a cookie: no script reads it, and no other site's form sends it."""
    response.set_cookie(
        name,
        key,
        max_age=int(lasting.total_seconds()),
        path=path,
        secure=secure,
        httponly=True,
        samesite="lax",
    )


def grant(connection: Connection, key: str, person: str, lasting: timedelta) -> str:
    """Let a browser act for somebody; return its new key, since the old one may have been planted."""
    new = new_token()
    held = set(
        connection.scalars(
            select(sessions.c.person_id).where(
                sessions.c.key_hash == hash_of(key), sessions.c.expires_at > now()
            )
        )
    )
    leave(connection, key)
    connection.execute(delete(sessions).where(sessions.c.expires_at <= now()))
    connection.execute(
        insert(sessions),
        [
            {"key_hash": hash_of(new), "person_id": one, "expires_at": now(lasting)}
            for one in sorted({*held, person})
        ],
    )
    return new


def leave(connection: Connection, key: str) -> None:
    """Let a browser act for nobody any more."""
    connection.execute(delete(sessions).where(sessions.c.key_hash == hash_of(key)))


def acting_for(connection: Connection, key: str) -> list[tuple[str, str]]:
    """Return the cases, and the people in them, that a browser acts for; nobody whose link has ended."""
    found = connection.execute(
        select(people.c.case_id, people.c.id)
        .join(sessions, sessions.c.person_id == people.c.id)
        .where(
            sessions.c.key_hash == hash_of(key),
            sessions.c.expires_at > now(),
            people.c.revoked.is_(other=False),
            people.c.expires_at > now(),
        )
    )
    return [(row.case_id, row.id) for row in found]


def member(connection: Connection, key: str, dossier: Dossier) -> CasePerson | None:
    """Return for whom a browser acts in a case, the one who may do most; None for a stranger."""
    mine = {person for case, person in acting_for(connection, key) if case == dossier.id}
    found = [one for one in dossier.people if one.id in mine]
    return min(found, key=lambda one: _STRONGEST.index(one.part), default=None)
