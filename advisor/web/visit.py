"""One request as our pages see it, and the one way from it to a response.

What comes from outside is looked at here and nowhere else: who asks, how often, how much, whether
a form comes from one of our own pages. Pages are plain functions that run in a thread.
"""

from __future__ import annotations

import asyncio
import logging
import time
import traceback
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial
from threading import Event

from anyio import CapacityLimiter
from anyio.lowlevel import RunVar
from anyio.to_thread import run_sync
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from advisor.errors import AdvisorError, TemplateError
from advisor.knowledge.model import RuleBase
from advisor.web.database.connection import Database
from advisor.web.dossier.records import CasePerson, Dossier, PersonPart
from advisor.web.dossier.rules_change import carry_over, last_document, report_of_change
from advisor.web.dossier.store import load
from advisor.web.dossier.talk import TalkMemory
from advisor.web.refusals import RefusedError, not_here
from advisor.web.security.access import (
    cookie_name,
    form_cookie_name,
    key_of,
    member,
    set_cookie,
)
from advisor.web.security.limits import RateLimiter, bounded, too_large
from advisor.web.settings import ServerSettings
from advisor.web.tokens import form_token, is_form_token

log = logging.getLogger("advisor.web")
"""Tells the kind of page, the status and the time; never an address, an answer or a name."""

MOST_FIELDS = 200
LONGEST_FIELD = 64 * 1024
AT_ONCE = 2
"""How many pages are worked on at once: more would take turns on one processor, and all come late."""

_quick: RunVar[CapacityLimiter] = RunVar("quick pages")
_dear: RunVar[CapacityLimiter] = RunVar("dear pages")

OFFICE = 10
"""How many times what a browser may ask for may come from one address."""


@dataclass
class Services:
    """What all requests share: the rules, the database, what is remembered."""

    rules: RuleBase
    database: Database
    settings: ServerSettings
    talks: TalkMemory = field(default_factory=TalkMemory)

    @cached_property
    def by_browser(self) -> RateLimiter:
        """The counts of each browser's requests."""
        return RateLimiter(self.settings.limits.rate, self.settings.limits.burst)

    @cached_property
    def by_address(self) -> RateLimiter:
        """The counts of each address: an office has one for many, and a cookie is soon made up."""
        limits = self.settings.limits
        return RateLimiter(OFFICE * limits.rate, OFFICE * limits.burst)


@dataclass
class Visit:
    """A request: what was asked for, by whom, and what came with it."""

    services: Services
    key: str
    path: Mapping[str, str]
    query: Mapping[str, str]
    base: str
    form: FormData = field(default_factory=FormData)
    body: bytes = b""
    content_type: str = ""
    left: Event = field(default_factory=Event)
    """Set once who asked has gone, and nobody waits for the page."""
    form_key: str = ""
    """What the tokens of this browser's forms are made from."""
    cookies: Mapping[str, str] = field(default_factory=dict)
    granted: bool = False
    """Whether the page has given the browser a new key."""

    @property
    def rules(self) -> RuleBase:
        """The rule base that the server runs with."""
        return self.services.rules

    @property
    def database(self) -> Database:
        """Where cases are kept."""
        return self.services.database

    @property
    def form_token(self) -> str:
        """What the forms of this browser bring along."""
        return form_token(self.form_key)

    def field(self, name: str) -> str:
        """Return what was filled in, with blanks and line ends as one blank; '' for nothing."""
        given = self.form.get(name, "")
        return " ".join(given.split()) if isinstance(given, str) else ""

    def fields(self, name: str) -> list[str]:
        """Return all that was ticked or filled in under one name."""
        return [one for one in self.form.getlist(name) if isinstance(one, str)]

    def upload(self, name: str) -> UploadFile | None:
        """Return a file that was sent along, None where none was chosen."""
        given = self.form.get(name)
        return given if isinstance(given, UploadFile) and given.filename else None

    def member(self, *parts: PersonPart) -> tuple[Dossier, CasePerson]:
        """Return the case that is asked for and who asks. Raises RefusedError for everybody else.

        `parts` are those that may see the page; without any, all that take part may.
        """
        with self.database.reading() as connection:
            dossier = load(connection, self.path["case"])
            person = member(connection, self.key, dossier) if dossier else None
        if dossier is None or person is None or (parts and person.part not in parts):
            raise not_here()
        if dossier.rules_hash != self.rules.hash and not dossier.frozen:
            dossier = self._under_new_rules(dossier)
        return dossier, person

    def _under_new_rules(self, dossier: Dossier) -> Dossier:
        """Carry a case over that was worked on under other rules, with a report of what changed."""
        with self.database.reading() as connection:
            before = last_document(connection, dossier.id)
        report = report_of_change(dossier, self.rules, before)
        with self.database.writing() as connection:
            carry_over(connection, dossier, self.rules, report)
            return load(connection, dossier.id) or dossier


def _turns(*, dear: bool) -> CapacityLimiter:
    """Return the queue of a page; dear ones have their own, so that questions don't wait for reports."""
    kept = _dear if dear else _quick
    try:
        return kept.get()
    except LookupError:
        limiter = CapacityLimiter(1 if dear else AT_ONCE)
        kept.set(limiter)
        return limiter


