"""A small rule base that the messages are tested against, and the one that comes with the program."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from advisor.cases.model import Case
from advisor.cases.read.case_file import read_case
from advisor.errors import CaseError, Problem
from advisor.knowledge.library import load_rules
from advisor.knowledge.model import RuleBase

ROOT = Path(__file__).resolve().parents[2]

BOOK = """# A small book

## The place

### population

- **Ask** How many people live there?
- **Answers** whole number of inhabitants from 1 to 50,000,000
- **Why** Size matters.
- **Can change** no
- **Source** [deck] IV

### digital staff

- **Ask** How many posts are there?
- **Answers** number of posts from 0 to 5,000
- **Why** People matter.
- **Can change** within a year
- **Source** [deck] IV

### depth

- **Ask** How deep?
- **Answers** number of metres
- **Why** Depth matters.
- **Can change** no
- **Source** [deck] IV

### digital budget

- **Ask** How much can be paid for?
- **Answers** none < small < moderate < comfortable
  - *none*: nothing
  - *small*: little
  - *moderate*: some
  - *comfortable*: much
- **Why** Money matters.
- **Can change** within a year
- **Source** [deck] IV

### primary goal

- **Ask** What is it for?
- **Answers** cost efficiency | service innovation | open to all
  - *cost efficiency*: savings
  - *service innovation*: services
  - *open to all*: access
- **Why** Goals matter.
- **Can change** within a year
- **Source** [deck] IV

### election soon

- **Ask** Is there an election within a year?
- **Answers** yes | no
  - *yes*: there is
  - *no*: there is none
- **Why** Time matters.
- **Can change** no
- **Source** [deck] IV

### size class

- **Scale** small < large
- **Source** [deck] IV

| population | size class |
| --- | --- |
| at least 5,000 | large |
| | small |

### Decision: structure

- **Question** Which structure?
- **Options** centralized | federal | decentralized
  - *centralized*: one office
  - *federal*: both
  - *decentralized*: departments
- **When equal** prefer federal, then centralized
- **Close call** within 0 points
- **Source** [deck] IV

### S01 · Little money is pooled

- **When** digital budget is at most small
- **Then** favour centralized
- **Because** it goes further.
- **Evidence** guidance
- **Source** [deck] IV

### W01 · Departments alone cost too much

- **When** structure is decentralized
- **Warn** This costs more than there is.
- **Because** everything is bought twice.
- **Evidence** guidance
- **Source** [deck] IV

### W02 · Too many posts

- **When** digital staff is at least 100
- **Warn** Too many posts.
- **Because** they get in each other's way.
- **Evidence** guidance
- **Source** [deck] IV

### deck

- **Author** A
- **Year** 2026
- **Title** T
- **Venue** V
- **Address** none
"""

Tell = Callable[..., list[Problem]]
Read = Callable[..., Case]


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> RuleBase:
    folder = tmp_path_factory.mktemp("rules")
    (folder / "book.md").write_text(BOOK, encoding="utf-8")
    return load_rules(folder)


@pytest.fixture(scope="session")
def whole() -> RuleBase:
    return load_rules(ROOT / "rules")


@pytest.fixture
def read(small: RuleBase, tmp_path: Path) -> Read:
    """Write a case file, read it, and see that reading left it alone."""

    def read(content: str | bytes, name: str = "case.yaml") -> Case:
        path = tmp_path / name
        raw = content.encode() if isinstance(content, str) else content
        path.write_bytes(raw)
        before = path.stat()
        try:
            return read_case(path, small)
        finally:
            assert path.read_bytes() == raw
            assert path.stat().st_mtime_ns == before.st_mtime_ns

    return read


@pytest.fixture
def tell(read: Read) -> Tell:
    """Read a bad case file and return what is told of it, the place without the folder."""

    def tell(content: str | bytes, name: str = "case.yaml") -> list[Problem]:
        with pytest.raises(CaseError) as caught:
            read(content, name)
        problems = caught.value.problems
        assert all(Path(problem.place.file).name == name for problem in problems)
        assert all(problem.hint for problem in problems), "every problem says how to mend it"
        return list(problems)

    return tell


@pytest.fixture(scope="session")
def renamed(tmp_path_factory: pytest.TempPathFactory) -> RuleBase:
    """The small rule base after some years: a fact and two values have other names now."""
    folder = tmp_path_factory.mktemp("renamed")
    book = BOOK.replace("### digital budget", "### money").replace("digital budget", "money")
    book = book.replace(
        "- **Why** Money matters.",
        "- **Formerly** digital budget\n- **Formerly** nothing -> none\n- **Formerly** some -> small\n"
        "- **Why** Money matters.",
    )
    (folder / "book.md").write_text(book, encoding="utf-8")
    return load_rules(folder)
