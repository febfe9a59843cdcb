"""A rule base of another subject runs through every command, and no code knows ours by name."""

from __future__ import annotations

import ast
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import advisor
from advisor import load_rules

HERE = Path(__file__).parent
ROOM = Path(advisor.__file__).parent


def run(*arguments: str, cwd: Path, stdin: str = "") -> subprocess.CompletedProcess[str]:
    """Run the program on the museum's books, as a user would."""
    return subprocess.run(
        [sys.executable, "-m", "advisor", *arguments],
        cwd=cwd,
        input=stdin,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


@pytest.fixture
def museum(tmp_path: Path) -> Path:
    """A folder with the books of the museum and one case."""
    shutil.copytree(HERE / "rules", tmp_path / "books")
    shutil.copy(HERE / "town.yaml", tmp_path)
    return tmp_path


def test_it_advises(museum: Path) -> None:
    done = run("advise", "town.yaml", "--rules", "books", "--format", "json", cwd=museum)
    assert done.returncode == 0, done.stderr
    decisions = json.loads(done.stdout)["decisions"]
    assert list(decisions) == ["library system"]
    assert decisions["library system"]["recommended"] == "hosted"


@pytest.mark.parametrize("form", ["text", "markdown", "html"])
def test_it_reports(museum: Path, form: str) -> None:
    done = run("advise", "town.yaml", "--rules", "books", "--format", form, cwd=museum)
    assert done.returncode == 0, done.stderr
    assert "hosted" in done.stdout


def test_it_asks(museum: Path) -> None:
    typed = "A museum\nvolumes = 12,000\ntechnician = nobody\n"
    done = run("ask", "--case", "new.yaml", "--rules", "books", cwd=museum, stdin=typed)
    kept = (museum / "new.yaml").read_text("utf-8")
    assert "volumes: 12000" in kept
    assert "technician: nobody" in kept
    assert "To go on: advisor ask --case new.yaml --rules books" in done.stdout
    assert done.stderr == ""


def test_it_takes_many(museum: Path) -> None:
    (museum / "all.csv").write_text("volumes,technician\n12000,nobody\n900000,own\n", "utf-8")
    done = run(
        "batch", "all.csv", "--rules", "books", "-o", "out.csv", "--overview", "o.html", cwd=museum
    )
    assert done.returncode == 0, done.stderr
    lines = (museum / "out.csv").read_text("utf-8").splitlines()
    assert "hosted" in lines[1]
    assert "open source" in lines[2]
    assert "stock" in (museum / "o.html").read_text("utf-8")


def test_it_is_checked_proved_and_printed(museum: Path) -> None:
    checked = run("rules", "check", "--rules", "books", cwd=museum)
    assert checked.returncode in (0, 1), checked.stderr
    assert "Traceback" not in checked.stderr
    proved = run("rules", "prove", "--rules", "books", cwd=museum)
    assert proved.returncode == 0, proved.stdout + proved.stderr
    assert "G01" in proved.stdout
    printed = run("rules", "book", "--rules", "books", "-o", "book.html", cwd=museum)
    assert printed.returncode == 0, printed.stderr
    assert "shared catalogue" in (museum / "book.html").read_text("utf-8")


def test_its_choices_are_judged(museum: Path) -> None:
    done = run("case", "evidence", "town.yaml", "--rules", "books", cwd=museum)
    assert done.returncode == 0, done.stderr
    assert "library system" in done.stdout
    assert "in 1 the rules recommend another" in done.stdout


def test_no_code_knows_a_name_of_our_rule_base() -> None:
    """Neither a fact nor an assessment, decision or option; examples in docstrings may."""
    rules = load_rules()
    names = {name.casefold() for name in rules.items}
    names |= {option.casefold() for one in rules.decisions for option in one.options}
    found: list[str] = []
    for path in sorted(ROOM.rglob("*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        parents = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
        explained = {
            id(node.body[0].value)
            for node in ast.walk(tree)
            if isinstance(node, parents) and node.body and isinstance(node.body[0], ast.Expr)
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                text = node.value.strip().casefold()
                known = text in names or any(" " in name and name in text for name in names)
                if known and id(node) not in explained and text not in _WORDS:
                    found.append(f"{path.relative_to(ROOM)}:{node.lineno}: {node.value!r}")
    assert found == []


_WORDS = {"leader", "training point", "leader's task", "population"}
"""Words of the rule language itself, of its messages and exports, which options and facts of ours also bear."""