def _template_fails() -> RefusedError:
    hint = "tell who runs it; what was answered is kept"
    return RefusedError(500, "a template of this server has a mistake", hint)


def _where(error: BaseException) -> str:
    """Tell which kind of error it is and where it came from, and nothing of what it says."""
    frames = traceback.extract_tb(error.__traceback__)
    last = f"{frames[-1].filename}:{frames[-1].lineno}" if frames else "nowhere"
    return f"{type(error).__name__} at {last}"


async def _unless_left(
    request: Request, visit: Visit, work: Callable[[], Response], *, dear: bool
) -> Response:
    """Do the work in a thread; a dear one is told when who asked has left, so that it can end."""
    if not dear or request.method in ("GET", "HEAD"):
        return await run_sync(work, limiter=_turns(dear=dear))

    async def listen() -> None:
        while (await request.receive())["type"] != "http.disconnect":
            pass
        visit.left.set()

    listening = asyncio.ensure_future(listen())
    try:
        return await run_sync(work, limiter=_turns(dear=True))
    finally:
        listening.cancel()
        await asyncio.wait([listening])


Page = Callable[[Visit], Response]
Refusal = Callable[[Visit, AdvisorError], Response]


@dataclass(frozen=True)
class Endpoint:
    """A page, and how requests for it are looked at: how large, how dear, and how refusals are shown."""

    page: Page
    refusal: Refusal
    most: int = 0
    dear: bool = False
    raw: bool = False
    """Whether the body is taken as it is; else it is a form of ours, which must say so."""

    def route(self, services: Services) -> Callable[[Request], Awaitable[Response]]:
        """Return what Starlette calls."""

        async def serve(request: Request) -> Response:
            began = time.monotonic()
            try:
                response = await self._served(request, services)
            except Exception as error:  # noqa: BLE001 - a message could quote what was answered
                log.error("%s failed: %s", self.page.__name__, _where(error))  # noqa: TRY400
                response = Response(
                    "This is a fault of the program. What was answered before is kept.", 500
                )
            log.info(
                "%s %s %d %.0f ms",
                request.method,
                self.page.__name__,
                response.status_code,
                1000 * (time.monotonic() - began),
            )
            return response

        return serve

    async def _served(self, request: Request, services: Services) -> Response:
        settings = services.settings
        secure, lasting = settings.secure, settings.limits.browser
        key, new = key_of(request, cookie_name(secure=secure))
        form_key, new_form = key_of(request, form_cookie_name(secure=secure))
        visit = Visit(
            services,
            key,
            dict(request.path_params),
            dict(request.query_params),
            settings.public or str(request.base_url).rstrip("/"),
            form_key=form_key,
            cookies=request.cookies,
        )
        try:
            address = request.client.host if request.client else ""
            cost = settings.limits.dear_cost if self.dear else 1
            services.by_address.take(address, cost)
            if not new:
                services.by_browser.take(key, cost)
            if request.method not in ("GET", "HEAD"):
                await self._take_body(request, visit)
            response = await _unless_left(request, visit, partial(self.page, visit), dear=self.dear)
        except ClientDisconnect:
            return Response(status_code=400)
        except TemplateError as error:
            # Where the templates stand is nobody's business but that of who runs the server.
            log.error("%s: a template fails at %s", self.page.__name__, error.problems[0].place)  # noqa: TRY400
            response = await run_sync(
                self.refusal, visit, _template_fails(), limiter=_turns(dear=False)
            )
        except AdvisorError as error:
            response = await run_sync(self.refusal, visit, error, limiter=_turns(dear=False))
        finally:
            await visit.form.close()
        if (new and not self.raw) or visit.granted:
            set_cookie(response, cookie_name(secure=secure), visit.key, lasting, secure=secure)
        if (new_form and not self.raw) or visit.granted:
            set_cookie(response, form_cookie_name(secure=secure), form_key, lasting, secure=secure)
        return response

    async def _take_body(self, request: Request, visit: Visit) -> None:
        limits = visit.services.settings.limits
        most = self.most or limits.form
        told = request.headers.get("content-length", "")
        if told.isdecimal() and int(told) > most:
            raise too_large(most)
        taken = Request(request.scope, bounded(request.receive, most, limits.receiving))
        visit.content_type = (
            request.headers.get("content-type", "").partition(";")[0].strip().lower()
        )
        if self.raw:
            visit.body = await taken.body()
            return
        try:
            visit.form = await taken.form(
                max_files=1, max_fields=MOST_FIELDS, max_part_size=LONGEST_FIELD
            )
        except HTTPException as error:
            hint = "go back to the page and send its form again"
            raise RefusedError(400, "the form can't be read", hint) from error
        given = visit.form.get("form", "")
        if not isinstance(given, str) or not is_form_token(visit.form_key, given):
            hint = "go back, load the page again, and send the form from there"
            raise RefusedError(403, "the form does not come from a page of this browser", hint)
