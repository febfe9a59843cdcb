"""People at work at a real server: how long from question to question, and whether an answer is lost.

Run by itself it prints a table: python -m benchmarks.web_load
"""

from __future__ import annotations

import asyncio
import random
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

_TOKEN = re.compile(r'name="form" value="([^"]+)"')
_ACTION = re.compile(r'action="(/case/\w+/question/[^"]+)"')
_VALUES = re.compile(r'name="answer" value="([^"]+)"')
_CASE = re.compile(r'href="(/case/\w{32})"')


@dataclass
class Crowd:
    """What was measured: seconds from an answer to the next question, and what went wrong."""

    seconds: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    given: int = 0
    kept: int = 0

    def share(self, share: float) -> float:
        """Return the seconds within which a share of all next questions came."""
        ranked = sorted(self.seconds)
        return ranked[min(len(ranked) - 1, int(share * len(ranked)))]


@contextmanager
def running_server(*options: str) -> Iterator[str]:
    """Run the program on a new database; give its address."""
    with tempfile.TemporaryDirectory(prefix="advisor-load-") as folder:
        database = f"sqlite:///{Path(folder) / 'cases.sqlite'}"
        words = ["serve", "--port", "0", "--database", database, *options]
        process = subprocess.Popen(
            [sys.executable, "-m", "advisor", *words], stderr=subprocess.PIPE, text=True
        )
        try:
            assert process.stderr is not None
            found = re.search(r"http://127\.0\.0\.1:\d+", process.stderr.readline())
            assert found
            yield found[0]
        finally:
            process.kill()
            process.communicate()


async def person(
    base: str, answers: int, think: float, chance: random.Random, crowd: Crowd
) -> None:
    """Begin a case, answer some questions with a pause before each, and look at what is kept."""
    given: set[str] = set()
    async with httpx.AsyncClient(
        base_url=base, follow_redirects=True, timeout=120, trust_env=False
    ) as client:
        try:
            await asyncio.sleep(chance.random() * think)
            page = await client.get("/")
            told = {"form": _found(_TOKEN, page.text), "place": "Crowdville", "name": "Ana"}
            page = await client.post("/cases", data=told)
            case = _found(_CASE, page.text)
            page = await client.get(f"{case}/question")
            for _ in range(answers):
                await asyncio.sleep(think * (0.5 + chance.random()))
                action = _found(_ACTION, page.text)
                values = _VALUES.findall(page.text)
                form = {"form": _found(_TOKEN, page.text), "do": "keep"}
                number = 'name="typed"' in page.text
                form |= {"typed": "40"} if number else {"answer": chance.choice(values)}
                began = time.perf_counter()
                page = await client.post(action, data=form)
                crowd.seconds.append(time.perf_counter() - began)
                if page.status_code != 200:
                    crowd.failures.append(f"{page.status_code} at {action}")
                    return
                given.add(action.rpartition("/")[2].replace("%20", " "))
                if not page.url.path.endswith("/question"):
                    break
            kept = await client.get(f"{case}/case.json")
            crowd.given += len(given)
            crowd.kept += len(given & set(kept.json()["facts"]))
        except (httpx.HTTPError, LookupError, ValueError) as error:
            crowd.failures.append(repr(error))


def _found(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    if found is None:
        raise LookupError(pattern.pattern)
    return found[1]


def crowd_at(base: str, people: int, answers: int, think: float) -> Crowd:
    """Let people work at a server at the same time; `think` is their mean pause in seconds."""
    crowd = Crowd()

    async def all_of_them() -> None:
        await asyncio.gather(
            *(
                person(base, answers, think, random.Random(number), crowd)
                for number in range(people)
            )
        )

    asyncio.run(all_of_them())
    return crowd


def print_crowds(*, quick: bool) -> None:
    """Print how long people wait at a real server."""
    print("in the browser, from an answer to the next question (one server, SQLite):")
    sizes = ((10, 4, 2.0),) if quick else ((50, 8, 8.0), (200, 3, 20.0))
    with running_server() as base:
        for people, answers, think in sizes:
            crowd = crowd_at(base, people, answers, think)
            print(
                f"   {people:>4} people, an answer in {think:.0f} s each: "
                f"median {1000 * crowd.share(0.5):.0f} ms, 95th {1000 * crowd.share(0.95):.0f} ms, "
                f"99th {1000 * crowd.share(0.99):.0f} ms; {len(crowd.seconds)} answers, "
                f"{crowd.given - crowd.kept} lost, {len(crowd.failures)} errors"
            )


if __name__ == "__main__":
    print_crowds(quick="--quick" in sys.argv)
