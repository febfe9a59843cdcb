"""The description is true: schemathesis sends what it allows and what it forbids, and finds no difference."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from advisor.knowledge.model import RuleBase
from tests.web.support import server

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    schemathesis = pytest.importorskip("schemathesis")

pytestmark = [pytest.mark.services, pytest.mark.filterwarnings("ignore")]

SETTINGS = {"checks": {"positive_data_acceptance": {"expected-statuses": ["2xx", "404", "422"]}}}
"""What a schema can't say, such as which option a decision has, is told by 422; 404 tells of a name that is none."""


@pytest.fixture(scope="module")
def described(small: RuleBase, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The description of a server on the small rule base, and the server."""
    rules = replace(
        small, hash=f"sha256:{small.hash}"
    )  # as books that were read from files have it
    app, database = server(tmp_path_factory.mktemp("api"), rules, public="http://testserver")
    config = schemathesis.Config.from_dict(SETTINGS)
    yield schemathesis.openapi.from_asgi("/api/v1/openapi.json", app, config=config)
    database.close()


def test_the_server_does_what_its_description_says(described: Any) -> None:
    """Operation by operation, with what the description allows and with what it forbids."""
    operations = [found.ok() for found in described.get_all_operations()]
    assert len(operations) == 6
    for operation in operations:
        for mode in (schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE):
            wrong = mode is schemathesis.GenerationMode.NEGATIVE
            if wrong and (operation.label.startswith("GET") or operation.path.endswith("/batch")):
                continue  # of names 404 tells, and any bytes may be a table

            @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
            @given(case=operation.as_strategy(generation_mode=mode))
            def check(case: Any) -> None:
                case.call_and_validate()

            check()
