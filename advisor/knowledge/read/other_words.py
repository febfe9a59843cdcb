"""Words that people write where an entry of a block has others: keys, the few words that some allow, answers, anchors.

As with sentences nothing of this is read: it only tells how the line has to stand.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from advisor.knowledge.read.spellings import plain

_LONGEST = 500
"""How many characters a line may have for which another one is looked for."""

_KEYS: Mapping[str, str] = {
    "if": "When",
    "condition": "When",
    "given": "When",
    "where": "When",
    "except": "Unless",
    "but not": "Unless",
    "exception": "Unless",
    "effect": "Then",
    "conclusion": "Then",
    "result": "Then",
    "so": "Then",
    "therefore": "Then",
    "warning": "Warn",
    "misfit": "Warn",
    "advice": "Advise",
    "recommend": "Advise",
    "recommendation": "Advise",
    "action": "Advise",
    "do": "Advise",
    "reason": "Because",
    "why": "Because",
    "rationale": "Because",
    "mechanism": "Because",
    "strength": "Evidence",
    "grade": "Evidence",
    "confidence": "Evidence",
    "reference": "Source",
    "citation": "Source",
    "literature": "Source",
    "who": "Owner",
    "responsible": "Owner",
    "by": "Owner",
    "when due": "Phase",
    "deadline": "Phase",
    "time": "Phase",
    "severity": "Weight",
    "question": "Ask",
    "because": "Why",
    "value": "Answers",
    "option": "Answers",
    "choice": "Answers",
    "answer": "Answers",
    "scale": "Answers",
    "level": "Scale",
    "changeable": "Can change",
    "ask": "Question",
    "answers": "Options",
    "tie": "When equal",
}
"""What people call entries, and what the language calls them; only those that a block can have count."""


def key_meant(written: str, allowed: Sequence[str]) -> str:
    """Return the key, of those that are allowed, that another word for it means; '' if none does."""
    folded = written.casefold().strip(" :")
    for word in (folded, folded.removesuffix("s")):
        found = next((key for key in allowed if key.casefold() == word), "") or _KEYS.get(word, "")
        if found in allowed:
            return found
    return ""


_WORDS: Mapping[str, Mapping[str, str]] = {
    "Evidence": {
        "high": "strong",
        "medium": "moderate",
        "low": "weak",
        "expert opinion": "guidance",
        "good practice": "guidance",
        "best practice": "guidance",
        "experience": "guidance",
        "opinion": "guidance",
        "handbook": "guidance",
    },
    "Weight": {
        "high": "grave",
        "severe": "grave",
        "critical": "grave",
        "heavy": "grave",
        "strong": "grave",
        "medium": "serious",
        "moderate": "serious",
        "low": "minor",
        "light": "minor",
        "small": "minor",
    },
    "Effort": {"low": "small", "little": "small", "medium": "moderate", "high": "large"},
    "Phase": {
        "immediately": "first 100 days",
        "now": "first 100 days",
        "at once": "first 100 days",
        "soon": "first 100 days",
        "100 days": "first 100 days",
        "year 1": "first year",
        "within a year": "first year",
        "this year": "first year",
        "long term": "later",
        "next year": "later",
        "always": "checklist",
        "ongoing": "checklist",
    },
}
"""What people write for the words of an entry that has only a few."""


def word_meant(key: str, written: str) -> str:
    """Return the word of an entry that another one means; '' if nobody can tell."""
    return _WORDS.get(key, {}).get(written.casefold().strip(" ."), "")


def answers_meant(written: str) -> list[str]:
    """Return how answers are written that stand with other signs between them, or as a mere kind of number."""
    text = plain(written[:_LONGEST])
    if re.fullmatch(r"yes\s*[/,;&-]?\s*(?:or\s+|and\s+)?no", text, re.IGNORECASE):
        return ["yes | no"]
    if re.match(
        r"(?:a |an |any )?(?:whole )?(?:number|integer|figure|amount|count)s?$|\d",
        text,
        re.IGNORECASE,
    ):
        ends = re.findall(r"\d[\d,]*", text)
        limits = f" from {ends[0]} to {ends[1]}" if len(ends) == 2 else ""
        return [f"whole number of inhabitants{limits}"]
    if re.match(r"per ?cent|percentage|share", text, re.IGNORECASE):
        return ["number of per cent from 0 to 100"]
    if ">" in text:
        return [" < ".join(reversed([part.strip() for part in text.split(">")]))]
    signs = r"\s*(?:,|;|/|\\|→|->|\bor\b|\band\b)\s*(?:or\s+|and\s+)?"
    parts = [part for part in re.split(signs, text) if part]
    if len(parts) < 2:
        return []
    return [" < ".join(parts), " | ".join(parts)]


def anchor_meant(written: str) -> tuple[str, str]:
    """Return the value and the text of an anchor whose value is not marked by single stars."""
    marked = r"[*_'\"]{0,3}([^*_:'\"]+?)[*_'\"]{0,3}\s*(?::|\s[-\u2013—])\s*"
    found = re.match(marked, written[:_LONGEST])
    if found is None:
        return "", ""
    return found[1].strip(), " ".join(written[found.end() :].strip("* ").split())
