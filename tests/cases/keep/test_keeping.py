"""The case file under an interview: nothing is lost, nothing else is touched, one session at a time."""

from __future__ import annotations

import os
import random
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.cases.keep.entry import new_case_text, scalar_text
from advisor.cases.keep.kept_case import KeptCase
from advisor.cases.model import Answer
from advisor.cases.read.case_file import parse_case, read_case
from advisor.errors import OutputError
from advisor.inference.advise import advise
from advisor.interview import session as moves
from advisor.interview import views
from advisor.knowledge.library import load_rules
from advisor.knowledge.model import RuleBase
from tests.conftest import ROOT
from tests.interview.support import outcome, play, shown, typed_answer
from tests.support.examples import examples
from tests.support.generate import answers_to

REAL = sorted((ROOT / "cases").glob("*/*.yaml"))


@pytest.fixture(scope="module")
def rules() -> RuleBase:
    return load_rules()


def put(kept: KeptCase, rules: RuleBase, fact: str, given: str, note: str = "") -> None:
    case = moves.answer(moves.start(rules, kept.read()), fact, given).case
    answer = case.by_fact.get(fact)
    if answer is None:
        case = case.with_unknown(fact, note)
    else:
        case = case.with_answer(replace(answer, note=note))
    kept.put(case, fact)


def nobody_knows(kept: KeptCase, fact: str) -> None:
    kept.put(kept.read().with_unknown(fact), fact)


def test_an_answer_touches_its_own_line_only(rules: RuleBase, tmp_path: Path) -> None:
    path = tmp_path / "case.yaml"
    path.write_text(
        "# told in May\nid: x   # an id\nfacts:\n    # money first\n"
        "    digital budget:   small   # the treasurer\n"
        "    'business case': \"none\"\n    population: {answer: 5000, note: 'a, b'}\n\n"
        "summary: >-\n  two\n  lines\n",
        "utf-8",
    )
    kept = KeptCase(path, rules)
    put(kept, rules, "digital budget", "moderate")
    put(kept, rules, "digital staff", "20 to 30")
    put(kept, rules, "innovators", "unknown")
    put(kept, rules, "digital budget", "none", note="the mayor")
    assert path.read_text("utf-8") == (
        "# told in May\nid: x   # an id\nfacts:\n    # money first\n"
        "    digital budget:\n      answer: none   # the treasurer\n      note: the mayor\n"
        "    'business case': \"none\"\n    population: {answer: 5000, note: 'a, b'}\n"
        "    digital staff: 20 to 30\n    innovators: unknown\n\n"
        "summary: >-\n  two\n  lines\n"
    )
    assert kept.read().unknown == ("innovators",)


@pytest.mark.parametrize(
    "written",
    [
        "facts:\n",
        "facts: {}\nid: a\n",
        "facts:   # none yet\n\nid: a",
        "id: a\nfacts: {population: 5, Digital  Staff: unknown} # flow\nplace: b\n",
        "facts:\n  digital budget:\n  - small\n  - none\n  population: 5",
        "facts:\r\n  population: 5\r\nid: a\r\n",
        "facts:\n  population:\n    note: asked for\n",
        "notes:\n  population: from the census\nfacts:\n  population: 5\n",
        "facts:\n  population:\n    answer: 5\n    note: |\n      two\n      lines\n\n# end\n",
    ],
)
def test_every_form_of_a_file_takes_an_answer(
    rules: RuleBase, tmp_path: Path, written: str
) -> None:
    path = tmp_path / "case.yaml"
    path.write_bytes(written.encode())
    kept = KeptCase(path, rules)
    told = {"population": "700", "digital budget": "none", "innovators": "few"}
    for fact, text in told.items():
        put(kept, rules, fact, text, note=kept.read().note_on(fact))
    case = kept.read()
    assert {fact: str(case.by_fact[fact].values[0]) for fact in told} == told
    assert (b"\r\n" in path.read_bytes()) == ("\r\n" in written)


def test_json_files_are_kept_too(rules: RuleBase, tmp_path: Path) -> None:
    path = tmp_path / "case.json"
    kept = KeptCase(path, rules)
    kept.create({"id": "x", "place": "Åby", "date": "2026-01-02"})
    put(kept, rules, "population", "700", note="counted")
    put(kept, rules, "digital budget", "unknown")
    assert path.read_text("utf-8").startswith('{\n  "id": "x",\n  "place": "Åby"')
    case = kept.read()
    assert (case.by_fact["population"].note, case.unknown) == ("counted", ("digital budget",))


