"""The book on staff lists: what it may say, and what is told when it says something else."""

from __future__ import annotations

from pathlib import Path
from shutil import copytree

import pytest

from advisor.errors import RuleBaseError
from advisor.knowledge.library import load_rules
from tests.conftest import ROOT


@pytest.fixture
def books(tmp_path: Path) -> Path:
    return Path(copytree(ROOT / "rules", tmp_path / "rules"))


def changed(books: Path, old: str, new: str) -> list[str]:
    path = books / "workforce.md"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(RuleBaseError) as caught:
        load_rules(books)
    return [str(one) for one in caught.value.problems]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("### Workforce: weights", "### Workforce: weigths", "did you mean 'weights'?"),
        ("| basic | 6 | 3 |", "| basics | 6 | 3 |", "did you mean 'basic'?"),
        ("| basic | 6 | 3 |", "| basic | 0 | 3 |", "write a whole number of at least 1"),
        ("| special | 2 | 1 |\n", "", "the level 'special' has no weights"),
        ("CB07, CB13, CB15", "CB07, CB99", "'CB99' stands for no competency"),
        ("security risk is high", "security risk is hihg", "did you mean 'high'?"),
        ("**When advised** M39", "**When advised** M399", "did you mean 'M39'?"),
        ("**Measure** share met", "**Measure** share meet", "did you mean 'share met'?"),
        ("answer to innovators", "answer to inovators", "did you mean 'innovators'"),
        ("answer to innovators", "answer to manpower", "is no fact"),
        ("| 51 | many |", "| 51 | most |", "unknown answer 'most'"),
        ("compared with manpower", "compared with innovators", "is no decision"),
        ("| borrow | something", "| lend | something", "unknown option 'lend'"),
        ("| always | recruited", "| ever | recruited", "unknown state of the list 'ever'"),
        ("SDG 4.4, SDG 17.9", "SDG 4.4, SDG 17.99", "did you mean 'SDG 17.9'?"),
        ("| 1 | M31 |", "| 1 | M3111 |", "unknown rule 'M3111'"),
        ("| least holders | 2 |\n", "", "'least holders' has no usual value"),
        ("| DigComp | 1 | not |", "| DigComp | 1 | nott |", "did you mean 'not'?"),
        ("- **Points** 6\n", "", "has no **Points**"),
        ("| level | not | partly |", "| level | no | partly |", "has other columns"),
    ],
)
def test_what_is_wrong_is_told(books: Path, old: str, new: str, told: str) -> None:
    assert any(told in one for one in changed(books, old, new))


def test_books_without_it_are_whole(books: Path) -> None:
    (books / "workforce.md").unlink()
    assert load_rules(books).workforce is None


def test_a_judgement_is_changed_in_the_book(books: Path) -> None:
    path = books / "workforce.md"
    text = path.read_text("utf-8")
    path.write_text(text.replace("| basic | 6 | 3 |", "| basic | 9 | 5 |"), encoding="utf-8")
    found = load_rules(books).workforce
    assert found is not None
    assert (found.weights[0].missing, found.weights[0].partly) == (9, 5)
