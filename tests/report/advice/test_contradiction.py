"""What a report says where rules that hold contradict each other, which no answer mends."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from advisor.cases.model import Answer, Case
from advisor.explanation.how import Ground, how
from advisor.inference.advise import advise
from advisor.report.render import render
from tests.support.books import facts_and_decision
from tests.support.generate import load_books

OUTLOOK = """### outlook

- **Scale** dark < bright
- **Source** [deck] I
{table}
"""
TABLE = """- **Hit policy** unique

| speed | price | outlook |
| --- | --- | --- |
| fast | | bright |
| | high | dark |
"""
CONCLUSIONS = """### C{number} · A claim

- **When** {fact} is {value}
- **Then** outlook is {outlook}
- **Because** it is so.
- **Evidence** strong
- **Source** [deck] I
"""
READER = """### S1 · A reader

- **When** outlook is at least dark
- **Then** favour left
- **Because** it is so.
- **Evidence** strong
- **Source** [deck] I
"""
RULES = CONCLUSIONS.format(
    number=1, fact="speed", value="fast", outlook="bright"
) + CONCLUSIONS.format(number=2, fact="price", value="high", outlook="dark")


def every(ground: Ground) -> Iterator[Ground]:
    """Yield a step of a derivation and all below it."""
    yield ground
    for one in ground.grounds:
        yield from every(one)


@pytest.mark.parametrize(
    "books",
    [
        {"outlook.md": OUTLOOK.format(table=TABLE)},
        {"outlook.md": OUTLOOK.format(table=""), "rules.md": RULES},
    ],
    ids=["a table of unique rows", "two conclusions"],
)
def test_two_values_that_hold_at_once_are_told_as_a_contradiction(books: dict[str, str]) -> None:
    """With one of them alone, what is open could still change it."""
    rules = load_books(facts_and_decision() | books | {"reader.md": READER})
    fast, high = Answer("speed", ("fast",)), Answer("price", ("high",))
    both = " ".join(render(advise(rules, Case("both", (fast, high))), rules).split())
    assert "outlook dark or bright, the rules contradict each other" in both
    assert "could still change" not in both
    tree = how(rules, advise(rules, Case("both", (fast, high))), "side")
    (told,) = {one.contradiction for one in every(tree) if one.contradiction}
    assert told.startswith("The rules contradict each other: ")
    assert "says bright" in told
    assert "says dark" in told
    one = " ".join(render(advise(rules, Case("one", (high,))), rules).split())
    assert "contradict" not in one
