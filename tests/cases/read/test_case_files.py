"""Files that are no case file, whatever they are: one clear message each, and no waiting."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from advisor.cases.read import files
from advisor.cases.read.case_file import parse_case, read_case
from advisor.errors import CaseError
from tests.cases.made import at


def told(path, rules):
    with pytest.raises(CaseError) as caught:
        read_case(path, rules)
    (problem,) = caught.value.problems
    assert problem.place.file == str(path).replace("\0", "\\0")
    return problem


def test_a_missing_file_is_told(small, tmp_path):
    problem = told(tmp_path / "none.yaml", small)
    assert problem.message == "there is no such file"
    assert problem.hint == "check the path"


def test_a_path_through_a_file_is_told(small, tmp_path):
    (tmp_path / "a.yaml").write_text("facts: {}")
    problem = told(tmp_path / "a.yaml" / "b.yaml", small)
    assert problem.message == "there is no such file: part of the path is no folder"


@pytest.mark.parametrize("name", ["folder", "folder.yaml", "folder.json"])
def test_a_folder_is_told(small, tmp_path, name):
    (tmp_path / name).mkdir()
    problem = told(tmp_path / name, small)
    assert problem.message == "this is a folder and not a file"
    assert problem.hint == "name a case file in it"


@pytest.mark.parametrize("name", ["case.txt", "case.yml2", "case.csv"])
def test_an_unknown_ending_is_told(small, tmp_path, name):
    (tmp_path / name).write_text("facts: {}")
    problem = told(tmp_path / name, small)
    ending = Path(name).suffix
    assert problem.message == f"can't tell how the file is written: its name has {ending}"
    assert "allowed: .yaml, .yml, .json" in problem.hint.lower()


def test_a_questionnaire_that_is_no_case_leads_to_what_is_one(small, tmp_path):
    assert "(.json)" in told(tmp_path / "q.html", small).hint
    assert "workbook" in told(tmp_path / "q.docx", small).hint


def test_no_ending_is_told(small, tmp_path):
    problem = told(tmp_path / "case", small)
    assert problem.message == "there is no such file or folder"
    (tmp_path / "case").write_text("facts: {}")
    problem = told(tmp_path / "case", small)
    assert problem.message == "can't tell how the file is written: its name has no ending"


@pytest.mark.parametrize("name", ["case.YAML", "case.Yml", "case.JSON"])
def test_capitals_in_the_ending_do_not_count(small, tmp_path, name):
    (tmp_path / name).write_text('{"facts": {}}')
    assert read_case(tmp_path / name, small).answers == ()


def test_a_pipe_is_told_without_waiting(small, tmp_path):
    os.mkfifo(tmp_path / "pipe.yaml")
    problem = told(tmp_path / "pipe.yaml", small)
    assert problem.message == "this is a pipe and not a file"
    assert problem.hint == "name a file ending in .yaml or .json"


def test_a_device_is_told_without_reading(small, tmp_path):
    (tmp_path / "zero.yaml").symlink_to("/dev/zero")
    assert told(tmp_path / "zero.yaml", small).message == "this is a device and not a file"


def test_links_in_a_circle_are_told(small, tmp_path):
    (tmp_path / "a.yaml").symlink_to(tmp_path / "b.yaml")
    (tmp_path / "b.yaml").symlink_to(tmp_path / "a.yaml")
    problem = told(tmp_path / "a.yaml", small)
    assert problem.message == "the link leads in a circle"
    assert problem.hint == "name the file itself"


def test_a_link_to_a_case_is_read(small, tmp_path):
    (tmp_path / "a.yaml").write_text("facts: {}")
    (tmp_path / "b.yaml").symlink_to(tmp_path / "a.yaml")
    assert read_case(tmp_path / "b.yaml", small).id == "b"


def test_an_unreadable_file_is_told(small, tmp_path, monkeypatch):
    path = tmp_path / "a.yaml"
    path.write_text("facts: {}")

    def refuse(*arguments):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(files.os, "open", refuse)  # root may read everything
    problem = told(path, small)
    assert problem.message == "the file can't be read: permission is missing"
    assert problem.hint == "check its access rights"


def test_a_disk_that_fails_is_told(small, tmp_path, monkeypatch):
    path = tmp_path / "a.yaml"
    path.write_text("facts: {}")

    def fail(*arguments):
        raise OSError(5, "Input/output error")

    with monkeypatch.context() as patched:  # pytest itself needs it afterwards
        patched.setattr(files.os, "fstat", fail)
        problem = told(path, small)
    assert problem.message == "the file can't be read: Input/output error"


def test_a_name_that_no_file_can_have_is_told(small):
    assert told("a\0.yaml", small).message == "no file can have this name"
    with pytest.raises(CaseError, match=r"a\\ud800\.yaml: no file can have this name"):
        read_case("a\ud800.yaml", small)


def test_a_name_that_is_too_long_is_told(small):
    assert told("a" * 5000 + ".yaml", small).message == "the name of the file is too long"
    assert told("a" * 5000, small).message == "there is no such file or folder"


@pytest.mark.parametrize("name", ["large.yaml", "large.json"])
def test_a_file_of_50_mb_is_refused_before_it_is_read(small, tmp_path, monkeypatch, name):
    path = tmp_path / name
    with path.open("wb") as stream:
        stream.truncate(50 * 1024 * 1024)
    monkeypatch.setattr(files.os, "fdopen", lambda *_: pytest.fail("it was read"))
    problem = told(path, small)
    assert problem.message == "the file is too large for a case: 50.0 MiB"
    assert problem.hint == "a case file describes one government in at most 1 MiB"


def test_a_file_of_one_mib_is_read_and_one_byte_more_is_not(small, tmp_path):
    path = tmp_path / "a.yaml"
    path.write_bytes(b"facts: {}\n#".ljust(files.MAX_BYTES, b"x"))
    assert read_case(path, small).answers == ()
    path.write_bytes(b"facts: {}\n#".ljust(files.MAX_BYTES + 1, b"x"))
    assert told(path, small).message.startswith("the file is too large for a case")


def test_a_text_that_is_no_file_may_not_be_larger_either(small):
    with pytest.raises(CaseError, match=r"too large for a case: 2\.0 MiB"):
        parse_case(b"#" * (2 * files.MAX_BYTES), "typed.yaml", small)


@pytest.mark.parametrize("name", ["a.yaml", "a.json"])
@pytest.mark.parametrize("content", ["", "  \n\n", "\ufeff"])
def test_an_empty_file_is_told(tell, content, name):
    (problem,) = tell(content, name)
    assert problem.message == "the file is empty"
    assert problem.hint == "a case has at least a mapping 'facts:'"


@pytest.mark.parametrize("content", ["# only a comment\n", "---\n", "--- \n...\n", "~", "null"])
def test_a_file_of_comments_or_marks_only_is_empty(tell, content):
    (problem,) = tell(content)
    assert problem.message == "the file is empty"


@pytest.mark.parametrize(
    ("content", "place", "message"),
    [
        (b"facts: {}\nplace: Z\xfcrich\n", (2, 9), "byte 19 (0xFC) is not UTF-8"),
        (b"\xef\xbb\xbfplace: \xff\n", (1, 8), "byte 11 (0xFF) is not UTF-8"),
        ("é: ü\nplace: ".encode() + b"\xc3", (2, 8), "byte 15 (0xC3) is not UTF-8"),
    ],
)
def test_what_is_not_utf_8_is_told_with_its_byte_and_line(tell, content, place, message):
    (problem,) = tell(content)
    assert at(problem) == place
    assert problem.message == message
    assert problem.hint == "save the file as UTF-8"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le"])
def test_utf_16_is_told(tell, encoding):
    mark = b"" if encoding == "utf-16" else b"\xff\xfe"
    (problem,) = tell(mark + "facts: {}\n".encode(encoding))
    assert problem.message == "the file is UTF-16 and not UTF-8"
    assert problem.hint == "save it as UTF-8"


@pytest.mark.parametrize("name", ["a.yaml", "a.json"])
def test_a_nul_byte_is_told_with_its_place(tell, name):
    (problem,) = tell(b'{"facts":\n {\0}}', name)
    assert at(problem) == (2, 3)
    assert problem.message == "holds a NUL byte"
    assert problem.hint == "take it out; a case file holds only text, line ends and tabs"


def test_a_character_that_could_steer_a_terminal_is_told(tell):
    (problem,) = tell(b"facts: {}\nplace: a\x1b[2J\n")
    assert at(problem) == (2, 9)
    assert problem.message == "holds the invisible character U+001B"


@pytest.mark.parametrize("escape", [r"\u001b", r"\u0000", r"\ud800", r"\u2028"])
def test_an_escape_does_not_bring_such_a_character_in(tell, escape):
    (problem,) = tell(f'{{"facts": {{}},\n "place": "{escape}"}}', "a.json")
    assert at(problem) == (2, 11)
    assert problem.message == f"the text holds the invisible character U+{escape[2:].upper()}"
    assert problem.hint == "take it out"


def test_an_escape_in_yaml_does_not_either(tell):
    (problem,) = tell('facts: {}\nplace: "\\0"\n')
    assert at(problem) == (2, 8)
    assert problem.message == "the text holds the invisible character U+0000"
