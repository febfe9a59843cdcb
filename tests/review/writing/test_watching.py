"""Each save is told: what changes in the advice, in the findings, and what can't be read in between."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pexpect
import pytest
from click.testing import CliRunner

from advisor.cli.rules_watch import watch as command
from advisor.errors import CaseError, ChangeError, RuleBaseError
from advisor.review.writing import watching
from advisor.review.writing.rename import plan_rename
from advisor.review.writing.watching import Watch
from tests.conftest import ROOT, clean_environment
from tests.docs.test_rule_language import book

CASE = "place: Little Ford\nfacts:\n  digital budget: small\n  population: 4,200\n  primary goal: cost efficiency\n"


@pytest.fixture
def case(tmp_path: Path) -> Path:
    path = tmp_path / "town.yaml"
    path.write_text(CASE, "utf-8")
    return path


@pytest.fixture
def heard() -> list[str]:
    return []


@pytest.fixture
def watch(folder: Path, case: Path, heard: list[str]) -> Watch:
    """A watch without findings that has begun."""
    found = Watch(str(folder), [str(case)], heard.append, findings=False)
    found.start()
    return found


Save = Callable[[str, str], str]


@pytest.fixture
def save(folder: Path, watch: Watch, heard: list[str]) -> Save:
    """Change the book and return what is told of it."""

    def changed(old: str, new: str) -> str:
        path = folder / "book.md"
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), "utf-8")
        heard.clear()
        watch.look()
        return "\n".join(heard)

    return changed


def test_it_begins_with_how_the_advice_stands(watch: Watch, heard: list[str]) -> None:
    assert "Little Ford\n  structure: centralized (contested)\n" in heard[0]
    assert "  0 warnings\n  2 actions" in heard[0]
    heard.clear()
    watch.look()
    assert not heard


def test_a_save_tells_what_changes_in_the_advice_and_through_what(save: Save) -> None:
    told = save("favour centralized strongly", "oppose centralized strongly")
    assert "book.md" in told
    assert "    structure: centralized (contested) -> federal (firm)" in told
    assert "    points of structure: centralized 3, " in told
    assert told.endswith("    through S01")


def test_warnings_and_actions_come_and_go(save: Save) -> None:
    told = save("- **When** digital budget is none\n", "- **When** digital budget is small\n")
    assert "the advice stays as it is" in told  # another condition of W01 still fails
    assert told.endswith("changed, and does not hold here by what is known: W01")
    told = save(
        "favour centralized strongly", "favour centralized strongly, raise pull to the centre"
    )
    assert told.endswith("changed, and holds here without moving anything: S01")
    told = save("- **When** structure is decentralized\n", "")
    assert "    + warning W01: You plan digital work in every department" in told
    told = save(
        "- **When** digital budget is at most small\n- **Advise** Plan",
        "- **When** digital budget is none\n- **Advise** Plan",
    )
    assert "    - action A02: Plan one project" in told


def test_a_book_that_can_not_be_read_is_told_and_the_watch_goes_on(save: Save) -> None:
    told = save("favour centralized strongly", "favor centralized strongly")
    assert "the books can't be read; what was told before stays until they can:" in told
    assert "did you mean: - **Then** favour centralized strongly" in told
    told = save("favor centralized strongly", "favour centralized")
    assert "points of structure: centralized 3, " in told  # against the last that could be read


def test_a_rename_moves_nothing(watch: Watch, folder: Path, case: Path, heard: list[str]) -> None:
    plan_rename(str(folder), "structure", "shape", [str(case)]).files.write(str(folder))
    plan_rename(str(folder), "digital budget", "money", [str(case)]).files.write(str(folder))
    heard.clear()
    watch.look()
    assert "the advice stays as it is" in "\n".join(heard)


def test_a_case_is_watched_too(watch: Watch, case: Path, heard: list[str]) -> None:
    heard.clear()
    case.write_text(CASE.replace("small", "green"), "utf-8")
    watch.look()
    assert "the case can't be read" in heard[-1]
    case.write_text(CASE.replace("small", "comfortable"), "utf-8")
    watch.look()
    assert "    - action A01: List the digital work" in heard[-1]


def test_a_save_in_two_steps_and_a_new_file_in_the_place_of_the_old_are_one_save(
    folder: Path, watch: Watch, heard: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As an editor does that empties the file first, or renames another one over it."""
    path = folder / "book.md"
    changed = book().replace("favour centralized strongly", "favour centralized")
    steps = iter([lambda: path.write_text(changed, "utf-8")])
    monkeypatch.setattr(watching.time, "sleep", lambda _: next(steps, lambda: None)())
    path.write_text("", "utf-8")
    heard.clear()
    watch.look()
    assert "points of structure" in "\n".join(heard)
    assert "can't be read" not in "\n".join(heard)
    draft = folder / ".draft"
    draft.write_text(book(), "utf-8")
    draft.replace(path)
    heard.clear()
    watch.look()
    assert "points of structure" in "\n".join(heard)


