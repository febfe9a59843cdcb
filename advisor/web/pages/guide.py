"""A page on the interface for other programs, made from its description."""

from __future__ import annotations

from starlette.responses import Response

from advisor.web.interface.description import description
from advisor.web.pages.rendering import page
from advisor.web.visit import Visit


def interface(visit: Visit) -> Response:
    """Show what other programs can call."""
    told = description(visit.rules)
    operations = [
        (method.upper(), path, one["summary"])
        for path, methods in told["paths"].items()
        for method, one in methods.items()
    ]
    return page(visit, "interface", operations=operations, base=visit.base)
