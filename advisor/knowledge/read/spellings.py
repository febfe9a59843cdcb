"""Words that people write where the language has others, and the sentence as it was probably meant.

Nothing here is read by the engine: a sentence is put into the language's words only to show it to
whoever wrote it, and only after the reader itself has taken it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from advisor.knowledge.words import Strength

_VERBS: Mapping[str, tuple[str, ...]] = {
    "favour": (
        "favors?|favours|favou?red|favou?ring|prefers?|supports?|recommends?|promotes?|encourages?",
        "argues? for|speaks? for|argues? in favou?r of|chooses?|suggests?|advises?|boosts?",
    ),
    "oppose": (
        "opposes|opposed|opposing|disfavou?rs?|discourages?|avoids?|penali[sz]es?|rejects?",
        "argues? against|speaks? against",
    ),
    "rule out": (
        "rules out|ruled out|ruling out|rule-out|excludes?|forbids?|bans?|prohibits?",
        "eliminates?|disallows?",
    ),
    "raise": ("raises|raised|raising|increases?|improves?|strengthens?|adds? to",),
    "lower": ("lowers|lowered|lowering|decreases?|reduces?|weakens?",),
}
"""The verbs of effects, and what is written for them."""

_STRENGTHS: Mapping[str, str] = {
    Strength.WEAKLY: r"weak|slight|slightly|somewhat|mildly|lightly|a little|a bit|\+?1|by 1(?: points?)?",
    Strength.MODERATELY: r"moderate|medium|fairly|reasonably|modestly|quite|\+?2|by 2(?: points?)?",
    Strength.STRONGLY: r"(?:very |most )?(?:strong|strongly)|highly|heavily|greatly|very|very much"
    r"|much|a lot|extremely|decisively|massively|significantly|clearly|firmly|\+?3|by 3(?: points?)?",
}
"""The strengths, and what is written for them."""

_ELSEWHERE: Mapping[str, str] = {
    r"warns?(?: (?:of|that|about))?|warning": "Warn",
    r"advises? (?:to|that)|recommends? (?:to|that)|advice|action": "Advise",
}
"""What has a line of its own, by the words with which people put it among the effects."""

_QUOTE = "['\"`*_\u2018\u2019\u201c\u201d]{1,3}"
_UNQUOTED = "[^'\"`*_\u2018\u2019\u201c\u201d]+"
_QUOTED = re.compile(rf"(?<!\w){_QUOTE}({_UNQUOTED}){_QUOTE}(?!\w)")

_MORE = "more|greater|higher|larger|bigger|better|stronger"
_LESS = "less|lower|smaller|fewer|weaker|worse"

_Rewrites = Sequence[tuple[re.Pattern[str], str]]


def _compiled(pairs: Sequence[tuple[str, str]]) -> _Rewrites:
    return [(re.compile(pattern, re.IGNORECASE), text) for pattern, text in pairs]


_COMPARISONS = _compiled(
    (
        (r"\b(\d{1,3}) (?=\d{3}\b)", r"\1,"),
        (r"\b(\d+)k\b", r"\1,000"),
        (r"\s*(?:>=|≥|=>)\s*", " is at least "),
        (r"\s*(?:<=|≤|=<)\s*", " is at most "),
        (r"\s*(?:!=|≠|<>)\s*", " is not "),
        (r"\s*>\s*", " is above "),
        (r"\s*<\s*", " is below "),
        (r"\s*==?\s*|:\s+", " is "),
        (r"\bis\s*n['\u2019]?t\b|\baren['\u2019]?t\b", "is not"),
        (r"\b(?:does not|doesn['\u2019]t) (?:equal|exceed)\b", "is not"),
        (r"\b(?:are|equals|was|were|be|has|have)\b", "is"),
        (r"\bexceeds\b", "is above"),
        (r"\bis(?: is)+\b", "is"),
        (r"\bis not is\b", "is not"),
        (r"\bis (?:exactly|equal to|equal|set to|the same as)\b", "is"),
        (rf"\bis (?:not|no) (?:(?:{_MORE}) than|over|above)\b", "is at most"),
        (rf"\bis (?:not|no) (?:(?:{_LESS}) than|under|below)\b", "is at least"),
        (r"\bis not at least\b", "is below"),
        (r"\bis not at most\b", "is above"),
        (rf"\bis (?:(?:{_MORE}) than|over|beyond)\b", "is above"),
        (rf"\bis (?:(?:{_LESS}) than|under)\b", "is below"),
        (r"\bis (?:up to|maximum|max\.?|at the most|not more than)\b", "is at most"),
        (r"\bis (?:minimum|min\.?|at the least|not less than)\b", "is at least"),
        (
            rf"\bis (?!at |one |not )([^,]+?) (?:or|and) (?:{_MORE}|above|over|up)\b",
            r"is at least \1",
        ),
        (
            rf"\bis (?!at |one |not )([^,]+?) (?:or|and) (?:{_LESS}|below|under|down)\b",
            r"is at most \1",
        ),
        (r"\bis neither (.+?) nor (.+)", r"is not one of \1, \2"),
        (r"\bis either\b", "is"),
        (r"\bis (?:any of|any|in|among)\b", "is one of"),
        (r"\bis (?:from|between) (.+?) (?:to|until|\u2013|-) (.+)", r"is between \1 and \2"),
        (r"\bis ([\w,]+) (?:to|\u2013|-) ([\w,]+)$", r"is between \1 and \2"),
        (r"\bis not known\b|\bis (?:missing|empty|not answered)\b", "is unknown"),
        (r"\bis not unknown\b|\bis (?:answered|given)\b", "is known"),
        (r"\bis (?!one |between |not )([^,/]+(?:(?:, |/)[^,/]+)+)$", r"is one of \1"),
        (r"(?<=\w)/(?=\w)", ", "),
        (r"\bis true\b", "is yes"),
        (r"\bis false\b", "is no"),
        (r"\s+", " "),
    )
)

_MONOTONE = _compiled(
    (
        (r"\bnever (?:reduces?|decreases?|lower|worsens?|weakens?)\b", "never lowers"),
        (r"\bnever (?:increases?|raise|improves?|strengthens?)\b", "never raises"),
        (r"\b(?:does not|doesn['\u2019]t|must not) (?:lower|reduce|decrease)\b", "never lowers"),
        (r"\b(?:does not|doesn['\u2019]t|must not) (?:raise|increase)\b", "never raises"),
    )
)

_PREFERENCE = _compiled(
    (
        (r"\s*(?:>|;|\bbefore\b|\bover\b)\s*", ", then "),
        (r",\s*(?:and )?(?!then\b)", ", then "),
        (r"^(?:prefers|favou?r|choose|take)\b", "prefer"),
        (r"^(?!prefer\b|keep\b)", "prefer "),
    )
)

_LEVELS = _compiled(((r"([a-z])\s*(?:at least|at|is|>=|≥|=|:|\s)\s*(-?\d+)", r"\1 from \2"),))


def plain(sentence: str) -> str:
    """Return a sentence on one line, without quotes around its words and a full stop at its end."""
    return _QUOTED.sub(r"\1", " ".join(sentence.split())).rstrip(" .;")


def comparisons(sentence: str) -> str:
    """Put the conditions of a line into the language's words."""
    opening = r"^(?:(?:if|when|where|whenever|that|the)\s+)+"
    text = re.sub(opening, "", plain(sentence), flags=re.IGNORECASE)
    text = _rewritten(text, _COMPARISONS)
    listed = re.match(r"(.+ one of )(.+ and .+)$", text, re.IGNORECASE)
    return listed[1] + re.sub(r",? and ", ", ", listed[2]) if listed else text


