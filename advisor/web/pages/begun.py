"""Links that were just made: shown on a page that can be loaded again for some minutes, and kept nowhere."""

from __future__ import annotations

from datetime import timedelta

from starlette.responses import Response

from advisor.web.dossier.records import CasePerson, Dossier, PersonPart, RowKind
from advisor.web.dossier.store import person_of_link
from advisor.web.pages.rendering import case_path, page, to
from advisor.web.security.access import set_cookie
from advisor.web.tokens import is_token
from advisor.web.visit import Visit

LINK_COOKIE = "advisor-link"
"""Brings a link from the form to the page that shows it: only this browser, and only this page, has it."""

FROM_FILE = "taken over from the file"
"""What the history calls how a file under older rules was taken over."""

SHOWN = timedelta(minutes=10)
"""How long the page can be loaded again."""


def to_link(visit: Visit, token: str, path: str) -> Response:
    """Lead on to the page that shows a new link, which makes no second one when it is loaded again."""
    response = to(path)
    secure = visit.services.settings.secure
    set_cookie(response, LINK_COOKIE, token, SHOWN, secure=secure, path=path)
    return response


def link_to_show(visit: Visit, dossier: Dossier) -> tuple[str, CasePerson] | None:
    """Return the link that this browser has just made in a case, and for whom; None where it has none."""
    token = visit.cookies.get(LINK_COOKIE, "")
    with visit.database.reading() as connection:
        led = person_of_link(connection, token) if is_token(token) else None
    if led is None or led[0] != dossier.id:
        return None
    return f"{visit.base}/link/{token}", led[1]


def begun(visit: Visit) -> Response:
    """Show the owner's link while the browser has it; after that, lead to the case."""
    dossier, person = visit.member(PersonPart.OWNER)
    made = link_to_show(visit, dossier)
    # A cookie that somebody else planted shows nobody another link as one's own.
    if made is None or made[1].id != person.id:
        return to(case_path(dossier.id))
    answered = {
        row.fact for row in dossier.rows if row.kind is RowKind.ANSWER and '"answer"' in row.new
    }
    return page(
        visit,
        "begun",
        case=(dossier, person),
        link=made[0],
        until=person.expires_at[:10],
        lines=[
            line for row in dossier.rows if row.fact == FROM_FILE for line in row.new.split("\n")
        ],
        answered=len(answered) if dossier.imported else 0,
    )
