"""What all tests share: the program as a process, and what to do without a browser."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import settings

from tests.support.warm import WarmProgram, is_warm

ROOT = Path(__file__).parent.parent

# Two busy cores make any deadline a matter of luck; a check of a change must not fail by chance.
settings.register_profile("here", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "here")

Run = Callable[..., "subprocess.CompletedProcess[str]"]


OTHERS = ("chromium", "services")
"""The marks of tests that need another program than Python."""


def pytest_collection_modifyitems(config: pytest.Config, items: Sequence[pytest.Item]) -> None:
    """Leave what needs other programs to `make test-services`, which asks for it by its marks.

    There a test without its program fails in CI, where a skip would hide a gap.
    """
    asked = any(mark in str(config.getoption("markexpr")) for mark in OTHERS)
    missing = not shutil.which("chromium") and not os.environ.get("CI")
    for item in items:
        marks = [mark for mark in OTHERS if item.get_closest_marker(mark)]
        if marks and not asked:
            reason = f"needs another program ({marks[0]}): make test-services runs it"
            item.add_marker(pytest.mark.skip(reason=reason))
        elif "chromium" in marks and missing:
            item.add_marker(pytest.mark.skip(reason="chromium is not installed"))


@pytest.fixture(scope="session", autouse=True)
def _private_cache(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Keep the copies of rule bases that tests read out of the user's own cache."""
    os.environ["XDG_CACHE_HOME"] = str(tmp_path_factory.mktemp("cache"))


@pytest.fixture(scope="session")
def root() -> Path:
    """The folder of the project."""
    return ROOT


@pytest.fixture(scope="session")
def warm() -> Iterator[WarmProgram]:
    """The program with its imports behind it."""
    program = WarmProgram(ROOT, clean_environment())
    yield program
    program.close()


@pytest.fixture(scope="session")
def run(request: pytest.FixtureRequest) -> Run:
    """Run the real program: `run("advise", path, cwd=..., env={...}) -> CompletedProcess`.

    The environment is this one less what would change the output; `env` is added to it. `text` can
    be turned off. The run is forked from a process that has imported the program, but where `env`
    holds what is read when a process starts, or `cold` is set: then it is `python -m advisor`.
    """

    def run_program(
        *arguments: str | Path,
        cwd: Path = ROOT,
        env: dict[str, str] | None = None,
        text: bool = True,
        cold: bool = False,
    ) -> subprocess.CompletedProcess[str]:
        given = [str(argument) for argument in arguments]
        if not cold and is_warm(env or {}):
            program: WarmProgram = request.getfixturevalue("warm")
            code, output, errors = program.run(given, cwd, clean_environment() | (env or {}))
            if text:
                output, errors = _as_text(output), _as_text(errors)
            return subprocess.CompletedProcess(given, code, output, errors)
        return subprocess.run(
            [sys.executable, "-W", "error", "-m", "advisor", *given],
            cwd=cwd,
            env=clean_environment() | (env or {}),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=text,
            encoding="utf-8" if text else None,
            check=False,
            timeout=120,
        )

    return run_program


def _as_text(content: bytes) -> str:
    """Return what a process wrote as text, with the line ends that text mode gives."""
    return content.decode().replace("\r\n", "\n").replace("\r", "\n")


def clean_environment() -> dict[str, str]:
    """Return the environment without what changes the program's output or its coverage."""
    changing = {"COLUMNS", "LINES", "NO_COLOR", "TERM", "FORCE_COLOR", "PYTHONHASHSEED"}
    return {name: value for name, value in os.environ.items() if name not in changing}
