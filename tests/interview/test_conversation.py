"""A conversation at prompts that are no question, and with a file that goes away: in this process."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pytest

from advisor.cases.keep.kept_case import KeptCase
from advisor.cases.read.case_file import read_case
from advisor.cli.ask_file import begin
from advisor.errors import CaseError
from advisor.interview import session as moves
from advisor.interview.conversation import Conversation
from advisor.interview.prompts import LeaveError
from advisor.interview.report_choice import give_report
from advisor.interview.screens import PlainScreen
from advisor.interview.session import Standing
from advisor.interview.sureness import outlook_lines
from advisor.interview.terminal import Interview
from advisor.interview.views import so_far
from advisor.knowledge.model import RuleBase
from tests.interview.support import blank, small_rules


@pytest.fixture(scope="module")
def rules() -> RuleBase:
    return small_rules()


@pytest.fixture
def kept(tmp_path: Path, rules: RuleBase) -> KeptCase:
    found = KeptCase(tmp_path / "haan.yaml", rules)
    found.create({"id": "haan", "place": "Haan"})
    return found


def screen(*lines: str) -> tuple[PlainScreen, io.StringIO]:
    out = io.StringIO()
    return PlainScreen(io.StringIO("".join(f"{one}\n" for one in lines)), out, typed=True), out


@pytest.mark.parametrize(
    "before",
    [("s",), ("r",), ("i",), ("none", "2", "b"), ("large", "s"), ("none",), ("none", "1")],
)
def test_q_leaves_and_h_helps_at_every_prompt(
    rules: RuleBase, kept: KeptCase, before: tuple[str, ...]
) -> None:
    at, out = screen(*before, "h", "quit")
    with pytest.raises(LeaveError):
        Interview(at, rules, kept).run()
    assert "q leaves; what was answered is kept." in " ".join(out.getvalue().split())


def test_h_helps_and_q_leaves_where_the_report_is_chosen(rules: RuleBase, tmp_path: Path) -> None:
    advice = so_far(moves.start(rules, blank()))
    path = tmp_path / "haan.yaml"
    (tmp_path / "haan-advice.txt").write_text("mine")
    written: dict[Path, str] = {}
    at, out = screen("h", "2")
    give_report(at, advice, path, lambda _, form: form, written.__setitem__)
    assert "The numbers of what you want" in out.getvalue()
    # What stands there is never replaced.
    assert written == {tmp_path / "haan-advice-2.txt": "text"}
    at, _ = screen("q")
    with pytest.raises(LeaveError):
        give_report(at, advice, path, lambda _, form: form, written.__setitem__)


def test_enter_takes_only_what_the_last_line_meant(rules: RuleBase, kept: KeptCase) -> None:
    at, out = screen("lrge", "9", "", "q")
    with pytest.raises(LeaveError):
        Interview(at, rules, kept).run()
    said = out.getvalue()
    assert said.count("Enter takes") == 1
    assert "Enter takes 'large'." in said
    assert kept.read().answers == ()


def test_a_slip_in_a_questions_name_is_told_with_the_nearest(
    rules: RuleBase, kept: KeptCase
) -> None:
    at, out = screen("budgt = small", "large", "b", "budgt", "b", "s", "q")
    with pytest.raises(LeaveError):
        Interview(at, rules, kept).run()
    said = " ".join(out.getvalue().split())
    assert "There is no question called 'budgt'. Did you mean 'budget'?" in said
    assert "There is no question called 's'." in said


@pytest.mark.parametrize("broken", [None, "facts: ["])
def test_what_was_typed_outlives_the_file(
    rules: RuleBase, kept: KeptCase, broken: str | None
) -> None:
    at, _ = screen("large")
    talk = Conversation(at, rules, kept, 0.95)
    if broken is None:
        kept.path.unlink()
    else:
        kept.path.write_text(broken)
    question = moves.question_on(talk.session, "budget")
    with pytest.raises(CaseError, match="the answers of this session are kept here"):
        talk.ask(question)
    saved = read_case(kept.path.with_name("haan-kept.yaml"), rules)
    assert saved.by_fact["budget"].values == ("large",)


def test_leaving_without_a_file_keeps_the_answers_too(rules: RuleBase, kept: KeptCase) -> None:
    kept.put(kept.read().with_unknown("staff"), "staff")
    at, _ = screen("q")
    again = Interview(at, rules, kept)
    kept.path.unlink()
    with pytest.raises(CaseError, match=r"haan-kept\.yaml: the answers of this session"):
        again.run()
    assert read_case(kept.path.with_name("haan-kept.yaml"), rules).unknown == ("staff",)


def test_sure_enough_is_only_what_is_advised(rules: RuleBase) -> None:
    session = moves.answer(moves.start(rules, blank(), 0.6), "staff", "300")
    other = replace(session)
    other.__dict__["advised"] = {"structure": "centre"}
    assert other.standing is Standing.ASKING
    (line,) = outlook_lines(other)
    assert line.text.endswith("; as the answers stand, the advice is centre")
    (line,) = outlook_lines(session)
    assert ("as the answers stand" in line.text) == (session.advised["structure"] != "units")


def test_a_new_file_needs_a_folder_and_yes_means_yes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("there.yaml").write_text("id: x\n")
    at, out = screen("Haan", "none/haan.yaml", "there.yaml", "maybe", "yes", "", "")
    path, _ = begin(at, None)
    assert path == Path("there.yaml")
    assert "There is no folder 'none': make it first." in out.getvalue()
    assert "Type yes or no." in out.getvalue()
    assert not Path("none").exists()
