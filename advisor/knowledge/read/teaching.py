"""What is told of a sentence that can't be read: besides what is wrong, a whole line that is right.

The line is what was probably meant, once the reader itself has taken it with all its names, or else
an example from the rule base. So nothing is proposed that would be refused again.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from advisor.errors import Place, Problem, ProblemKind, nearest
from advisor.knowledge.model import Assessment, Decision
from advisor.knowledge.read import spellings
from advisor.knowledge.read.markdown import Text
from advisor.knowledge.read.names import Names
from advisor.knowledge.read.sentences import SentenceError

_MOST_STEPS = 8
"""How many words of one sentence are put right, one after the other."""

_LONGEST = 500
"""How many characters a sentence may have for which another one is looked for."""

_NEVER = re.compile(r"(never (?:lowers|raises)(?: the lead of)?|(?<=\s)over(?=\s))")

_LEFT = (ProblemKind.UNKNOWN, ProblemKind.AMBIGUOUS)
"""What is told of a sentence once its words are those of the language."""

Reading = Callable[[Text, Names], object]
"""Reads a sentence against names, noting problems there. May raise SentenceError."""


@dataclass(frozen=True)
class Lesson:
    """A sentence with how it is read: its kind in the grammar, and the key of its entry or ''."""

    start: str
    key: str
    text: Text
    read: Reading

    def line(self, sentence: str) -> str:
        """Write a sentence as the line of a book."""
        if self.start == "cell":
            return f"| {sentence} |"
        if self.start == "monotone":
            sentence = _NEVER.sub(r"**\1**", sentence)
        return f"- **{self.key}** {sentence}" if self.key else sentence


def taught(lesson: Lesson, names: Names) -> object:
    """Read a sentence; the first of its problems, which are noted, also tells a line that is right."""
    found = names.problems.found
    before = len(found)
    result: object = None
    broken = False
    try:
        result = lesson.read(lesson.text, names)
    except SentenceError as error:
        found.append(error.problem)
        broken = True
    if len(found) > before and len(lesson.text.raw) <= _LONGEST:
        found[before] = _told(lesson, found[before], names, broken=broken)
    return result


def _told(lesson: Lesson, problem: Problem, names: Names, *, broken: bool) -> Problem:
    if lesson.start == "cell" and spellings.means_anything(lesson.text.plain):
        return replace(problem, mend="leave the cell empty: it then stands for any value")
    meant, respelt = _meant(lesson, names)
    if meant:
        problem = _verb_first(lesson, problem, meant[0]) if broken else problem
        shown = "\n         ".join(lesson.line(sentence) for sentence in meant)
        if len(meant) == 1 and not respelt and (problem.kind is ProblemKind.UNKNOWN or broken):
            return replace(problem, mend=f"did you mean: {shown}", meant=tuple(meant))
        mend = _joined(problem.mend, f"write: {shown}")
        return replace(problem, mend=mend, meant=tuple(meant))
    astray = spellings.elsewhere(lesson.text.plain, lesson.start, lesson.key)
    if astray:
        message, lines = astray
        shown = "\n         ".join(lines)
        return replace(problem, message=message, mend=f"write: {shown}")
    almost = _almost(lesson, names) if broken else None
    if almost:
        sentence, left = almost
        hint = f"put as {lesson.line(sentence)}, one thing is left: {left.message}"
        return replace(problem, mend=_joined(hint, left.hint))
    example = _example(lesson, names) if broken else ""
    return replace(problem, mend=_joined(problem.mend, f"such as: {example}" if example else ""))


def _verb_first(lesson: Lesson, problem: Problem, meant: str) -> Problem:
    """Return the problem with an effect that begins with no verb of the language, about that word."""
    word = lesson.text.plain.split(" ", 1)[0]
    if lesson.start != "effects" or spellings.is_verb(word) or not spellings.is_verb(meant):
        return problem
    if meant.casefold().find(word.casefold()) > 0:
        return problem  # it only stands in the wrong place
    message = f"'{word}' is no verb of effects"
    return replace(problem, place=lesson.text.place, message=message)


def _joined(mend: str, line: str) -> str:
    return "\n  ".join(filter(None, (mend, line)))


def _meant(lesson: Lesson, names: Names) -> tuple[list[str], bool]:
    """Return the sentence as it was probably meant, or several where it has to be parted; [] if nobody can tell.

    Also whether no more than names had to be spelt otherwise.
    """
    raw = " ".join(lesson.text.raw.replace("**", "").split())
    whole = [raw]
    parted = re.split(r"\s+and\s+|\s*&\s*", raw, flags=re.IGNORECASE)
    for parts in (whole, parted if lesson.start == "line" and lesson.key == "When" else whole):
        found = [_part_meant(lesson, part, names) for part in parts]
        if all(sentence for sentence, _ in found):
            return [sentence for sentence, _ in found], all(same for _, same in found)
    return [], False


def _almost(lesson: Lesson, names: Names) -> tuple[str, Problem] | None:
    """Return the sentence in the language's words, and the name or number in it that only its writer can tell; None for neither."""
    sentence = _candidates(lesson, " ".join(lesson.text.raw.replace("**", "").split()), names)[0]
    scratch = names.apart()
    try:
        lesson.read(Text(sentence, Place("", 1, 1)), scratch)
    except SentenceError:
        return None
    left = [one for one in scratch.problems.found if one.kind in _LEFT]
    return (sentence, left[0]) if left else None


