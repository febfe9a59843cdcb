"""What the tests of the web share: a small rule base, and a server on it for each module."""

from __future__ import annotations

import pytest
from starlette.applications import Starlette

from advisor.knowledge.model import RuleBase
from advisor.web.database.connection import Database
from tests.interview.support import small_rules
from tests.web.support import Browser, server


@pytest.fixture(scope="session")
def small() -> RuleBase:
    """A rule base of five questions and one decision."""
    return small_rules()


@pytest.fixture(scope="module")
def site(small: RuleBase, tmp_path_factory: pytest.TempPathFactory) -> tuple[Starlette, Database]:
    """A server on the small rule base, and its database."""
    return server(tmp_path_factory.mktemp("site"), small)


@pytest.fixture
def browser(site: tuple[Starlette, Database]) -> Browser:
    """A browser that has not been here before."""
    return Browser(site[0])
