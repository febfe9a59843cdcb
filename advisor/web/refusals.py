"""What the server refuses, as problems with the status that HTTP has for them."""

from __future__ import annotations

from advisor.errors import (
    NOWHERE,
    AdvisorError,
    CaseError,
    OutputError,
    Problem,
    TemplateError,
    UnknownNameError,
)
from advisor.interview.session import AnswerError


class RefusedError(AdvisorError):
    """A request can't be served; `status` is what HTTP calls it, `wait` after how many seconds it may come again."""

    def __init__(self, status: int, message: str, hint: str = "", wait: int = 0) -> None:
        super().__init__(Problem(NOWHERE, message, hint))
        self.status = status
        self.wait = wait


def not_here() -> RefusedError:
    """Refuse what is not there, and what is there for others, in the same words."""
    hint = "use the link that you were given; it may have expired or been taken back"
    return RefusedError(404, "there is no such page, or it is not for you", hint)


def status_of(error: AdvisorError) -> int:
    """Return the status of HTTP for an error."""
    if isinstance(error, RefusedError):
        return error.status
    if isinstance(error, CaseError | AnswerError | UnknownNameError):
        return 422
    if isinstance(error, OutputError):
        return 507
    if isinstance(error, TemplateError):
        return 500
    return 422
