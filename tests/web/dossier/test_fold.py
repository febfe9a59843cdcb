"""Rows become cases: under the rules of today, of one person or of all, with what was decided between them."""

from __future__ import annotations

import json

from advisor.cases.model import Case
from advisor.knowledge.model import RuleBase
from advisor.web.dossier.fold import (
    case_hash,
    entry_text,
    entry_words,
    own_case,
    whole_case,
    with_entry,
)
from advisor.web.dossier.records import (
    CasePerson,
    CaseVersion,
    Dossier,
    HistoryRow,
    PersonPart,
    RowKind,
)
from tests.interview.support import SMALL
from tests.support.generate import SOURCES_BOOK, load_books


def entry(answer: str = "", note: str = "", reason: str = "") -> str:
    told = {"answer": answer, "note": note, "reason": reason}
    return json.dumps({key: value for key, value in told.items() if value})


def dossier(*rows: tuple[str, RowKind, str, str]) -> Dossier:
    """A case of an owner and two others; each row is who, what kind, which fact, the new entry."""
    people = tuple(
        CasePerson(who, who.title(), part, (), "2026", "2027", revoked=False)
        for who, part in (
            ("ana", PersonPart.OWNER),
            ("ben", PersonPart.RESPONDENT),
            ("eva", PersonPart.RESPONDENT),
        )
    )
    made = tuple(
        HistoryRow(number, who, 1, "2026-11-26", kind, fact, "", new)
        for number, (who, kind, fact, new) in enumerate(rows, 1)
    )
    return Dossier("c" * 32, "", "", "", "", people, made, (CaseVersion(1, "", "", None),), ())


def said(who: str, fact: str, answer: str, note: str = "") -> tuple[str, RowKind, str, str]:
    return who, RowKind.ANSWER, fact, entry(answer, note)


def test_an_entry_reads_back_as_it_was_written(small: RuleBase) -> None:
    case = with_entry(Case("c", ()), "budget", entry("none or small", "the clerk"), small)
    again = with_entry(Case("c", ()), "budget", entry_text(case, "budget"), small)
    assert again == case
    unknown = with_entry(case, "budget", entry("unknown", "nobody"), small)
    assert entry_text(unknown, "budget") == entry("unknown", "nobody")
    assert entry_text(Case("c", ()), "budget") == ""


def test_an_entry_is_told_in_words() -> None:
    assert entry_words("") == "not answered"
    assert entry_words(entry("unknown")) == "nobody knows"
    assert entry_words(entry("small", "a note")) == "small (a note)"
    assert entry_words("2026-05") == "2026-05"


def test_the_last_row_counts_and_the_others_stay(small: RuleBase) -> None:
    kept = dossier(said("ana", "budget", "none"), said("ana", "budget", "large"))
    assert own_case(kept, small, "ana").sure("budget") == "large"
    assert [row.new for row in kept.rows] == [entry("none"), entry("large")]


def test_each_hears_only_what_was_said_by_oneself(small: RuleBase) -> None:
    kept = dossier(said("ben", "budget", "none"), said("eva", "budget", "large"))
    assert own_case(kept, small, "ben").sure("budget") == "none"
    assert own_case(kept, small, "ana").answers == ()


def test_differences_stay_possible_until_they_are_decided(small: RuleBase) -> None:
    rows = (
        said("ben", "budget", "none"),
        said("eva", "budget", "large"),
        said("ben", "staff", "5"),
    )
    whole = whole_case(dossier(*rows), small)
    assert [one.fact for one in whole.differing] == ["budget"]
    assert whole.case.by_fact["budget"].values == ("none", "large")
    decided = ("ana", RowKind.RECONCILED, "budget", entry("large", reason="see the books"))
    after = whole_case(dossier(*rows, decided), small)
    assert after.differing == ()
    assert after.reconciled == (("budget", "see the books"),)
    assert after.case.sure("budget") == "large"
    assert "decided by Ana: see the books" in after.case.note_on("budget")


def test_who_answers_after_a_decision_is_heard_anew(small: RuleBase) -> None:
    rows = (
        said("ben", "budget", "none"),
        said("eva", "budget", "large"),
        ("ana", RowKind.RECONCILED, "budget", entry("large", reason="so")),
        said("ben", "budget", "small"),
    )
    whole = whole_case(dossier(*rows), small)
    assert [one.fact for one in whole.differing] == ["budget"]
    assert whole.reconciled == ()


def test_people_of_one_name_are_told_apart(small: RuleBase) -> None:
    kept = dossier(said("ben", "budget", "none"), said("eva", "budget", "large"))
    people = tuple(
        CasePerson(one.id, "Kim", one.part, (), "", "", revoked=False) for one in kept.people
    )
    twice = Dossier(kept.id, "", "", "", "", people, kept.rows, kept.versions, ())
    (differing,) = whole_case(twice, small).differing
    assert [who for who, _ in differing.answers] == ["Kim", "Kim (2)"]


def test_facts_and_values_are_found_by_their_former_names() -> None:
    renamed = SMALL.replace(
        "### budget\n\n", "### budget\n\n- **Formerly** money\n- **Formerly** plenty -> large\n"
    )
    rules = load_books({"facts.md": renamed, "sources.md": SOURCES_BOOK})
    kept = dossier(said("ana", "money", "plenty"))
    assert own_case(kept, rules, "ana").sure("budget") == "large"


def test_what_can_not_be_read_any_more_becomes_a_remark(small: RuleBase) -> None:
    kept = dossier(said("ana", "budget", "enormous", "a note"), said("ana", "gone", "yes"))
    case = own_case(kept, small, "ana")
    assert "budget" not in case.by_fact
    assert case.note_on("budget") == "answered 'enormous' under older rules; a note"
    assert case.note_on("") == "'gone' was answered 'yes' under older rules, and is asked no more"


def test_the_hash_of_a_case_is_of_what_it_says_and_not_of_who_signed() -> None:
    case = Case("c", (), place="A")
    assert case_hash(case) == case_hash(Case("c", (), place="A", prepared_by="Ana, 2026"))
    assert case_hash(case) != case_hash(Case("c", (), place="B"))