def bare(sentence: str) -> str:
    """Return what a condition without a comparison means: a question answered with yes, or with no."""
    if re.search(r"\bis\b", sentence, re.IGNORECASE) or not sentence:
        return sentence
    lacking = re.match(r"(?:not|no) (.+)", sentence, re.IGNORECASE)
    return f"{lacking[1]} is no" if lacking else f"{sentence} is yes"


def always(sentence: str) -> str:
    """Put a law of all cases into the language's words."""
    text = plain(sentence)
    told = re.match(
        r"(?:when|if|whenever|where)\s+(.+)(?:,? then\s+|,\s+)(.+)", text, re.IGNORECASE
    )
    if told is None:
        return comparisons(text) if re.match(r"(?!when|if\b)", text, re.IGNORECASE) else text
    when = " and ".join(comparisons(part) for part in re.split(r"\s+and\s+", told[1].rstrip(",")))
    return f"when {when}, {comparisons(told[2])}"


def cell(sentence: str) -> str:
    """Put the condition of a table's cell into the language's words."""
    text = comparisons(f"it is {plain(sentence)}").removeprefix("it is ")
    return re.sub(r"\s*[,/;|]\s*(?!\d{3}\b)", " or ", text) if "one of" not in text else text


def means_anything(sentence: str) -> bool:
    """Whether a cell is meant to stand for any value, which an empty cell does."""
    return (
        re.fullmatch(r"[-\u2013—*.]+|any(thing)?|all|every|n/?a|x", sentence.strip(), re.IGNORECASE)
        is not None
    )


def monotone(sentence: str) -> str:
    """Put a law of more and less into the language's words."""
    return _rewritten(plain(sentence), _MONOTONE)


def preference(sentence: str) -> str:
    """Put an order of options into the language's words."""
    return _rewritten(plain(sentence), _PREFERENCE)


def levels(sentence: str) -> str:
    """Put cut points into the language's words."""
    return _rewritten(plain(sentence).replace(";", ","), _LEVELS)


