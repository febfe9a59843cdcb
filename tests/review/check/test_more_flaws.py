"""Flaws that a careful colleague would notice: each is found where it is put in, and its neighbour is not."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.inference.compile import compile_rules
from advisor.inference.play import played
from advisor.knowledge.effects import Adjust, Conclude
from advisor.knowledge.model import Rule, RuleBase
from advisor.review.check.rules import check
from tests.conftest import Run
from tests.review.check.test_check import END, found, rule
from tests.review.made import rule_base
from tests.support.examples import examples
from tests.support.generate import Sketch, load_sketch, sketches

ACTION = ("**Advise** Do it.", "**Phase** later", "**Owner** mayor")


def rules(*blocks: tuple[str, ...]) -> tuple[str, str]:
    """Return the change that puts rules in: X01, X02 and so on."""
    texts = [rule(f"X{number:02}", *block) for number, block in enumerate(blocks, 1)]
    return END, "".join(text.removesuffix(END) for text in texts) + END


LOW = "**When** capacity is low"
STRONGLY = "favour one office strongly"
EACH = "**When** budget is none or budget is at least small"
WEATHER = (
    "### weather\n\n- **Ask** How is it?\n- **Answers** bad < good\n  - *bad*: rain\n  - *good*: sun\n"
    "- **Why** Nobody knows.\n- **Can change** daily\n- **Source** [book] 1\n\n### capacity\n"
)
NO_OFFICE = [
    ("one office | offices apart", "one office | offices apart | no office"),
    ("  - *offices apart*: each", "  - *no office*: nobody decides\n  - *offices apart*: each"),
    (
        "- **When equal** prefer one office",
        "- **When equal** prefer one office, then offices apart",
    ),
]
L01 = "when capacity is low, structure is one office"
L03 = "**Raising** budget **never lowers** pull"

FLAWS = {
    "a misfit by an exhaustive or": (
        [rules((EACH, "**Warn** Odd."))],
        ("always appears", "X01"),
        "misfit X01 · A rule put in appears in every case",
    ),
    "a misfit by two exhaustive ors": (
        [rules((EACH, "**When** skill is low or pull is weak or skill is high", "**Warn** Odd."))],
        ("always appears", "X01"),
        "appears in every case",
    ),
    "a misfit by an or of all options": (
        [
            rules(
                ("**When** structure is one office or structure is offices apart", "**Warn** Odd.")
            )
        ],
        ("always appears", "X01"),
        "appears in every case in which structure came out",
    ),
    "an action of every case": (
        [rules((EACH, *ACTION))],
        ("always appears", "X01"),
        "action X01",
    ),
    "an action without a condition": (
        [rules(ACTION)],
        ("always appears", "X01"),
        "it has no condition",
    ),
    "a rule whose one effect another has, too": (
        [rules((LOW, f"**Then** {STRONGLY}, oppose offices apart"))],
        ("part of another", "S01"),
        "said by X01 · A rule put in too: they hold for the same cases, so it counts twice",
    ),
    "a rule that argues the same less strongly": (
        [rules(("**When** capacity is not high", "**Then** favour one office"))],
        ("part of another", "X01"),
        "said by S01",
    ),
    "a narrower rule with a part of what a wider one says": (
        [
            rules(
                (LOW, "**Then** oppose offices apart", "**Warn** Odd things happen here."),
                (LOW, "**When** population is at least 70,000", "**Warn** Odd things happen here."),
            )
        ],
        ("part of another", "X02"),
        "wherever X02 holds, X01 holds too",
    ),
    "a rule split in two": (
        [
            rules(
                ("**When** skill is low", "**When** budget is none", "**Warn** Odd."),
                ("**When** skill is low", "**When** budget is at least small", "**Warn** Odd."),
            )
        ],
        ("split rule", "X02"),
        "X01 and X02 are one rule split in 2",
    ),
    "a rule split by unless": (
        [
            rules(
                ("**When** skill is low", "**When** budget is none", "**Warn** Odd."),
                ("**When** skill is low", "**Unless** budget is none", "**Warn** Odd."),
            )
        ],
        ("split rule", "X02"),
        "'when budget is none' or 'unless budget is none' is always met",
    ),
    "a rule split in three": (
        [
            rules(
                *(
                    ("**When** skill is low", f"**When** budget is {value}", "**Warn** Odd.")
                    for value in ("none", "small", "large")
                )
            )
        ],
        ("split rule", "X02"),
        "X01, X02 and X03 are one rule split in 3",
    ),
    "a rule split by an assessment that may not come out": (
        [
            rules(
                ("**When** skill is low", "**When** pull is weak", "**Warn** Odd."),
                ("**When** skill is low", "**When** pull is strong", "**Warn** Odd."),
            )
        ],
        ("split rule", "X02"),
        "X01 and X02 are one rule split in 2",
    ),
    "a law's threshold beside a rule's": (
        [(L01, "when population is above 20,000, pull is strong")],
        ("threshold beside", "L01"),
        "only 20,000 lies between them",
    ),
    "a threshold beside one that others use in other words": (
        [
            rules(
                ("**When** population is between 70,000 and 80,000", "**Warn** Odd."),
                ("**When** population is above 80,000", "**Warn** Quaint things."),
                ("**When** population is at least 79,500", "**Warn** Strange."),
            )
        ],
        ("threshold beside", "X03"),
        "beside that of 'population is between 70,000 and 80,000' in X01 and 'population is above 80,000' in X02",
    ),
    "a row that two others shadow": (
        [("| | | high |", "| small | | low |\n| at most small | high | high |\n| | | high |")],
        ("never applies", "capacity"),
        "row 1 and row 3 take all its cases between them",
    ),
    "a row that a rule shadows": (
        [
            ("| | | high |", "| large | high | high |\n| | | high |"),
            rules(("**When** budget is large", "**Then** capacity is high")),
        ],
        ("never applies", "capacity"),
        "a rule that concludes always takes its cases: X01",
    ),
    "a row without which the table is the same": (
        [("| | | high |", "| large | high | high |\n| | | high |")],
        ("adds nothing", "capacity"),
        "row 3 (budget is large, skill is high) changes nothing",
    ),
    "a cell that could be empty": (
        [("| | low | low |", "| at least none | low | low |")],
        ("adds nothing", "capacity"),
        "'budget is at least none' in row 2 changes nothing",
    ),
    "a branch of an or": (
        [rules(("**When** budget is none or budget is at most small", "**Warn** Odd."))],
        ("adds nothing", "X01"),
        "'budget is none' is met only where another part of its 'or' is",
    ),
    "a branch of an or that keeps from": (
        [
            rules(
                (
                    "**When** skill is low",
                    "**Unless** budget is none or budget is at most small",
                    "**Warn** Odd.",
                )
            )
        ],
        ("adds nothing", "X01"),
        "'budget is none' is met only where another part of its 'or' is",
    ),
    "a condition that every answer meets": (
        [rules((EACH, "**When** skill is low", "**Warn** Odd."))],
        ("always true", "X01"),
        "is met by every case once everything is answered",
    ),
    "a condition that keeps nothing from holding": (
        [rules(("**When** budget is none", "**Unless** budget is large", "**Warn** Odd."))],
        ("adds nothing", "X01"),
        "'unless budget is large' never keeps the rule from holding where the other conditions are met",
    ),
    "one of two conditions that each say the other": (
        [
            rules(
                (
                    "**When** budget is none",
                    "**When** budget is at most none",
                    "**When** skill is low",
                    "**Warn** Odd.",
                )
            )
        ],
        ("adds nothing", "X01"),
        "'when budget is none' is met whenever the other conditions are",
    ),
    "a conclusion that the table has already": (
        [rules(("**When** budget is none", "**When** skill is low", "**Then** capacity is low"))],
        ("moves nothing", "X01"),
        "wherever it holds, the same comes out by the table or other rules",
    ),
    "points that reach no cut point": (
        [
            rules(
                (
                    "**When** population is at least 20,000",
                    "**When** skill is low",
                    "**Then** raise pull weakly",
                )
            )
        ],
        ("moves nothing", "X01"),
        "'raise pull weakly' in X01 · A rule put in never makes pull come out otherwise",
    ),
    "an option that no rule argues for": (
        NO_OFFICE,
        ("not argued for", "structure"),
        "No rule argues for the option 'no office' of structure",
    ),
    "above beside at least": (
        [rules(("**When** population is above 20,000", "**When** skill is low", "**Warn** Odd."))],
        ("threshold beside", "X01"),
        "only 20,000 lies between them",
    ),
    "a figure that counts as either side of a threshold": (
        [
            ("from 1 to 1,000,000", "from 1 to 1,000,000\n- **Near** a tenth"),
            rules(
                ("**When** population is above 20,000", "**When** skill is low", "**Warn** Odd.")
            ),
        ],
        ("threshold beside", "X01"),
        "only 20,000 lies between them",
    ),
    "a number that is nearly the usual one": (
        [rules(("**When** population is at least 505,000", "**Warn** Odd."))],
        ("threshold beside", "X01"),
        "only what lies from 500,000 to 505,000 is between the two",
    ),
    "a law that no case could break": (
        [(L01, "when budget is none and capacity is high, structure is one office")],
        ("says nothing", "L01"),
        "no case at all meets its condition",
    ),
    "a law that follows by itself": (
        [(L01, "when budget is none, budget is at most small")],
        ("says nothing", "L01"),
        "follows from its own condition",
    ),
    "a law between things that are not connected": (
        [(L03, "**Raising** skill **never lowers** pull")],
        ("says nothing", "L03"),
        "no rule and no table leads from one to the other",
    ),
    "a law on an option that its subject argues neither for nor against": (
        [(L03, "**Raising** population **never lowers** one office")],
        ("says nothing", "L03"),
        "its target does not rest on its subject",
    ),
    "a rule that rules out every option": (
        [rules(("**When** skill is low", "**Then** rule out one office, rule out offices apart"))],
        ("rules out all", "X01"),
        "rules out every option of structure",
    ),
    "rules that rule out every option together": (
        [
            rules(
                ("**When** skill is low", "**Then** rule out one office"),
                (
                    "**When** skill is low",
                    "**When** budget is large",
                    "**Then** rule out offices apart",
                ),
            )
        ],
        ("rules out all", "X02"),
        "by it and by other rules",
    ),
}
PROVED_ALONE = {"not argued for", "says nothing"}
"""What no case can show: that nothing is said."""


@pytest.mark.parametrize("name", FLAWS)
def test_a_flaw_is_found_shown_and_said_how_to_mend(tmp_path: Path, name: str) -> None:
    changes, wanted, words = FLAWS[name]
    findings = [one for one in found(tmp_path, *changes) if (one.kind, one.about) == wanted]
    assert len(findings) == 1, [
        (one.kind, one.about, one.text) for one in found(tmp_path, *changes)
    ]
    [finding] = findings
    assert words in finding.text
    assert finding.mend
    assert finding.place.line
    assert finding.hint is ("cell" in name)
    if finding.kind in PROVED_ALONE:
        assert finding.proof
        assert len(finding.shown_by) == (2 if "**Raising**" in str(changes) else 0)
    else:
        assert finding.shown_by
        assert all(witness.case is not None for witness in finding.shown_by)


NEIGHBOURS = {
    "an or that leaves an answer out": [
        rules(("**When** budget is none or budget is large", "**Warn** Odd."))
    ],
    "an action for whom something is known": [rules(("**When** budget is known", *ACTION))],
    "an action of the checklist": [
        rules(("**Advise** Do it.", "**Phase** checklist", "**Owner** mayor"))
    ],
    "a rule with an effect of its own": [
        rules(("**When** skill is low", "**When** pull is strong", "**Then** favour one office"))
    ],
    "points by degrees": [rules(("**When** budget is none", "**Then** lower pull weakly"))],
    "two rules that leave an answer out": [
        rules(
            ("**When** skill is low", "**When** budget is none", "**Warn** Odd."),
            ("**When** skill is low", "**When** budget is large", "**Warn** Odd."),
        )
    ],
    "two rules that differ in two conditions": [
        rules(
            ("**When** skill is low", "**When** budget is none", "**Warn** Odd."),
            ("**When** skill is high", "**When** budget is at least small", "**Warn** Odd."),
        )
    ],
    "a row that others leave a case to": [
        ("| | | high |", "| small | high | low |\n| at least small | high | high |")
    ],
    "points that reach a cut point together": [
        rules(
            (
                "**When** population is below 20,000",
                "**When** skill is low",
                "**Then** raise pull weakly",
            )
        )
    ],
    "another threshold": [
        rules(("**When** population is at least 30,000", "**When** skill is low", "**Warn** Odd."))
    ],
    "the same threshold of whole numbers in other words": [
        ("number of inhabitants", "whole number of inhabitants"),
        rules(("**When** population is above 19,999", "**When** skill is low", "**Warn** Odd.")),
    ],
    "a number that is meant alone": [
        rules(("**When** population is 20,000", "**When** skill is low", "**Warn** Odd."))
    ],
    "a law about an assessment that moves": [
        (L03, "**Raising** pull **never lowers** offices apart")
    ],
    "a rule that leaves an option": [
        rules(
            ("**When** skill is low", "**When** budget is large", "**Then** rule out offices apart")
        )
    ],
}
MORE = {
    *(kind for _, (kind, _), _ in FLAWS.values()),
    "never matters",
    "similar wording",
}


@pytest.mark.parametrize("name", NEIGHBOURS)
def test_what_stands_beside_a_flaw_is_left_alone(tmp_path: Path, name: str) -> None:
    left = [one for one in found(tmp_path, *NEIGHBOURS[name]) if one.kind in MORE]
    assert [one for one in left if not one.hint] == []


def test_a_fact_that_only_idle_points_read_never_matters(tmp_path: Path) -> None:
    idle = rules(
        (
            "**When** weather is bad",
            "**When** population is at least 20,000",
            "**Then** raise pull weakly",
        )
    )
    findings = found(tmp_path, ("### capacity\n", WEATHER), idle)
    assert [(one.kind, one.about) for one in findings] == [
        ("never matters", "weather"),
        ("moves nothing", "X01"),
    ]
    assert len(findings[0].shown_by) == 2


def test_a_condition_that_only_waits_for_an_answer_is_said_to_and_its_fact_matters(
    tmp_path: Path,
) -> None:
    """Whether the weather is known decides about X01, and which weather it is does not."""
    waits = rules(
        ("**When** weather is bad or weather is good", "**When** budget is none", "**Warn** Odd.")
    )
    [finding] = found(tmp_path, ("### capacity\n", WEATHER), waits)
    assert (finding.kind, finding.about) == ("always true", "X01")
    assert "is met by every case once everything is answered" in finding.text
    assert "'weather is known'" in finding.mend
    assert "unknown" not in finding.proof


TOGETHER: dict[str, tuple[list[tuple[str, str]], list[str]]] = {
    "a last row that the one before it stands for": (
        [("| | | high |", "| at least small | high | high |\n| | | high |")],
        ["never applies"],
    ),
    "a rule and the row that it takes the cases of": (
        [rules(("**When** budget is none", "**Then** capacity is low"))],
        ["never applies"],
    ),
    "two rules that conclude the same": (
        [
            rules(
                ("**When** budget is none", "**When** skill is low", "**Then** capacity is low"),
                ("**When** budget is none", "**When** skill is low", "**Then** capacity is low"),
            )
        ],
        ["moves nothing", "moves nothing"],
    ),
}
"""What can be mended at once: of two pieces that stand for each other only one is to be taken out."""


@pytest.mark.parametrize("name", TOGETHER)
def test_what_is_to_be_taken_out_can_be_taken_out_at_once(tmp_path: Path, name: str) -> None:
    changes, kinds = TOGETHER[name]
    findings = found(tmp_path, *changes)
    told = [
        one for one in findings if one.kind in {"never applies", "moves nothing", "adds nothing"}
    ]
    assert [one.kind for one in told if not one.hint] == kinds
    rows = [one for one in told if one.kind == "never applies"]
    assert all(one.mend == "take the row out" for one in rows)


def test_short_texts_are_alike_only_by_all_their_words(tmp_path: Path) -> None:
    one, other, again = (
        ("**When** budget is none", f"**Warn** {text}")
        for text in ("Any staff.", "Ten staff.", "Any staff.")
    )
    low = "**When** skill is low"
    assert found(tmp_path / "other", rules(one, (other[0], low, other[1]))) == []
    again = ("**When** budget is large or skill is low", again[1])
    hints = found(tmp_path / "again", rules(one, again))
    assert [one.kind for one in hints] == ["similar wording"]


OTHER_WORDS = "**Warn** A single office will be far from most residents."


def test_the_same_warning_in_other_words_is_a_hint_by_which_nothing_fails(
    tmp_path: Path, run: Run
) -> None:
    again = rules(("**When** structure is one office", "**When** budget is large", OTHER_WORDS))
    checked = check(rule_base(tmp_path, again))
    [hint] = checked.hints
    assert (hint.kind, hint.about) == ("similar wording", "X01")
    assert "W01 and X01 can appear together" in hint.text
    assert hint.shown_by
    assert not checked.open
    done = run("rules", "check", "--rules", tmp_path)
    assert done.returncode == 0
    assert "Nothing found; 1 hint." in done.stdout
    assert "similar wording: X01" in done.stdout


@pytest.mark.parametrize(
    "entries",
    [
        (
            "**When** structure is one office",
            "**When** budget is large",
            "**Warn** Ask the council first.",
        ),
        ("**When** structure is offices apart", OTHER_WORDS),
    ],
)
def test_other_warnings_and_those_that_never_meet_are_no_hint(
    tmp_path: Path, entries: tuple[str, ...]
) -> None:
    assert found(tmp_path, rules(entries)) == []


def test_a_hint_and_a_new_finding_can_be_waived(tmp_path: Path) -> None:
    waiver = "**Waive** always appears: it is meant for everybody"
    found_now = check(rule_base(tmp_path, rules((EACH, waiver, "**Warn** Odd."))))
    [finding] = found_now.findings
    assert (finding.kind, finding.waived) == ("always appears", "it is meant for everybody")


@examples(20)
@given(sketches(), st.randoms(use_true_random=False))
def test_what_is_found_in_any_rule_base_is_true_of_cases_played_on_the_engine(
    sketch: Sketch, chance: random.Random
) -> None:
    """What is said never to matter is left out, and the same comes out of random cases."""
    base = load_sketch(sketch)
    compiled = compile_rules(base)
    complete = [
        {name: 1 << chance.randrange(size) for name, size in compiled.facts} for _ in range(8)
    ]
    partial = [
        {name: chance.randrange(1, 1 << size) for name, size in compiled.facts} for _ in range(8)
    ]
    for finding in check(base, seconds=2).findings:
        rule_found = base.rules_by_id.get(finding.about)
        if finding.kind == "moves nothing" and rule_found is not None:
            [target, *_] = [
                effect.target
                for effect in rule_found.effects
                if isinstance(effect, Adjust | Conclude)
                and f" {effect.target} come out" in finding.text
            ]
            without = compile_rules(_without(base, rule_found, target))
            for case in partial:
                told = [played(one, case) for one in (compiled, without)]
                assert told[0].values[target] == told[1].values[target]
                determined = [run.findings[target].value is None for run in told]
                assert determined[0] == determined[1]
        elif finding.kind == "never matters":
            size = dict(compiled.facts)[finding.about]
            for case in complete:
                runs = [
                    played(compiled, {**case, finding.about: 1 << code}) for code in range(size)
                ]
                for item in base.assessments:
                    assert len({run.values[item.name] for run in runs}) == 1
        elif finding.kind == "always appears" and "came out" not in finding.text:
            assert all(finding.about in played(compiled, case).fired for case in complete)
        elif finding.kind == "rules out all":
            for case in complete:
                run = played(compiled, case)
                if finding.about in run.fired:
                    assert any(verdict.winner is None for verdict in run.verdicts.values())


def _without(base: RuleBase, rule_found: Rule, target: str) -> RuleBase:
    """Return a rule base in which a rule no longer moves an assessment."""
    kept = tuple(
        effect
        for effect in rule_found.effects
        if not (isinstance(effect, Adjust | Conclude) and effect.target == target)
    )
    changed = replace(rule_found, effects=kept)
    return replace(base, rules=tuple(changed if one is rule_found else one for one in base.rules))
