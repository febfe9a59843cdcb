"""What a user is told of a case that can't be read: where, what was read, what is allowed, how to mend it."""

from __future__ import annotations

import pytest

from tests.cases.made import at

BUDGET = "none, small, moderate, comfortable, unknown"

# Each: what is in the file, line and column, the message, the hint.
MESSAGES = {
    "a fact that is misspelt": (
        "facts:\n  digital budgte: small\n",
        (2, 3),
        "unknown fact 'digital budgte'",
        "did you mean 'digital budget' (",
    ),
    "a fact like no other": (
        "facts:\n  xyzzy: small\n",
        (2, 3),
        "unknown fact 'xyzzy'",
        "allowed: population, digital staff, depth, digital budget, primary goal, election soon",
    ),
    "an assessment given as a fact": (
        "facts:\n  size class: small\n",
        (2, 3),
        "'size class' is an assessment and no fact",
        "take it out; it is concluded from the facts",
    ),
    "a decision given as a fact": (
        "facts:\n  structure: federal\n",
        (2, 3),
        "'structure' is a decision and no fact",
        "what was really chosen goes under 'chosen:'",
    ),
    "a fact at the top": (
        "facts:\n  population: 5\nDigital budget: small\n",
        (3, 1),
        "the fact 'digital budget' stands outside 'facts:'",
        "put it under 'facts:', indented by two blanks",
    ),
    "a misspelt fact at the top": (
        "digital budgte: small\n",
        (1, 1),
        "unknown key 'digital budgte'",
        "did you mean the fact 'digital budget'? Put it under 'facts:'",
    ),
    "a misspelt key": (
        "facts: {}\nsorces: [a]\n",
        (2, 1),
        "unknown key 'sorces'",
        "did you mean 'sources'? Allowed: id, place, country, level, date, group, summary, prepared by, checked by, rules, fictional, facts, notes, sources, chosen, outcome, expect",
    ),
    "no facts": (
        "id: a\n",
        (1, 1),
        "the case has no 'facts:'",
        "add 'facts:' with what is known, such as 'population: ...'",
    ),
    "facts that are a list": (
        "facts:\n  - digital budget\n",
        (2, 3),
        "'facts:' holds a list, not a mapping",
        "write a line for each, with a fact's name and its answer",
    ),
    "a misspelt value": (
        "facts:\n  digital budget: smal\n",
        (2, 19),
        "unknown value 'smal' for 'digital budget'",
        f"did you mean 'small'? Allowed: {BUDGET}",
    ),
    "a misspelt value beside a note": (
        "facts:\n  digital budget:\n    note: as told\n    answer: huge\n",
        (4, 13),
        "unknown value 'huge' for 'digital budget'",
        f"allowed: {BUDGET}",
    ),
    "one bad value of several": (
        "facts:\n  digital budget: small or modrate\n",
        (2, 19),
        "unknown value 'modrate' for 'digital budget'",
        f"did you mean 'moderate'? Allowed: {BUDGET}",
    ),
    "one bad value of a list": (
        "facts:\n  digital budget: [small, modrate]\n",
        (2, 27),
        "unknown value 'modrate' for 'digital budget'",
        f"did you mean 'moderate'? Allowed: {BUDGET}",
    ),
    "values joined by commas": (
        "facts:\n  digital budget: none, small\n",
        (2, 19),
        "unknown value 'none, small' for 'digital budget'",
        "join several answers with 'or': 'none or small'",
    ),
    "unknown among several": (
        "facts:\n  digital budget: small or unknown\n",
        (2, 19),
        "'unknown' can't be one of several answers to 'digital budget'",
        "write unknown alone, or only the answers that are possible",
    ),
    "unknown in a list of several": (
        "facts:\n  digital budget: [small, unknown]\n",
        (2, 27),
        "'unknown' can't be one of several answers to 'digital budget'",
        "write unknown alone, or only the answers that are possible",
    ),
    "nothing in a list of several": (
        "facts:\n  digital budget: [small, null]\n",
        (2, 27),
        "an empty text can't be one of several answers to 'digital budget'",
        "allowed: none, small, moderate, comfortable",
    ),
    "an empty list": (
        "facts:\n  digital budget: []\n",
        (2, 19),
        "an empty list is no answer to 'digital budget'",
        "list the answers that are possible, or write unknown",
    ),
    "a list in a list": (
        "facts:\n  digital budget: [small, [none]]\n",
        (2, 27),
        "a list can't be one of several answers to 'digital budget'",
        "allowed: none, small, moderate, comfortable",
    ),
    "a mapping as an answer": (
        "facts:\n  digital budget:\n    answer: {small: yes}\n",
        (3, 13),
        "a mapping is no answer to 'digital budget'",
        "allowed: none, small, moderate, comfortable, or unknown",
    ),
    "a range from high to low": (
        "facts:\n  digital budget: moderate to none\n",
        (2, 19),
        "'moderate to none' runs from high to low in 'digital budget'",
        "write 'none to moderate'",
    ),
    "a range of a choice": (
        "facts:\n  primary goal: cost efficiency to service innovation\n",
        (2, 17),
        "'cost efficiency to service innovation' needs an order, and 'primary goal' is a choice",
        "name the answers that are possible, such as 'cost efficiency or service innovation'",
    ),
    "a bound of a choice": (
        "facts:\n  primary goal: at least open to all\n",
        (2, 17),
        "'at least open to all' needs an order, and 'primary goal' is a choice",
        "name the answers that are possible, such as 'cost efficiency or service innovation'",
    ),
    "a number where a word is expected": (
        "facts:\n  digital budget: 5\n",
        (2, 19),
        "unknown value '5' for 'digital budget'",
        f"allowed: {BUDGET}",
    ),
    "a word where a number is expected": (
        "facts:\n  population: many\n",
        (2, 15),
        "'many' is no number for 'population'",
        "allowed: a whole number of inhabitants, 1 to 50,000,000, such as 1,500 or '1,000 to 2,000', or unknown",
    ),
    "a word where a number without limits is expected": (
        "facts:\n  depth: deep\n",
        (2, 10),
        "'deep' is no number for 'depth'",
        "allowed: a number of metres, at least 0, such as 1,500 or '1,000 to 2,000', or unknown",
    ),
    "a misspelt unknown where a number is expected": (
        "facts:\n  population: unknwon\n",
        (2, 15),
        "'unknwon' is no number for 'population'",
        "did you mean 'unknown'? Allowed: a whole number of inhabitants, 1 to 50,000,000, such as 1,500 or '1,000 to 2,000', or unknown",
    ),
    "yes where a number is expected": (
        "facts:\n  digital staff: yes\n",
        (2, 18),
        "'yes' is no number for 'digital staff'",
        "allowed: a number of posts, 0 to 5,000, such as 1,500 or '1,000 to 2,000', or unknown",
    ),
    "a number out of range": (
        "facts:\n  population: 0\n",
        (2, 15),
        "0 is out of range for 'population'",
        "allowed: a whole number of inhabitants, 1 to 50,000,000",
    ),
    "a negative number": (
        "facts:\n  digital staff: -3\n",
        (2, 18),
        "-3 is out of range for 'digital staff'",
        "allowed: a number of posts, 0 to 5,000",
    ),
    "a number too large for any machine": (
        "facts:\n  depth: 1e999\n",
        (2, 10),
        "1e999 is out of range for 'depth'",
        "allowed: a number of metres, at least 0",
    ),
    "the end of a range out of range": (
        "facts:\n  digital staff: 10 to 10,000\n",
        (2, 18),
        "10,000 is out of range for 'digital staff'",
        "allowed: a number of posts, 0 to 5,000",
    ),
    "a range of numbers from high to low": (
        "facts:\n  population: 50,000 to 20,000\n",
        (2, 15),
        "'50,000 to 20,000' runs from high to low in 'population'",
        "write '20,000 to 50,000'",
    ),
    "a range with three ends": (
        "facts:\n  population: 1 to 2 to 3\n",
        (2, 15),
        "'1 to 2 to 3' is no range for 'population'",
        "write '2 to 5'",
    ),
    "thousands written with a point": (
        "facts:\n  population: 95.000\n",
        (2, 15),
        "'95.000' can be read in two ways for 'population'",
        "write 95,000 for thousands, 95 without decimals",
    ),
    "millions written with points": (
        "facts:\n  population: 1.250.000\n",
        (2, 15),
        "'1.250.000' has points where commas part the thousands for 'population'",
        "write 1,250,000",
    ),
    "neither yes nor no": (
        "facts:\n  election soon: maybe\n",
        (2, 18),
        "unknown value 'maybe' for 'election soon'",
        "allowed: no, yes, unknown",
    ),
    "an unknown part of a fact": (
        "facts:\n  digital budget: {answer: small, nots: x}\n",
        (2, 35),
        "unknown key 'nots' in the fact 'digital budget'",
        "did you mean 'note'? Allowed: answer, note, answered by, answered on, checked by, checked on",
    ),
    "a note that is a list": (
        "facts:\n  digital budget: {answer: small, note: [x]}\n",
        (2, 41),
        "'note:' holds a list, not a text",
        "write a text; put it in quotes if it holds ': ' or begins with '[' or '{'",
    ),
    "a key given twice": (
        "facts: {}\nid: a\nid: b\n",
        (3, 1),
        "'id' is given twice in the case",
        "it stands at line 2 already; keep one of them",
    ),
    "a fact given twice": (
        "facts:\n  digital budget: small\n  digital budget: none\n",
        (3, 3),
        "'digital budget' is given twice in 'facts:'",
        "it stands at line 2 already; keep one of them",
    ),
    "a fact given twice with other capitals and blanks": (
        "facts:\n  digital budget: small\n  Digital  BUDGET: small\n",
        (3, 3),
        "'Digital BUDGET' is given twice in 'facts:'",
        "it stands at line 2 already; keep one of them",
    ),
    "a part of a fact given twice": (
        "facts:\n  digital budget:\n    answer: small\n    Answer: none\n",
        (4, 5),
        "'Answer' is given twice in the fact 'digital budget'",
        "it stands at line 3 already; keep one of them",
    ),
    "an empty key": (
        "facts:\n  '': small\n",
        (2, 3),
        "an empty key in 'facts:'",
        "write a name before the colon",
    ),
    "a list as a key": (
        "facts:\n  ? [a]\n  : b\n",
        (2, 5),
        "a list can't be a key in 'facts:'",
        "write a name, a colon and the value",
    ),
    "a list where a text is expected": (
        "facts: {}\nplace: [a, b]\n",
        (2, 8),
        "'place:' holds a list, not a text",
        "write a text; put it in quotes if it holds ': ' or begins with '[' or '{'",
    ),
    "a mapping among the sources": (
        "facts: {}\nsources:\n  - a\n  - b: c\n",
        (4, 5),
        "'sources:' holds a mapping where a text is expected",
        "write each entry on a line of its own: '- text'",
    ),
    "fictional with a third value": (
        "facts: {}\nfictional: perhaps\n",
        (2, 12),
        "'perhaps' is neither yes nor no in 'fictional:'",
        "write yes for an invented government, else no",
    ),
    "a second note on a fact": (
        "facts:\n  digital budget: {answer: small, note: a}\nnotes:\n  digital budget: b\n",
        (4, 3),
        "'digital budget' has a note already",
        "keep it in one place; it stands with the answer under 'facts:'",
    ),
    "a note on no fact": (
        "facts: {}\nnotes:\n  digital bugdet: b\n",
        (3, 3),
        "unknown fact 'digital bugdet'",
        "did you mean 'digital budget' (",
    ),
    "notes that are a list": (
        "facts: {}\nnotes:\n  - b\n",
        (3, 3),
        "'notes:' holds a list, not a mapping",
        "write a line for each, with a fact's name and a text",
    ),
    "a choice of no decision": (
        "facts: {}\nchosen:\n  structur: federal\n",
        (3, 3),
        "unknown decision 'structur' in 'chosen:'",
        "did you mean 'structure'?",
    ),
    "a choice of no option": (
        "facts: {}\nchosen:\n  structure: fedral\n",
        (3, 14),
        "unknown option 'fedral' of 'structure'",
        "did you mean 'federal'? Allowed: centralized, federal, decentralized",
    ),
    "a choice of nothing": (
        "facts: {}\nchosen:\n  structure:\n",
        (3, 13),
        "no option is given for 'structure'",
        "take the line out, or name one of: centralized, federal, decentralized",
    ),
    "a choice of a list": (
        "facts: {}\nchosen:\n  structure: [federal]\n",
        (3, 14),
        "a list is no option of 'structure'",
        "name one option: centralized, federal, decentralized",
    ),
    "choices that are a text": (
        "facts: {}\nchosen: federal\n",
        (2, 9),
        "'chosen:' holds a text, not a mapping",
        "write a line 'decision: option' for each decision",
    ),
    "an unknown verdict": (
        "facts: {}\noutcome:\n  verdict: faild\n",
        (3, 12),
        "unknown verdict 'faild'",
        "did you mean 'failed'? Allowed: worked, mixed, failed, reversed, unknown",
    ),
    "an outcome without a verdict": (
        "facts: {}\noutcome:\n  note: it went\n",
        (3, 3),
        "the outcome has no verdict",
        "write unknown where the sources do not tell; allowed: worked, mixed, failed, reversed, unknown",
    ),
    "an unknown part of the outcome": (
        "facts: {}\noutcome:\n  verdict: mixed\n  notes: x\n",
        (4, 3),
        "unknown key 'notes' in 'outcome:'",
        "did you mean 'note'? Allowed: verdict, note",
    ),
    "an expectation of no decision": (
        "facts: {}\nexpect:\n  misfit: [W01]\n",
        (3, 3),
        "unknown decision 'misfit' in 'expect:'",
        "did you mean 'misfits'?",
    ),
    "an unknown status": (
        "facts: {}\nexpect:\n  structure: {recommended: federal, status: frim}\n",
        (3, 45),
        "unknown status 'frim' of 'structure'",
        "did you mean 'firm'? Allowed: firm, provisional, contested, insufficient",
    ),
    "an unknown part of an expectation": (
        "facts: {}\nexpect:\n  structure: {recomended: federal}\n",
        (3, 15),
        "unknown key 'recomended' in the expected 'structure'",
        "did you mean 'recommended'? Allowed: recommended, status",
    ),
    "an empty expectation": (
        "facts: {}\nexpect:\n  structure: {}\n",
        (3, 14),
        "nothing is expected of 'structure'",
        "write 'recommended:' and an option, or 'status:', or both",
    ),
    "an unknown misfit": (
        "facts: {}\nexpect:\n  misfits: [W01, W09]\n",
        (3, 18),
        "unknown misfit 'W09'",
        "did you mean 'W02'? Allowed: W01, W02",
    ),
    "a rule that warns of nothing": (
        "facts: {}\nexpect:\n  no misfits: S01\n",
        (3, 15),
        "the rule 'S01' warns of no misfit",
        "allowed: W01, W02",
    ),
    "an unknown action": (
        "facts: {}\nexpect:\n  actions: [A01]\n",
        (3, 13),
        "unknown action 'A01'",
        "no rule of the books advises",
    ),
    "a rule that advises no action": (
        "facts: {}\nexpect:\n  no actions: S01\n",
        (3, 15),
        "the rule 'S01' advises no action",
        "no rule of the books advises",
    ),
    "a misfit that is wanted and unwanted": (
        "facts: {}\nexpect:\n  misfits: W01\n  no misfits: [w01]\n",
        (2, 1),
        "'W01' stands under 'misfits:' and under 'no misfits:'",
        "keep it in one of them",
    ),
}


