"""From the plain tree of a case file to a Case: its keys and their values; the answers are read in `facts`."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.cases.answers import UNKNOWN
from advisor.cases.form import KEYS, PEOPLE_KEYS, TEXT_KEYS, VERDICTS
from advisor.cases.model import Case, Outcome
from advisor.cases.read.dates import date_problem
from advisor.cases.read.expect import check_chosen, check_expect
from advisor.cases.read.facts import check_facts, check_notes
from advisor.cases.read.tree import (
    CaseProblems,
    Mapping,
    Node,
    TooManyProblemsError,
    is_nothing,
    kind_of,
)
from advisor.cases.read.walk import CaseEntry, entries, mapping_of, text_of, texts_of
from advisor.errors import Suggestion, nearest, suggestion
from advisor.knowledge.model import RuleBase
from advisor.text import one_line


def case_from_tree(root: Node, rules: RuleBase, file: str, default_id: str) -> Case:
    """Return the case that a tree describes. Raises CaseError with every problem in it."""
    problems = CaseProblems()
    try:
        case = _case(root, rules, file, default_id, problems)
    except TooManyProblemsError:
        raise problems.error() from None
    if case is None or problems.found:
        raise problems.error()
    return case


def _case(
    root: Node, rules: RuleBase, file: str, default_id: str, problems: CaseProblems
) -> Case | None:
    if is_nothing(root):
        hint = "a case has at least a mapping 'facts:'"
        problems.add(root.place, "the file is empty", hint)
        return None
    if not isinstance(root, Mapping):
        hint = "a case is a mapping with 'facts:' and, if you like, 'id:', 'place:', 'date:' ..."
        problems.add(root.place, f"the file holds {kind_of(root)} instead of a mapping", hint)
        return None
    found = {entry.name: entry for entry in _top(root, rules, problems)}
    texts = {
        key.replace(" ", "_"): text_of(found[key], problems)
        for key in (*TEXT_KEYS, *PEOPLE_KEYS)
        if key in found
    }
    if texts.get("date"):
        wrong = date_problem(texts["date"], found["date"].value.place)
        if wrong:
            problems.keep(wrong)
    answers, notes, unknown, attested = check_facts(found.get("facts"), rules, problems)
    answers, notes = check_notes(found.get("notes"), answers, notes, rules, problems)
    return Case(
        id=texts.pop("id", "") or default_id,
        answers=answers,
        **texts,
        fictional=_yes_no(found.get("fictional"), problems),
        sources=texts_of(found.get("sources"), problems),
        chosen=check_chosen(found.get("chosen"), rules, problems),
        outcome=_outcome(found.get("outcome"), problems),
        expect=check_expect(found.get("expect"), rules, problems),
        notes=notes,
        unknown=unknown,
        attested=attested,
        file=file,
    )


def _top(root: Mapping, rules: RuleBase, problems: CaseProblems) -> Iterator[CaseEntry]:
    facts = {fact.name.casefold(): fact.name for fact in rules.facts}
    misplaced = False
    given = set()
    for entry in entries(root, "the case", problems):
        given.add(entry.name)
        if entry.name in KEYS:
            yield entry
        elif entry.name in facts:
            misplaced = True
            message = f"the fact '{facts[entry.name]}' stands outside 'facts:'"
            mend = "put it under 'facts:', indented by two blanks"
            problems.add(entry.place, message, mend, about=facts[entry.name])
        else:
            near = nearest(entry.name, [*KEYS, *facts.values()])
            hint: str | Suggestion = suggestion(entry.name, KEYS, limit=len(KEYS))
            if near in facts.values():
                misplaced = True
                hint = f"did you mean the fact '{near}'? Put it under 'facts:'"
            message = f"unknown key '{one_line(entry.written)}'"
            problems.add(entry.place, message, hint, read=one_line(entry.written))
    if "facts" not in given and not misplaced:
        example = f"'{rules.facts[0].name}: ...'" if rules.facts else "'name of a fact: answer'"
        hint = f"add 'facts:' with what is known, such as {example}"
        problems.add(root.place, "the case has no 'facts:'", hint)


def _yes_no(entry: CaseEntry | None, problems: CaseProblems) -> bool:
    text = text_of(entry, problems).casefold() if entry else ""
    if text not in ("", "yes", "no", "true", "false") and entry:
        message = f"'{one_line(text)}' is neither yes nor no in 'fictional:'"
        problems.add(entry.value.place, message, "write yes for an invented government, else no")
    return text in ("yes", "true")


def _outcome(entry: CaseEntry | None, problems: CaseProblems) -> Outcome | None:
    if entry is None or is_nothing(entry.value):
        return None
    texts = {"verdict": "", "note": ""}
    for part in mapping_of(entry, "outcome", "'verdict' and 'note'", problems):
        if part.name not in texts:
            allowed = suggestion(part.name, tuple(texts))
            problems.add(
                part.place, f"unknown key '{one_line(part.written)}' in 'outcome:'", allowed
            )
            continue
        texts[part.name] = text_of(part, problems)
        if part.name == "verdict":
            texts["verdict"] = texts["verdict"].casefold()
            if texts["verdict"] and texts["verdict"] not in VERDICTS:
                allowed = suggestion(texts["verdict"][:200], VERDICTS)
                message = f"unknown verdict '{one_line(texts['verdict'])}'"
                problems.add(part.value.place, message, allowed)
    if not texts["verdict"] and isinstance(entry.value, Mapping):
        hint = f"write {UNKNOWN} where the sources do not tell; allowed: {', '.join(VERDICTS)}"
        problems.add(entry.value.place, "the outcome has no verdict", hint)
    return Outcome(texts["verdict"], texts["note"])
