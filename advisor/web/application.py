"""The server put together: which address leads to which page, and what stands before all of them."""

from __future__ import annotations

import json
from collections.abc import Mapping

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from advisor.knowledge.model import RuleBase
from advisor.web.database.connection import Database
from advisor.web.interface import operations
from advisor.web.interface.problems import MEDIA_TYPE, problem_details, problem_response
from advisor.web.pages import (
    begun,
    guide,
    keeping,
    people,
    questions,
    reports,
    starting,
    versions,
)
from advisor.web.pages.rendering import refusal_page, style
from advisor.web.refusals import RefusedError
from advisor.web.security.headers import SecureHeaders
from advisor.web.security.hosts import KnownHosts
from advisor.web.settings import ServerSettings
from advisor.web.visit import Endpoint, Page, Services, Visit

CASE = "/case/{case}"
API = "/api/v1"

_GET: Mapping[str, Page] = {
    "/": starting.start,
    "/link/{token}": starting.follow,
    "/handbook": reports.plain_handbook,
    "/table": reports.table,
    API: guide.interface,
    CASE: keeping.overview,
    f"{CASE}/begun": begun.begun,
    f"{CASE}/question": questions.next_one,
    f"{CASE}/question/{{fact}}": questions.on_fact,
    f"{CASE}/question/{{fact}}/why": questions.why,
    f"{CASE}/so-far": questions.so_far,
    f"{CASE}/check": questions.check,
    f"{CASE}/report": reports.report,
    f"{CASE}/advice.{{form}}": reports.save_advice,
    f"{CASE}/case.{{form}}": reports.save_case,
    f"{CASE}/scenarios": reports.scenarios,
    f"{CASE}/explain": reports.explanations,
    f"{CASE}/handbook": reports.case_handbook,
    f"{CASE}/people": people.people,
    f"{CASE}/people/link": people.new_link,
    f"{CASE}/differences": people.differences,
    f"{CASE}/versions": versions.versions,
    f"{CASE}/versions/{{number}}/report": versions.signed_report,
    f"{CASE}/versions/{{number}}/advice.{{form}}": reports.save_signed_advice,
    f"{CASE}/versions/{{number}}/case.{{form}}": reports.save_signed_case,
    f"{CASE}/compare": versions.compare,
    f"{CASE}/history": keeping.history,
    f"{CASE}/everything.json": keeping.everything,
    f"{CASE}/erase": keeping.ask_to_erase,
}
_POST: Mapping[str, Page] = {
    "/leave": starting.sign_out,
    "/link/{token}": starting.enter,
    f"{CASE}/question/{{fact}}": questions.give,
    f"{CASE}/go-on": questions.go_on,
    f"{CASE}/tell": keeping.tell,
    f"{CASE}/scenarios": reports.scenarios,
    f"{CASE}/people": people.invite,
    f"{CASE}/people/{{person}}/renew": people.renew,
    f"{CASE}/people/{{person}}/take-back": people.take_back,
    f"{CASE}/differences/{{fact}}": people.reconcile,
    f"{CASE}/checked": versions.check_off,
    f"{CASE}/sign": versions.sign,
    f"{CASE}/versions": versions.open_next,
    f"{CASE}/erase": keeping.erase_case,
}
_DEAR = {
    reports.save_advice,
    reports.save_signed_advice,
    reports.scenarios,
    reports.explanations,
    reports.case_handbook,
    versions.sign,
    versions.compare,
    keeping.erase_case,
}
"""Pages that take a second of work, or much room."""

_ASKED: Mapping[str, Page] = {
    f"{API}/rules": operations.rules,
    f"{API}/rules/{{name:path}}": operations.rule,
    f"{API}/schema/{{kind}}": operations.schema,
    f"{API}/openapi.json": operations.openapi,
}


def application(rules: RuleBase, database: Database, settings: ServerSettings) -> Starlette:
    """Return the server on a rule base and a database."""
    services = Services(rules, database, settings)
    limits = settings.limits
    sent = {
        "/cases": Endpoint(starting.begin, refusal_page, dear=True),
        "/cases/from-file": Endpoint(starting.take_in, refusal_page, limits.case_file, dear=True),
        "/table": Endpoint(reports.overview, refusal_page, limits.table, dear=True),
        **{path: Endpoint(page, refusal_page, dear=page in _DEAR) for path, page in _POST.items()},
        f"{API}/advise": _operation(operations.advise, limits.case_file),
        f"{API}/explain": _operation(operations.explain, limits.case_file, dear=True),
        f"{API}/batch": _operation(operations.batch, limits.table, dear=True),
    }
    seen = {
        **{path: Endpoint(page, refusal_page, dear=page in _DEAR) for path, page in _GET.items()},
        **{path: _operation(page) for path, page in _ASKED.items()},
    }
    routes = [
        Route("/static/web.css", _style),
        Route("/health", _health),
        *(Route(path, one.route(services), methods=["GET"]) for path, one in seen.items()),
        *(Route(path, one.route(services), methods=["POST"]) for path, one in sent.items()),
    ]

    def refused(request: Request, error: Exception) -> Response:
        """Tell in words what Starlette itself refuses: a path that is none, a method that is not taken."""
        status = error.status_code if isinstance(error, HTTPException) else 500
        shown = RefusedError(
            status,
            {404: "there is no such page", 405: "this can't be done with this page"}.get(
                status, "the request can't be read"
            ),
            "begin at the start",
        )
        headers = dict(getattr(error, "headers", None) or {})
        if request.url.path.startswith(f"{API}/"):
            text = json.dumps(problem_details(shown, status), ensure_ascii=False)
            return Response(text, status, headers, MEDIA_TYPE)
        visit = Visit(services, "", {}, {}, "")
        response = refusal_page(visit, shown)
        response.headers.update(headers)
        return response

    return Starlette(
        routes=routes,
        middleware=[
            Middleware(SecureHeaders, secure=settings.secure),
            Middleware(KnownHosts, hosts=settings.hosts),
        ],
        exception_handlers={HTTPException: refused},
    )


def _operation(page: Page, most: int = 0, *, dear: bool = False) -> Endpoint:
    return Endpoint(page, problem_response, most, dear=dear, raw=True)


def _style(_: Request) -> Response:
    """Give the style sheet, which a browser may keep: its address changes with it."""
    keep = {"Cache-Control": "public, max-age=31536000, immutable"}
    return Response(style(), media_type="text/css", headers=keep)


def _health(_: Request) -> Response:
    """Tell a supervisor that the server answers."""
    return PlainTextResponse("ok")
