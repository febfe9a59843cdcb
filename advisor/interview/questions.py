"""What is said to ask: a question with its answers and keys, the help, and the answers that were given."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from advisor.cases.answers import allowed_answers
from advisor.inference.one.matter import Progress
from advisor.interview.lines import SessionParagraph, answer_words_of, progress_text, range_example
from advisor.interview.reading import KEY_HELP, Key
from advisor.interview.session import Question, Session, question_on
from advisor.knowledge.domains import Kind
from advisor.text import capital


def question_lines(question: Question, progress: Progress) -> list[SessionParagraph]:
    """Write a question with its numbered answers, and what the case holds of it already."""
    fact = question.fact
    lines = [
        SessionParagraph(f"{capital(fact.name)} · {progress_text(progress)}", kind="quiet"),
        SessionParagraph(fact.question, kind="strong"),
        SessionParagraph(),
    ]
    anchors = dict(fact.anchors)
    if fact.domain.kind is Kind.NUMBER:
        lines.append(
            SessionParagraph(
                f"{capital(allowed_answers(fact))}; or a range: {range_example(fact.domain)}."
            )
        )
    width = len(str(len(fact.domain.values)))
    if fact.domain.kind is not Kind.NUMBER:
        for number, value in enumerate(fact.domain.values, start=1):
            text = f"{value}: {anchors[value]}" if anchors.get(value) else value
            lines.append(SessionParagraph(text, f"{number:>{width}}  "))
    if question.answer is not None:
        given = answer_words_of(question.answer, fact)
        lines += [
            SessionParagraph(),
            SessionParagraph(f"Answered so far: {given}. Enter keeps it."),
        ]
    elif question.unknown:
        lines += [
            SessionParagraph(),
            SessionParagraph("Answered so far: nobody knows. Enter keeps it."),
        ]
    if question.note:
        lines.append(SessionParagraph(question.note, "Remark: "))
    return lines


def keys_text(question: Question, session: Session) -> str:
    """Write the keys that apply to a question in one line, as short as can be."""
    return " · ".join(f"{key} {name}" for key, name, _ in _keys(question, session))


def _keys(question: Question, session: Session) -> Iterator[tuple[Key, str, str]]:
    for key, name, text in KEY_HELP:
        applies = {Key.NOT_APPLICABLE: bool(question.not_applicable), Key.BACK: bool(session.asked)}
        if applies.get(key, True):
            yield key, name, text


def help_lines(question: Question, session: Session) -> list[SessionParagraph]:
    """Write what can be typed at a question."""
    lines = [SessionParagraph("What you can type, each followed by Enter", kind="title")]
    for key, name, text in _keys(question, session):
        lines.append(SessionParagraph(f"{name}: {text}", f"{key}  "))
    example = range_example(question.fact.domain)
    facts = session.rules.facts
    other = next((fact for fact in facts if fact.domain.kind is not Kind.NUMBER), question.fact)
    given = other.domain.values[0]
    lines += [
        SessionParagraph(),
        SessionParagraph("Answers", kind="title"),
        SessionParagraph(
            "the number of an answer, or its first letters (Tab completes them)", "-  "
        ),
        SessionParagraph("several that are possible: 1 2, or 'low or moderate', or 1-3", "-  "),
        SessionParagraph(
            f"a number, a range, a bound: 1,500, '{example}', 'at least 300', 35k", "-  "
        ),
        SessionParagraph("Enter shows the question again, or keeps the answer that it has", "-  "),
        SessionParagraph(f"another question by its name: '{other.name} = {given}'", "-  "),
        SessionParagraph(
            f"i 2 tries the second answer; b {other.name} goes to that question", "-  "
        ),
        SessionParagraph(),
        SessionParagraph(
            "The file is written after every answer. Ctrl-C loses only what is being typed."
        ),
    ]
    return lines


def answers_lines(session: Session, names: Sequence[str]) -> list[SessionParagraph]:
    """Write the answers that were given, numbered as in `names`, by topic."""
    lines: list[SessionParagraph] = []
    topic = None
    width = len(str(len(names)))
    for number, name in enumerate(names, start=1):
        question = question_on(session, name)
        if question.fact.topic != topic:
            topic = question.fact.topic
            lines += [SessionParagraph(), SessionParagraph(topic, kind="strong")]
        answer = question.answer
        given = answer_words_of(answer, question.fact) if answer else "nobody knows"
        lines.append(SessionParagraph(f"{name}: {given}", f"{number:>{width}}  "))
        if question.note:
            lines.append(SessionParagraph(question.note, " " * (width + 2) + "Remark: ", "quiet"))
    return lines
