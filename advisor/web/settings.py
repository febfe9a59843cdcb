"""How a server was asked to run."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

from advisor.errors import AdvisorError, Place, Problem

KIB = 1024
MIB = 1024 * KIB


@dataclass(frozen=True)
class ServingLimits:
    """How much is taken from one visitor. Sizes are bytes, times seconds, rates requests in a second.

    `burst` requests may come at once before the rate counts; `dear` ones (a table, a printed
    report, a new case) cost `dear_cost` of them. `unpacked` is what a workbook may unpack to, and
    `working` how long a table may be worked on.
    """

    form: int = 256 * KIB
    case_file: int = 1 * MIB
    table: int = 32 * MIB
    unpacked: int = 128 * MIB
    working: float = 60.0
    receiving: float = 30.0
    rate: float = 20.0
    burst: int = 200
    dear_cost: int = 10
    at_once: int = 800
    links: timedelta = timedelta(days=30)
    owner: timedelta = timedelta(days=365)
    browser: timedelta = timedelta(days=30)


@dataclass(frozen=True)
class ServerSettings:
    """Where the server listens, and by which address people reach it ('' for where it listens).

    `processes` is how many share the work, where the system can copy a process. `templates` is a folder whose templates replace the program's own in reports.
    """

    host: str = "127.0.0.1"
    port: int = 8000
    public: str = ""
    templates: str | None = None
    processes: int = 1
    limits: ServingLimits = ServingLimits()

    @property
    def secure(self) -> bool:
        """Whether people reach it by TLS, so that cookies never travel without."""
        return self.public.startswith("https://")

    @property
    def hosts(self) -> frozenset[str]:
        """The names by which the server may be called; others are somebody's trick."""
        own = {self.host, "127.0.0.1", "localhost", "::1"}
        name = urlsplit(self.public).hostname
        return frozenset({*own, name} if name else own)


def checked_public(address: str) -> str:
    """Return the address by which people reach the server. Raises AdvisorError."""
    try:
        parts = urlsplit(address)
        wrong = parts.scheme not in ("http", "https") or not parts.hostname or parts.port == 0
    except ValueError:
        wrong = True
    if wrong or parts.path not in ("", "/") or parts.query or parts.fragment or parts.username:
        message = "this is no address by which a browser can reach the server"
        hint = "write https://HOST or http://HOST:PORT, without a path"
        raise AdvisorError(Problem(Place("--public"), message, hint, read=address))
    return address.rstrip("/")
