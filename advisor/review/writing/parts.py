"""What is asked for a new block: its parts in turn, in plain words, with what may stand there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from advisor.knowledge.domains import Domain, Kind
from advisor.knowledge.drawing import DRAWN_SHAPES
from advisor.knowledge.model import Decision, RuleBase
from advisor.knowledge.words import Effort, Evidence, Part, Phase, Weight


class NewKind(StrEnum):
    """What can be written anew."""

    FACT = "fact"
    RULE = "rule"
    MISFIT = "misfit"
    ACTION = "action"
    OPTION = "option"


Given = Mapping[str, Sequence[str]]
"""What has been answered: the lines by the part's name; an empty one was left out."""


@dataclass(frozen=True)
class BlockPart:
    """A part of a block. `key` is the entry that it makes, '' for what is no entry of its own.

    `asked` is the question, `told` says what may stand there, `prompt` stands before the line.
    A part that is `many` takes lines until an empty one; one that is not `needed` may be left out.
    `words` can be completed.
    """

    name: str
    key: str
    asked: str
    told: str = ""
    needed: bool = True
    many: bool = False
    words: tuple[str, ...] = ()
    default: str = ""

    @property
    def prompt(self) -> str:
        """What stands before the line that is typed."""
        return self.key or self.name.rpartition(":")[2].strip().capitalize()


def parts(
    kind: NewKind, rules: RuleBase, given: Given, domain: Domain | None
) -> Iterator[BlockPart]:
    """Yield the parts of a block in the order in which they are asked.

    `domain` are the answers of a new fact, or the options of the decision that gets another one, once
    they are known.
    """
    if kind is NewKind.FACT:
        yield from _of_fact(rules, domain)
    elif kind is NewKind.OPTION:
        yield from _of_option(rules, given)
    else:
        yield from _of_rule(kind, rules)


def _of_fact(rules: RuleBase, domain: Domain | None) -> Iterator[BlockPart]:
    like = min(rules.facts, key=lambda fact: len(fact.question + fact.why))
    yield BlockPart(
        "name",
        "",
        "What is the fact called?",
        f"A few words in small letters, such as '{like.name}'.",
    )
    yield BlockPart("ask", "Ask", "What is asked about a government?", f"Such as: {like.question}")
    told = (
        "A scale from the lowest up: none < small < moderate. A choice without order: own | shared. "
        "yes | no. A number: whole number of inhabitants from 1 to 50,000. Unknown is always possible."
    )
    yield BlockPart("answers", "Answers", "Which answers are there?", told)
    if domain is not None and domain.kind is Kind.NUMBER:
        told = "Such as 'a tenth': then 47,500 counts as either side of a threshold of 50,000."
        yield BlockPart(
            "near", "Near", "How close to a threshold is either side?", told, needed=False
        )
    elif domain is not None:
        for value in domain.values:
            asked = f"What would an adviser see if the answer were '{value}'?"
            told = "Something that can be seen, counted or looked up."
            yield BlockPart(f"anchor: {value}", "", asked, told)
    yield BlockPart("why", "Why", "Why does it matter?", f"Such as: {like.why}")
    yield BlockPart(
        "can change",
        "Can change",
        "Can the government change it: how soon, and who?",
        f"'no', or such as: {like.can_change}",
    )
    yield _sources(rules)


def _of_rule(kind: NewKind, rules: RuleBase) -> Iterator[BlockPart]:
    claim = {
        NewKind.RULE: "What does the rule claim, in one short sentence?",
        NewKind.MISFIT: "What does not fit together, in one short sentence?",
        NewKind.ACTION: "What is the action about, in one short sentence?",
    }[kind]
    yield BlockPart("title", "", claim, "It becomes the heading.")
    yield from _conditions(rules)
    if kind is NewKind.RULE:
        yield _effects(rules)
    elif kind is NewKind.MISFIT:
        yield BlockPart(
            "warn", "Warn", "What is the government told?", "One or two whole sentences."
        )
        told = _listed(Weight)
        yield BlockPart(
            "weight", "Weight", "How much does it weigh?", told, needed=False, words=_words(Weight)
        )
    else:
        yield from _action(rules)
    yield BlockPart("because", "Because", "Why is that so?", "The mechanism, in your own words.")
    told = f"{_listed(Evidence)}. Weak evidence can neither argue strongly nor rule out."
    yield BlockPart("evidence", "Evidence", "How well is it backed?", told, words=_words(Evidence))
    yield _sources(rules)


def _conditions(rules: RuleBase) -> Iterator[BlockPart]:
    scale = next((item for item in rules.facts if item.domain.ordered), rules.facts[0])
    value = scale.domain.values[-1]
    example = f"{scale.name} is at least {value}" if scale.domain.kind is Kind.SCALE else ""
    names = tuple(rules.items)
    told = (
        f"One condition a line; all of them have to hold. {'Such as: ' + example + '. ' if example else ''}"
        "'or' joins conditions in a line. '?' lists what can be asked for, '? word' what has a word in it."
    )
    yield BlockPart(
        "when", "When", "When does it hold?", told, needed=False, many=True, words=names
    )
    told = "Conditions as before. One that holds is enough to keep it from holding."
    yield BlockPart(
        "unless",
        "Unless",
        "What keeps it from holding?",
        told,
        needed=False,
        many=True,
        words=names,
    )


