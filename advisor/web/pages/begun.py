"""The page behind a new case: the owner's link, which can be looked at again for some minutes and is kept nowhere."""

from __future__ import annotations

from datetime import timedelta

from starlette.responses import Response

from advisor.web.dossier.records import PersonPart, RowKind
from advisor.web.dossier.store import person_of_link
from advisor.web.pages.rendering import case_path, page, to
from advisor.web.security.access import set_cookie
from advisor.web.tokens import is_token
from advisor.web.visit import Visit

LINK_COOKIE = "advisor-link"
"""Brings the link from the form to the page: only this browser, and only this page, has it."""

FROM_FILE = "taken over from the file"
"""What the history calls how a file under older rules was taken over."""

SHOWN = timedelta(minutes=10)
"""How long the page can be loaded again."""


def to_begun(visit: Visit, case: str, token: str) -> Response:
    """Lead on to the page with the link of a new case, which begins no second one when it is loaded again."""
    path = case_path(case, "begun")
    response = to(path)
    secure = visit.services.settings.secure
    set_cookie(response, LINK_COOKIE, token, SHOWN, secure=secure, path=path)
    return response


def begun(visit: Visit) -> Response:
    """Show the owner's link while the browser has it; after that, lead to the case."""
    dossier, person = visit.member(PersonPart.OWNER)
    token = visit.cookies.get(LINK_COOKIE, "")
    with visit.database.reading() as connection:
        led = person_of_link(connection, token) if is_token(token) else None
    # A cookie that somebody else planted shows nobody another link as one's own.
    if led is None or led[0] != dossier.id or led[1].id != person.id:
        return to(case_path(dossier.id))
    answered = {
        row.fact for row in dossier.rows if row.kind is RowKind.ANSWER and '"answer"' in row.new
    }
    return page(
        visit,
        "begun",
        case=(dossier, person),
        link=f"{visit.base}/link/{token}",
        until=person.expires_at[:10],
        lines=[
            line for row in dossier.rows if row.fact == FROM_FILE for line in row.new.split("\n")
        ],
        answered=len(answered) if dossier.imported else 0,
    )
