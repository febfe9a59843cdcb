"""The answers of a case: what stands under 'facts:' and 'notes:', against the facts of the rule base."""

from __future__ import annotations

from advisor.cases.answers import UNKNOWN, allowed_answers, is_unknown, parse_answer
from advisor.cases.form import ANSWER_KEYS
from advisor.cases.model import NOT_TOLD, Answer, Attestation
from advisor.cases.read.attested import attestation_of
from advisor.cases.read.tree import (
    CaseProblems,
    Mapping,
    Node,
    Scalar,
    Sequence,
    is_nothing,
    kind_of,
)
from advisor.cases.read.walk import CaseEntry, entries, mapping_of, text_of
from advisor.errors import Place, Problem, ProblemKind, suggestion
from advisor.knowledge.model import Assessment, Decision, Fact, RuleBase
from advisor.text import one_line


def check_facts(
    entry: CaseEntry | None, rules: RuleBase, problems: CaseProblems
) -> tuple[
    tuple[Answer, ...],
    tuple[tuple[str, str], ...],
    tuple[str, ...],
    tuple[tuple[str, Attestation], ...],
]:
    """Return the answers, the notes on facts that have none, what nobody knows, and who answered."""
    answers: list[Answer] = []
    attested: list[tuple[str, Attestation]] = []
    notes: list[tuple[str, str]] = []
    unknown: list[str] = []
    seen: dict[str, Place] = {}
    for one in mapping_of(entry, "facts", "a fact's name and its answer", problems):
        fact = _known_fact(one, rules, problems)
        if fact is None:
            continue
        if fact.name in seen:  # under a name that it had before, and under today's
            hint = f"it stands at {seen[fact.name].spot} already; keep one of them"
            problems.add(one.place, f"'{one_line(one.written)}' is '{fact.name}' today", hint)
            continue
        seen[fact.name] = one.place
        given, note, attestation = _parts_of_fact(one, fact, problems)
        if attestation:
            attested.append((fact.name, attestation))
        answer = None if given is None else _answer(fact, given, note, problems)
        if answer is not None:
            answers.append(answer)
            continue
        if note:
            notes.append((fact.name, note))
        if given is not None and _says_unknown(given):
            unknown.append(fact.name)
    return tuple(answers), tuple(notes), tuple(unknown), tuple(attested)


def _says_unknown(given: Node) -> bool:
    """Tell whether somebody wrote that nobody knows; nothing at all says that it was not asked."""
    if isinstance(given, Sequence) and len(given.items) == 1:
        given = given.items[0]
    return isinstance(given, Scalar) and not is_nothing(given) and is_unknown(given.text)


def _formerly(name: str, rules: RuleBase) -> Fact | None:
    """Return the fact that had a name in older rules, or None."""
    for fact in rules.facts:
        if name in (old.casefold() for old in fact.formerly):
            return fact
    return None


def _known_fact(entry: CaseEntry, rules: RuleBase, problems: CaseProblems) -> Fact | None:
    item = rules.items.get(entry.name)
    if item is None:  # only a name with capitals needs the search
        names = (name for name in rules.items if name.casefold() == entry.name)
        item = rules.items.get(next(names, "")) or _formerly(entry.name, rules)
    if isinstance(item, Fact):
        return item
    if isinstance(item, Assessment):
        hint = "take it out; it is concluded from the facts"
        problems.add(entry.place, f"'{item.name}' is an assessment and no fact", hint)
        return None
    if isinstance(item, Decision):
        hint = "what was really chosen goes under 'chosen:'"
        problems.add(entry.place, f"'{item.name}' is a decision and no fact", hint)
        return None
    known = rules.fact_names
    found = suggestion(entry.name[:200], known)
    hint = str(found)
    if found.nearest:
        place = rules.items[found.nearest].place
        hint = f"did you mean '{found.nearest}' ({place.file}:{place.line})?"
    problems.keep(
        Problem(
            entry.place,
            f"unknown fact '{one_line(entry.written)}'",
            hint,
            kind=ProblemKind.UNKNOWN,
            read=one_line(entry.written),
            allowed=known,
            nearest=found.nearest,
        )
    )
    return None


