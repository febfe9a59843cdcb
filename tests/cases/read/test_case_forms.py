"""What a case file may look like, and what is read from it."""

from __future__ import annotations

import os

import pytest

from advisor.cases.model import Expectation, Knowledge, Outcome
from advisor.cases.read.case_file import parse_case
from advisor.errors import CaseError
from advisor.knowledge.domains import Range

FULL = """
id: a-town
place: A Town
country: NO
level: municipality
date: 2010
group: towns
summary: >-
  A town
  of no note.
fictional: yes
facts:
  population: {answer: "20,000 to 50,000", note: Two registers.}
  digital budget:
    answer: small or moderate
    note: Not decided.
  primary goal: unknown
  election soon: {note: Nobody knew.}
notes: Written in haste.
sources:
  - https://example.org
chosen:
  structure: federal
outcome: {verdict: mixed, note: It went.}
expect:
  structure: {recommended: federal, status: firm}
  misfits: [W01]
  no misfits: W02
"""


def test_a_case_is_read_whole(read):
    case = read(FULL)
    assert case.id == "a-town"
    assert case.place == "A Town"
    assert case.country == "NO", "the country is no yes/no"
    assert case.level == "municipality"
    assert case.date == "2010"
    assert case.group == "towns"
    assert case.summary == "A town of no note."
    assert case.fictional
    assert case.sources == ("https://example.org",)
    assert case.chosen == (("structure", "federal"),)
    assert case.outcome == Outcome("mixed", "It went.")
    assert case.expect == Expectation((("structure", "federal", "firm"),), ("W01",), ("W02",))
    assert {one.fact: one.values for one in case.answers} == {
        "population": (Range(20_000, 50_000),),
        "digital budget": ("small", "moderate"),
    }
    assert case.by_fact["digital budget"].note == "Not decided."


@pytest.mark.parametrize(
    "date",
    ["2026", "2026-05", "2026-02-28", "2010 to 2014", "2010-05 to 2010-05-03", "spring 2014"],
)
def test_dates_of_the_calendar_and_words_are_taken(read, date):
    assert read(f"date: {date}\nfacts:\n").date == date


@pytest.mark.parametrize(
    "date",
    [
        *("2026-13-45", "2025-02-29", "2026-00", "0000", "26", "2010.10", "17/05/2026", "20260517"),
        *("2014 to 2010", "2010 to", "2010 to 2011 to 2012", "2010-2014", "2026-05-17 10:00"),
    ],
)
def test_a_date_that_no_calendar_holds_is_told(read, date):
    with pytest.raises(CaseError) as caught:
        read(f"id: a\ndate: {date}\nfacts:\n")
    (problem,) = caught.value.problems
    assert (problem.place.line, problem.place.column, problem.about) == (2, 7, "date")
    assert "write" in problem.hint


def test_a_note_on_an_unknown_fact_survives(read):
    assert ("election soon", "Nobody knew.") in read(FULL).notes


def test_a_note_on_the_whole_case_stands_last_under_no_name(read):
    assert read(FULL).notes[-1] == ("", "Written in haste.")


def test_notes_may_stand_in_a_block_of_their_own(read):
    case = read(
        "facts:\n  digital budget: small\nnotes:\n  Digital budget: as told\n  population: none\n"
    )
    assert case.by_fact["digital budget"].note == "as told"
    assert case.notes == (("population", "none"),)


def test_an_answer_knows_its_place_in_the_file(read):
    place = read(FULL).by_fact["digital budget"].place
    assert (place.line, place.column) == (15, 13)


def test_the_id_is_the_file_s_name_where_none_is_given(read):
    assert read("facts: {}\n", "little-ford.yaml").id == "little-ford"
    assert read('{"facts": {}, "id": ""}', "other.json").id == "other"


def test_capitals_and_blanks_in_names_and_values_do_not_count(read):
    case = read("FACTS:\n  ' Digital   budget ': ' SMALL '\nChosen: {Structure: FEDERAL}\n")
    assert case.by_fact["digital budget"].values == ("small",)
    assert case.chosen == (("structure", "federal"),)


@pytest.mark.parametrize("nothing", ["", "null", "~", "unknown", "Unknown", "''", "[unknown]"])
def test_nothing_is_unknown(read, nothing):
    case = read(
        f"facts:\n  digital budget: {nothing}\n  population: {{answer: {nothing or '~'}}}\n"
    )
    assert case.answers == ()
    assert case.notes == ()
    asked = "unknown" in nothing.casefold()
    assert case.unknown == (("digital budget", "population") if asked else ())
    what = Knowledge.UNKNOWN if asked else Knowledge.NOT_ASKED
    assert case.knowledge("population") is what


@pytest.mark.parametrize(
    ("given", "what"),
    [
        ("5", Knowledge.KNOWN),
        ("5 to 5", Knowledge.KNOWN),
        ("5 or 7", Knowledge.SEVERAL),
        ("5 to 7", Knowledge.SEVERAL),
        ("{note: asked for}", Knowledge.NOT_ASKED),
        ("{answer: unknown, note: asked for}", Knowledge.UNKNOWN),
    ],
)
def test_a_case_tells_what_it_knows_of_a_fact(read, given, what):
    assert read(f"facts:\n  population: {given}\n").knowledge("population") is what


def test_no_facts_at_all_are_all_unknown(read):
    assert read("facts:\n").answers == read("facts: {}\n").answers == ()


@pytest.mark.parametrize(
    ("written", "values"),
    [
        ("yes", ("yes",)),
        ("no", ("no",)),
        ("'no'", ("no",)),
        ("true", ("yes",)),
        ("False", ("no",)),
        ("NO", ("no",)),
        ("yes or no", ("no", "yes")),
    ],
)
def test_yes_and_no_are_read_however_yaml_would_take_them(read, written, values):
    case = read(f"facts: {{election soon: {written}}}\n")
    assert case.by_fact["election soon"].values == values


def test_true_and_false_are_yes_and_no_in_json(read):
    assert read('{"facts": {"election soon": true}}', "a.json").by_fact["election soon"].values == (
        "yes",
    )
    assert read('{"facts": {"election soon": false}}', "a.json").by_fact[
        "election soon"
    ].values == ("no",)


def test_a_byte_order_mark_and_windows_line_ends_are_no_matter(read):
    case = read(b"\xef\xbb\xbffacts:\r\n  digital budget: small\r\n")
    assert case.by_fact["digital budget"].values == ("small",)
    assert case.by_fact["digital budget"].place.line == 2
    assert read(b'\xef\xbb\xbf{"facts":\r\n {}}', "a.json").answers == ()


def test_json_may_escape_its_texts(read):
    case = read(r'{"facts": {}, "place": "Z\u00fcrich \ud83c\udfd4 \"am See\""}', "a.json")
    assert case.place == 'Zürich 🏔 "am See"'


def test_comments_and_document_marks_are_no_matter(read):
    assert read("# a case\n---\nfacts: {} # nothing\n...\n").answers == ()


def test_an_empty_expectation_is_none(read):
    assert read("facts: {}\nexpect: {}\n").expect is None
    assert read("facts: {}\nexpect:\noutcome:\nchosen:\nsources:\n").expect is None


def test_a_case_can_be_read_from_text_as_from_a_file(small):
    case = parse_case("facts: {digital budget: small}", "typed.yaml", small)
    assert case.by_fact["digital budget"].values == ("small",)
    assert case.file == "typed.yaml"


def test_the_same_file_reads_the_same_wherever_it_lies(read, small):
    assert read(FULL) == parse_case(FULL, os.devnull + ".yaml", small)
