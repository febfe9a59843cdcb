"""What a **Source** cites: works by their keys, and what is told where a key is missing or unknown."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from advisor.errors import Problem, ProblemKind, Suggestion, suggestion
from advisor.knowledge.read.entries import BookProblems
from advisor.knowledge.read.markdown import Text
from advisor.knowledge.works import Source

_WORK = "**Author**, **Year**, **Title**, **Venue** and **Address**"

_LONGEST = 500
"""How many characters of a text are held against the works."""

_BY_KEY, _BY_AUTHOR, _BY_TITLE = 3.0, 2.0, 1.0
_ENOUGH = 1.0
"""How much has to speak for a work; a word that stands in many works speaks little for each."""

_SHORT = 3
"""A word of an author or a title that has no more letters speaks for nothing."""


def check_citations(sources: Sequence[Source], problems: BookProblems) -> None:
    """Check what all blocks cite, those with other problems included."""
    for text, what in problems.uncited:
        problems.keep(_without_key(text, what, sources))
    keys = tuple(dict.fromkeys(source.key for source in sources))
    known = set(keys)
    missing: dict[str, Suggestion] = {}
    for citation in problems.cited:
        key = citation.key
        if key in known:
            continue
        if key not in missing:
            found = suggestion(key[:200], keys)
            near = found.nearest or work_meant(key, sources)
            missing[key] = Suggestion(key, keys, near)
        near = missing[key].nearest
        problems.keep(
            Problem(
                citation.place,
                f"unknown source '{key}'",
                f"did you mean '{near}'?"
                if near
                else f"add the work to the book of sources, '### {key[:200]}' with {_WORK}",
                kind=ProblemKind.UNKNOWN,
                read=key,
                allowed=keys,
                nearest=near,
            )
        )


def _without_key(text: Text, what: str, sources: Sequence[Source]) -> Problem:
    """Return what is told of a **Source** that names no work by its key."""
    message = f"{what} cites no source"
    start = "write the key of a work in sources.md in brackets, and the place in it"
    keys = {source.key.casefold(): source.key for source in sources}
    word, _, rest = text.plain.partition(" ")
    key = keys.get(word.strip(",;:()").casefold())
    if key:
        meant = f"[{key}] {rest}".strip()
        return Problem(text.place, message, f"{start}: {meant}", meant=(meant,))
    near = work_meant(text.plain, sources)
    if near:
        title = next(one.title for one in sources if one.key == near)
        mend = f"did you mean [{near}] ({title})? Behind the key stands the place in the work: [{near}] p. 1"
        return Problem(text.place, message, mend)
    first = sources[0].key if sources else "deck"
    mend = (
        f"{start}, such as: [{first}] I\n"
        f"  a work that isn't there is added to the book of sources first: '### key' with {_WORK}"
    )
    return Problem(text.place, message, mend)


def work_meant(written: str, sources: Sequence[Source]) -> str:
    """Return the key of the work that some words mean, by its key, author, year and title; '' if none does.

    A word speaks for a work the more, the fewer other works have it. A year alone speaks for none.
    """
    words = set(_words(written[:_LONGEST]))
    weights = [_weights(source) for source in sources]
    shared = Counter(word for one in weights for word in one)
    best, best_score = "", _ENOUGH
    for source, one in zip(sources, weights, strict=True):
        found = [word for word in words if word in one]
        if all(word.isdecimal() for word in found):
            continue
        by_name = any(one[word] > _BY_TITLE for word in found)
        if not by_name and 2 * len(found) < len([word for word in words if len(word) > _SHORT]):
            continue  # a few words of a title stand in any sentence
        score = sum(one[word] / shared[word] for word in found)
        if score > best_score:
            best, best_score = source.key, score
    return best


def _weights(source: Source) -> dict[str, float]:
    """Return how much each word speaks for a work, were it the only one that has it."""
    found = {word: _BY_TITLE for word in _words(source.title) if len(word) > _SHORT}
    author = _words(source.author)
    found |= {word: _BY_AUTHOR for word in author if len(word) > _SHORT}
    capitals = re.findall(r"\b[A-Z]", source.author)
    if len(capitals) >= _SHORT:
        found["".join(capitals).casefold()] = _BY_KEY
    return found | dict.fromkeys(_words(source.key), _BY_KEY) | {source.year: _BY_TITLE}


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.casefold())
