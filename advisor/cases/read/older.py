"""Reading a case made under older rules: what today's rules don't know is left over, and costs nothing else."""

from __future__ import annotations

from pathlib import Path

from advisor.cases.answers import is_unknown, parse_answer
from advisor.cases.form import ATTESTED_KEYS
from advisor.cases.left_over import CarriedOver, LeftOver, with_remarks
from advisor.cases.read.case_file import case_tree, parse_case
from advisor.cases.read.check import case_from_tree
from advisor.cases.read.files import read_bytes
from advisor.cases.read.former import former_answers, former_choices
from advisor.cases.read.tree import Mapping, Node, Scalar, is_nothing
from advisor.cases.read.tree import Sequence as NodeList
from advisor.errors import Problem
from advisor.knowledge.model import Fact, RuleBase


def read_older_case(path: str | Path, rules: RuleBase) -> CarriedOver:
    """Read a case file; facts and answers that the rules don't know are left over. Raises CaseError for all else."""
    return older_case(read_bytes(Path(path)), str(path), rules)


def older_case(content: bytes | str, name: str, rules: RuleBase) -> CarriedOver:
    """Read a case as `read_older_case` does, from the content of a file of that name. Raises CaseError."""
    root = case_tree(content, name, rules)
    left: list[LeftOver] = []
    renamed: list[tuple[str, str]] = []
    if isinstance(root, Mapping):
        pairs = [
            (key, _without_left(key, value, rules, left, renamed)) for key, value in root.pairs
        ]
        root = Mapping(tuple(pairs), root.place)
    case = case_from_tree(root, rules, name, Path(name).stem)
    return CarriedOver(with_remarks(case, left), tuple(left), tuple(renamed))


def carried_over(content: bytes | str, name: str, rules: RuleBase) -> CarriedOver:
    """Read a case as `older_case` does, if it names older rules; else a slip of the pen is likelier.

    Raises CaseError, which tells of each entry that can't be read where the case names the rules of
    today, or none.
    """
    found = older_case(content, name, rules)
    if found.left and found.case.rules in ("", rules.label):
        parse_case(content, name, rules)
    return found


def _without_left(
    key: Node,
    value: Node,
    rules: RuleBase,
    left: list[LeftOver],
    renamed: list[tuple[str, str]],
) -> Node:
    """Return a block of a case without what today's rules don't know."""
    block = _folded(key.text) if isinstance(key, Scalar) else ""
    if block in ("chosen", "expect") and isinstance(value, Mapping):
        told = {old.casefold() for old, _ in renamed}
        renamed += [one for one in former_choices(value, rules) if one[0].casefold() not in told]
    if block not in ("facts", "notes") or not isinstance(value, Mapping):
        return value
    kept: list[tuple[Node, Node]] = []
    for name, entry in value.pairs:
        if not isinstance(name, Scalar):
            kept.append((name, entry))
            continue
        written = " ".join(name.text.split())
        fact = fact_called(written, rules)
        answer, note = _parts(entry) if block == "facts" else (None, _text(entry))
        if fact is None:
            left.append(LeftOver(written, "", _text(answer), note, name.place))
        elif answer is not None and _unreadable(fact, answer):
            left.append(LeftOver(written, fact.name, _text(answer), note, name.place))
        else:
            if written.casefold() != fact.name.casefold() and block == "facts":
                renamed.append((written, fact.name))
            renamed += former_answers(fact, answer)
            kept.append((name, entry))
    return Mapping(tuple(kept), value.place)


def fact_called(name: str, rules: RuleBase) -> Fact | None:
    """Return the fact of a name, or of one that it had before, whatever its capitals and blanks; or None."""
    folded = _folded(name)
    formerly = None
    for fact in rules.facts:
        if fact.name.casefold() == folded:
            return fact
        if folded in (old.casefold() for old in fact.formerly):
            formerly = fact
    return formerly


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()


def _parts(entry: Node) -> tuple[Node | None, str]:
    """Return the answer and the remark of an entry; what is no entry of a case is left to the checker."""
    if not isinstance(entry, Mapping):
        return entry, ""
    parts = {_folded(key.text): value for key, value in entry.pairs if isinstance(key, Scalar)}
    beside = [f"{key} {text}" for key in ATTESTED_KEYS if (text := _text(parts.get(key)))]
    return parts.get("answer"), "; ".join(filter(None, [_text(parts.get("note")), *beside]))


def _unreadable(fact: Fact, answer: Node) -> bool:
    """Whether today's fact has no such answer."""
    if is_nothing(answer):
        return False
    if isinstance(answer, Scalar):
        return isinstance(parse_answer(fact, answer.text), Problem)
    if not isinstance(answer, NodeList):
        return False
    texts = [one.text for one in answer.items if isinstance(one, Scalar)]
    if len(texts) < len(answer.items) or all(is_unknown(text) for text in texts):
        return False
    return isinstance(parse_answer(fact, texts), Problem)


def _text(node: Node | None) -> str:
    """Return what is written, a list as several answers."""
    if node is None or is_nothing(node):
        return ""
    if isinstance(node, Scalar):
        return node.text.strip()
    if isinstance(node, NodeList):
        return " or ".join(filter(None, map(_text, node.items)))
    return "; ".join(f"{_text(key)}: {_text(value)}" for key, value in node.pairs)
