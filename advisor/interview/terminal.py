"""The interview at a terminal: questions, keys, the check of the answers and the report."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from advisor.cases.keep.kept_case import KeptCase
from advisor.errors import NOWHERE, AdvisorError, CaseError, Problem
from advisor.explanation.difference import difference
from advisor.inference.advice import Advice
from advisor.interview import session as moves
from advisor.interview import words
from advisor.interview.reading import (
    Given,
    Key,
    Pressed,
    answer_words,
    chosen_fact,
    read_line,
)
from advisor.interview.screens import Screen
from advisor.interview.session import AnswerError, Question, Session, Standing
from advisor.interview.words import Line
from advisor.knowledge.model import RuleBase
from advisor.text import capital, counted

Report = Callable[[Advice, str], str]
"""Turns advice into a document of a format: text, markdown, html or json."""

FORMATS = {"text": ".txt", "markdown": ".md", "html": ".html", "json": ".json"}


class LeaveError(Exception):
    """The session is to be left; everything is kept."""


class Interview:
    """One session at a screen, with its case file kept after every answer."""

    def __init__(self, screen: Screen, rules: RuleBase, kept: KeptCase) -> None:
        self._screen = screen
        self._rules = rules
        self._kept = kept
        self.session: Session = moves.start(rules, kept.read())
        self._trail: list[str] = []
        self._topic: str | None = None

    def run(self) -> Advice:
        """Ask until nothing is left to ask, let the answers be checked, and return the advice.

        Raises LeaveError when the session is left before.
        """
        self._greet()
        while True:
            self._ask_all()
            if self._checked():
                return moves.so_far(self.session)

    def _greet(self) -> None:
        case, session = self.session.case, self.session
        told = len(session.asked)
        lines = [
            Line(case.place or case.id, kind="title"),
            Line(f"Every answer is kept at once in {self._kept.path}."),
        ]
        if told:
            lines.append(Line(f"{counted(told, 'question')} answered before; none is asked again."))
        left = moves.progress(session)
        lines.append(Line(capital(words.progress_text(left)) + "."))
        lines.append(Line(f"At any question: {words.keys_text(None)}."))
        self._screen.say([Line(), *lines])

    def _ask_all(self) -> None:
        while True:
            question = moves.next_question(self.session)
            if question is not None:
                self._ask(question)
            elif self.session.standing is Standing.DECIDED:
                if not self._offer_more():
                    return
            else:
                return

    def _offer_more(self) -> bool:
        """Ask whether to go on although every decision is settled."""
        left = moves.progress(self.session)
        self._screen.say(
            [
                Line(),
                Line("Nothing that is open can change a decision any more.", kind="strong"),
                Line(
                    f"{capital(words.progress_text(left))}; they bear on warnings and "
                    "actions, for a fuller report."
                ),
                Line("stop here and check the answers", "1  "),
                Line("go on for a fuller report", "2  "),
            ]
        )
        while True:
            text = self._screen.ask("Your choice", default="1").strip().casefold()
            if text in ("1", "s", "stop"):
                return False
            if text in ("2", "g", "go on"):
                self.session = moves.go_on(self.session)
                return True
            self._leave_if(text)
            self._refuse(f"'{text}' is no choice here", "type 1 to stop or 2 to go on")

    def _leave_if(self, text: str) -> None:
        if text.strip().casefold() in ("q", "quit", "leave", "exit"):
            raise LeaveError

    def _ask(self, question: Question) -> None:
        """Ask one question, until it is answered or left for another one."""
        fact = question.fact
        lines = [Line()]
        if fact.topic != self._topic and fact.topic:
            lines += [Line(fact.topic, kind="title"), Line()]
            self._topic = fact.topic
        self._screen.say(
            lines + words.question_lines(question, moves.progress(self.session)) + [Line()]
        )
        done = False
        while not done:
            typed = self._screen.ask(
                "Answer", words=fact.domain.values, keys=words.keys_text(question)
            )
            try:
                done = self._take(read_line(typed, fact, self._rules), question)
            except CaseError:
                raise
            except AdvisorError as error:
                if self._screen.scripted:
                    raise
                self._complain(error)

    def _take(self, read: Pressed | Given | None, question: Question) -> bool:
        """Do what was typed; return whether another question comes next."""
        name, here = question.fact.name, self.session
        if read is None:
            if self.session.at is None:
                self._tell("Type the number of an answer, or d if nobody knows; h is help.")
            else:
                self.session = moves.onward(self.session)
        elif isinstance(read, Given):
            self._give(read.fact or name, read.text)
        elif read.key is Key.NOTE:
            self._note(question, read.rest)
            return False
        else:
            self._press(read, question)
        return self.session is not here

    def _press(self, pressed: Pressed, question: Question) -> None:
        name = question.fact.name
        match pressed.key:
            case Key.WHY:
                self._say(words.why_lines(moves.why(self.session, name), self._rules))
            case Key.UNKNOWN:
                self._keep(moves.unknown(self.session, name), name)
            case Key.SEVERAL:
                self._several(question, pressed.rest)
            case Key.NOT_APPLICABLE:
                self._keep(moves.not_applicable(self.session, name), name)
            case Key.BACK:
                self._back(pressed.rest)
            case Key.SO_FAR:
                advice = moves.so_far(self.session)
                left = moves.progress(self.session)
                self._say(words.so_far_lines(advice, self._rules, left))
            case Key.WHAT_IF:
                self._what_if(question, pressed.rest)
            case Key.LEAVE:
                raise LeaveError
            case Key.HELP:
                self._say(words.help_lines(question))

    def _give(self, name: str, text: str) -> None:
        self._keep(moves.answer(self.session, name, text), name)

    def _several(self, question: Question, rest: str) -> None:
        fact = question.fact
        hint = "for example 1 2" if fact.anchors else "for example 1,000 to 2,000"
        text = rest or self._screen.ask(f"Which are possible, {hint}", words=fact.domain.values)
        if text.strip():
            self._give(fact.name, answer_words(text, fact))

    def _note(self, question: Question, rest: str) -> None:
        name = question.fact.name
        current = moves.question_on(self.session, name).note
        text = rest or self._screen.ask("Remark, - for none", default=current)
        if not text.strip():
            return
        noted = moves.note(self.session, name, "" if text.strip() == "-" else text)
        # The question stays on the screen, and Enter still means what it says there.
        self.session = replace(self._write(noted, name), at=self.session.at)
        kept = moves.question_on(self.session, name).note
        self._tell(f"Remark kept: {kept}" if kept else "Remark taken away.")

    def _back(self, rest: str) -> None:
        asked = self.session.asked
        last = self._trail[-1] if self._trail else ""
        if not rest:
            if not asked:
                self._tell("No question has been answered yet.")
                return
            self._say(words.answers_lines(self.session, asked))
            default = f", Enter for {last}" if last in asked else ""
            prompt = f"Which one: number or name{default}"
            rest = self._screen.ask(prompt, words=self._rules.fact_names) or last
            if not rest:
                return
        name = chosen_fact(rest, asked, self._rules)
        if name is None:
            self._tell(f"There is no question called '{rest}'. Type b to see the answers.")
            return
        self.session = moves.back(self.session, name)

    def _what_if(self, question: Question, rest: str) -> None:
        fact = question.fact
        text = rest or self._screen.ask("What if the answer were", words=fact.domain.values)
        read = read_line(text, fact, self._rules)
        if not isinstance(read, Given):
            self._tell("Type an answer to try, such as 'i 2'; nothing is kept of it.")
            return
        name = read.fact or fact.name
        found = moves.what_if(self.session, name, read.text)
        heading = f"If {name} were {read.text} (not kept)"
        self._say(words.difference_lines(found, heading))

    def _keep(self, after: Session, name: str) -> None:
        """Write what is new in a session to the file, and go on with it."""
        before = self.session
        changed = name in before.asked
        after = self._write(after, name)
        self.session = after
        if name in self._trail:
            self._trail.remove(name)
        self._trail.append(name)
        question = moves.question_on(after, name)
        answer = question.answer
        given = words.answer_words_of(answer, question.fact) if answer else "nobody knows"
        self._tell(f"Kept: {name}: {given}.")
        opened = moves.reopened(before, after) if changed else ()
        if opened:
            self._say(words.reopened_lines(opened, self._rules))
        if changed:
            found = difference(moves.so_far(before), moves.so_far(after))
            if not found.nothing:
                self._say(words.difference_lines(found, "What the change does"))

    def _write(self, after: Session, name: str) -> Session:
        """Put one fact into the file; what another program wrote meanwhile comes into the session."""
        elsewhere = self._kept.changed_elsewhere()
        self._kept.put(after.case, name)
        if not elsewhere:
            return after
        self._tell("Another program has changed the file; what it wrote is kept and counts.")
        return replace(moves.start(self._rules, self._kept.read()), fuller=after.fuller)

    def _checked(self) -> bool:
        """Show the answers to be checked; return whether they stand as they are."""
        asked = self.session.asked
        standing = self.session.standing
        lines = [Line(), Line("Check your answers", kind="title")]
        if standing is Standing.FINISHED:
            text = "Nothing that is open can change a decision, a warning or an action."
            lines.append(Line(text, kind="strong"))
        lines += words.answers_lines(self.session, asked)
        self._screen.say([*lines, Line()])
        while True:
            prompt = "Enter for the report, or the number of an answer to change"
            text = self._screen.ask(prompt, words=self._rules.fact_names).strip()
            if not text:
                return True
            self._leave_if(text)
            name = chosen_fact(text, asked, self._rules)
            if name is not None:
                self.session = moves.back(self.session, name)
                return False
            self._refuse(f"there is no answer called '{text}'", "type its number or its name")

    def _say(self, lines: Sequence[Line]) -> None:
        self._screen.say([Line(), *lines, Line()])

    def _tell(self, text: str) -> None:
        self._screen.say([Line(text)])

    def _refuse(self, message: str, hint: str) -> None:
        """Tell what can't be done with a line; a script ends there, since its lines are out of step."""
        error = AnswerError(Problem(NOWHERE, message, hint))
        if self._screen.scripted:
            raise error
        self._complain(error)

    def _complain(self, error: AdvisorError) -> None:
        for problem in error.problems:
            text = f"{capital(problem.message)}."
            hint = f" {capital(problem.hint)}." if problem.hint else ""
            self._screen.say([Line(text + hint, "Not kept: ", "warning")])


def give_report(
    screen: Screen, advice: Advice, path: Path, report: Report, write: Callable[[Path, str], None]
) -> None:
    """Ask in which forms the report is wanted; show it, or write it beside the case file."""
    names = list(FORMATS)
    lines = [Line(), Line("The report", kind="title"), Line("text on the screen", "1  ")]
    files = [path.with_name(f"{path.stem}-advice{ending}") for ending in FORMATS.values()]
    for number, (name, file) in enumerate(zip(names, files, strict=True), start=2):
        lines.append(Line(f"{name} in {file}", f"{number}  "))
    screen.say([*lines, Line("none", "0  ")])
    while True:
        typed = screen.ask("Which, for example 1 4", default="1").replace(",", " ").split()
        if typed and all(one.isdecimal() and int(one) <= len(names) + 1 for one in typed):
            break
        screen.say([Line(f"Type numbers from 0 to {len(names) + 1}.")])
    for number in dict.fromkeys(int(one) for one in typed):
        if number == 1:
            screen.say([Line()])
            screen.show(report(advice, "screen"))
        elif number > 1:
            write(files[number - 2], report(advice, names[number - 2]))
            screen.say([Line(f"Written: {files[number - 2]}")])
