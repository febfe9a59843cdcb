"""The program as a process that has its imports behind it, for tests that start it by the hundred.

A server imports the program's own modules once and forks for each run: the run has its own process,
arguments, folder, environment and streams, and ends as `python -m advisor` does. What a start itself
does (imports, taking the kept copy of the rule base, variables that Python reads when it starts) is
not tested by it; such tests start the program cold.
"""

from __future__ import annotations

import json
import os
import runpy
import select
import signal
import socket
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import coverage

from advisor.inference.compile import compile_rules
from advisor.knowledge.library import load_rules

READ_AT_START = ("PYTHON", "LC_", "LANG", "XDG_", "HOME", "COVERAGE")
"""Beginnings of the variables that are read when a process starts, or kept from then on."""

MODULES = ("advise", "case", "explain", "main", "output", "rules", "schema")
SECONDS = 120

COVERAGE = "ADVISOR_COVERAGE"
"""The variable that names the file of pytest-cov, whose parts are joined at the end."""


class WarmProgram:
    """Runs the program from a process that has imported it. `close` ends the server."""

    def __init__(self, root: Path, environment: Mapping[str, str]) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            self._server = subprocess.Popen(
                [sys.executable, "-W", "error", "-m", "tests.support.warm", str(theirs.fileno())],
                cwd=root,
                env=dict(environment),
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
            )
        self._socket = ours

    def run(self, arguments: Sequence[str], cwd: Path, environment: Mapping[str, str]) -> Any:
        """Return exit code, output and errors (bytes) of one run."""
        with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
            request = json.dumps([list(arguments), str(cwd), dict(environment)]).encode()
            header = len(request).to_bytes(8, "big")
            socket.send_fds(self._socket, [header], [output.fileno(), errors.fileno()])
            self._socket.sendall(request)
            if not select.select([self._socket], [], [], SECONDS)[0]:
                self.close()
                raise subprocess.TimeoutExpired(list(arguments), SECONDS)
            code = int.from_bytes(_exactly(self._socket, 4), "big", signed=True)
            output.seek(0)
            errors.seek(0)
            return code, output.read(), errors.read()

    def close(self) -> None:
        """End the server, and a run that hangs with it."""
        self._socket.close()
        self._server.kill()
        self._server.wait()


def is_warm(environment: Mapping[str, str]) -> bool:
    """Whether a run with these variables may be forked from a process that started without them."""
    return not any(name.startswith(READ_AT_START) for name in environment)


def _exactly(stream: socket.socket, count: int) -> bytes:
    found = b""
    while len(found) < count:
        part = stream.recv(count - len(found))
        if not part:
            message = "the warm program ended"
            raise EOFError(message)
        found += part
    return found


def _serve(stream: socket.socket) -> None:
    for name in MODULES:
        import_module(f"advisor.cli.{name}")
    compile_rules(load_rules())
    signal.signal(signal.SIGINT, signal.default_int_handler)
    while True:
        header, handles, _, _ = socket.recv_fds(stream, 8, 2)
        if not header:
            return
        header += _exactly(stream, 8 - len(header))
        arguments, cwd, environment = json.loads(_exactly(stream, int.from_bytes(header, "big")))
        child = os.fork()
        if child == 0:
            stream.close()
            _become(handles, cwd, environment)
            _main(arguments)
        for handle in handles:
            os.close(handle)
        _, status = os.waitpid(child, 0)
        stream.sendall(os.waitstatus_to_exitcode(status).to_bytes(4, "big", signed=True))


def _become(handles: Sequence[int], cwd: str, environment: Mapping[str, str]) -> None:
    for target, handle in enumerate(handles, 1):
        os.dup2(handle, target)
    os.chdir(cwd)
    os.environ.clear()
    os.environ.update(environment)
    sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", encoding="utf-8", errors="backslashreplace", closefd=False)  # noqa: SIM115


def _measuring() -> coverage.Coverage | None:
    """Begin to measure coverage into the file that a variable names; None where it names none.

    The variable is not that of coverage itself, which would then start in every process.
    """
    file = os.environ.get(COVERAGE)
    if not file:
        return None
    root = Path(__file__).parents[2]
    # By its whole path: a run in another folder would look for a module, and warn that it is loaded.
    measured = coverage.Coverage(
        file,
        data_suffix=True,
        config_file=str(root / "setup.cfg"),
        source=[str(root / "advisor")],
    )
    measured.start()
    return measured


def _main(arguments: Sequence[str]) -> None:
    """Run the program as `python -m advisor` does, and end this process as it would end."""
    sys.argv = ["advisor", *arguments]
    code = 0
    measured = _measuring()
    try:
        runpy.run_module("advisor", run_name="__main__", alter_sys=True)
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:  # noqa: BLE001 - whatever it is, the process ends with its traceback
        traceback.print_exc()
        code = 1
    finally:
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        if measured is not None:
            measured.stop()
            measured.save()
        os._exit(code)


if __name__ == "__main__":
    with socket.socket(fileno=int(sys.argv[1])) as given:
        _serve(given)
