"""What can be read can be kept: every file that the reader takes takes an answer too, whatever its form."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from advisor.cases.keep.kept_case import KeptCase
from advisor.cases.model import Answer, Case, Knowledge
from advisor.cases.read.case_file import parse_case
from advisor.errors import CaseError
from advisor.knowledge.model import Fact, RuleBase
from tests.cases.made import answers
from tests.support.examples import examples

YAML = (
    "facts:\n  digital budget: small\n  population: 5\n",
    (
        "id: a # told\nfacts:\n  digital budget:   small   # the treasurer\n  # one more\n"
        "  'election soon': \"yes\"\n  population: {answer: 5000, note: 'a, b'}\n\n"
        "summary: >-\n  two\n  lines\n"
    ),
    (
        "date: 2010\nfacts:\n    population:\n        answer:\n        - 5\n        - 7 to 9\n"
        "        note: |\n          two\n          lines\n\n    depth: unknown\n# end"
    ),
    "id: a\nfacts: {population: 5, Digital  Staff: unknown} # flow\nplace: b\n",
    "{id: a, facts: {population: 5, depth: 7}, notes: {depth: sounded}, place: b}",
    '{"facts": {"population": {"answer": [5, 7], "note": "x"}}}\n',
    "facts:\n  population: 5\nnotes:\n  population: from the census\n  depth: not sounded\nid: a\n",
    "facts:\nnotes: {population: from the census}\nid: a\n",
    "---\nfacts: {}\n...\n",
    "  facts:\n    ? population\n    : 5\n  id: a\n",
)
JSON = (
    '{"facts": {"population": 5, "digital budget": "small"}}',
    (
        '{\n  "id": "a",\n  "date": 2010,\n  "facts": {\n    "population": {"answer": [5, "7 to 9"]},\n'
        '    "depth": null\n  },\n  "notes": {"depth": "not sounded"}\n}\n'
    ),
    '{"facts": null, "group": 12345678901234567890.0100, "sources": ["a", "b"], "fictional": true}',
)
BITS = st.sampled_from(
    [
        *("\n", "\r", "\r\n", "\t", " ", "  ", " " * 100, "\n\n", "\n# more\n", " # more", "# "),
        *(":", ": ", ":\t", ",", ", ", "- ", "[", "]", "{", "}", '"', "'", "? ", "|", ">-\n", "&a"),
        *("facts", "population", "depth", "note", "answer", "unknown", "null", "~", "5", "7.50"),
        *("1e3", "9" * 5000, "2010.10", "é", "🏔", "\ufeff", "\U000e0001", "---\n", "...\n", "\\n"),
    ]
)
NOTES = st.sampled_from(["", "told by the clerk", "a: b # c, {d}", "two\nlines", "long " * 60])
NOTES |= st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=30).map(str.strip)


@st.composite
def mutated(draw: st.DrawFn, texts: tuple[str, ...]) -> str:
    """Return the text of a file with bits put in and out, and other line ends."""
    text = draw(st.sampled_from(texts))
    for _ in range(draw(st.integers(0, 3))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.sampled_from([0, 0, 1, 2, 9])))
        text = text[:start] + draw(BITS | st.just("")) + text[end:]
    return text.replace("\n", draw(st.sampled_from(["\n", "\n", "\r\n", "\r"])))


def keep_anything(folder: Path, name: str, text: str, rules: RuleBase, data: st.DataObject) -> None:
    """Put an answer, that nobody knows, or only a note into a file, and see that only this changes."""
    path = folder / name
    path.write_bytes(text.encode())
    try:
        before = parse_case(path.read_bytes(), str(path), rules)
    except CaseError:
        assume(False)
    fact = data.draw(st.sampled_from(rules.facts))
    note = data.draw(NOTES)
    case = data.draw(
        answers(fact, st.just(note)).map(before.with_answer)
        | st.just(before.with_unknown(fact.name, note))
        | st.just(before.without(fact.name, note))
    )
    KeptCase(path, rules).put(case, fact.name)
    after = KeptCase(path, rules).read()
    assert without(after, fact) == without(before, fact)
    assert after.note_on(fact.name) == note.strip()
    assert after.knowledge(fact.name) is case.knowledge(fact.name)
    if case.knowledge(fact.name) in (Knowledge.KNOWN, Knowledge.SEVERAL):
        assert mask(after, fact) == mask(case, fact)


def without(case: Case, fact: Fact) -> tuple[object, ...]:
    rest = case.without(fact.name)
    return (
        *(rest.id, rest.place, rest.country, rest.level, rest.date, rest.group, rest.summary),
        *(rest.fictional, rest.sources, rest.chosen, rest.outcome, rest.expect),
        *(frozenset(rest.answers), frozenset(rest.notes), frozenset(rest.unknown)),
    )


def mask(case: Case, fact: Fact) -> int:
    return case.by_fact[fact.name].mask(fact.domain)


@given(st.data())
@examples(300)
def test_every_yaml_file_that_is_read_takes_an_answer(
    small: RuleBase, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    text = data.draw(mutated(YAML))
    keep_anything(tmp_path_factory.getbasetemp(), "mutated.yaml", text, small, data)


@given(st.data())
@examples(100)
def test_every_json_file_that_is_read_takes_an_answer(
    small: RuleBase, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    text = data.draw(mutated(JSON))
    keep_anything(tmp_path_factory.getbasetemp(), "mutated.json", text, small, data)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.yaml", "facts:\n  digital budget:\tsmall\n"),
        ("a.yaml", "facts:\r  digital budget:\r    answer: small\r    note: told\rid: a\r"),
        ("a.yaml", f"facts:\n{' ' * 100}digital budget: small\n"),
        ("a.json", '{"group": %s, "facts": {}}' % ("9" * 5000)),
        ("a.json", '{"group": 2010.10, "facts": {"digital budget": "small"}}'),
    ],
)
def test_forms_that_were_read_and_not_kept(
    small: RuleBase, tmp_path: Path, name: str, text: str
) -> None:
    path = tmp_path / name
    path.write_bytes(text.encode())
    kept = KeptCase(path, small)
    case = kept.read().with_answer(Answer("digital budget", ("none",), "a long remark " * 20))
    kept.put(case, "digital budget")
    after = kept.read()
    assert after.by_fact["digital budget"].values == ("none",)
    assert after.by_fact["digital budget"].note == ("a long remark " * 20).strip()
    assert after.group == case.group


def test_line_ends_that_are_not_touched_stay_as_they_are(small: RuleBase, tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(b"id: a\r\n# one\nfacts:\r\n  population: 5\n  depth: 7\r# two\r\n")
    kept = KeptCase(path, small)
    kept.put(kept.read().with_answer(Answer("digital budget", ("none",))), "digital budget")
    assert path.read_bytes() == (
        b"id: a\r\n# one\nfacts:\r\n  population: 5\n  depth: 7\r  digital budget: none\r\n# two\r\n"
    )
