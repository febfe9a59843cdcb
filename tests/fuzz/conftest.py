"""How much is tried: some seconds each by default, and more with FUZZ=20 in the environment (twenty times as much)."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Iterator

import pytest

EFFORT = int(os.environ.get("FUZZ", "1"))
SEED = int(os.environ.get("FUZZ_SEED", "0")) or time.time_ns() % 2**32
"""A run is repeated by giving FUZZ_SEED the number that it printed."""

PIECES = (
    *(
        "\0",
        "\t",
        "\r",
        "\n",
        "\r\n",
        "\x1b",
        "\x85",
        "\u2028",
        "\u202e",
        "\ufeff",
        "\ud800",
        "\U0001f468",
    ),
    *(
        ": ",
        "- ",
        "* ",
        "**",
        "###",
        "[",
        "]",
        "{",
        "}",
        "|",
        "`",
        '"',
        "'",
        "&a",
        "*a",
        "!!int ",
        "<<",
    ),
    *(
        "=",
        "<",
        ">",
        "1e999",
        "9" * 400,
        "-0",
        "0x1",
        "50.000",
        ".5",
        "None",
        "unknown",
        "2026-13-45",
    ),
    *(
        " if ",
        " when ",
        " and ",
        " or ",
        " not ",
        "( ",
        " )",
        " is ",
        " at least ",
        "..",
        "/",
        "\\",
    ),
)


class Dice(random.Random):
    """Chances that can be thrown again, and the count of what was tried with them."""

    tried = 0

    def tries(self, number: int) -> Iterator[int]:
        """Count up to so many tries, times the effort."""
        for self.tried in range(1, number * EFFORT + 1):
            yield self.tried

    def mutated(self, text: str) -> str:
        """Return a text with some pieces put in, taken out, doubled or moved."""
        for _ in range(self.randint(1, 4)):
            start = self.randrange(len(text) + 1)
            end = min(len(text), start + self.choice((0, 1, 2, 5, 20, 200)))
            other = self.randrange(len(text) + 1)
            middle = self.choice(
                (self.choice(PIECES), "", text[start:end] * 2, text[other : other + 30])
            )
            text = text[:start] + middle + text[end:]
        return text

    def flipped(self, content: bytes) -> bytes:
        """Return bytes of which one bit is another, or the end is missing."""
        at = self.randrange(len(content))
        if self.random() < 0.2:
            return content[:at]
        return content[:at] + bytes([content[at] ^ 1 << self.randrange(8)]) + content[at + 1 :]


@pytest.fixture
def dice(request: pytest.FixtureRequest) -> Iterator[Dice]:
    """Throw dice of a seed that is printed when a test fails."""
    chances = Dice(f"{SEED} {request.node.name}")
    print(f"FUZZ_SEED={SEED}")
    yield chances
    print(f"{request.node.name}: {chances.tried:,} tried")
