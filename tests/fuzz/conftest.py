"""How much is tried: two minutes in all by default, and more with FUZZ=20 (twenty times as much)."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Iterator

import pytest

EFFORT = int(os.environ.get("FUZZ", "1"))
"""How many times the usual number of inputs is tried; FUZZ=20 in the environment sets it."""

SEED = int(os.environ.get("FUZZ_SEED", "0")) or time.time_ns() % 2**32
"""A run can be repeated: FUZZ_SEED takes the number that it printed."""


class Dice(random.Random):
    """Chances that can be thrown again, and the count of what was tried with them."""

    tried = 0

    def tries(self, number: int) -> Iterator[int]:
        """Count up to so many tries, times the effort."""
        for self.tried in range(1, number * EFFORT + 1):
            yield self.tried


@pytest.fixture
def dice(request: pytest.FixtureRequest) -> Iterator[Dice]:
    """Throw dice of a seed that is printed when a test fails."""
    chances = Dice(f"{SEED} {request.node.name}")
    print(f"FUZZ_SEED={SEED}")
    yield chances
    print(f"{request.node.name}: {chances.tried:,} tried")
