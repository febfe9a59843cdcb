"""What is installed is what is there."""

from __future__ import annotations

import re
import sys
import tomllib
from configparser import ConfigParser
from importlib.metadata import entry_points, version
from importlib.resources import files

from tests.conftest import ROOT

IMPORT = re.compile(
    r"^\s*(?:from|import) (\w+)(?:[\w.]* import|[ \t]*$|,| as|[ \t]+#)", re.MULTILINE
)


def setup() -> ConfigParser:
    parser = ConfigParser()
    parser.read(ROOT / "setup.cfg", encoding="utf-8")
    return parser


def test_every_package_is_installed() -> None:
    listed = set(setup()["options"]["packages"].split())
    folders = {
        ".".join(path.parent.relative_to(ROOT).parts)
        for path in (ROOT / "advisor").rglob("__init__.py")
    }
    assert listed == folders | {"advisor.rules", "advisor.templates"}


def test_every_file_that_is_no_code_is_installed() -> None:
    patterns = setup()["options.package_data"]
    for path in (ROOT / "advisor").rglob("*"):
        if path.is_file() and path.suffix not in {".py", ".pyc"} and path.name != "py.typed":
            package = ".".join(path.parent.relative_to(ROOT).parts)
            assert any(path.match(pattern) for pattern in patterns.get(package, "").split()), path


def test_books_and_templates_are_found_where_the_program_looks() -> None:
    assert any(entry.name.endswith(".md") for entry in files("advisor.rules").iterdir())
    assert any(entry.name.endswith(".j2") for entry in files("advisor.templates").iterdir())


def required(lines: str) -> set[str]:
    """Return the names of the libraries in a list of requirements."""
    return {
        re.split(r"[ <>=~!\[;]", line)[0].lower()
        for line in lines.split("\n")
        if line and not line.startswith("#")
    }


def test_every_library_that_is_imported_is_required() -> None:
    extras = setup()["options.extras_require"]
    listed = required(setup()["options"]["install_requires"])
    for extra in ("batch", "cluster", "documents", "review", "web", "workforce"):
        listed |= required(extras[extra])
    # Starlette reads forms by python-multipart, and an extra may bring others along.
    listed -= {"organization-advisor", "python-multipart"}
    names = {"markdown_it": "markdown-it-py", "yaml": "pyyaml", "z3": "z3-solver"}
    names |= {"markupsafe": "jinja2", "docx": "python-docx"}
    imported = {
        name
        for path in (ROOT / "advisor").rglob("*.py")
        for name in IMPORT.findall(path.read_text("utf-8"))
    } - set(sys.stdlib_module_names)
    assert {names.get(name, name) for name in imported - {"advisor"}} == listed


def test_pyproject_holds_only_the_build_and_ruff() -> None:
    content = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    assert set(content) == {"build-system", "tool"}
    assert set(content["tool"]) == {"ruff"}


def test_the_version_is_that_of_the_changelog() -> None:
    changes = (ROOT / "CHANGELOG.md").read_text("utf-8")
    numbered = re.findall(r"^## \[([^]]+)\]", changes, re.MULTILINE)
    assert numbered[0] == "Unreleased" or numbered[0] == version("organization-advisor")
    assert setup()["metadata"]["version"] == version("organization-advisor")


def test_the_command_is_installed() -> None:
    (command,) = entry_points(group="console_scripts", name="advisor")
    assert command.value == "advisor.cli.main:main"
