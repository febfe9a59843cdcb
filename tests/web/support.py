"""A server in this process, and a browser without a screen that fills in forms as pages give them."""

from __future__ import annotations

import re
import warnings
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from starlette.applications import Starlette

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # that httpx will give way to httpx2 one day
    from starlette.testclient import TestClient

from advisor.knowledge.model import RuleBase
from advisor.web.application import application
from advisor.web.database.connection import Database
from advisor.web.settings import ServerSettings, ServingLimits

PLENTY = ServingLimits(rate=10_000, burst=100_000)
"""Limits that no test meets by chance."""


OPENED: list[Database] = []
"""The databases that tests have opened; they are closed at the end of each module."""


@dataclass
class PageForm:
    """A form of a page: where it is sent, how, and what its fields hold."""

    action: str
    method: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    names: set[str] = field(default_factory=set)


class FormReader(HTMLParser):
    """Reads the forms, links and headings of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.forms: list[PageForm] = []
        self.links: list[str] = []
        self._form: PageForm | None = None
        self._area = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "a":
            self.links.append(told.get("href", ""))
        if tag == "form":
            self._form = PageForm(told.get("action", ""), told.get("method", "get"))
            self.forms.append(self._form)
        if self._form is None or tag not in ("input", "textarea", "select"):
            return
        self._form.names.add(told.get("name", ""))
        kind = told.get("type", "text")
        if tag == "input" and (kind in ("hidden", "text") or "checked" in told):
            self._form.fields.append((told["name"], told.get("value", "")))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None


class Browser:
    """Goes from page to page as a person does, with cookies, and follows where it is led."""

    def __init__(self, app: Starlette, base: str = "http://127.0.0.1:8000") -> None:
        self.client = TestClient(app, base_url=base, raise_server_exceptions=True)
        self.response: Any = None

    @property
    def text(self) -> str:
        return str(self.response.text)

    @property
    def status(self) -> int:
        return int(self.response.status_code)

    @property
    def path(self) -> str:
        return urlsplit(str(self.response.url)).path

    def get(self, path: str) -> Browser:
        self.response = self.client.get(path)
        return self

    def form(self, ending: str) -> PageForm:
        """The form of the page whose address ends so."""
        found = [one for one in FormReader(self.text).forms if one.action.endswith(ending)]
        assert found, f"no form to {ending} on {self.path}: {self.text[:2000]}"
        return found[0]

    def send(self, ending: str, files: dict[str, Any] | None = None, **filled: Any) -> Browser:
        """Fill in a form of this page and send it; what is not filled in stays as the page has it."""
        form = self.form(ending)
        data: dict[str, Any] = {}
        for name, value in form.fields:
            data.setdefault(name, []).append(value)
        filled = {name.replace("_", "-"): value for name, value in filled.items()}
        # A button may bring a value, and so no field may hold it.
        assert set(filled) <= form.names | {"do"}, set(filled) - form.names
        data |= filled
        self.response = self.client.post(form.action, data=data, files=files)
        return self

    def begin(self, place: str = "Fictional Ford", name: str = "Ana") -> str:
        """Begin a case; return its path."""
        self.get("/").send("/cases", place=place, name=name)
        assert self.status == 200, self.text
        found = re.search(r'href="(/case/[0-9a-f]{32})"', self.text)
        assert found
        return found[1]

    def link_shown(self) -> str:
        """The path of the link that the page shows once."""
        found = re.search(r'class="link">[^<]*(/link/[\w-]{43})<', self.text)
        assert found, self.text
        return found[1]

    def asked(self) -> str:
        """The name of the fact that the page asks about."""
        found = re.search(r'action="/case/\w+/question/([^"]+)"', self.text)
        assert found, self.path
        return unquote(found[1])

    def answer(self, *values: str, **more: Any) -> Browser:
        """Answer the question of this page."""
        form = self.form(self.response.text.split('action="')[1].split('"')[0])
        if values and "typed" in form.names and values != ("unknown",):
            return self.send(form.action, typed=" or ".join(values), **more)
        return self.send(form.action, answer=list(values), **more)


def server(folder: Path, rules: RuleBase, **settings: Any) -> tuple[Starlette, Database]:
    """A server on a new database in a folder."""
    folder.mkdir(exist_ok=True)
    database = Database(f"sqlite:///{folder}/cases.sqlite")
    OPENED.append(database)
    settings.setdefault("limits", PLENTY)
    return application(rules, database, ServerSettings(**settings)), database
