"""Whatever a file holds, the reader gives a case or a CaseError, soon, and nothing else."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from advisor.cases.model import Case
from advisor.cases.read.case_file import parse_case
from advisor.errors import CaseError
from tests.cases.conftest import ROOT
from tests.support.examples import examples

NAMES = st.sampled_from(["a.yaml", "a.json"])

# Bits of which case files are made, and of which bad ones are.
BITS = st.sampled_from(
    [
        *("facts", "digital budget", "population", "answer", "note", "notes", "expect", "chosen"),
        *("structure", "federal", "misfits", "W01", "small", "5", "unknown", "yes", "null", "~"),
        *(" or ", " to ", "at least ", "at most ", ": ", ":", ",", ", ", "\n", "\n  ", "\n    "),
        *("- ", "[", "]", "{", "}", '"', "'", "&a ", "*a", "!!str ", "!x ", "<<", "? ", "| ", ">-"),
        *("---\n", "...\n", "%YAML 1.1\n", "# ", "\t", "\\", "\\u0000", "\ufeff", "\u2028", "\0"),
        *("é", "🏔", "1e5", "-", "0x1", "//", "@", "`"),
    ]
)


def read(content: bytes | str, name, rules) -> None:
    try:
        assert isinstance(parse_case(content, name, rules), Case)
    except CaseError as error:
        told = error
    else:
        return
    assert told.problems
    for problem in told.problems:
        assert problem.message
        assert problem.hint
        assert problem.place.file == name
        assert len(str(problem)) < 600
    str(told).encode()  # can be printed


@given(content=st.binary(max_size=200), name=NAMES)
@examples(500)
def test_any_bytes_give_a_case_or_a_case_error(small, content, name):
    read(content, name, small)


@given(content=st.lists(BITS, max_size=25).map("".join), name=NAMES)
@examples(2000)
@example("facts:\n  digital budget: [small, {]}", "a.yaml")
@example('{"facts": {"digital budget": "small"', "a.json")
def test_any_bits_of_a_case_file_give_a_case_or_a_case_error(small, content, name):
    read(content, name, small)


@given(content=st.text(max_size=100), name=NAMES)
@examples(500)
def test_any_text_gives_a_case_or_a_case_error(small, content, name):
    read(content, name, small)


@given(data=st.data(), name=st.sampled_from(["fictional-middleham-cross", "fictional-little-ford"]))
@examples(200)
def test_a_case_file_with_a_few_bytes_changed_gives_a_case_or_a_case_error(whole, data, name):
    content = bytearray((ROOT / f"cases/examples/{name}.yaml").read_bytes())
    for _ in range(data.draw(st.integers(1, 5))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    read(bytes(content), "a.yaml", whole)


FLOODS = {
    "keys": b"".join(b"key%d: x\n" % number for number in range(90_000)),
    "one long key": b"facts: {" + b"x" * 1_000_000 + b": small}",
    "one long value": b"facts: {digital budget: " + b"small or " * 110_000 + b"small}",
    "one long number": b"facts: {population: " + b"9" * 1_000_000 + b"}",
    "question marks": b"? " * 500_000,
    "quotes": b'"' * 1_000_000,
    "colons": b": " * 500_000,
    "commas": b"[" + b"," * 1_000_000,
    "braces": b"{" * 1_000_000,
    "anchors": b"".join(b"&a%d " % number for number in range(100_000)),
    "line ends": b"\n" * 1_000_000 + b"x",
    "blanks": b"a:" + b" " * 1_000_000 + b"b: c",
    "documents": b"---\n" * 250_000,
    "an open text": b'{"a": "' + b"\\u00e9" * 170_000,
}


@pytest.mark.parametrize("flood", FLOODS)
@pytest.mark.parametrize("name", ["a.yaml", "a.json"])
def test_a_mebibyte_of_anything_is_refused_or_read_within_seconds(small, flood, name):
    started = time.process_time()
    read(FLOODS[flood], name, small)
    assert time.process_time() - started < 5


def test_the_reader_is_imported_without_the_grammars():
    code = "import sys, advisor.cases.read.case_file; print(*{'lark', 'markdown_it'} & set(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == ""
