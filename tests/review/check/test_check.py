"""Each kind of flaw is found when it is put into a sound rule base, and nothing else is."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from advisor.errors import RuleBaseError
from advisor.knowledge.library import load_rules
from advisor.review.check.findings import RuleFinding
from advisor.review.check.rules import check
from tests.conftest import ROOT, Run
from tests.review.made import folder, rule_base

END = "## Laws\n"
"""Where further rules can be put."""


def rule(identifier: str, *entries: str) -> str:
    """Write a rule's block with the given entries and what every rule needs."""
    lines = [f"### {identifier} · A rule put in", "", *(f"- {entry}" for entry in entries)]
    lines += ["- **Because** it is put in.", "- **Evidence** moderate", "- **Source** [book] 1", ""]
    return "\n".join(lines) + "\n" + END


def found(path: Path, *changes: tuple[str, str]) -> list[RuleFinding]:
    checked = check(rule_base(path, *changes))
    assert not checked.undecided
    return list(checked.findings)


def test_the_sound_rule_base_has_no_findings(tmp_path: Path) -> None:
    assert found(tmp_path) == []


FLAWS = [
    (
        "never fires",
        "X01",
        rule(
            "X01",
            "**When** budget is none",
            "**When** capacity is high",
            "**Then** favour one office",
        ),
        "Without 'when ",
    ),
    (
        "never appears",
        "X01",
        rule(
            "X01", "**When** pull is weak", "**When** structure is offices apart", "**Warn** Odd."
        ),
        "misfit X01",
    ),
    (
        "never appears",
        "X01",
        rule(
            "X01",
            "**When** skill is low",
            "**Unless** skill is at most low",
            "**Advise** Do it.",
            "**Phase** later",
            "**Owner** mayor",
        ),
        "action X01",
    ),
    (
        "always true",
        "X01",
        rule("X01", "**When** budget is at least none", "**When** skill is low", "**Warn** Odd."),
        "'when budget is at least none' is met by every case",
    ),
    (
        "always false",
        "X01",
        rule("X01", "**When** population is below 1 or skill is high", "**Warn** Odd."),
        "'population is below 1' is met by no case",
    ),
    (
        "adds nothing",
        "X01",
        rule("X01", "**When** budget is none", "**When** capacity is low", "**Warn** Odd."),
        "'when capacity is low' is met whenever the other conditions are",
    ),
    (
        "says the same",
        "X01",
        rule("X01", "**When** capacity is not high", "**Then** favour one office strongly"),
        "X01 · A rule put in says the same as S01",
    ),
    (
        "contained",
        "X01",
        rule(
            "X01",
            "**When** capacity is low",
            "**When** population is below 500,000",
            "**Then** favour one office strongly",
        ),
        "contained in S01",
    ),
    (
        "contradiction",
        "S01",
        rule("X01", "**When** capacity is below high", "**Then** oppose one office"),
        "X01 · A rule put in opposes it",
    ),
    (
        "contradiction",
        "X01",
        rule("X01", "**When** budget is large", "**Then** capacity is high").replace(
            END, rule("X02", "**When** skill is low", "**Then** capacity is low")
        ),
        "says that capacity is high, while X02",
    ),
]


@pytest.mark.parametrize(("kind", "about", "block", "words"), FLAWS)
def test_a_flaw_in_a_rule_is_found_shown_and_explained(
    tmp_path: Path, kind: str, about: str, block: str, words: str
) -> None:
    findings = found(tmp_path, (END, block))
    # A rule that concludes also leaves rows of a table without a case.
    findings = [one for one in findings if one.kind != "never applies"]
    assert [(one.kind, one.about) for one in findings] == [(kind, about)]
    [finding] = findings
    assert words in finding.text
    assert finding.shown_by or "proved" in finding.proof
    assert finding.mend
    assert finding.place.line


def test_an_option_ruled_out_by_the_facts_that_favour_it_is_a_contradiction(tmp_path: Path) -> None:
    """And since nothing else speaks for it, it can't be recommended either."""
    entries = (
        "**When** pull is strong",
        "**When** capacity is high",
        "**Then** rule out offices apart",
    )
    findings = found(tmp_path, (END, rule("X01", *entries)))
    assert [(one.kind, one.about) for one in findings] == [
        ("never recommended", "structure"),
        ("contradiction", "S02"),
    ]
    assert "X01 · A rule put in rules it out" in findings[1].text
    assert findings[1].shown_by


def test_a_misfit_that_only_a_choice_can_bring_says_so(tmp_path: Path) -> None:
    entries = ("**When** capacity is low", "**When** structure is offices apart", "**Warn** Odd.")
    [finding] = found(tmp_path, (END, rule("X01", *entries)))
    assert "only where structure is chosen otherwise than the rules advise" in finding.text


