"""The real program: through a pseudo-terminal, through a pipe, interrupted and killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pexpect
import pytest

from advisor.cases.read.case_file import read_case
from advisor.knowledge.library import load_rules
from tests.conftest import ROOT, clean_environment
from tests.interview.support import SMALL
from tests.support.generate import SOURCES_BOOK

CONTRADICTION = """## Answers that contradict each other

### W01 · Foul and rich

- **When** weather is foul
- **When** budget is large
- **Warn** Both can't be.
- **Because** it is so.
- **Evidence** guidance
- **Source** [deck] I
"""

PROGRAM = [sys.executable, "-m", "advisor", "ask"]


@pytest.fixture
def books(tmp_path: Path) -> Path:
    folder = tmp_path / "books"
    folder.mkdir()
    (folder / "facts.md").write_text(SMALL, "utf-8")
    (folder / "sources.md").write_text(SOURCES_BOOK, "utf-8")
    return folder


def environment(**more: str) -> dict[str, str]:
    found = {**clean_environment(), "PYTHONPATH": str(ROOT), "TERM": "xterm", **more}
    for name in ("COLUMNS", "LINES", "NO_COLOR"):
        found.pop(name, None)
    return {**found, "PROMPT_TOOLKIT_NO_CPR": "1", **more}


def terminal(folder: Path, *arguments: str, **more: str) -> pexpect.spawn[str]:
    return pexpect.spawn(
        PROGRAM[0],
        [*PROGRAM[1:], *arguments],
        cwd=folder,
        env=environment(**more),
        dimensions=(24, 80),
        encoding="utf-8",
        timeout=15,
    )


def piped(folder: Path, text: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*PROGRAM, *arguments],
        input=text,
        cwd=folder,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize("plain", [False, True])
def test_from_nothing_to_the_report(  # noqa: PLR0915 - one session from end to end
    tmp_path: Path, books: Path, plain: bool
) -> None:
    more = ["--plain"] if plain else []
    session = terminal(tmp_path, "--rules", str(books), *more)
    session.expect("Which government is this about")
    session.sendline("Åby Kommun")
    session.expect("File that keeps the answers")
    session.sendline("")
    session.expect("Country")
    session.sendline("Sweden")
    session.expect("Level, such as")
    session.sendline("municipality")
    session.expect("How much money is there")
    session.sendline("w")
    session.expect("Structure can still change with it")
    session.expect("Answer:")
    session.sendline("w ids")
    session.expect("2 rules waiting")
    session.expect("Answer:")
    session.sendline("huge")
    session.expect("Not kept: Unknown value 'huge'")
    session.sendline("3")
    session.expect("Kept: budget: large")
    session.expect("How many posts")
    session.sendline("r counted in May")
    session.expect("Remark kept")
    session.sendline("f")
    session.expect("structure: .*centre")
    session.sendline("i 300")
    session.expect("centre becomes units")
    session.setwinsize(30, 60)
    if not plain:  # where something is drawn, it is drawn again
        session.expect("How many posts")
        session.expect("Answer:")
    session.sendline("b budget")
    session.expect("Answered so far: large")
    session.sendline("")
    session.expect("How many posts")
    session.sendline("s")
    session.expect("Which are possible")
    session.sendline("200 to 300")
    session.expect("Structure is settled now: units")
    session.expect("Nothing that is open can change a decision")
    session.expect("structure: units, settled")
    session.sendline("2")
    session.expect("Which partner")
    session.sendline("2" if plain else "cou\t")
    session.expect("Is there a reserve")
    session.sendline("d")
    session.expect("nobody knows")
    session.expect("Check your answers")
    session.expect("budget: large")
    session.sendline("")
    session.expect("The report")
    session.sendline("3 5")
    session.expect("Written: .*advice.md.*Written: .*advice.json")
    session.expect("All answers are kept in")
    session.expect(pexpect.EOF)
    session.close()
    assert session.exitstatus == 0
    (path,) = tmp_path.glob("*.yaml")
    case = read_case(path, load_rules(books))
    assert (case.place, case.country, case.level) == ("Åby Kommun", "Sweden", "municipality")
    assert path.name == "aby-kommun.yaml"
    assert case.by_fact["staff"].note == "counted in May"
    assert [answer.fact for answer in case.answers] == ["budget", "staff", "partner"]
    assert not list(tmp_path.glob(".*"))


@pytest.mark.parametrize("size", [(24, 80), (40, 120)])
@pytest.mark.parametrize("plain", [False, True])
def test_the_question_stands_there_again_and_enter_takes_what_was_meant(
    tmp_path: Path, books: Path, plain: bool, size: tuple[int, int]
) -> None:
    more = ["--plain"] if plain else []
    session = terminal(tmp_path, "--rules", books.name, "--case", "a.yaml", *more)
    session.setwinsize(*size)
    session.expect("Which government")
    session.sendline("h")
    session.expect("q leaves; nothing is kept yet")
    session.sendline("Place")
    session.sendline("")
    session.sendline("")
    session.expect("lead to advice on structure, with the reasons")
    session.expect("At least 2, at most . questions left; none comes twice")
    session.expect("q leaves at any time, h is help. Every answer is kept at once")
    for typed in ("h", "w", "f", "i 2", "r from the treasurer", ""):
        session.expect("Answer:")
        session.sendline(typed)
        session.expect("How much money is there")
        session.expect("3  large: much")
    session.expect("Remark: from the treasurer")
    session.expect("Answer:")
    session.sendline("9")
    session.expect("Type 1 to 3")
    session.sendline("lagre")
    session.expect("Enter takes 'large'")
    session.sendline("")
    session.expect("Kept: budget: large")
    session.expect("or a range: 100 to 200")
    session.sendline("300.000")
    session.expect("can be read in two ways")
    session.sendline("about 1")
    session.expect("Kept: staff: 1 post")
    session.sendline("q")
    session.expect("To go on: advisor ask --case a.yaml")
    session.close()


@pytest.mark.parametrize("size", [(24, 80), (40, 120)])
def test_a_contradiction_leads_to_the_answer_that_is_corrected(
    tmp_path: Path, books: Path, size: tuple[int, int]
) -> None:
    (books / "misfits.md").write_text(CONTRADICTION, "utf-8")
    (tmp_path / "a.yaml").write_text("id: a\nfacts:\n  budget: large\n", "utf-8")
    session = terminal(tmp_path, "--rules", books.name, "--case", "a.yaml")
    session.setwinsize(*size)
    session.expect("Answer:")
    session.sendline("weather = foul")
    session.expect("Answers contradict each other")
    session.expect("Both can't be.")
    session.expect("1  correct weather: foul")
    session.expect("2  correct budget: large")
    session.sendline("7")
    session.expect("Type 1 to 2, or Enter")
    session.sendline("2")
    session.expect("Answered so far: large")
    session.sendline("small")
    session.expect("Kept: budget: small")
    session.expect("How many posts")
    session.sendline("q")
    session.expect(pexpect.EOF)
    case = read_case(tmp_path / "a.yaml", load_rules(books))
    assert case.by_fact["budget"].values == ("small",)
    assert case.by_fact["weather"].values == ("foul",)


def test_a_script_is_told_of_a_contradiction_and_goes_on(tmp_path: Path, books: Path) -> None:
    (books / "misfits.md").write_text(CONTRADICTION, "utf-8")
    (tmp_path / "a.yaml").write_text("id: a\nfacts:\n  budget: large\n", "utf-8")
    done = piped(tmp_path, "weather = foul\n20\nq\n", "--rules", str(books), "--case", "a.yaml")
    assert done.returncode == 0, done.stderr
    assert "budget: large; 'b budget' goes back to it" in done.stdout
    assert "Kept: staff: 20 posts" in done.stdout


def test_only_keys_that_apply_are_shown(tmp_path: Path, books: Path) -> None:
    arguments = ("--rules", str(books), "--case", "a.yaml")
    done = piped(tmp_path, "Place\nh\n2\nh\npartner = county\nb partner\nh\nq\n", *arguments)
    first, second, third = done.stdout.split("What you can type")[1:]
    assert "b  back" not in first
    assert "b  back" in second
    assert "x  not applicable" not in second
    assert "x  not applicable" in third


def test_plain_output_moves_no_cursor_and_has_no_colour(tmp_path: Path, books: Path) -> None:
    session = terminal(tmp_path, "--rules", books.name, "--case", "a.yaml", "--plain")
    # Each prompt is waited for, or what is typed ahead is echoed before it.
    for prompt, typed in (("Which government", "Place"), ("Country", ""), ("Level", "")):
        session.expect(prompt)
        session.sendline(typed)
    session.expect("Answer:")
    session.sendline("h")
    session.sendline("w")
    session.sendline("q")
    session.expect(pexpect.EOF)
    assert "\x1b" not in (session.before or "")
    assert all(len(line) <= 80 for line in (session.before or "").splitlines())


def test_resuming_repeats_no_question(tmp_path: Path, books: Path) -> None:
    arguments = ("--rules", str(books), "--case", "a.yaml")
    first = piped(tmp_path, "Place\n3\nreserve = unknown\n", *arguments)
    assert first.returncode == 0
    assert "To go on: advisor ask --case a.yaml" in first.stdout
    second = piped(tmp_path, "50\n1\n\n2\n", *arguments)
    assert second.returncode == 0, second.stderr
    assert "2 questions answered before" in second.stdout
    assert "How much money" not in second.stdout
    assert "Is there a reserve" not in second.stdout
    assert (tmp_path / "a-advice.txt").exists()


def test_a_script_can_name_its_facts_and_ends_at_a_line_that_cant_be_read(
    tmp_path: Path, books: Path
) -> None:
    arguments = ("--rules", str(books), "--case", "a.yaml")
    done = piped(
        tmp_path, "Place\npartner = cou\nbudget: small\nstaff = 20\n2\nhuge\n1\n", *arguments
    )
    assert done.returncode == 2
    assert "unknown value 'huge'" in done.stderr
    assert "yes" in done.stderr
    case = read_case(tmp_path / "a.yaml", load_rules(books))
    assert [answer.fact for answer in case.answers] == [
        "partner",
        "budget",
        "staff",
    ]
    assert not list(tmp_path.glob(".*"))


def test_ctrl_c_keeps_every_answer(tmp_path: Path, books: Path) -> None:
    session = terminal(tmp_path, "--rules", str(books), "--case", "a.yaml")
    session.expect("Which government")
    session.sendline("Place")
    session.sendline("")
    session.sendline("")
    session.expect("Answer:")
    session.sendline("3")
    session.expect("How many posts")
    session.expect("Answer:")
    session.send("20")
    session.sendintr()
    session.expect("All answers are kept in a.yaml")
    session.expect(pexpect.EOF)
    session.close()
    assert session.exitstatus == 130
    assert not list(tmp_path.glob(".*"))


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGHUP, signal.SIGTERM])
def test_killed_after_any_answer_at_most_the_one_being_typed_is_lost(
    tmp_path: Path, books: Path, number: signal.Signals
) -> None:
    rules = load_rules(books)
    answers = [("budget", "large"), ("staff", "20")]
    (tmp_path / "a.yaml").write_text("id: a\nfacts:\n", "utf-8")
    for step, (name, text) in enumerate(answers):
        session = terminal(tmp_path, "--rules", str(books), "--case", "a.yaml")
        session.expect(str(next(f for f in rules.facts if f.name == name).question[:20]))
        session.expect("Answer:")
        session.sendline(text)
        session.expect("Kept: ")
        session.send("par")
        session.kill(number)
        session.expect(pexpect.EOF)
        session.close()
        kept = read_case(tmp_path / "a.yaml", rules)
        assert [answer.fact for answer in kept.answers] == [one for one, _ in answers[: step + 1]]


def test_a_closed_terminal_ends_the_program(tmp_path: Path, books: Path) -> None:
    session = terminal(tmp_path, "--rules", str(books), "--case", "a.yaml")
    session.expect("Which government")
    session.sendline("Place")
    session.sendline("")
    session.sendline("")
    session.expect("Answer:")
    os.close(session.child_fd)
    for _ in range(100):
        done, _ = os.waitpid(session.pid, os.WNOHANG)
        if done:
            break
        pexpect.run("sleep 0.1")
    assert done
    assert (tmp_path / "a.yaml").exists()


def test_a_second_session_on_the_file_is_refused(tmp_path: Path, books: Path) -> None:
    arguments = ("--rules", str(books), "--case", "a.yaml")
    session = terminal(tmp_path, *arguments)
    session.expect("Which government")
    session.sendline("Place")
    session.sendline("")
    session.sendline("")
    session.expect("Answer:")
    other = piped(tmp_path, "1\n", *arguments)
    assert other.returncode == 2
    assert "another session works on this file" in other.stderr
    assert f"process {session.pid}, since" in other.stderr
    session.kill(signal.SIGKILL)
    session.wait()
    assert piped(tmp_path, "1\n", *arguments).returncode == 0


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("a.txt", "end its name with"),
        ("nowhere/a.yaml", "there is no folder"),
        (".", "end its name"),
    ],
)
def test_a_file_that_cant_be_is_told_before_anything_is_asked(
    tmp_path: Path, books: Path, name: str, said: str
) -> None:
    done = piped(tmp_path, "Place\n", "--rules", str(books), "--case", name)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("name", ["a.yaml", "a.json"])
@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (b"To\x1b[31mwn", "invisible character U+001B"),
        (b"To\x01wn", "invisible character U+0001"),
        (b"To\x7fwn", "invisible character U+007F"),
        ("To\u009bwn".encode(), "invisible character U+009B"),
        ("To\uffffwn".encode(), "invisible character U+FFFF"),
        (b"To\xffwn", "the byte 0xFF"),
        (b"To\xed\xa0\xbdwn", "the byte 0xED"),
        (b"To\0wn", "invisible character U+0000"),
    ],
)
def test_what_no_case_file_may_hold_is_never_written(
    tmp_path: Path, books: Path, name: str, typed: bytes, said: str
) -> None:
    done = subprocess.run(
        [*PROGRAM, "--rules", str(books), "--case", name],
        input=typed + b"\nq\n",
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 2
    assert said in done.stderr.decode()
    assert b"Traceback" not in done.stderr
    assert b"\x1b" not in done.stdout + done.stderr
    assert [one.name for one in tmp_path.iterdir()] == ["books"]


def test_a_remark_that_no_file_may_hold_costs_no_answer(tmp_path: Path, books: Path) -> None:
    done = piped(tmp_path, "Place\n3\nr a\x07b\n", "--rules", str(books), "--case", "a.yaml")
    assert done.returncode == 2
    assert "invisible character U+0007" in done.stderr
    case = read_case(tmp_path / "a.yaml", load_rules(books))
    assert [answer.fact for answer in case.answers] == ["budget"]


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-16"])
def test_other_encodings_of_the_terminal_lose_nothing(
    tmp_path: Path, books: Path, encoding: str
) -> None:
    done = subprocess.run(
        [*PROGRAM, "--rules", str(books), "--case", "Łódź.yaml"],
        input="Lodz\n3\nq\n".encode(encoding),
        cwd=tmp_path,
        env=environment(PYTHONIOENCODING=encoding, PYTHONUTF8="0"),
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode("utf-8", "replace")
    case = read_case(tmp_path / "Łódź.yaml", load_rules(books))
    assert (case.id, case.place) == ("Łódź", "Lodz")
    assert [answer.fact for answer in case.answers] == ["budget"]


@pytest.mark.parametrize("name", ["it's a $town.yaml", "-x.yaml", "b\x1bc.yaml", "d\udcffe.yaml"])
def test_the_command_that_goes_on_works_in_a_shell(tmp_path: Path, books: Path, name: str) -> None:
    first = piped(tmp_path, "Place\n3\nq\n", "--rules", str(books), "--case", name)
    assert first.returncode == 0, first.stderr
    assert "\x1b" not in first.stdout
    command = first.stdout.split("To go on: advisor ask ")[1].strip()
    second = subprocess.run(
        ["/bin/bash", "-c", f"{sys.executable} -m advisor ask {command}"],
        input="q\n",
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert "1 question answered before" in second.stdout, second.stderr
    assert "To go on: advisor ask " + command in second.stdout


def test_a_case_with_a_second_name_is_refused_before_anything_is_asked(
    tmp_path: Path, books: Path
) -> None:
    (tmp_path / "a.yaml").write_text("facts:\n", "utf-8")
    os.link(tmp_path / "a.yaml", tmp_path / "b.yaml")
    done = piped(tmp_path, "1\n", "--rules", str(books), "--case", "b.yaml")
    assert done.returncode == 2
    assert "hard links" in done.stderr
    assert (tmp_path / "a.yaml").read_text("utf-8") == "facts:\n"


def test_a_full_disk_is_told_in_one_line(tmp_path: Path, books: Path) -> None:
    (tmp_path / "a.yaml").write_text("facts:\n", "utf-8")
    command = ["/bin/sh", "-c", f'ulimit -f 0; exec "$@" --rules {books} --case a.yaml', "sh"]
    done = subprocess.run(
        [*command, *PROGRAM],
        input="1\n",
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 2
    assert done.stderr.startswith("error: ")
    assert "Traceback" not in done.stderr
    assert (tmp_path / "a.yaml").read_text("utf-8") == "facts:\n"
