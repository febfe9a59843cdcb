"""From what a page has to say to a response, by the templates in `templates/web/`."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import quote

from starlette.responses import RedirectResponse, Response

from advisor.errors import AdvisorError
from advisor.report.environment import render_template
from advisor.text import capital
from advisor.web.dossier.records import CasePerson, Dossier
from advisor.web.refusals import RefusedError, status_of
from advisor.web.security.headers import policy
from advisor.web.visit import Visit


@cache
def style() -> str:
    """Return the style sheet of the pages."""
    return files("advisor.templates").joinpath("web").joinpath("web.css").read_text("utf-8")


@cache
def style_version() -> str:
    """Return what changes with the style sheet, so that browsers may keep it for long."""
    return hashlib.sha256(style().encode()).hexdigest()[:12]


def page(
    visit: Visit,
    template: str,
    *,
    status: int = 200,
    case: tuple[Dossier, CasePerson] | None = None,
    **told: Any,
) -> Response:
    """Fill the template of a page; `case` is whose page it is, and who looks at it."""
    context = {
        "form_token": visit.form_token,
        "style_version": style_version(),
        "rules": visit.rules,
        "case": None if case is None else _case_view(*case),
        "error": None,
        **told,
    }
    text = render_template(f"web/{template}.html.j2", None, context)
    return Response(text, status, media_type="text/html")


def document(text: str) -> Response:
    """Return a document that brings its own styles, as it is."""
    return Response(text, media_type="text/html", headers={"Content-Security-Policy": policy(text)})


def download(content: bytes | str, media_type: str, name: str) -> Response:
    """Return a file to be saved."""
    shown = quote(name, safe="")
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{shown}"}
    return Response(content, media_type=media_type, headers=headers)


def to(path: str) -> Response:
    """Lead on to another page; reloading that sends nothing twice."""
    return RedirectResponse(path, 303)


def case_path(case: str, *parts: str) -> str:
    """Return the path of a page of a case."""
    return "/".join(["/case", case, *(quote(part, safe="") for part in parts)])


def refusal_page(visit: Visit, error: AdvisorError) -> Response:
    """Show a refusal as a page, with what mends it."""
    status = status_of(error)
    response = page(
        visit,
        "refused",
        status=status,
        problems=[
            (capital(one.message), capital(one.mend), str(one.place) if one.place.file else "")
            for one in error.problems[:50]
        ],
        status_code=status,
    )
    if isinstance(error, RefusedError) and error.wait:
        response.headers["Retry-After"] = str(error.wait)
    return response


def _case_view(dossier: Dossier, person: CasePerson) -> Mapping[str, Any]:
    """Return what the head of a case's pages shows."""
    told = {row.fact: row.new for row in dossier.rows if row.kind == "told"}
    return {
        "path": case_path(dossier.id),
        "title": told.get("place") or "A case without a name",
        "person": person,
        "owns": person.part == "owner",
        "checks": person.part == "checker",
        "version": dossier.version.number,
        "frozen": dossier.frozen,
    }