def test_a_gap_in_a_table_comes_with_the_answers_that_fall_into_it(tmp_path: Path) -> None:
    findings = found(tmp_path, ("| | | high |", "| large | high | high |"))
    assert [(one.kind, one.about) for one in findings] == [("gap", "capacity")]
    [witness] = findings[0].shown_by
    assert dict(witness.answers) == {"budget": ("small",), "skill": ("high",)}
    assert dict(witness.shows)["capacity"] == "undetermined"


UNIQUE = ("- **Why** Skill and money", "- **Hit policy** unique\n- **Why** Skill and money")


def test_rows_that_overlap_are_found_where_one_row_must_hold(tmp_path: Path) -> None:
    findings = [one for one in found(tmp_path, UNIQUE) if one.kind == "overlap"]
    assert len(findings) == 3
    assert any("they disagree (low, high)" in one.text for one in findings)
    assert all(one.shown_by for one in findings)


def test_a_unique_table_without_overlaps_is_sound(tmp_path: Path) -> None:
    assert (
        found(
            tmp_path,
            UNIQUE,
            ("| | low | low |", "| at least small | low | low |"),
            ("| | | high |", "| at least small | high | high |"),
        )
        == []
    )


def test_a_row_that_earlier_rows_take_all_cases_of_is_found(tmp_path: Path) -> None:
    findings = found(tmp_path, ("| | | high |", "| | | high |\n| large | | high |"))
    assert [(one.kind, one.about) for one in findings] == [("never applies", "capacity")]
    assert "an earlier row always takes its cases" in findings[0].text


def test_an_option_that_nobody_argues_for_is_no_option(tmp_path: Path) -> None:
    findings = found(
        tmp_path,
        ("one office | offices apart", "one office | offices apart | no office"),
        ("  - *offices apart*: each", "  - *no office*: nobody decides\n  - *offices apart*: each"),
        (
            "- **When equal** prefer one office",
            "- **When equal** prefer one office, then offices apart",
        ),
    )
    assert [(one.kind, one.about) for one in findings] == [("not argued for", "structure")]
    assert "'no office'" in findings[0].text


def test_a_level_that_no_points_reach_is_found(tmp_path: Path) -> None:
    findings = found(tmp_path, ("strong from 2", "strong from 4"))
    assert ("never reached", "pull") in [(one.kind, one.about) for one in findings]


def test_facts_and_answers_that_nothing_reads_are_found(tmp_path: Path) -> None:
    fact = (
        "### weather\n\n- **Ask** How is it?\n- **Answers** bad < good\n  - *bad*: rain\n  - *good*: sun\n"
        "- **Why** Nobody knows.\n- **Can change** daily\n- **Source** [book] 1\n\n### capacity\n"
    )
    findings = found(
        tmp_path,
        ("### capacity\n", fact),
        ("none < small < large", "none < tiny < small < large"),
        ("  - *small*: one", "  - *tiny*: very little\n  - *small*: one"),
    )
    assert [(one.kind, one.about) for one in findings] == [
        ("not told apart", "budget"),
        ("never read", "weather"),
    ]
    assert "'tiny', 'small'" in findings[0].text
    assert all(len(one.shown_by) == 2 for one in findings)


def test_a_source_that_nothing_cites_is_found(tmp_path: Path) -> None:
    extra = "### other\n\n- **Author** A\n- **Year** 1\n- **Title** T\n- **Venue** V\n- **Address** none\n"
    findings = found(tmp_path, ("### book\n", extra + "\n### book\n"))
    assert [(one.kind, one.about) for one in findings] == [("never cited", "other")]


def test_a_circle_is_a_finding_that_names_its_rules(tmp_path: Path, run: Run) -> None:
    books = folder(
        tmp_path, (END, rule("X01", "**When** structure is one office", "**Then** capacity is low"))
    )
    done = run("rules", "check", "--rules", books)
    assert done.returncode == 1
    assert "circle" in done.stdout
    assert "X01" in done.stdout
    assert "S01" in done.stdout


def test_degrees_of_the_same_thing_may_add_up(tmp_path: Path) -> None:
    block = rule("X01", "**When** budget is at least small", "**Then** raise pull weakly")
    assert found(tmp_path, (END, block)) == []


CAUSES = [
    ("**When** budget is none", "**When** skill is low", "budget"),
    ("**When** budget is none", "**When** capacity is low", "budget through capacity"),
]


@pytest.mark.parametrize(("one", "two", "through"), CAUSES)
def test_a_cause_that_speaks_twice_for_an_option_is_found(
    tmp_path: Path, one: str, two: str, through: str
) -> None:
    """Once by itself, and once beside another condition or through an assessment."""
    beside = "**When** budget is at most small" if two.endswith("skill is low") else two
    then = "**Then** oppose offices apart"
    blocks = rule("X01", one, then).replace(
        END, rule("X02", two, beside, "**When** population is above 9,999", then)
    )
    [finding] = [x for x in found(tmp_path, (END, blocks)) if x.kind == "counted twice"]
    assert finding.about == "X01"
    assert f"X02 (against 'offices apart' of structure, from {through})" in finding.text
    [witness] = finding.shown_by
    assert dict(witness.answers)["budget"] == ("none",)


