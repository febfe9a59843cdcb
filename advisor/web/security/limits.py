"""How much a visitor may ask for: requests in a time, bytes of a body, seconds until it has come."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock

from starlette.types import Message, Receive

from advisor.web.refusals import RefusedError

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


def too_large(most: int) -> RefusedError:
    """Refuse what has more bytes than are taken."""
    shown = f"{most // 1024 // 1024} MiB" if most >= 1024 * 1024 else f"{most // 1024} KiB"
    return RefusedError(413, f"what was sent is larger than {shown}", "send less, or in parts")
