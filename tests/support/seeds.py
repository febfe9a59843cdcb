"""The same work in fresh processes that differ in how Python hashes."""

from __future__ import annotations

import os
import subprocess
import sys

from tests.conftest import ROOT

SEEDS = ("0", "4711")


def printed_under_seeds(code: str) -> set[str]:
    """Return all that a program prints under each seed of hashing; one text where it always is the same."""
    return {
        subprocess.run(
            [sys.executable, "-W", "error", "-c", code],
            cwd=ROOT,
            env=os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in SEEDS
    }
