"""Names that nobody can guess, and what is kept of them."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets

_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")


def new_id() -> str:
    """Return an id of 128 random bits; it opens nothing by itself."""
    return secrets.token_hex(16)


def new_token() -> str:
    """Return a token of 256 random bits for a link or a cookie."""
    return secrets.token_urlsafe(32)


def is_token(text: str) -> bool:
    """Tell whether a text has the form of a token."""
    return _TOKEN.fullmatch(text) is not None


def hash_of(token: str) -> str:
    """Return what is kept of a token: who reads the database can't act with it."""
    return hashlib.sha256(token.encode()).hexdigest()


def form_token(key: str) -> str:
    """Return what a form of one browser must bring along; only who knows its cookie for forms can make it."""
    return hashlib.blake2b(key.encode(), person=b"advisor form").hexdigest()[:43]


def is_form_token(key: str, given: str) -> bool:
    """Tell whether a form comes from a page that this browser was given."""
    return hmac.compare_digest(form_token(key).encode(), given.encode())
