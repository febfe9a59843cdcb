"""What is kept: the history of every answer, all of it as a file, and nothing at all once it is erased."""

from __future__ import annotations

from pathlib import Path

import pytest

from advisor.knowledge.model import RuleBase
from advisor.web.database import tables
from tests.web.support import Browser, server

SECRET = "Xylophonia"
REMARK = "quixotic zephyr"


def bytes_kept(folder: Path) -> bytes:
    return b"".join(one.read_bytes() for one in sorted(folder.iterdir()))


def test_every_answer_is_a_row_that_stays(browser: Browser) -> None:
    case = browser.begin()
    for value in ("none", "small", "small", "large"):
        browser.get(f"{case}/question/budget").answer(value)
    told = browser.get(f"{case}/everything.json").response.json()
    rows = [(one["old"], one["new"]) for one in told["rows"] if one["fact"] == "budget"]
    made = ['{"answer": "none"}', '{"answer": "small"}', '{"answer": "large"}']
    assert rows == list(zip(["", *made], made, strict=False))
    assert all(one["at"] and one["person"] for one in told["rows"])


def test_what_is_told_besides_is_kept_in_the_history(browser: Browser) -> None:
    case = browser.begin("Ford")
    browser.get(case).send("/tell", place="Great Ford", date="2026-05", summary="A town.")
    assert "Great Ford" in browser.get(case).text
    assert "date: 2026-05" in browser.get(f"{case}/case.yaml").text.replace("'", "")
    assert "Great Ford" in browser.get(f"{case}/history").text


@pytest.mark.parametrize(
    ("filled", "told"),
    [
        ({"date": "2026-13"}, "2026-13"),
        ({"place": ""}, "the government has no name"),
        ({"level": "x" * 301}, "301 letters"),
    ],
)
def test_what_can_not_be_told_costs_nothing_of_the_form(
    browser: Browser, filled: dict[str, str], told: str
) -> None:
    case = browser.begin("Ford")
    browser.get(case).send("/tell", **({"summary": "By the sea.", "country": "Utopia"} | filled))
    assert browser.status == 422
    assert told in browser.text.casefold()
    fields = dict(browser.form("/tell").fields)
    assert fields["summary"] == "By the sea."
    assert all(fields[name] == text for name, text in filled.items())
    browser.send("/tell", place="Great Ford", date="", level="")
    assert browser.status == 200
    assert dict(browser.form("/tell").fields)["country"] == "Utopia"


def test_a_mistake_in_what_is_told_loses_nothing_that_was_typed(browser: Browser) -> None:
    case = browser.begin("Ford")
    browser.get(case).send("/tell", place=" ", country="Utopia", date="2026-13", level="x" * 301)
    assert browser.status == 422
    for told in ("the government has no name", "2026-13", "too long"):
        assert told in browser.text.casefold()
    assert 'value="Utopia"' in browser.text
    assert "Utopia" not in browser.get(f"{case}/case.yaml").text


def test_a_name_that_can_not_be_kept_loses_nothing_else(browser: Browser) -> None:
    browser.get("/").send("/cases", place="Ford", country="Utopia", name="x" * 301)
    assert browser.status == 422
    assert "too long" in browser.text
    assert 'value="Utopia"' in browser.text


def test_what_a_file_told_at_length_hinders_no_other_change(browser: Browser) -> None:
    text = f"place: {'Long ' * 1000}\nsummary: |\n  One line.\n  Another one.\nfacts:\n  budget: small\n"
    browser.get("/").send("/from-file", files={"file": ("ford.yaml", text.encode())})
    case = browser.path.removesuffix("/begun")
    browser.get(case).send("/tell", country="Utopia")
    assert browser.status == 200
    rows = browser.get(f"{case}/everything.json").response.json()["rows"]
    assert [one["fact"] for one in rows if one["new"] == "Utopia"] == ["country"]
    assert sum(1 for one in rows if one["fact"] in ("place", "summary")) == 2


def test_an_erased_case_leaves_nothing_in_the_files(small: RuleBase, tmp_path: Path) -> None:
    app, database = server(tmp_path, small)
    browser, other = Browser(app), Browser(app)
    case, kept = browser.begin(SECRET), other.begin("Elsewhere")
    for value in ("none", "large"):
        browser.get(f"{case}/question/budget").answer(value, remark=REMARK)
    browser.get(f"{case}/people").send("/people", name="Ben Vexing")
    browser.get(f"{case}/report")
    browser.get(f"{case}/versions").send("/sign", name="Ana Quibble")
    held = bytes_kept(tmp_path)
    assert SECRET.encode() in held
    assert REMARK.encode() in held
    browser.get(f"{case}/erase").send("/erase")
    assert browser.status == 422
    browser.send("/erase", sure="yes")
    assert "is erased" in browser.text
    held = bytes_kept(tmp_path)
    for word in (SECRET, REMARK, "Vexing", "Quibble", case.rpartition("/")[2]):
        assert word.encode() not in held
    assert browser.get(case).status == 404
    assert "Elsewhere" in other.get(kept).text
    with database.reading() as connection:
        for table in tables.metadata.sorted_tables:
            for row in connection.execute(table.select()):
                assert case.rpartition("/")[2] not in map(str, row)