def test_a_save_that_changes_nothing_says_so(folder: Path, watch: Watch, heard: list[str]) -> None:
    heard.clear()
    os.utime(folder / "book.md", ns=(1, 1))
    watch.look()
    assert heard[-1] == "  town: the advice stays as it is"


def test_books_that_can_not_be_read_at_the_start_are_waited_for(
    folder: Path, case: Path, heard: list[str]
) -> None:
    (folder / "book.md").write_text(book().replace("is low", "is lwo", 1), "utf-8")
    watch = Watch(str(folder), [str(case)], heard.append, findings=False)
    watch.start()
    assert "the books can't be read" in heard[-1]
    (folder / "book.md").write_text(book(), "utf-8")
    watch.look()
    assert "structure: centralized (contested)" in heard[-1]


def test_what_is_not_there_is_told_at_once(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(RuleBaseError):
        Watch(str(tmp_path / "nowhere"), [], print)
    with pytest.raises(CaseError):
        Watch(str(folder), [str(tmp_path / "nowhere.yaml")], print).start()


def test_findings_come_and_go_with_a_save(folder: Path, case: Path, heard: list[str]) -> None:
    watch = Watch(str(folder), [str(case)], heard.append)
    watch.start()
    heard.clear()
    path = folder / "book.md"
    line = "- **When** primary goal is service innovation\n"
    never = f"- **When** primary goal is cost efficiency\n{line}"
    path.write_text(book().replace(line, never), "utf-8")
    watch.look()
    told = "\n".join(heard)
    assert "  + never fires, S02" in told
    heard.clear()
    path.write_text(book(), "utf-8")
    watch.look()
    told = "\n".join(heard)
    assert "  - never fires, S02" in told
    assert "  + never fires" not in told


def test_a_save_ends_the_search_for_findings(
    folder: Path, case: Path, heard: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before the next question a save is noticed, and the new books are read at once."""
    monkeypatch.setattr(watching, "PAUSE", -1.0)
    path = folder / "book.md"
    texts = [book().replace("favour centralized strongly", "favour centralized")]

    def tell(text: str) -> None:
        heard.append(text)
        if text.startswith("  town:") and texts:
            path.write_text(texts.pop(), "utf-8")

    watch = Watch(str(folder), [str(case)], tell)
    watch.start()
    heard.clear()
    path.write_text(
        book().replace("favour centralized strongly", "favour centralized weakly"), "utf-8"
    )
    watch.look()
    shown = [text for text in heard if text.startswith("  town:")]
    assert len(shown) == 2
    assert "centralized 1," in shown[0]
    assert "centralized 2," in shown[1]
    assert len([text for text in heard if "finding" in text]) == 1


def test_the_program_tells_a_save_and_ends_with_ctrl_c(folder: Path, case: Path) -> None:
    words = ["-m", "advisor", "rules", "watch", str(case), "--rules", str(folder)]
    session = pexpect.spawn(
        sys.executable,
        words,
        cwd=str(ROOT),
        env=clean_environment() | {"TERM": "dumb"},
        encoding="utf-8",
        timeout=60,
    )
    session.expect("structure: centralized")
    session.expect("Watching .*rules; Ctrl-C ends it")
    path = folder / "book.md"
    path.write_text(book().replace("favour centralized strongly", "favour centralized"), "utf-8")
    session.expect("points of structure: centralized 3")
    session.sendintr()
    session.expect(pexpect.EOF)
    session.close()
    assert session.exitstatus == 130
    assert "Traceback" not in (session.before or "")


def test_it_ends_where_it_asks_whether_to(folder: Path, case: Path, heard: list[str]) -> None:
    """Between two looks, and before a question of the search for findings."""
    with pytest.raises(KeyboardInterrupt):
        Watch(str(folder), [str(case)], heard.append, ended=lambda: True).start()
    watch = Watch(str(folder), [str(case)], heard.append, findings=False, ended=lambda: True)
    with pytest.raises(KeyboardInterrupt):
        watch.run()


def test_the_programs_own_books_are_not_watched(case: Path) -> None:
    assert isinstance(CliRunner().invoke(command, [str(case)]).exception, ChangeError)
