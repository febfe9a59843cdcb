"""How much a visitor may ask for: requests in a time, bytes of a body, seconds until it has come and is worked on."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Lock
from typing import IO

from starlette.types import Message, Receive

from advisor.errors import CaseError, Place, Problem
from advisor.web.refusals import RefusedError
from advisor.workbooks import check_unpacked

MOST_VISITORS = 10_000
"""Of how many visitors the counts are kept; who came longest ago is forgotten first."""


class RateLimiter:
    """Gives each visitor a bucket of requests that fills again with time."""

    def __init__(
        self, rate: float, burst: int, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._rate = rate
        self._burst = burst
        self._clock = clock
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = Lock()

    def take(self, visitor: str, cost: int = 1) -> None:
        """Count a request. Raises RefusedError (429), with the time after which it may come again."""
        with self._lock:
            moment = self._clock()
            left, since = self._left.pop(visitor, (float(self._burst), moment))
            left = min(self._burst, left + (moment - since) * self._rate)
            enough = left >= cost
            self._left[visitor] = (left - cost if enough else left, moment)
            while len(self._left) > MOST_VISITORS:
                self._left.popitem(last=False)
        if not enough:
            wait = max(1, round((cost - left) / self._rate + 0.5))
            hint = f"try again in {wait} seconds; what was answered is kept"
            raise RefusedError(429, "too many requests came at once", hint, wait)


def bounded(receive: Receive, most: int, seconds: float) -> Receive:
    """Let a body come only up to a size and in time. What it raises is a RefusedError (413, 408)."""
    size = 0
    end = time.monotonic() + seconds

    async def take() -> Message:
        nonlocal size
        try:
            message = await asyncio.wait_for(receive(), max(0.001, end - time.monotonic()))
        except TimeoutError:
            hint = "send it again"
            message_ = f"what was sent had not come after {seconds:.0f} seconds"
            raise RefusedError(408, message_, hint) from None
        size += len(message.get("body", b""))
        if size > most:
            raise too_large(most)
        return message

    return take


class WorkTime:
    """The seconds that the work for one request may take, until it is done or who asked has left."""

    def __init__(
        self,
        seconds: float,
        gone: Callable[[], bool],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._seconds = self._left = seconds
        self._gone = gone
        self._clock = clock
        self._since = clock()

    def check(self) -> None:
        """See that the work may go on. Raises RefusedError (413), and (400) where nobody waits for it."""
        if self._gone():
            raise RefusedError(400, "who asked for this has left")
        if self._clock() - self._since > self._left:
            message = f"this takes longer than the {self._seconds:.0f} seconds that it may"
            raise RefusedError(413, message, "send it in parts")

    def counted(self, parts: Iterator[bytes]) -> Iterator[bytes]:
        """Yield what is worked out; the time until it was taken does not count."""
        while True:
            self._since = self._clock()
            part = next(parts, None)
            self._left -= self._clock() - self._since
            if part is None:
                return
            yield part


def check_workbook(file: Path | IO[bytes], name: str, most: int) -> None:
    """Refuse a workbook that unpacks to more bytes than are taken here. Raises CaseError."""
    try:
        check_unpacked(file, most)
    except ValueError as error:
        message = f"the file can't be read: {error}"
        raise CaseError(Problem(Place(name), message, "save it anew, with less in it")) from None


def too_large(most: int) -> RefusedError:
    """Refuse what has more bytes than are taken."""
    shown = f"{most // 1024 // 1024} MiB" if most >= 1024 * 1024 else f"{most // 1024} KiB"
    return RefusedError(413, f"what was sent is larger than {shown}", "send less, or in parts")