def effects(sentence: str, favoured: Callable[[str], bool] = lambda _: False) -> str:
    """Put effects into the language's words; `favoured` tells whether 'X is Y' names a decision's option."""
    text = re.sub(r"\s+[-\u2013]\s+|\s*[()]\s*", " ", plain(sentence)).strip()
    text = re.sub(
        r"^(?:do not|don['\u2019]t|never) (?=favou?r|prefer|recommend)\w+", "oppose", text
    )
    text = re.sub(r" (?:over|rather than|instead of) ", ", oppose ", text)
    parts = re.split(r"\s*[,;]\s*(?:and\s+)?|\s+and\s+", text)
    verb = ""
    found = []
    for part in filter(None, parts):
        text = _effect(part, favoured)
        known, _ = _first_verb(text)
        if not known and " is " not in text:
            text = f"{verb or 'favour'} {text}"
        verb = known or verb
        found.append(text)
    return ", ".join(found)


def _effect(part: str, favoured: Callable[[str], bool]) -> str:
    """Put one effect into the language's words: verb, what it is about, strength, decision."""
    text = re.sub(r"^(?:then|should|must|to|the)\s+", "", part, flags=re.IGNORECASE).replace(
        ": ", " "
    )
    told = re.match(r"(?:set|make|conclude) (.+) (?:to|is|as) (.+)", text, re.IGNORECASE)
    text = f"{told[1]} is {told[2]}" if told else text
    text = re.sub(r"\s*(?:==?|\bbecomes\b|\bequals\b)\s*", " is ", text, flags=re.IGNORECASE)
    if favoured(text):
        return f"favour {text.partition(' is ')[2]}"
    passive = re.match(r"(.+?) (?:is|are|should be) (.+)", text, re.IGNORECASE)
    if passive:
        strength, rest = _first_strength(passive[2])
        verb, rest = _first_verb(rest)
        if not verb:
            return text
        text = f"{strength} {verb} {passive[1]} {rest}".strip()
    strength, text = _first_strength(text)
    verb, rest = _first_verb(text)
    if not verb:
        return text
    found, rest = _first_strength(rest)
    about, joined, decision = rest.partition(" for ")
    about, behind = _last_strength(about)
    decision, last = _last_strength(decision)
    tail = f"for {decision}" if joined else ""
    how = strength or found or behind or last
    return " ".join(filter(None, (verb, about, how if verb != "rule out" else "", tail)))


def _first_verb(text: str) -> tuple[str, str]:
    """Return the language's verb for the words at the beginning, or '', and what follows them."""
    for verb, words in _VERBS.items():
        found = re.match(rf"(?:{'|'.join(words)}|{verb})(?:\s+|$)", text, re.IGNORECASE)
        if found:
            return verb, text[found.end() :]
    return "", text


def is_verb(text: str) -> bool:
    """Whether a text begins with a verb of effects as the language spells it."""
    return re.match(rf"(?:{'|'.join(_VERBS)}|rule)\b", text, re.IGNORECASE) is not None


def _first_strength(text: str) -> tuple[str, str]:
    for strength, words in _STRENGTHS.items():
        found = re.match(rf"(?:{words}|{strength})\s+(?=\w)", text, re.IGNORECASE)
        if found:
            return strength, text[found.end() :]
    return "", text


def _last_strength(text: str) -> tuple[str, str]:
    for strength, words in _STRENGTHS.items():
        found = re.search(rf"(?<=\w)\s+(?:{words}|{strength})$", text, re.IGNORECASE)
        if found:
            return text[: found.start()], strength
    return text, ""


def elsewhere(sentence: str, start: str, key: str) -> tuple[str, tuple[str, ...]] | None:
    """Return what is told of a sentence that belongs into a line of another key, and the lines to write.

    None where nothing like that can be seen. `start` is the kind of sentence, `key` that of its entry.
    """
    text = plain(sentence)
    if start == "line" and _first_verb(text)[0] and " is " not in text:
        message = (
            f"'{text.split()[0]}' is an effect and no condition: **Then** has a line of its own"
        )
        return message, (f"- **Then** {effects(text)}",)
    if start != "effects":
        return None
    for words, other in _ELSEWHERE.items():
        found = re.match(rf"({words})\b:?\s*", text, re.IGNORECASE)
        if found:
            message = f"'{found[1].split()[0]}' is no effect: **{other}** has a line of its own"
            return message, (f"- **{other}** {text[found.end() :] or 'the text'}",)
    found = re.match(r"(.+?),?\s+(if|when|where|unless|except if)\s+(.+)", text, re.IGNORECASE)
    if found:
        word = found[2].casefold()
        line = "Unless" if word in ("unless", "except if") else "When"
        message = f"'{word}' can't stand in an effect: **{line}** has a line of its own"
        return message, (
            f"- **{line}** {comparisons(found[3])}",
            f"- **{key}** {effects(found[1])}",
        )
    return None


def _rewritten(text: str, rewrites: _Rewrites) -> str:
    for pattern, replacement in rewrites:
        text = pattern.sub(replacement, text)
    return text.strip()
