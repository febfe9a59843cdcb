"""How long the interview takes to choose the next question, over generated sessions on our rule base.

    python -m benchmarks.interview [SESSIONS]

Prints the time from an answer to the next question with its progress: median, 99th percentile and
the longest, by the wall's clock and by the processor's.
"""

from __future__ import annotations

import random
import sys
import time

from advisor.interview import session as moves
from advisor.knowledge.library import load_rules
from benchmarks.measure import show
from tests.interview.support import blank, typed_answer

AIM = 0.050


def choosing(sessions: int) -> tuple[list[float], list[float], list[int]]:
    """Return the seconds of each choice by both clocks, and how many questions each session asked."""
    rules = load_rules()
    moves.next_question(moves.start(rules, blank()))  # what is reckoned once for a rule base
    wall: list[float] = []
    processor: list[float] = []
    asked: list[int] = []
    for seed in range(sessions):
        chance = random.Random(seed)
        session = moves.start(rules, blank())
        count = 0
        while True:
            begin, used = time.perf_counter(), time.process_time()
            question = moves.next_question(session)
            moves.progress(session)
            wall.append(time.perf_counter() - begin)
            processor.append(time.process_time() - used)
            if question is None:
                if session.standing is moves.Standing.FINISHED:
                    break
                session = moves.go_on(session)
                continue
            count += 1
            session = moves.answer(session, question.fact.name, typed_answer(question, chance))
        asked.append(count)
    return wall, processor, asked


def print_choosing(sessions: int = 50) -> None:
    """Print how long the choice of the next question takes."""
    wall, processor, asked = choosing(sessions)
    spread = f"{min(asked)} to {max(asked)} questions each"
    print(f"\nThe next question, {sessions} sessions, {len(wall)} choices, {spread}")
    for name, seconds in (("wall clock", wall), ("processor", processor)):
        seconds.sort()
        middle, late, last = (
            1000 * seconds[min(len(seconds) - 1, int(len(seconds) * part))]
            for part in (0.5, 0.99, 1.0)
        )
        told = f"{middle:.1f}, {late:.1f}, {last:.1f} ms"
        show(f"median, 99th percentile, longest: {name}", told, f"99th: {1000 * AIM:g} ms")


if __name__ == "__main__":
    print_choosing(int(sys.argv[1]) if len(sys.argv) > 1 else 50)
