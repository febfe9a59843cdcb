"""A server that can be killed and started anew in milliseconds: python -m tests.web.forking DATABASE.

It tells its address on the first line. For each line that comes in, it kills the process that serves, at once
and without a word, and starts another one on the same socket.
"""

from __future__ import annotations

import os
import signal
import socket
import sys

import uvicorn

from advisor.web.application import application
from advisor.web.database.connection import Database
from advisor.web.settings import ServerSettings
from tests.interview.support import small_rules
from tests.web.support import PLENTY


def main() -> None:
    """Serve, and be killed as often as is asked for."""
    rules = small_rules()
    address = sys.argv[1]
    Database(address).close()
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(256)
        print(listener.getsockname()[1], flush=True)
        child = serving(rules, address, listener)
        for _ in sys.stdin:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            child = serving(rules, address, listener)
            print("killed", flush=True)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def serving(rules: object, address: str, listener: socket.socket) -> int:
    """Serve in a process of its own; return its id."""
    child = os.fork()
    if child:
        return child
    app = application(rules, Database(address), ServerSettings(limits=PLENTY))  # type: ignore[arg-type]
    config = uvicorn.Config(app, access_log=False, log_config=None, lifespan="off", ws="none")
    uvicorn.Server(config).run(sockets=[listener])
    os._exit(0)


if __name__ == "__main__":
    main()
