"""What the tests of the web share: a small rule base, and a server on it for each module."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.applications import Starlette

from advisor.knowledge.model import RuleBase
from advisor.web.database.connection import Database
from tests.interview.support import small_rules
from tests.web.support import OPENED, Browser, server


@pytest.fixture(scope="session")
def small() -> RuleBase:
    """A rule base of five questions and one decision."""
    return small_rules()


@pytest.fixture(scope="module", autouse=True)
def _closed() -> Iterator[None]:
    """Close what the tests of a module have opened."""
    yield
    while OPENED:
        OPENED.pop().close()


@pytest.fixture(scope="module")
def site(small: RuleBase, tmp_path_factory: pytest.TempPathFactory) -> tuple[Starlette, Database]:
    """A server on the small rule base, and its database."""
    return server(tmp_path_factory.mktemp("site"), small)


@pytest.fixture
def browser(site: tuple[Starlette, Database]) -> Browser:
    """A browser that has not been here before."""
    return Browser(site[0])