def test_what_is_no_second_voice_is_left_alone(tmp_path: Path) -> None:
    """Degrees of one thing, another cause, another option, and rules that never meet."""
    entries = [
        ("**When** budget is large", "**Then** oppose offices apart"),
        ("**When** budget is at least small", "**Then** oppose offices apart weakly"),
        ("**When** population is at least 10,000", "**Then** oppose offices apart"),
        ("**When** budget is large", "**When** skill is low", "**Then** oppose one office"),
        (
            "**When** budget is none",
            "**When** population is below 10,000",
            "**Then** oppose offices apart",
        ),
    ]
    blocks = "".join(
        rule(f"X{number}", *lines).removesuffix(END) for number, lines in enumerate(entries, 1)
    )
    findings = found(tmp_path, (END, blocks + END))
    assert [one for one in findings if one.kind == "counted twice"] == []


def test_a_window_of_a_number_does_not_make_its_two_outsides_one(tmp_path: Path) -> None:
    window = rule("X01", "**When** population is between 100,000 and 200,000", "**Warn** Odd.")
    assert found(tmp_path, (END, window)) == []


WASTE = rule(
    "X01", "**When** budget is none", "**When** capacity is high", "**Then** favour one office"
)


def test_a_waiver_keeps_its_reason_and_answers_for_the_finding(tmp_path: Path, run: Run) -> None:
    waived = WASTE.replace(
        "- **Because**", "- **Waive** never fires: kept for the next survey\n- **Because**"
    )
    books = folder(tmp_path, (END, waived))
    checked = check(load_rules(books))
    assert [one.waived for one in checked.findings] == ["kept for the next survey"]
    assert not checked.open
    done = run("rules", "check", "--rules", books)
    assert done.returncode == 0
    assert "kept for the next survey" in done.stdout


def test_a_waiver_without_a_finding_is_a_finding(tmp_path: Path) -> None:
    change = (
        "- **Why** Money decides",
        "- **Waive** never read: for later\n- **Why** Money decides",
    )
    assert [(one.kind, one.about) for one in found(tmp_path, change)] == [("idle waiver", "budget")]


@pytest.mark.parametrize(
    ("waiver", "message"),
    [
        ("never fyres: so", "there is no finding 'never fyres' to waive"),
        ("never fires", "the waiver of 'never fires' gives no reason"),
        ("never fires:", "the waiver of 'never fires' gives no reason"),
    ],
)
def test_what_is_wrong_with_a_waiver_is_told(tmp_path: Path, waiver: str, message: str) -> None:
    books = folder(
        tmp_path, (END, WASTE.replace("- **Because**", f"- **Waive** {waiver}\n- **Because**"))
    )
    with pytest.raises(RuleBaseError) as error:
        load_rules(books)
    [problem] = error.value.problems
    assert problem.message == message
    assert problem.hint
    assert problem.place.line


def test_a_waiver_under_no_heading_is_told(tmp_path: Path) -> None:
    books = folder(
        tmp_path, ("- **Version** sound 1", "- **Version** sound 1\n- **Waive** gap: so")
    )
    with pytest.raises(RuleBaseError, match="stands under no heading"):
        load_rules(books)


def test_the_command_gives_json_with_replayed_cases(tmp_path: Path, run: Run) -> None:
    books = folder(tmp_path, ("| | | high |", "| large | high | high |"))
    done = run("rules", "check", "--rules", books, "--format", "json")
    assert done.returncode == 1
    [finding] = json.loads(done.stdout)["findings"]
    assert finding["kind"] == "gap"
    assert finding["shown_by"][0]["replayed"]


