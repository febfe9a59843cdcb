"""Paths that go wrong in every way a path can, and the commands that take paths."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from click.testing import CliRunner

from advisor.cli.main import cli


def odd_paths(folder: Path) -> Mapping[str, str]:
    """Make odd entries in a folder and return their paths, each under what is odd about it."""
    (folder / "loop.yaml").symlink_to("loop.yaml")
    (folder / "loop").symlink_to("loop")
    (folder / "nowhere.yaml").symlink_to("none/at/all.yaml")
    (folder / "folder.yaml").mkdir()
    (folder / "empty.yaml").touch()
    (folder / "bytes.yaml").write_bytes(bytes(range(256)))
    (folder / "file").write_text("facts: {}\n")
    os.mkfifo(folder / "pipe.yaml")
    not_utf8 = os.fsdecode(os.fsencode(folder) + b"/caf\xe9.yaml")
    Path(not_utf8).write_text("facts: {}\nplace: 5\n")
    controls = f"{folder}/\x1b]0;title\x07\u202e.yaml"
    Path(controls).write_text("nonsense: 1\n")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(folder / "s.yaml"))
    return {
        "nothing": "",
        "here": ".",
        "above": "..",
        "a device": "/dev/null",
        "an endless device": "/dev/zero",
        "a full device": "/dev/full",
        "a memory of the process": "/proc/self/mem",
        "a file of the system": "/proc/version",
        "too long a name": f"{folder}/{'x' * 300}.yaml",
        "too long a path": f"{folder}/{'y/' * 3000}z.yaml",
        "a circle": f"{folder}/loop.yaml",
        "a circle on the way": f"{folder}/loop/x.yaml",
        "a link to nothing": f"{folder}/nowhere.yaml",
        "a folder": f"{folder}/folder.yaml",
        "a folder in a folder that is not there": f"{folder}/none/none/x.yaml",
        "a file as a folder": f"{folder}/file/x.yaml",
        "a pipe": f"{folder}/pipe.yaml",
        "a socket": f"{folder}/s.yaml",
        "an empty file": f"{folder}/empty.yaml",
        "bytes": f"{folder}/bytes.yaml",
        "a name that is not UTF-8": not_utf8,
        "controls in the name": controls,
        "a line break": f"{folder}/two\nlines.yaml",
        "only blanks": "   ",
        "an option": "--",
        "a star": f"{folder}/*.yaml",
        "a home": "~nobody-of-this-name/x.yaml",
    }


Command = Callable[[str, str], Sequence[str]]

SMALL = ("--rules", "RULES")
"""A small rule base, since what is tried here is not the rules."""

COMMANDS: Mapping[str, Command] = {
    "advise CASE": lambda path, _: ["advise", path, *SMALL],
    "advise -o": lambda path, case: ["advise", case, "-o", path, *SMALL],
    "advise -o FOLDER/": lambda path, case: ["advise", case, "-o", f"{path}/", *SMALL],
    "advise --format json -o": lambda path, case: [
        "advise",
        case,
        "--format",
        "json",
        "-o",
        path,
        *SMALL,
    ],
    "advise --rules": lambda path, case: ["advise", case, "--rules", path],
    "advise --templates": lambda path, case: ["advise", case, "--templates", path, *SMALL],
    "ask --case": lambda path, _: ["ask", "--case", path, *SMALL],
    "batch INPUT": lambda path, case: ["batch", path, "-o", f"{case}.out.csv", "--force", *SMALL],
    "batch -o": lambda path, case: ["batch", case, "-o", path, "--force", *SMALL],
    "batch -o NAME.csv": lambda path, case: ["batch", case, "-o", f"{path}.csv", "--force", *SMALL],
    "batch --compare": lambda path, case: ["batch", "--compare", path, case, *SMALL],
    "batch --overview": lambda path, case: [
        *("batch", case, "-o", f"{case}.csv", "--overview", f"{path}.html", "--force", *SMALL)
    ],
    "case test": lambda path, _: ["case", "test", path, *SMALL],
    "case what-if": lambda path, _: ["case", "what-if", path, "structure=federal", *SMALL],
    "case evidence": lambda path, _: ["case", "evidence", path, *SMALL],
    "rules list --rules": lambda path, _: ["rules", "list", "--rules", path],
    "rules show --rules": lambda path, _: ["rules", "show", "S01", "--rules", path],
    "rules check -o": lambda path, _: ["rules", "check", "--rules", "RULES", "-o", path],
    "rules prove --rules": lambda path, _: ["rules", "prove", "--rules", path],
    "rules coverage": lambda path, _: ["rules", "coverage", path, *SMALL],
    "rules mutate": lambda path, _: ["rules", "mutate", path, *SMALL],
    "rules diff": lambda path, _: ["rules", "diff", path, path],
    "rules book -o": lambda path, _: ["rules", "book", "--rules", "RULES", "-o", path],
    "rules trace-to-source --rules": lambda path, _: ["rules", "trace-to-source", "--rules", path],
    "schema case --rules": lambda path, _: ["schema", "case", "--rules", path],
}


def outcome(arguments: Sequence[str]) -> tuple[int, str, BaseException | None]:
    """Run a command in this process: its exit code, all that it told, and the exception that escaped."""
    result = CliRunner().invoke(cli, list(arguments), input="")
    escaped = None if isinstance(result.exception, SystemExit) else result.exception
    return result.exit_code, result.output, escaped
