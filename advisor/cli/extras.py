"""Commands that need an extra: what is missing is told with how to install it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def needs_extra(name: str) -> Iterator[None]:
    """Say what to install when a library of an extra is missing. Raises AdvisorError."""
    from advisor.errors import NOWHERE, AdvisorError, Problem

    try:
        yield
    except ModuleNotFoundError as error:
        message = f"this command needs {error.name}, which is not installed"
        hint = f"install it with: pip install 'organization-advisor[{name}]'"
        raise AdvisorError(Problem(NOWHERE, message, hint)) from None
