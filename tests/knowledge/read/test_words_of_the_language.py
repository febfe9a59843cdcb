"""No name that the books take is read as a word of the language: every such word is tried in every sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from importlib.resources import files
from typing import Any

import pytest

from advisor.errors import NOWHERE, RuleBaseError
from advisor.knowledge.laws import MonotoneLaw
from advisor.knowledge.read.entries import BookProblems, checked_name
from advisor.knowledge.read.markdown import Text
from advisor.knowledge.read.sentence_parts import Word
from advisor.knowledge.read.sentences import SentenceError, parse
from advisor.review.writing.naming import renamings
from tests.support.books import facts_and_decision
from tests.support.generate import load_books

PLAIN = "qqqq"
"""A name that is no word of the language, by which the meaning of a sentence is known."""

VALUES = (
    ("line", "x is {}; x is not {}; x is at least {}; x is at most {}; x is below {}; x is above {}"),
    ("line", "x is one of {}, zz; x is one of zz, {}; x is not one of zz, {}; x is between {} and zz"),
    ("line", "x is between zz and {}; x is {} or zz; x is zz or {}; x is {} or y is zz; y is zz or x is {}"),
    ("cell", "{}; {} or zz; zz or {}; not {}; at least {}; one of {}, zz; between {} and zz"),
    ("conditions", "when x is {} and y is zz; when y is zz and x is {}"),
    ("levels", "{} from 2; zz from 1, {} from 2"),
    ("effects", "x is {}; favour zz, x is {}"),
)  # fmt: skip
OPTIONS = (
    ("effects", "favour {}; favour {} strongly; favour {} for zz; favour {} weakly for zz"),
    ("effects", "oppose {} weakly, favour zz; rule out {}; rule out {} for zz"),
    ("preference", "prefer {}; prefer {}, then zz; prefer zz, then {}; keep zz, then prefer {}"),
    ("monotone", "zz never lowers {}; zz never raises {} for ww"),
)
SUBJECTS = (
    ("line", "{} is zz; {} is known; {} is unknown; {} is not zz; y is zz or {} is zz; {} is at least zz"),
    ("conditions", "when {} is zz and y is zz; when y is zz and {} is zz"),
    ("preference", "keep {}; keep {}, then prefer zz"),
    ("monotone", "{} never lowers zz; {} never raises the lead of zz over ww"),
)  # fmt: skip
CONCLUDED = (("effects", "raise {}; raise {} strongly; lower {} weakly, favour zz; {} is zz"),)
DECIDED = (
    ("effects", "favour zz for {}; favour zz strongly for {}; rule out zz for {}"),
    ("monotone", "zz never lowers ww for {}; zz never lowers the lead of ww over vv for {}"),
)
ROLES = {
    "the value": (*VALUES, *OPTIONS),
    "the fact's name": SUBJECTS,
    "the assessment's name": (*SUBJECTS, *CONCLUDED),
    "the decision's name": (*SUBJECTS, *DECIDED),
}


def words_of_the_grammar() -> list[str]:
    """Every word of the grammar itself, and the parts of those that are several."""
    grammar = (files("advisor.knowledge.read") / "sentences.lark").read_text("utf-8")
    found = re.findall(r"^[A-Z_]+\.\d: /(.+?)(?:\\b)?/i$", grammar, re.MULTILINE)
    texts = [one.replace(r"\s+", " ").replace(r"\b", "") for one in found]
    several = [
        before + word
        for text in texts
        for before, _, words in [text.partition("(")]
        for word in (words.rstrip(")").split("|") if words else [""])
    ]
    assert {"is", "at least", "one of", "never lowers", "strongly", "the lead of"} <= set(several)
    return list(dict.fromkeys((*several, *(part for one in several for part in one.split()))))


def meaning(parsed: Any, name: str) -> Any:
    """What was read, with one name left out and no places."""
    if isinstance(parsed, Word):
        return "the name" if parsed.text == name else parsed.text
    if is_dataclass(parsed) and not isinstance(parsed, type):
        return type(parsed), *(meaning(getattr(parsed, one.name), name) for one in fields(parsed))
    return tuple(meaning(one, name) for one in parsed) if isinstance(parsed, tuple) else parsed


def sentences(role: str) -> Iterator[tuple[str, str]]:
    return ((start, one) for start, many in ROLES[role] for one in many.split("; "))


@pytest.mark.parametrize("role", ROLES)
def test_a_name_that_is_taken_is_never_read_as_something_else(role: str) -> None:
    plain = {
        (start, form): meaning(parse(start, Text(form.format(PLAIN), NOWHERE)), PLAIN)
        for start, form in sentences(role)
    }
    taken = 0
    for word in words_of_the_grammar():
        for name in (word, f"{word} qq", f"qq {word}", f"qq {word} rr"):
            problems = BookProblems()
            checked_name(Text(name, NOWHERE), problems, role)
            if problems.found:
                continue
            taken += 1
            for (start, form), meant in plain.items():
                try:
                    found = meaning(parse(start, Text(form.format(name), NOWHERE)), name)
                except SentenceError:
                    found = "nothing"
                assert found == meant, (role, name, form)
    assert taken > 20


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("speed is slow", "at most fair"),
        ("speed is slow", "known"),
        ("speed is slow", "fair or not"),
        ("speed", "speed and size"),
        ("side is left", "the lead of all"),
        ("side", "never"),
    ],
)
def test_rename_refuses_a_word_that_a_sentence_needs(old: str, new: str) -> None:
    rules = load_books(facts_and_decision())
    with pytest.raises(Exception, match="which the sentences need for themselves"):
        renamings(old, new, rules)


def lead(sentence: str, *options: str) -> MonotoneLaw:
    """Read a law on the lead of one option over another."""
    texts = facts_and_decision()
    anchors = "".join(f"  - *{one}*: one of them\n" for one in options)
    side = re.sub(r"(?m)^  - .*\n", "", texts["side.md"]).replace("prefer right", "prefer best")
    side = side.replace(
        "left | right\n", f"{' | '.join(options)} | best\n{anchors}  - *best*: it\n"
    )
    law = f"### L1 · A law\n\n- **Raising** speed **never lowers the lead of** {sentence}\n- **Source** [deck] I\n"
    (found,) = load_books(texts | {"side.md": side, "law.md": law}).laws
    assert isinstance(found, MonotoneLaw)
    return found


@pytest.mark.parametrize("option", ["hand over", "over there", "over", "put over here", "left"])
@pytest.mark.parametrize("tail", ["", " for side"])
def test_an_option_may_hold_the_word_over(option: str, tail: str) -> None:
    law = lead(f"{option} **over** best{tail}", option)
    assert (law.target, law.over) == (option, "best")
    law = lead(f"best **over** {option}{tail}", option)
    assert (law.target, law.over) == ("best", option)


def test_a_lead_that_can_be_read_in_two_ways_is_refused() -> None:
    law = lead("a over b over c", "a over b", "a", "c")
    assert (law.target, law.over) == ("a over b", "c")
    with pytest.raises(RuleBaseError, match="this can be read in two ways: 'a' has a lead, or"):
        lead("a over b over c", "a over b", "a", "c", "b over c")