@pytest.mark.parametrize("path", REAL, ids=lambda path: path.stem)
def test_a_real_case_keeps_every_other_line(rules: RuleBase, tmp_path: Path, path: Path) -> None:
    copy = tmp_path / path.name
    shutil.copy(path, copy)
    kept = KeptCase(copy, rules)
    before, lines = kept.read(), path.read_text("utf-8").splitlines()
    fact = rules.items["digital staff"]
    answer = Answer(
        "digital staff",
        parse_case("facts: {digital staff: 12 to 14}", "a.yaml", rules).answers[0].values,
    )
    kept.put(before.with_answer(answer), fact.name)
    after = kept.read()
    changed = [line for line in copy.read_text("utf-8").splitlines() if line not in lines]
    changed = [line for line in changed if line != "facts:"]  # it was 'facts: {}'
    assert changed in (["  digital staff: 12 to 14"], ["    answer: 12 to 14"])
    others = {name: one for name, one in shown(after).items() if name != "digital staff"}
    assert others == {name: one for name, one in shown(before).items() if name != "digital staff"}


@given(
    st.data(),
    st.text(
        st.characters(min_codepoint=32, max_codepoint=0x2FFF, exclude_categories=("C", "Z"))
        | st.sampled_from(" :#'\"-[]{}%@&*!|>"),
        max_size=200,
    ),
)
@examples(40)
def test_answers_and_remarks_come_back_as_they_were_given(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject, note: str
) -> None:
    rules = load_rules()
    path = tmp_path_factory.mktemp("kept") / "case.yaml"
    kept = KeptCase(path, rules)
    kept.create({"id": "x", "place": "Place: of # all"})
    note = " ".join(note.split())
    for fact in data.draw(st.lists(st.sampled_from(rules.facts), min_size=1, max_size=4)):
        answer = data.draw(st.none() | answers_to(fact))
        before = kept.read()
        given = answer and before.with_answer(replace(answer, note=note))
        kept.put(given or before.with_unknown(fact.name, note), fact.name)
        case = kept.read()
        if answer is None:
            assert fact.name in case.unknown
            assert dict(case.notes).get(fact.name, "") == note
        else:
            assert case.by_fact[fact.name].mask(fact.domain) == answer.mask(fact.domain)
            assert case.by_fact[fact.name].note == note


def test_texts_are_quoted_only_where_they_must_be() -> None:
    assert [
        scalar_text(one) for one in ("Little Ford", "no", "12", "a: b", "it's", "2026-01-02")
    ] == [
        "Little Ford",
        "'no'",
        "12",
        "'a: b'",
        "it's",
        "2026-01-02",
    ]
    assert new_case_text({"id": "a", "place": ""}) == "id: a\nfacts:\n"


def test_the_interview_gives_what_advise_gives_on_the_kept_file(
    rules: RuleBase, tmp_path: Path
) -> None:
    path = tmp_path / "case.yaml"
    kept = KeptCase(path, rules)
    kept.create({"id": "x"})
    session = moves.start(rules, kept.read())
    _, asked = play(session, random.Random(5))
    # The same course again, each answer through the file, as the terminal does.
    chance = random.Random(5)
    for index in range(len(asked)):
        question = moves.next_question(session) or moves.next_question(moves.go_on(session))
        assert question
        name = question.fact.name
        session = moves.answer(session, name, typed_answer(question, chance))
        kept.put(session.case, name)
        if index % 10 == 0:
            again = moves.start(rules, kept.read())
            assert again.asked == session.asked
            # It may go on with another topic, since no file tells which one was just talked about.
            ended = moves.next_question(session) is None
            assert (moves.next_question(again) is None) is ended
    assert outcome(advise(rules, read_case(path, rules))) == outcome(views.so_far(session))


def test_what_another_program_wrote_stays(rules: RuleBase, tmp_path: Path) -> None:
    path = tmp_path / "case.yaml"
    kept = KeptCase(path, rules)
    kept.create({"id": "x"})
    assert not kept.changed_elsewhere()
    path.write_text("id: x\nfacts:\n  innovators: few\n", "utf-8")
    assert kept.changed_elsewhere()
    nobody_knows(kept, "population")
    assert path.read_text("utf-8") == "id: x\nfacts:\n  innovators: few\n  population: unknown\n"


def test_a_link_and_access_rights_survive(rules: RuleBase, tmp_path: Path) -> None:
    path = tmp_path / "case.yaml"
    path.write_text("facts:\n", "utf-8")
    path.chmod(0o640)
    link = tmp_path / "link.yaml"
    link.symlink_to(path)
    nobody_knows(KeptCase(link, rules), "population")
    assert link.is_symlink()
    assert "population: unknown" in path.read_text("utf-8")
    assert path.stat().st_mode & 0o777 == 0o640
    assert sorted(one.name for one in tmp_path.iterdir()) == ["case.yaml", "link.yaml"]


def test_a_failing_disk_leaves_the_file_as_it_was(
    rules: RuleBase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "case.yaml"
    path.write_text("facts:\n", "utf-8")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OutputError, match="the disk is full"):
        nobody_knows(KeptCase(path, rules), "population")
    assert [one.name for one in tmp_path.iterdir()] == ["case.yaml"]
    assert path.read_text("utf-8") == "facts:\n"