@pytest.mark.parametrize("slip", MESSAGES)
def test_a_slip_is_told_with_its_place_and_a_way_to_mend_it(tell, slip):
    content, place, message, hint = MESSAGES[slip]
    problems = tell(content)
    assert [at(problem) for problem in problems] == [place]
    assert problems[0].message == message
    if hint.endswith("("):
        assert problems[0].hint.startswith(hint)
        assert problems[0].hint.endswith(")?")
    else:
        assert problems[0].hint == hint


def test_the_hint_for_a_fact_names_its_place_in_the_book(tell, small):
    (problem,) = tell("facts:\n  digital budgte: small\n")
    place = small.items["digital budget"].place
    assert problem.hint == f"did you mean 'digital budget' ({place.file}:{place.line})?"


def test_all_problems_are_told_in_one_run(tell):
    problems = tell(
        "plce: A\nfacts:\n  population: many\n  digital budget: [smal, hug]\n"
        "  size class: small\nchosen: {structure: fed}\nexpect: {misfits: [S01]}\n"
    )
    assert [at(problem)[0] for problem in problems] == [1, 3, 4, 4, 5, 6, 7]


def test_the_problem_reads_like_a_compiler_s(tell):
    (problem,) = tell("facts:\n  digital budget: smal\n")
    first, second = str(problem).splitlines()
    assert first.endswith("case.yaml:2:19: unknown value 'smal' for 'digital budget'")
    assert second == f"  did you mean 'small'? Allowed: {BUDGET}"


def test_what_was_read_is_shortened_when_it_is_long(tell):
    (problem,) = tell(f"facts:\n  digital budget: {'x' * 5000}\n")
    assert len(problem.message) < 120
    assert "…" in problem.message


def test_a_file_with_more_than_a_hundred_problems_is_told_only_the_first_hundred(tell):
    problems = tell("facts: {}\n" + "".join(f"key{number}: x\n" for number in range(5000)))
    assert len(problems) == 101
    assert problems[-1].message == "the reader stops here: there may be more problems"
    assert problems[-1].hint == "mend these first"


def test_both_ways_of_writing_tell_the_same(tell):
    in_yaml = tell("facts: {digital budget: smal}\n")
    in_json = tell('{"facts": {"digital budget": "smal"}}', "case.json")
    assert [one.message for one in in_yaml] == [one.message for one in in_json]
    assert [one.hint for one in in_yaml] == [one.hint for one in in_json]
    assert at(in_json[0]) == (1, 30)
