"""Cases in a real PostgreSQL: the same pages on the same tables, many writers at once, and nothing left of an erased case."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from starlette.applications import Starlette

from advisor.knowledge.model import RuleBase
from advisor.web.application import application
from advisor.web.database import tables
from advisor.web.database.connection import Database
from advisor.web.settings import ServerSettings
from tests.web.pages.test_people import invited
from tests.web.postgresql import postgresql, programs
from tests.web.support import PLENTY, Browser

PROGRAMS = programs()
pytestmark = [
    pytest.mark.services,
    pytest.mark.skipif(PROGRAMS is None, reason="PostgreSQL is not installed"),
]


@pytest.fixture(scope="module")
def shared(small: RuleBase) -> Iterator[tuple[Starlette, Database]]:
    """A server on a PostgreSQL of its own."""
    assert PROGRAMS is not None
    with postgresql(PROGRAMS) as address:
        database = Database(address)
        yield application(small, database, ServerSettings(limits=PLENTY)), database
        database.close()


def test_the_migrations_lead_to_the_tables(shared: tuple[Starlette, Database]) -> None:
    with shared[1].reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection), tables.metadata) == []


def test_several_programs_start_at_once(small: RuleBase) -> None:
    assert PROGRAMS is not None
    with postgresql(PROGRAMS) as address:
        with ThreadPoolExecutor(4) as pool:
            databases = list(pool.map(lambda _: Database(address), range(4)))
        for one in databases:
            one.close()


def test_the_whole_way_from_the_first_answer_to_the_second_version(
    shared: tuple[Starlette, Database],
) -> None:
    owner = Browser(shared[0])
    case = owner.begin("Fernando Póo 市")
    owner.get(f"{case}/question/budget").answer("none", remark="“quoted” \\ 100 %")
    ben = invited(shared, owner, case, "Ben")
    ben.get(f"{case}/question/budget").answer("large")
    owner.get(f"{case}/differences").send("/differences/budget", answer="large", reason="so it is")
    owner.get(f"{case}/versions").send("/sign")
    report = owner.get(f"{case}/report").text
    assert "Fernando Póo 市" in report
    owner.get(f"{case}/versions").send("/versions")
    owner.get(f"{case}/question/staff").answer("200")
    assert owner.get(f"{case}/compare?one=1&other=2").status == 200
    assert owner.get(f"{case}/versions/1/report").text == report
    assert (
        "“quoted” \\ 100 %"
        in owner.get(f"{case}/case.json").response.json()["facts"]["budget"]["note"]
    )


def test_answers_of_many_at_once_are_all_kept(shared: tuple[Starlette, Database]) -> None:
    owner = Browser(shared[0])
    case = owner.begin()
    people = [invited(shared, owner, case, f"Person {number}") for number in range(8)]

    def work(browser: Browser) -> None:
        for value in ("5", "50", "500"):
            browser.get(f"{case}/question/staff").answer(value)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, people))
    rows = owner.get(f"{case}/everything.json").response.json()["rows"]
    kept = [(one["person"], one["old"], one["new"]) for one in rows if one["fact"] == "staff"]
    assert len(kept) == 24
    for person in {one[0] for one in kept}:
        mine = [(old, new) for who, old, new in kept if who == person]
        values = [json.loads(new)["answer"] for _, new in mine]
        assert values == ["5", "50", "500"]
        assert [old for old, _ in mine[1:]] == [new for _, new in mine[:-1]]


def test_an_erased_case_leaves_no_row(shared: tuple[Starlette, Database]) -> None:
    browser = Browser(shared[0])
    case = browser.begin("Xylophonia")
    browser.get(f"{case}/question/budget").answer("none")
    browser.get(f"{case}/report")
    browser.get(f"{case}/erase").send("/erase", sure="yes")
    name = case.rpartition("/")[2]
    with shared[1].reading() as connection:
        for table in tables.metadata.sorted_tables:
            for row in connection.execute(table.select()):
                assert name not in map(str, row)
                assert "Xylophonia" not in str(row)
