"""The house is in order: a class name stands for one thing, and no room reaches into another's own."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections import Counter
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from tests.conftest import ROOT

MODULES = sorted((ROOT / "advisor").rglob("*.py"))


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"), str(path))


def test_a_class_name_stands_for_one_thing() -> None:
    names = Counter(
        node.name
        for path in MODULES
        for node in tree(path).body
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    )
    assert [name for name, count in names.items() if count > 1] == []


def test_no_module_imports_what_another_keeps_to_itself() -> None:
    taken = [
        f"{path.relative_to(ROOT)}: {node.module}.{alias.name}"
        for path in MODULES
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("advisor")
        for alias in node.names
        if alias.name.startswith("_") or "._" in node.module
    ]
    assert taken == []


def test_no_module_leads_back_to_itself_by_its_imports() -> None:
    """Read alone, each module needs only what stands before it."""
    names = {
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
        for path in MODULES
    }
    needs = {name: _imported(path) & names.keys() - {name} for name, path in names.items()}
    try:
        tuple(TopologicalSorter(needs).static_order())
    except CycleError as error:
        circle = " -> ".join(reversed(error.args[1]))
        raise AssertionError(f"a circle of imports: {circle}") from None


def _imported(path: Path) -> set[str]:
    """Return the modules that a module imports when it is read, whether or not functions import more."""
    found: set[str] = set()
    for node in tree(path).body:
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def test_what_is_told_goes_through_the_edge() -> None:
    """Only there is written out what a terminal would obey."""
    edge = {"advisor/cli/output.py", "advisor/cli/main.py"}
    told = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in MODULES
        if path.relative_to(ROOT).as_posix() not in edge
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call)
        and (
            (isinstance(node.func, ast.Name) and node.func.id == "print")
            or (isinstance(node.func, ast.Attribute) and node.func.attr in ("echo", "secho"))
        )
    ]
    assert told == []


IMPORT_ALL = """
import pkgutil, sys
from importlib import import_module

import advisor

done = []

def watch(event, arguments):
    if event == "open" and isinstance(arguments[0], str) and arguments[0].startswith(ROOT):
        if not arguments[0].endswith((".py", ".pyc")) and "site-packages" not in arguments[0]:
            done.append(arguments[0])
    elif event in ("subprocess.Popen", "socket.connect", "os.mkdir", "os.remove"):
        done.append(event)

sys.addaudithook(watch)
for module in pkgutil.walk_packages(advisor.__path__, "advisor."):
    if "migrations" not in module.name:  # alembic runs these
        import_module(module.name)
print(*done, sep="\\n", end="")
"""


def test_an_import_does_no_work(root: Path) -> None:
    """Nothing of ours is read, and nothing made, until something is asked for."""
    code = f"ROOT = {str(root)!r}\n{IMPORT_ALL}"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=root,
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"PYTHONPATH": str(root)},
    )
    assert done.stdout == ""
