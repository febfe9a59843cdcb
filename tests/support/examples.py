"""How many random examples the properties are tried on.

Each property names the number that a longer search gives it; the suite that runs at every change
tries a quarter of them. EXAMPLES_TIMES=1 in the environment tries them all, EXAMPLES_TIMES=10 ten
times as many. In CI (the environment variable CI is set) the examples are the same in every run.
EXAMPLES_SHRINK makes a failing one small, which can take minutes.
"""

from __future__ import annotations

import os

from hypothesis import HealthCheck, Phase, settings

USUAL = 0.25
LEAST = 5
"""How many examples every property gets."""


def examples(count: int) -> settings:
    """Return the settings for a property that deserves about `count` examples."""
    phases = [Phase.explicit, Phase.reuse, Phase.generate]
    if os.environ.get("EXAMPLES_SHRINK"):
        phases.append(Phase.shrink)
    return settings(
        max_examples=how_many(count),
        deadline=None,
        phases=phases,
        derandomize=bool(os.environ.get("CI")),
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )


def how_many(count: int) -> int:
    """Return how many examples are tried of those that a longer search tries."""
    return max(LEAST, round(count * float(os.environ.get("EXAMPLES_TIMES", USUAL))))
