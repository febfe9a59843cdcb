"""A new block: asked part by part, read at once, shown, and written into the right place or not at all."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import pexpect
import pytest
from click.testing import CliRunner

from advisor.cli.rules_new import new
from advisor.errors import ChangeError, RuleBaseError, UnknownNameError
from advisor.knowledge.library import load_rules
from advisor.knowledge.model import Decision, Fact
from advisor.review.writing.new_talk import NewBlock
from advisor.review.writing.own_books import copy_books
from advisor.review.writing.parts import NewKind
from tests.conftest import ROOT, clean_environment
from tests.docs.test_rule_language import book

FACT = (
    "ward offices",
    "How many offices outside of the town hall serve residents?",
    "none < few < many",
    "the town hall is the only counter",
    "one or two",
    "three or more",
    "Offices far apart need systems that reach them.",
    "within 2 years, by the council",
    "[handbook] chapter I",
)
RULE = (
    "Little money is pooled",
    "digital budget is at most small",
    "population is below 5,000 or primary goal is cost efficiency",
    "",
    "election within a year is yes",
    "",
    "favour centralized, oppose decentralized weakly",
    "what is short does more in one place.",
    "guidance",
    "[handbook] chapter I",
)
MISFIT = (
    "An election stops the plan",
    "election within a year is yes",
    "",
    "",
    "You begin before an election.",
    "minor",
    "the next council may stop it.",
    "weak",
    "[handbook] chapter II",
)
ACTION = (
    "Count the projects",
    "",
    "",
    "Count all digital projects.",
    "first year",
    "mayor",
    "",
    "SDG 17.17",
    "A01",
    "small",
    "",
    "what is counted can be stopped.",
    "guidance",
    "[handbook] chapter I",
)
OPTION = ("structure", "shared", "one office of several governments", "one office")
PLACE = ("", "")
"""The usual book and section."""

ID = ("",)
"""The id that is proposed."""


class Told:
    """A talk that is answered from a list, with all that was said."""

    def __init__(self, lines: Sequence[str], *, scripted: bool = False) -> None:
        self._lines = list(lines)
        self.scripted = scripted
        self.said: list[str] = []

    def say(self, text: str, label: str = "") -> None:
        self.said.append(label + text)

    def ask(self, prompt: str, words: Sequence[str] = (), default: str = "") -> str:  # noqa: ARG002
        if not self._lines:
            raise EOFError
        return self._lines.pop(0) or default

    @property
    def text(self) -> str:
        return "\n".join(self.said)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "book.md").write_text(book(), "utf-8")
    return tmp_path / "rules"


def talked(folder: Path, kind: str, *lines: str, scripted: bool = False) -> Told:
    """Have a talk and write what it agreed on."""
    told = Told(lines, scripted=scripted)
    planned = NewBlock(told, str(folder), NewKind(kind)).run()
    planned.change.write(str(folder))
    return told


def test_a_fact_is_written_with_its_answers_and_anchors(folder: Path) -> None:
    talked(folder, "fact", *FACT, "", "Means")
    fact = load_rules(folder).items["ward offices"]
    assert isinstance(fact, Fact)
    assert fact.domain.values == ("none", "few", "many")
    assert dict(fact.anchors)["few"] == "one or two"
    assert fact.topic == "Means"
    text = (folder / "book.md").read_text("utf-8")
    assert (
        "- **Answers** none < few < many\n  - *none*: the town hall is the only counter\n" in text
    )


def test_a_number_has_no_anchors_and_may_have_a_border(folder: Path) -> None:
    number = (*FACT[:2], "whole number of offices from 0 to 500", "a tenth", *FACT[6:])
    talked(folder, "fact", *number, *PLACE)
    fact = load_rules(folder).items["ward offices"]
    assert (fact.domain.unit, fact.domain.near) == ("offices", 0.1)


def test_a_rule_is_written_where_its_like_stand_with_the_next_id(folder: Path) -> None:
    talked(folder, "rule", *RULE, *PLACE, *ID)
    rule = load_rules(folder).rules_by_id["S03"]
    assert rule.title == "Little money is pooled"
    assert rule.topic == "Capacity"
    assert rule.reads == (
        "digital budget",
        "population",
        "primary goal",
        "election within a year",
    )
    assert len(rule.effects) == 2


def test_a_misfit_and_an_action_are_written(folder: Path) -> None:
    talked(folder, "misfit", *MISFIT, *PLACE, *ID)
    talked(folder, "action", *ACTION, *PLACE, *ID)
    rules = load_rules(folder).rules_by_id
    assert rules["W02"].warning == "You begin before an election."
    advice = rules["A03"].advice
    assert advice is not None
    assert (advice.owner, advice.after, advice.serves) == ("mayor", ("A01",), ("SDG 17.17",))


def test_an_option_comes_behind_the_others_with_meaning_and_shape(folder: Path) -> None:
    talked(folder, "option", *OPTION)
    decision = load_rules(folder).items["structure"]
    assert isinstance(decision, Decision)
    assert decision.options == ("centralized", "federal", "decentralized", "shared")
    assert decision.preference[-1] == "shared"
    assert dict(decision.meanings)["shared"] == "one office of several governments"
    assert decision.drawn is not None
    assert decision.drawn.shape("shared") == "one office"


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_only_the_block_is_added_and_line_ends_stay(folder: Path, end: str) -> None:
    path = folder / "book.md"
    path.write_bytes(book().replace("\n", end).encode())
    talked(folder, "rule", *RULE, *PLACE, *ID)
    after = path.read_bytes().decode()
    assert ("\r\n" in after) == (end == "\r\n")
    text = after.replace(end, "\n")
    assert text.startswith(book().rstrip("\n") + "\n\n### S03 · Little money is pooled\n")
    assert text.endswith("\n- **Source** [handbook] chapter I\n")
    assert text.count("\n") == book().rstrip("\n").count("\n") + 11


def test_a_block_can_stand_under_a_new_heading_and_at_the_end_of_a_book(folder: Path) -> None:
    (folder / "more.md").write_text("# More\n\nRules that are tried.", "utf-8")
    talked(folder, "rule", *RULE, "more", "On trial", "X1")
    assert load_rules(folder).rules_by_id["X1"].topic == "On trial"
    text = (folder / "more.md").read_text("utf-8")
    assert text.startswith("# More\n\nRules that are tried.\n\n## On trial\n\n### X1 · Little")
    talked(folder, "rule", *RULE, "more.md", "1", "")
    assert load_rules(folder).rules_by_id["X2"].topic == "On trial"


MISTAKES = [
    ("fact", FACT, 0, "population", "the name 'population' is taken"),
    ("fact", FACT, 0, "Decision: size", "contains ':'"),
    ("fact", FACT, 2, "none, few, many", "write 'none < few < many' or 'none | few | many'"),
    ("fact", FACT, 0, "Ward offices", "in small letters, as in running text: ward offices"),
    ("fact", FACT, 8, "handbook", "in brackets, and the place in it: [handbook]"),
    ("fact", FACT, 8, "the Writer 2022", "did you mean [handbook] (A handbook)?"),
    ("fact", FACT, 8, "within 5 years", "added to the book of sources first: '### key' with"),
    ("fact", FACT, 8, "[handbok] I", "did you mean 'handbook'?"),
    ("rule", RULE, 1, "digital budget = smal", "did you mean: digital budget is small"),
    ("rule", RULE, 1, "digital budget >= low", "one thing is left: unknown value 'low'"),
    (
        "rule",
        RULE,
        2,
        "population > 5.000",
        "population is above 5.000, one thing is left: '5.000'",
    ),
    ("rule", RULE, 6, "favor centralised", "did you mean: favour centralized"),
    ("rule", RULE, 6, "warn of it", "write: - **Warn** it"),
    ("rule", RULE, 8, "high", "such as: strong"),
    ("misfit", MISFIT, 5, "high", "such as: grave"),
    ("action", ACTION, 4, "soon", "such as: first 100 days"),
    ("action", ACTION, 8, "A9", "no action is called 'A9'"),
    ("option", OPTION, 0, "strcture", "did you mean 'structure'?"),
    ("option", OPTION, 1, "Shared", "in small letters, as in running text: shared"),
    ("option", OPTION, 1, "federal", "the value 'federal' stands here twice"),
    ("option", OPTION, 3, "circle", "unknown shape 'circle'"),
]


@pytest.mark.parametrize(("kind", "lines", "at", "wrong", "message"), MISTAKES)
def test_a_wrong_line_is_told_and_asked_again(
    folder: Path, kind: str, lines: Sequence[str], at: int, wrong: str, message: str
) -> None:
    told = Told([*lines[:at], wrong, lines[at]])
    with suppress(EOFError):  # the other lines aren't needed here
        NewBlock(told, str(folder), NewKind(kind)).run()
    assert message in told.text
    assert told.text.count("Not so: ") == 1


@pytest.mark.parametrize(("kind", "lines", "at", "wrong", "message"), MISTAKES[:8:3])
def test_a_wrong_line_of_a_script_ends_it_and_nothing_is_written(
    folder: Path, kind: str, lines: Sequence[str], at: int, wrong: str, message: str
) -> None:
    with pytest.raises(ChangeError) as caught:
        talked(folder, kind, *lines[:at], wrong, scripted=True)
    assert message in str(caught.value)
    assert "nothing was written" in str(caught.value)
    assert (folder / "book.md").read_text("utf-8") == book()


def test_enter_takes_what_was_proposed_for_a_line_that_can_not_be_read(folder: Path) -> None:
    lines = (RULE[0], "digital budget = smal", "", "election within a year is yess", "", "", "")
    told = talked(
        folder,
        "rule",
        *lines,
        "favor centralised",
        "",
        RULE[7],
        "hihg",
        RULE[8],
        RULE[9],
        *PLACE,
        *ID,
    )
    rule = load_rules(folder).rules_by_id["S03"]
    assert rule.reads == ("digital budget", "election within a year")
    assert len(rule.effects) == 1
    assert "Enter takes: digital budget is small. '-' goes on without it." in told.text
    assert "holds for every government" not in told.text


def test_two_conditions_in_one_line_are_proposed_one_after_the_other(folder: Path) -> None:
    lines = (RULE[0], "digital budget is small and election within a year is yes", "", "", "", "")
    talked(folder, "rule", *lines, *RULE[6:], *PLACE, *ID)
    rule = load_rules(folder).rules_by_id["S03"]
    assert rule.reads == ("digital budget", "election within a year")


def test_a_proposal_can_be_left_and_a_refused_line_is_not_lost_by_one_enter(folder: Path) -> None:
    lines = ("digital budget = smal", "-", RULE[1], "quite something else", "", "")
    told = talked(folder, "rule", RULE[0], *lines, *RULE[4:], *PLACE, *ID)
    assert load_rules(folder).rules_by_id["S03"].reads[0] == "digital budget"
    assert "The line before was not taken. Enter once more ends it." in told.text
    misfit = talked(folder, "misfit", *MISFIT[:5], "huge", "", "", *MISFIT[6:], *PLACE, *ID)
    assert "The line before was not taken. Enter once more leaves it out." in misfit.text
    assert "llowed: grave, serious, minor" in misfit.text
    assert "such as: grave" not in misfit.text


def test_what_has_no_condition_is_told_to_hold_everywhere(folder: Path) -> None:
    told = talked(folder, "misfit", MISFIT[0], "", "", *MISFIT[4:], *PLACE, *ID)
    assert told.said.count("Without a condition it holds for every government.") == 1
    words = ["misfit", "--rules", str(folder)]
    lines = "\n".join([MISFIT[0], "", "", *MISFIT[4:], *PLACE, *ID, "?", "n", ""])
    shown = CliRunner().invoke(new, words, input=lines)
    assert shown.exit_code == 1
    assert shown.output.count("holds for every government") == 2
    assert "'y' writes it into the book" in shown.output


def test_help_and_the_way_back_are_there_at_the_book_the_heading_and_the_id(folder: Path) -> None:
    told = talked(
        folder, "rule", *RULE, "?", "", "?", "<", "", "", "?", "<", "<", RULE[9], "", "", ""
    )
    assert "One of book.md. Enter takes book.md" in told.text
    assert "Enter takes the heading in brackets" in told.text
    assert "Enter takes S03, the next free one." in told.text
    assert told.text.count("Where does it stand?") == 2
    assert load_rules(folder).rules_by_id["S03"].topic == "Capacity"


def test_actions_are_found_by_their_titles_and_texts(folder: Path) -> None:
    told = Told([*ACTION[:8], "? A01", "?"])
    with pytest.raises(EOFError):
        NewBlock(told, str(folder), NewKind.ACTION).run()
    title = load_rules(folder).rules_by_id["A01"].title
    assert f"such as: A01 ({title})" in told.text
    assert told.text.count(f"  A01 {title}: ") == 2


def test_the_works_of_our_own_books_are_listed_by_their_keys(tmp_path: Path) -> None:
    copy_books(str(tmp_path / "own"))
    told = Told([*FACT[:8], "?", "? itu", "the ITU report 2023"])
    with pytest.raises(EOFError):
        NewBlock(told, str(tmp_path / "own"), NewKind.FACT).run()
    keys = next(line for line in told.said if line.count(", ") > 100).strip().split(", ")
    assert keys == sorted(keys)
    assert any(line.startswith("  [itu-2023] ") for line in told.said)
    assert "did you mean [itu-2023]" in told.text


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ([], "name one of: fact, rule, misfit, action, option"),
        (["facts"], "did you mean 'fact'?"),
    ],
)
def test_a_kind_that_is_none_is_told_with_the_nearest(words: list[str], message: str) -> None:
    result = CliRunner().invoke(new, words)
    assert isinstance(result.exception, UnknownNameError)
    assert message in str(result.exception)


def test_what_there_is_of_an_option_is_shown_when_it_is_left(folder: Path) -> None:
    words = ["option", "--rules", str(folder)]
    wrong = CliRunner().invoke(new, words, input="structure\nshared\nmeans it\ncircle\n")
    assert isinstance(wrong.exception, ChangeError)
    assert str(wrong.exception).startswith("unknown shape 'circle' of 'shared'")
    left = CliRunner().invoke(new, words, input="structure\nshared\n")
    assert "What you have so far:\n\n- **Decision** structure\n- **Option** shared" in left.output


def test_weak_evidence_is_told_and_the_effect_can_be_given_again(folder: Path) -> None:
    strong = [*RULE[:6], "favour centralized strongly", RULE[7], "weak", "<", "<"]
    told = talked(
        folder, "rule", *strong, "favour centralized", RULE[7], "weak", RULE[9], *PLACE, *ID
    )
    assert "weak evidence can't argue strongly" in told.text
    assert load_rules(folder).rules_by_id["S03"].evidence.value == "weak"


def test_help_tells_what_can_be_named(folder: Path) -> None:
    told = talked(folder, "rule", RULE[0], "?", "? budget", *RULE[1:], *PLACE, *ID)
    assert told.said.count("  digital budget: none < small < moderate < comfortable") == 2
    assert told.said.count("  population: number of inhabitants") == 1


def test_a_line_of_a_book_can_be_pasted_whole(folder: Path) -> None:
    lines = [f"- **When** {RULE[1]}", *RULE[2:6], f"- **Then** {RULE[6]}", *RULE[7:]]
    talked(folder, "rule", RULE[0], *lines, *PLACE, *ID)
    assert len(load_rules(folder).rules_by_id["S03"].effects) == 2


def test_what_has_to_be_there_is_asked_again(folder: Path) -> None:
    told = talked(folder, "fact", "<", "", *FACT, *PLACE)
    assert "This is the first question." in told.text
    assert "this can't be left out" in told.text


def test_an_id_that_is_taken_is_told(folder: Path) -> None:
    told = talked(folder, "rule", *RULE, *PLACE, "S01", "digital budget", "S09")
    assert "'S01' stands here a second time" in told.text
    assert "S09" in load_rules(folder).rules_by_id


def test_a_circle_is_told_at_the_line_that_closes_it(folder: Path) -> None:
    lines = ("x", "pull to the centre is strong", "", "", "raise pull to the centre")
    told = Told(lines)
    with pytest.raises(EOFError):
        NewBlock(told, str(folder), NewKind.RULE).run()
    assert "circle" in told.text


def test_books_that_can_not_be_read_are_told_before_anything_is_asked(folder: Path) -> None:
    (folder / "book.md").write_text(book().replace("is low", "is lwo", 1), "utf-8")
    with pytest.raises(RuleBaseError):
        NewBlock(Told([]), str(folder), NewKind.FACT)


def test_a_rule_goes_into_the_right_one_of_the_programs_own_books(tmp_path: Path) -> None:
    folder = tmp_path / "own"
    copy_books(str(folder))
    lines = ("One network", "digital capacity is low", "", "", "favour centralized weakly", "x.")
    told = Told([*lines, "weak", "[deck] I", *PLACE, *ID])
    planned = NewBlock(told, str(folder), NewKind.RULE).run()
    assert (Path(planned.file).name, planned.section) == ("structure.md", "Capacity")
    planned.change.write(str(folder))
    assert set(load_rules(folder).rules_by_id) - set(load_rules().rules_by_id) == {"S62"}


def test_the_command_writes_what_is_piped_in_and_agreed_to(folder: Path) -> None:
    words = ["fact", "--rules", str(folder)]
    lines = [*FACT, *PLACE]
    refused = CliRunner().invoke(new, words, input="\n".join([*lines, "n", ""]))
    assert refused.exit_code == 1
    assert "+### ward offices" in refused.output
    assert "Nothing was written. What you have so far:\n\n### ward offices" in refused.output
    ended = CliRunner().invoke(new, words, input="\n".join(FACT[:4]))
    assert ended.exit_code == 1
    assert "- **Ask** How many offices" in ended.output
    assert (folder / "book.md").read_text("utf-8") == book()
    done = CliRunner().invoke(new, words, input="\n".join([*lines, "y", ""]))
    assert done.exit_code == 0
    assert "Written. No rule reads it yet" in done.output
    assert "ward offices" in load_rules(folder).items


def test_nothing_is_written_over_a_change_by_somebody_else(folder: Path) -> None:
    planned = NewBlock(Told([*FACT, *PLACE]), str(folder), NewKind.FACT).run()
    (folder / "book.md").write_text(book() + "\nMore.\n", "utf-8")
    with pytest.raises(ChangeError):
        planned.change.write(str(folder))
    assert (folder / "book.md").read_text("utf-8") == book() + "\nMore.\n"


def test_at_a_terminal_a_slip_is_mended_and_ctrl_c_leaves_everything(folder: Path) -> None:
    session = pexpect.spawn(
        sys.executable,
        ["-m", "advisor", "rules", "new", "option", "--plain", "--rules", str(folder)],
        cwd=str(ROOT),
        env=clean_environment() | {"TERM": "dumb"},
        encoding="utf-8",
        timeout=60,
    )
    session.expect("Decision: ")
    session.sendline("strcture")
    session.expect("Not so: no decision is called 'strcture'")
    session.sendline("structure")
    session.expect("Option: ")
    session.sendline("shared")
    session.expect("Meaning: ")
    session.sendintr()
    session.expect("Nothing was written.")
    session.expect(pexpect.EOF)
    session.close()
    assert session.exitstatus == 130
    assert (folder / "book.md").read_text("utf-8") == book()
