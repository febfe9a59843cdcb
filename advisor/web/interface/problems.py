"""Refusals for other programs: problem details of RFC 9457, with the same data as the terminal tells."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from http import HTTPStatus
from typing import Any

from starlette.responses import Response

from advisor.errors import AdvisorError, Problem
from advisor.web.refusals import RefusedError, status_of
from advisor.web.visit import Visit

MEDIA_TYPE = "application/problem+json"
MOST_TOLD = 200


def problem_details(error: AdvisorError, status: int) -> Mapping[str, Any]:
    """Return an error as problem details: the title of the status, and each problem as data."""
    return {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": str(error),
        "problems": [problem_data(one) for one in error.problems[:MOST_TOLD]],
    }


def problem_data(problem: Problem) -> Mapping[str, Any]:
    """Return a problem as plain data; places and names that are not known are '' or 0."""
    return {
        **asdict(problem),
        "kind": problem.kind.value,
        "allowed": list(problem.allowed),
        "meant": list(problem.meant),
    }


def problem_response(_: Visit, error: AdvisorError) -> Response:
    """Answer with what is wrong, where, what is allowed, and how to mend it."""
    status = status_of(error)
    text = json.dumps(problem_details(error, status), ensure_ascii=False)
    response = Response(text, status, media_type=MEDIA_TYPE)
    if isinstance(error, RefusedError) and error.wait:
        response.headers["Retry-After"] = str(error.wait)
    return response
