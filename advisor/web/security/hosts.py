"""By which names the server may be called: a page elsewhere can't reach it under a name of its own."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send


class KnownHosts:
    """Refuses requests under other names (400), and forms that another site sends (403)."""

    def __init__(self, app: ASGIApp, hosts: frozenset[str]) -> None:
        self._app = app
        self._hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request that comes under a known name."""
        if scope["type"] == "http":
            headers = Headers(scope=scope)
            if not self._known(f"//{headers.get('host', '')}"):
                told = "This server is not called by this name. Start it with --public and the address that people use.\n"
                refused = PlainTextResponse(told, 400)
                await refused(scope, receive, send)
                return
            origin = headers.get("origin", "null")
            if scope["method"] == "POST" and origin != "null" and not self._known(origin):
                refused = PlainTextResponse("forms of other sites are not taken", 403)
                await refused(scope, receive, send)
                return
        await self._app(scope, receive, send)

    def _known(self, address: str) -> bool:
        try:
            return urlsplit(address).hostname in self._hosts
        except ValueError:
            return False