def _effects(rules: RuleBase) -> BlockPart:
    decision = rules.decisions[0]
    told = (
        f"Such as: favour {decision.options[0]} strongly, oppose {decision.options[-1]} weakly. Verbs: "
        "favour, oppose, rule out an option; raise, lower an assessment; ASSESSMENT is VALUE. Strengths: "
        "weakly, moderately (if nothing is said), strongly. '?' lists the options."
    )
    words = [
        f"{verb} {option}"
        for verb in ("favour", "oppose", "rule out")
        for one in rules.decisions
        for option in one.options
    ]
    words += [f"{verb} {one.name}" for verb in ("raise", "lower") for one in rules.assessments]
    return BlockPart("then", "Then", "What follows from it?", told, words=tuple(words))


def _action(rules: RuleBase) -> Iterator[BlockPart]:
    owners = {rule.advice.owner for rule in rules.rules if rule.advice}
    advising = tuple(rule.id for rule in rules.rules if rule.advice)
    yield BlockPart("advise", "Advise", "What is to be done?", "One or two whole sentences.")
    yield BlockPart("phase", "Phase", "When is it due?", _listed(Phase), words=_words(Phase))
    told = f"Such as: {', '.join(sorted(owners)[:6])}" if owners else ""
    yield BlockPart("owner", "Owner", "Who does it?", told, words=tuple(sorted(owners)))
    yield BlockPart(
        "part",
        "Part",
        "Where does the report show it?",
        f"{_listed(Part)}; the action plan if nothing is said.",
        needed=False,
        words=_words(Part),
    )
    if rules.goals:
        keys = tuple(goal.key for goal in rules.goals)
        told = f"Keys with commas between them: {', '.join(keys[:6])}, ..."
        yield BlockPart(
            "serves", "Serves", "Which goals does it serve?", told, needed=False, words=keys
        )
    if advising:
        first = next(rule for rule in rules.rules if rule.advice)
        told = (
            f"Ids of rules with an action, with commas, such as: {first.id} ({first.title}). '?' lists "
            "them, '? word' those that have a word in them."
        )
        yield BlockPart(
            "after", "After", "Which actions come before it?", told, needed=False, words=advising
        )
    yield BlockPart(
        "effort",
        "Effort",
        "How much work is it?",
        _listed(Effort),
        needed=False,
        words=_words(Effort),
    )
    yield BlockPart("needs", "Needs", "Whom or what does it take?", needed=False)


def _of_option(rules: RuleBase, given: Given) -> Iterator[BlockPart]:
    names = tuple(decision.name for decision in rules.decisions)
    told = f"One of: {', '.join(names)}"
    yield BlockPart("decision", "", "Which decision gets another option?", told, words=names)
    decision = decision_of(rules, given)
    if decision is None:
        return
    told = f"It has: {', '.join(decision.options)}"
    yield BlockPart("option", "", "What is the option called?", told)
    if decision.meanings:
        yield BlockPart("meaning", "", "What does the option mean?", "In one sentence.")
    if decision.drawn is not None:
        shapes = DRAWN_SHAPES[decision.drawn.role]
        yield BlockPart(
            "shape",
            "",
            "How is it drawn in the chart?",
            f"One of: {', '.join(shapes)}",
            words=shapes,
        )


def decision_of(rules: RuleBase, given: Given) -> Decision | None:
    """Return the decision that was named, or None."""
    for name in given.get("decision", ()):
        for decision in rules.decisions:
            if decision.name.casefold() == name.casefold():
                return decision
    return None


def _sources(rules: RuleBase) -> BlockPart:
    keys = tuple(source.key for source in rules.sources)
    told = (
        f"Keys of works in brackets, and the place in each: [{keys[0]}] chapter 1. '?' lists the keys, "
        "'? word' the works that have a word in them. A work that isn't there is added to the book of "
        "sources first."
        if keys
        else ""
    )
    return BlockPart("source", "Source", "Where does it stand?", told, words=keys)


_MOST_WORKS = 20
"""How many works are told in full where none of them is asked for."""


def _words(kind: type[StrEnum]) -> tuple[str, ...]:
    return tuple(one.value for one in kind)


def _listed(kind: type[StrEnum]) -> str:
    return ", ".join(_words(kind))


def help_lines(part: BlockPart, rules: RuleBase, word: str = "") -> list[str]:
    """Return what is told of a part that is asked about: what can be named there, or what holds a word."""
    folded = word.casefold()
    if part.name in ("when", "unless"):
        lines = [f"{item.name}: {_values(item.domain)}" for item in rules.items.values()]
    elif part.name == "then":
        lines = [f"{one.name}: {', '.join(one.options)}" for one in rules.decisions]
        lines += [f"{one.name}: {', '.join(one.domain.values)}" for one in rules.assessments]
    elif part.name == "source":
        works = sorted(rules.sources, key=lambda one: one.key)
        if not word and len(works) > _MOST_WORKS:
            return [", ".join(one.key for one in works), "'? word' tells the works that have it."]
        lines = [f"[{one.key}] {one.author} ({one.year}), {one.title}" for one in works]
    elif part.name == "after":
        advising = ((one, one.advice) for one in rules.rules if one.advice)
        lines = [f"{one.id} {one.title}: {advice.text}" for one, advice in advising if advice]
    elif part.name == "serves":
        lines = [f"{one.key} {one.target}" for one in rules.goals]
    else:
        lines = [part.told]
    found = [line for line in lines if folded in line.casefold()]
    return found or [f"nothing has '{word}' in it"]


def _values(domain: Domain) -> str:
    if domain.kind is Kind.NUMBER:
        return f"number of {domain.unit}"
    return (" < " if domain.kind is Kind.SCALE else ", ").join(domain.values)
