"""What is said at a screen: paragraphs with their meaning, and amounts as a person reads them."""

from __future__ import annotations

import math
from dataclasses import dataclass

from advisor.cases.answers import value_text
from advisor.cases.model import Answer
from advisor.inference.one.matter import Progress
from advisor.knowledge.domains import Domain, number_text
from advisor.knowledge.model import Fact
from advisor.text import any_of, counted


@dataclass(frozen=True)
class SessionParagraph:
    """A paragraph. `label` stands before it, and what runs over hangs behind the label.

    `kind` is 'title', 'strong', 'quiet', 'warning' or ''; nothing is told by it alone.
    """

    text: str = ""
    label: str = ""
    kind: str = ""


def answer_words_of(answer: Answer, fact: Fact) -> str:
    """Write an answer as a person reads it: '35,000 inhabitants', '1 post', 'low or moderate'."""
    text = any_of([value_text(value, fact.domain) for value in answer.values])
    unit = fact.domain.unit
    if unit:
        text += f" {_singular(unit) if text == '1' else unit}"
    return text


def _singular(unit: str) -> str:
    """Return the name of one of what a unit counts, as English makes it in nearly all cases."""
    if unit.endswith("ies"):
        return f"{unit[:-3]}y"
    return unit.removesuffix("s") if not unit.endswith("ss") else unit


def range_example(domain: Domain) -> str:
    """Return a range as an example, of the size that the numbers of a domain mostly have."""
    marks = sorted(cut.at for cut in domain.cuts if cut.at > 0)
    size = marks[len(marks) // 2] if marks else min(domain.maximum, 1000.0)
    low = max(2.0, 10.0 ** math.floor(math.log10(size)) if size > 0 else 2.0, domain.minimum)
    high = 2 * low if low > 2 else 3.0
    if high > domain.maximum:
        low, high = domain.minimum, domain.maximum
    return f"{number_text(low)} to {number_text(high)}"


def progress_text(progress: Progress) -> str:
    """Tell how many questions are left, whatever the answers will be."""
    least, most = progress.at_least, progress.at_most
    if most == 0:
        return "no question left"
    if least == most:
        return f"{counted(most, 'question')} left"
    return f"at least {least}, at most {most} questions left"
