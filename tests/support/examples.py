"""How many random examples the properties are tried on.

In CI (the environment variable CI is set) the examples are the same in every run. EXAMPLES_TIMES
multiplies their number for a longer search; EXAMPLES_SHRINK makes a failing one small, which can
take minutes.
"""

from __future__ import annotations

import os

from hypothesis import HealthCheck, Phase, settings


def examples(count: int) -> settings:
    """Return the settings for a property that is tried on about `count` examples."""
    phases = [Phase.explicit, Phase.reuse, Phase.generate]
    if os.environ.get("EXAMPLES_SHRINK"):
        phases.append(Phase.shrink)
    return settings(
        max_examples=count * int(os.environ.get("EXAMPLES_TIMES", "1")),
        deadline=None,
        phases=phases,
        derandomize=bool(os.environ.get("CI")),
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