def _parts_of_fact(
    entry: CaseEntry, fact: Fact, problems: CaseProblems
) -> tuple[Node | None, str, Attestation]:
    """Return what is given as the answer (None for nothing), the note, and who answered."""
    if not isinstance(entry.value, Mapping):
        return entry.value, "", NOT_TOLD
    what = f"the fact '{fact.name}'"
    parts = {}
    for part in entries(entry.value, what, problems):
        parts[part.name] = part
        if part.name not in ANSWER_KEYS:
            allowed = suggestion(part.name, ANSWER_KEYS)
            message = f"unknown key '{one_line(part.written)}' in {what}"
            problems.add(part.place, message, allowed, about=fact.name, read=one_line(part.written))
    note = text_of(parts["note"], problems) if "note" in parts else ""
    given = parts["answer"].value if "answer" in parts else None
    answered = given is not None and not is_nothing(given)
    return given, note, attestation_of(parts, fact.name, problems, answered=answered)


def _answer(fact: Fact, given: Node, note: str, problems: CaseProblems) -> Answer | None:
    if is_nothing(given):
        return None
    if isinstance(given, Scalar):
        return _parsed(fact, given.text, given.place, note, problems)
    if isinstance(given, Mapping):
        hint = f"allowed: {allowed_answers(fact)}, or {UNKNOWN}"
        problems.add(given.place, f"a mapping is no answer to '{fact.name}'", hint, about=fact.name)
        return None
    texts: list[str] = []
    before = len(problems.found)
    for item in given.items:
        if not isinstance(item, Scalar) or is_nothing(item):
            what = "an empty text" if isinstance(item, Scalar) else kind_of(item)
            message = f"{what} can't be one of several answers to '{fact.name}'"
            hint = f"allowed: {allowed_answers(fact)}"
            problems.add(item.place, message, hint, about=fact.name)
        elif len(given.items) == 1 or _parsed(fact, [item.text], item.place, "", problems):
            texts.append(item.text)
    if len(problems.found) > before:
        return None
    # A list of one is that one, so that [unknown] is unknown.
    return _parsed(fact, texts[0] if len(texts) == 1 else texts, given.place, note, problems)


def _parsed(
    fact: Fact, given: str | list[str], place: Place, note: str, problems: CaseProblems
) -> Answer | None:
    answer = parse_answer(fact, given, place, note)
    if answer is None or isinstance(answer, Answer):
        return answer
    problems.keep(answer)
    return None


def check_notes(
    entry: CaseEntry | None,
    answers: tuple[Answer, ...],
    notes: tuple[tuple[str, str], ...],
    rules: RuleBase,
    problems: CaseProblems,
) -> tuple[tuple[Answer, ...], tuple[tuple[str, str], ...]]:
    """Add the block `notes:`, a text on the case or a mapping of facts to texts."""
    if entry is None or is_nothing(entry.value):
        return answers, notes
    if isinstance(entry.value, Scalar):
        return answers, (*notes, ("", entry.value.text.strip()))
    by_fact = {answer.fact: answer for answer in answers}
    taken = dict(notes)
    for one in mapping_of(entry, "notes", "a fact's name and a text", problems):
        fact = _known_fact(one, rules, problems)
        text = text_of(one, problems)
        if fact is None or not text:
            continue
        answer = by_fact.get(fact.name)
        if fact.name in taken or (answer and answer.note):
            hint = "keep it in one place; it stands with the answer under 'facts:'"
            problems.add(one.place, f"'{fact.name}' has a note already", hint, about=fact.name)
        elif answer:
            by_fact[fact.name] = Answer(answer.fact, answer.values, text, answer.place)
        else:
            taken[fact.name] = text
    return tuple(by_fact.values()), tuple(taken.items())
