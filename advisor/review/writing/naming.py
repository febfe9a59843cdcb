"""What is to be called otherwise: read from the words of the command, and refused where it can't be."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from advisor.errors import NOWHERE, ChangeError, Problem, ProblemKind, UnknownNameError, suggestion
from advisor.knowledge.domains import Kind
from advisor.knowledge.model import Assessment, Decision, Fact, Item, RuleBase
from advisor.knowledge.read.entries import BookProblems, checked_name
from advisor.knowledge.read.markdown import Text

_LONGEST = 100
"""How many characters a name may have; a sentence has to stay readable."""

_FORMS = "write 'NAME', 'NAME is ANSWER' or 'DECISION is OPTION'"


@dataclass(frozen=True)
class Renaming:
    """An item of the rule base, or with `value` one of its values, and its new name."""

    item: str
    value: str
    new: str

    @property
    def old(self) -> str:
        """The name that goes."""
        return self.value or self.item

    def __str__(self) -> str:
        if self.value:
            return f"{self.item} is {self.value} -> {self.item} is {self.new}"
        return f"{self.item} -> {self.new}"


def renamings(old: str, new: str, rules: RuleBase) -> tuple[Renaming, ...]:
    """Return what has to be renamed: what was asked for first, and what is the same by a **When equal** keep.

    Raises UnknownNameError where nothing is called so, and ChangeError where the new name can't be.
    """
    item, value = _meant(old, rules)
    wanted = " ".join(new.split())
    if value:
        start = re.match(rf"{re.escape(item.name)}\s*(?:\bis\b|=|:)\s*", wanted, re.IGNORECASE)
        wanted = wanted[start.end() :] if start else wanted
    elif isinstance(item, Decision):
        wanted = re.sub(r"^decision:\s*", "", wanted, flags=re.IGNORECASE)
    first = Renaming(item.name, value, wanted)
    found = (first, *_kept_with(first, rules)) if value else (first,)
    for one in found:
        _refuse(one, rules)
    return found


def _meant(old: str, rules: RuleBase) -> tuple[Item, str]:
    text = " ".join(old.split())
    text = re.sub(r"^decision:\s*", "", text, flags=re.IGNORECASE)
    items = {name.casefold(): item for name, item in rules.items.items()}
    if text.casefold() in items:
        return items[text.casefold()], ""
    parts = re.fullmatch(r"(.+?)\s*(?:\bis\b|=|:)\s*(.+)", text)
    if parts:
        return _value_of(items, parts[1], parts[2], rules)
    holding = [item for item in rules.items.values() if item.domain.code(text) is not None]
    holding = [item for item in holding if item.domain.kind is not Kind.NUMBER]
    if len(holding) == 1:
        code = holding[0].domain.code(text)
        return holding[0], holding[0].domain.values[code or 0]
    if holding:
        listed = " or ".join(f"'{item.name} is {text}'" for item in holding[:6])
        message = f"'{text}' is a value of {len(holding)} names"
        raise UnknownNameError(Problem(NOWHERE, message, f"say which: {listed}"))
    ids = {rule.id.casefold() for rule in rules.rules} | {law.id.casefold() for law in rules.laws}
    if text.casefold() in ids:
        message = f"'{text}' is the id of a rule or law, which keeps it"
        mend = "others may cite it; what it claims is changed in its heading"
        raise UnknownNameError(Problem(NOWHERE, message, mend))
    raise _unknown(text, tuple(rules.items))


def _value_of(items: dict[str, Item], name: str, value: str, rules: RuleBase) -> tuple[Item, str]:
    item = items.get(name.casefold())
    if item is None:
        raise _unknown(name, tuple(rules.items))
    if item.domain.kind is Kind.NUMBER:
        message = f"'{item.name}' is answered by a number, which has no name"
        raise UnknownNameError(Problem(NOWHERE, message, _FORMS))
    code = item.domain.code(value)
    if code is None:
        message = f"'{item.name}' has no value '{value}'"
        raise UnknownNameError(Problem(NOWHERE, message, suggestion(value, item.domain.values)))
    return item, item.domain.values[code]


def _unknown(text: str, known: Sequence[str]) -> UnknownNameError:
    found = suggestion(text[:200], known)
    mend = f"did you mean '{found.nearest}'? {_FORMS}" if found.nearest else _FORMS
    message = f"no fact, assessment, decision or value is called '{text}'"
    return UnknownNameError(
        Problem(NOWHERE, message, mend, kind=ProblemKind.UNKNOWN, read=text, allowed=known)
    )


def _kept_with(first: Renaming, rules: RuleBase) -> Iterator[Renaming]:
    """Yield the values that bear the same name because a decision keeps what a fact names."""
    pairs = [(one.name, one.keep) for one in rules.decisions if one.keep]
    reached, waiting = {first.item}, [first.item]
    while waiting:
        at = waiting.pop()
        for other in (two if one == at else one for one, two in pairs if at in (one, two)):
            code = rules.items[other].domain.code(first.value)
            if other not in reached and code is not None:
                reached.add(other)
                waiting.append(other)
                yield Renaming(other, rules.items[other].domain.values[code], first.new)


def _refuse(renaming: Renaming, rules: RuleBase) -> None:
    """Tell why something can't have a name; nothing if it can. Raises ChangeError."""
    item, new = rules.items[renaming.item], renaming.new
    if item.domain.kind is Kind.YES_NO and renaming.value:
        raise _refused(f"'{item.name}' is answered by yes or no, which keep their names")
    if new == renaming.old:
        raise _refused(f"'{new}' is what it is called already")
    if len(new) > _LONGEST:
        raise _refused(f"the new name has {len(new):,} characters", f"at most {_LONGEST}")
    problems = BookProblems()
    what = "the value" if renaming.value else "the assessment's name"
    if not renaming.value and not isinstance(item, Assessment):
        what = "the fact's name" if isinstance(item, Fact) else "the decision's name"
    checked_name(Text(new, NOWHERE), problems, what)
    if problems.found:
        raise ChangeError(problems.found)
    if not re.search(r"\w", new) or re.match(r"[#*`_\-+>\[]", new) or not new.isprintable():
        raise _refused(f"'{new}' can't be read as a name", "begin it with a letter or a digit")
    _refuse_taken(renaming, item, rules)


def _refuse_taken(renaming: Renaming, item: Item, rules: RuleBase) -> None:
    new, folded = renaming.new, renaming.new.casefold()
    if renaming.value:
        code = item.domain.code(new)
        if code is not None and item.domain.values[code] != renaming.value:
            raise _refused(f"'{item.name}' has a value '{item.domain.values[code]}' already")
        for old, today in item.former_values:
            if old.casefold() == folded and today != renaming.value:
                message = (
                    f"'{new}' was the name of '{today}' of '{item.name}' before ({item.place})"
                )
                raise _refused(message, "old case files mean that one by it; choose another name")
        return
    for other in rules.items.values():
        if other.name != item.name and other.name.casefold() == folded:
            raise _refused(f"the name '{other.name}' is taken ({other.place})")
        if other.name != item.name and folded in [one.casefold() for one in other.formerly]:
            message = f"'{new}' was the name of '{other.name}' before ({other.place})"
            raise _refused(message, "old case files mean that one by it; choose another name")


def _refused(message: str, mend: str = "choose another name") -> ChangeError:
    return ChangeError(Problem(NOWHERE, message, mend))