SEEDS = {
    "X01": "- **When** digital budget is none\n- **When** digital capacity is high\n- **Then** favour federal",
    "X02": "- **When** size class is large\n- **When** population is at least 250,000\n- **Warn** Odd size.",
    "X03": "- **When** digital capacity is low\n- **When** structure is decentralized\n- **Warn** Odd low.",
    "X04": "- **When** digital budget is none or digital budget is at least small\n- **Warn** Odd money.",
    "X05": "- **When** digital capacity is at most moderate\n- **Then** oppose decentralized weakly\n"
    "- **Warn** Odd plans.",
    "X06": "- **When** innovators is few\n- **When** digital budget is none\n- **Warn** Odd ideas.",
    "X07": "- **When** innovators is few\n- **When** digital budget is at least small\n- **Warn** Odd ideas.",
    "X08": "- **When** innovators is few or innovators is at most some\n- **Warn** Odd heads.",
    "X09": "- **When** population is above 50,000\n- **When** innovators is many\n- **Warn** Odd town.",
    "X10": "- **When** current provision is supplier\n- **When** contract management skill is low\n"
    "- **When** digital budget is none\n- **Warn** Your systems are run by a supplier, and no one in the house "
    "is able to check its bills or its work. Train or hire a person who can before the renewal.",
    "X11": "- **When** size class is large\n- **When** innovators is few\n"
    "- **Then** rule out training first, rule out recruitment first, rule out both, rule out borrow",
    "X12": "- **When** weather is bad\n- **When** digital budget is none\n- **When** digital capacity is high\n"
    "- **Warn** Odd rain.",
}
FOUND = {
    ("never fires", "X01"),
    ("adds nothing", "X02"),
    ("never appears", "X03"),
    ("always appears", "X04"),
    ("part of another", "S02"),
    ("split rule", "X07"),
    ("adds nothing", "X08"),
    ("threshold beside", "X09"),
    ("similar wording", "W22"),
    ("rules out all", "X11"),
    ("never appears", "X12"),
    ("never matters", "weather"),
    ("never applies", "digital capacity"),
    ("not argued for", "security rights"),
    ("says nothing", "X13"),
    ("says nothing", "X14"),
}


def test_flaws_put_into_a_copy_of_our_rule_base_are_found_and_nothing_else(tmp_path: Path) -> None:
    books = tmp_path / "rules"
    shutil.copytree(ROOT / "rules", books, ignore=shutil.ignore_patterns("*.py", "__pycache__"))

    def put(book: str, old: str, new: str) -> None:
        text = (books / book).read_text("utf-8")
        at = text.index(old)
        (books / book).write_text(text[:at] + new + text[at + len(old) :], "utf-8")

    tail = "- **Because** it is put in.\n- **Evidence** moderate\n- **Source** [deck] IV\n\n"
    seeds = "".join(
        f"\n### {name} · A rule put in\n\n{seed}\n{tail}" for name, seed in SEEDS.items()
    )
    put("structure.md", "## Goals\n", f"{seeds}\n## Goals\n")
    put(
        "facts.md",
        "### digital budget\n",
        "### weather\n\n- **Ask** How is it?\n- **Answers** bad | good\n  - *bad*: rain\n  - *good*: sun\n"
        "- **Why** Nobody knows.\n- **Can change** no\n- **Source** [deck] IV\n\n### digital budget\n",
    )
    last = "| | | | moderate |\n"
    put(
        "assessments.md",
        last,
        "| moderate | | | moderate |\n| high | | | moderate |\n| at least moderate | small | | low |\n",
    )
    rights = "Who decides on protection"
    text = (books / "rights.md").read_text("utf-8")
    begin = text.index(rights)
    block = text[begin : text.index("### Q", begin)]
    more = (
        block.replace("centre | joint | departments", "centre | joint | departments | nobody")
        .replace("  - *departments*", "  - *nobody*: it is left alone\n  - *departments*")
        .replace("then joint", "then joint, then departments")
        .replace("departments as by each", "departments as by each; nobody as by each")
    )
    put("rights.md", block, more)
    law = "### {} · A law put in\n\n- {}\n- **Source** [deck] IV\n\n"
    laws = law.format("X13", "**Raising** innovators **never lowers** digital capacity")
    laws += law.format(
        "X14", "**Always** when digital budget is none, digital budget is at most small"
    )
    put("laws.md", "## The forces\n", f"{laws}## The forces\n")
    checked = check(load_rules(books))
    seeded = [one for one in checked.findings if not one.waived and one.kind != "counted twice"]
    assert {(one.kind, one.about) for one in seeded} == FOUND
    assert all(one.shown_by or one.proof for one in seeded)
    assert checked.undecided == ()


def test_what_the_solver_cannot_decide_is_told_and_is_no_finding(tmp_path: Path) -> None:
    """Not a millisecond is enough for z3; whatever is then found was shown by a case all the same."""
    books = folder(tmp_path, (END, WASTE))
    checked = check(load_rules(books), seconds=1e-9)
    assert all(one.shown_by or one.proof for one in checked.findings)
    assert not [one for one in checked.findings if one.kind == "idle waiver"]


COUNTED_TWICE = 0
"""Rules of ours whose causes speak again elsewhere, and which nobody has answered for; never more."""


def test_no_finding_on_our_rule_base_is_left_without_a_reason() -> None:
    checked = check(load_rules())
    left = [(one.kind, one.about) for one in checked.open]
    assert [one for one in left if one[0] != "counted twice"] == []
    assert sum(one[0] == "counted twice" for one in left) <= COUNTED_TWICE
    assert all(one.shown_by for one in checked.open)
    assert checked.hints == ()
    assert checked.undecided == ()