def _part_meant(lesson: Lesson, raw: str, names: Names) -> tuple[str, bool]:
    for candidate in _candidates(lesson, raw, names):
        sentence = _read_as(lesson, candidate, names)
        if sentence:
            return sentence, candidate == raw
    return "", False


def _candidates(lesson: Lesson, raw: str, names: Names) -> list[str]:
    rewriting: dict[str, Callable[[str], str]] = {
        "line": spellings.comparisons,
        "cell": spellings.cell,
        "always": spellings.always,
        "monotone": spellings.monotone,
        "preference": spellings.preference,
        "levels": spellings.levels,
        "effects": lambda text: spellings.effects(text, lambda one: _is_choice(one, names)),
    }
    rewritten = rewriting[lesson.start](raw)
    found = [rewritten]
    if lesson.start == "line":
        found += [_with_is(rewritten, names), spellings.bare(rewritten)]
    return list(dict.fromkeys((*found, raw)))


def _with_is(sentence: str, names: Names) -> str:
    """Return a comparison that lacks its 'is' with one behind the name."""
    folded = sentence.casefold()
    for name in sorted(names.items, key=len, reverse=True):
        if folded.startswith(f"{name} ") and not folded.startswith(f"{name} is "):
            return f"{sentence[: len(name)]} is{sentence[len(name) :]}"
    return sentence


def _is_choice(text: str, names: Names) -> bool:
    """Whether 'X is Y' names a decision and one of its options, which a rule can only argue for."""
    name, _, value = text.partition(" is ")
    item = names.items.get(name.casefold())
    return isinstance(item, Decision) and item.domain.code(value) is not None


def _read_as(lesson: Lesson, sentence: str, names: Names) -> str:
    """Return a sentence that can be read, with misspelt names put right; '' if that is not enough."""
    for _ in range(_MOST_STEPS):
        scratch = names.apart()
        try:
            lesson.read(Text(sentence, Place("", 1, 1)), scratch)
        except SentenceError:
            return ""
        if not scratch.problems.found:
            return sentence
        better = _with_nearest(sentence, scratch.problems.found[0])
        if better == sentence:
            return ""
        sentence = better
    return ""


def _with_nearest(sentence: str, problem: Problem) -> str:
    """Return a sentence with an unknown word replaced by the nearest one that is allowed."""
    start = problem.place.column - 1
    read, near = problem.read, problem.nearest
    if not near and read and problem.allowed:
        near = nearest(_american(read), problem.allowed) or ""
    if not read or not near or problem.place.line != 1:
        return sentence
    if sentence[start : start + len(read)].casefold() != read.casefold():
        return sentence
    # 'not moderate' must not become 'moderate', nor 'centralized greatly' lose its last word.
    if len(re.findall(r"\w+", read)) > len(re.findall(r"\w+", near)):
        return sentence
    return sentence[:start] + near + sentence[start + len(read) :]


def _american(word: str) -> str:
    return re.sub(r"is(e[ds]?|ing|ation)\b", r"iz\1", word).replace("our", "or")


def _example(lesson: Lesson, names: Names) -> str:
    """Return a line of the same kind that can be read, made of names of the rule base."""
    decisions = [item for item in names.items.values() if isinstance(item, Decision)]
    scales = [
        item
        for item in names.items.values()
        if not isinstance(item, Decision) and item.domain.ordered and len(item.domain.values) > 1
    ]
    scales.sort(key=lambda item: isinstance(item, Assessment))
    sentences = []
    if lesson.start == "effects":
        sentences = [
            f"favour {decision.options[0]} strongly{tail}"
            for decision in decisions
            for tail in ("", f" for {decision.name}")
        ]
    elif lesson.start == "line":
        sentences = [f"{item.name} is at least {item.domain.values[1]}" for item in scales]
    elif lesson.start == "always":
        sentences = [
            f"when {item.name} is {item.domain.values[0]}, {decision.name} is not {decision.options[0]}"
            for item in scales
            for decision in decisions
        ]
    elif lesson.start == "monotone":
        sentences = [
            f"{item.name} never lowers {decision.options[0]}"
            for item in scales
            for decision in decisions
        ]
    for sentence in sentences[:_MOST_STEPS]:
        scratch = names.apart()
        try:
            lesson.read(Text(sentence, Place("", 1, 1)), scratch)
        except SentenceError:
            continue
        if not scratch.problems.found:
            return lesson.line(sentence)
    return ""
