"""One question at a screen: the answer and the keys, until it is answered or left for another one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from advisor.cases.keep.kept_case import KeptCase
from advisor.cases.model import NOT_TOLD, Attestation
from advisor.errors import NOWHERE, AdvisorError, CaseError, Problem, nearest
from advisor.explanation.difference import difference
from advisor.interview import leanings, questions, sureness, views
from advisor.interview import session as moves
from advisor.interview.consistency import only_answer_text
from advisor.interview.lines import SessionParagraph, answer_words_of, range_example
from advisor.interview.prompts import LeaveError, ask_at
from advisor.interview.reading import (
    Given,
    Key,
    Pressed,
    answer_words,
    chosen_fact,
    read_line,
)
from advisor.interview.screens import Screen
from advisor.interview.session import AnswerError, Question, Session
from advisor.knowledge.domains import Kind
from advisor.knowledge.model import Rule, RuleBase
from advisor.text import capital

KEYS = "q leaves; what was answered is kept."
"""What help says of the keys at a prompt that is no question."""


class Conversation:
    """A session at a screen, with its case file kept after every answer."""

    def __init__(
        self,
        screen: Screen,
        rules: RuleBase,
        kept: KeptCase,
        enough: float,
        by: Attestation = NOT_TOLD,
    ) -> None:
        self.screen = screen
        self._rules = rules
        self._kept = kept
        self.session: Session = moves.start(rules, kept.read(), enough, by)
        self._trail: list[str] = []
        self._topic: str | None = None
        self._suggested: Given | None = None

    def ask(self, question: Question) -> None:
        """Ask one question, until it is answered or left for another one."""
        fact = question.fact
        if fact.topic != self._topic and fact.topic:
            self.screen.say([SessionParagraph(), SessionParagraph(fact.topic, kind="title")])
            self._topic = fact.topic
        self._show(fact.name)
        done = False
        while not done:
            keys = questions.keys_text(question, self.session)
            again = self._standing(fact.name)
            typed = self.screen.ask("Answer", words=fact.domain.values, keys=keys, again=again)
            read: Pressed | Given | None = None
            try:
                read = read_line(typed, fact, self._rules)
                done = self._take(read, question)
            except CaseError:
                raise
            except AdvisorError as error:
                if self.screen.scripted:
                    raise
                self._complain(error, read)

    def _show(self, name: str) -> None:
        """Show a question with its answers, and what the case holds of it now."""
        self.screen.say(self._standing(name))

    def _standing(self, name: str) -> list[SessionParagraph]:
        question = moves.question_on(self.session, name)
        lines = questions.question_lines(question, moves.progress(self.session))
        alone = only_answer_text(self.session, name) if question.answer is None else ""
        lines += [SessionParagraph(), SessionParagraph(alone)] if alone else []
        return [SessionParagraph(), *lines, SessionParagraph()]

    def _take(self, read: Pressed | Given | None, question: Question) -> bool:
        """Do what was typed; return whether another question comes next."""
        name, here = question.fact.name, self.session
        suggested, self._suggested = self._suggested, None
        if read is None and suggested is not None:
            read = suggested
        if read is None:
            if self.session.at is not None:
                self.session = moves.onward(self.session)
        elif isinstance(read, Given):
            self._give(read.fact or name, read.text)
            return True
        elif read.key is Key.NOTE:
            self._note(question, read.rest)
            self._show(name)
            return False
        else:
            self._press(read, question)
        if self.session is here:
            # What was told may have pushed the question off the screen.
            self._show(name)
        return self.session is not here

    def _press(self, pressed: Pressed, question: Question) -> None:
        name = question.fact.name
        match pressed.key:
            case Key.WHY:
                ids = bool(pressed.rest)
                found = views.why(self.session, name)
                self.say(leanings.why_lines(found, self._rules, ids=ids))
            case Key.UNKNOWN:
                self._keep(moves.unknown(self.session, name), name)
            case Key.SEVERAL:
                self._several(question, pressed.rest)
            case Key.NOT_APPLICABLE:
                self._keep(moves.not_applicable(self.session, name), name)
            case Key.BACK:
                self._back(pressed.rest)
            case Key.SO_FAR:
                advice = views.so_far(self.session)
                left = moves.progress(self.session)
                sure = {one.decision: one for one in views.likelihoods(self.session)}
                self.say(leanings.so_far_lines(advice, self._rules, left, sure))
            case Key.WHAT_IF:
                self._what_if(question, pressed.rest)
            case Key.LEAVE:
                raise LeaveError
            case Key.HELP:
                self.say(questions.help_lines(question, self.session))

    def _give(self, name: str, text: str) -> None:
        self._keep(moves.answer(self.session, name, text), name)

    def _several(self, question: Question, rest: str) -> None:
        fact = question.fact
        hint = "1 2" if fact.domain.kind is not Kind.NUMBER else range_example(fact.domain)
        text = rest or ask_at(
            self.screen,
            f"Which are possible, for example {hint}",
            f"Every answer that may hold, such as {hint}; Enter leaves the question as it is. {KEYS}",
            words=fact.domain.values,
            answers=fact.domain.values,
        )
        if text.strip():
            self._give(fact.name, answer_words(text, fact))

    def _note(self, question: Question, rest: str) -> None:
        name = question.fact.name
        current = moves.question_on(self.session, name).note
        text = rest or ask_at(
            self.screen,
            "Remark, - for none",
            f"Who said it or where it stands; - takes a remark away. {KEYS}",
            default=current,
        )
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
            self.say(questions.answers_lines(self.session, asked))
            default = f", Enter for {last}" if last in asked else ""
            prompt = f"Which one: number or name{default}"
            told = (
                "The number of an answer in the list above, or the first letters of any question."
            )
            names = self._rules.fact_names
            rest = ask_at(self.screen, prompt, f"{told} {KEYS}", words=names, answers=names) or last
            if not rest:
                return
        name = chosen_fact(rest, asked, self._rules)
        if name is None:
            near = nearest(rest[:200], self._rules.fact_names)
            meant = f" Did you mean '{near}'?" if near else ""
            self._tell(f"There is no question called '{rest}'.{meant} Type b to see the answers.")
            return
        self.session = moves.back(self.session, name)

    def _what_if(self, question: Question, rest: str) -> None:
        fact = question.fact
        text = rest or ask_at(
            self.screen,
            "What if the answer were",
            f"An answer to try; nothing is kept of it. {KEYS}",
            words=fact.domain.values,
            answers=fact.domain.values,
        )
        read = read_line(text, fact, self._rules)
        if not isinstance(read, Given):
            self._tell("Type an answer to try, such as 'i 2'; nothing is kept of it.")
            return
        name = read.fact or fact.name
        found = views.what_if(self.session, name, read.text)
        heading = f"If {name} were {read.text} (not kept)"
        self.say(leanings.difference_lines(found, heading))

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
        given = answer_words_of(answer, question.fact) if answer else "nobody knows"
        self._tell(f"Kept: {name}: {given}.")
        self.screen.say(sureness.settled_lines(before, after))
        opened = views.reopened(before, after) if changed else ()
        if opened:
            self.say(leanings.reopened_lines(opened, self._rules))
        if changed:
            found = difference(views.so_far(before), views.so_far(after))
            if not found.nothing:
                self.say(leanings.difference_lines(found, "What the change does"))
        for rule in views.new_contradictions(before, after):
            self._contradicted(rule)

    def _contradicted(self, rule: Rule) -> None:
        """Tell that answers exclude each other, and lead to the one that is to be corrected."""
        facts = sureness.contradicting(rule, self.session)
        numbered = not self.screen.scripted
        self.say(sureness.contradiction_lines(rule, self.session, facts, numbered=numbered))
        # The next line of a script answers the next question, whatever was said meanwhile.
        while not self.screen.scripted:
            prompt = "Number of the answer to correct, Enter to leave them"
            told = f"The number of one of the answers above, or Enter: all stay as they are. {KEYS}"
            text = ask_at(self.screen, prompt, told).strip()
            if not text or text == "0":
                return
            if text.isdecimal() and int(text) <= len(facts):
                self.session = moves.back(self.session, facts[int(text) - 1].name)
                return
            self.refuse(f"there is no answer {text}", f"type 1 to {len(facts)}, or Enter")

    def _write(self, after: Session, name: str) -> Session:
        """Put one fact into the file; what another program wrote meanwhile comes into the session."""
        try:
            elsewhere = self._kept.changed_elsewhere()
            self._kept.put(after.case, name)
        except CaseError as error:
            raise self._rescued(error, after) from None
        if not elsewhere:
            return after
        self._tell("Another program has changed the file; what it wrote is kept and counts.")
        again = moves.start(self._rules, self._kept.read(), after.enough, after.by)
        return replace(again, fuller=after.fuller, topic=after.topic)

    def check_file(self) -> None:
        """See that the file still holds the session. Raises CaseError with the name of the one that does now."""
        try:
            self._kept.read()
        except CaseError as error:
            raise self._rescued(error, self.session) from None

    def _rescued(self, error: CaseError, session: Session) -> CaseError:
        """Keep what was typed elsewhere, since the file is gone or broken and nothing else holds it."""
        return CaseError([*error.problems, self._kept.rescued(session.case)])

    def say(self, lines: Sequence[SessionParagraph]) -> None:
        """Show paragraphs with a free line before and behind them."""
        self.screen.say([SessionParagraph(), *lines, SessionParagraph()])

    def _tell(self, text: str) -> None:
        self.screen.say([SessionParagraph(text)])

    def refuse(self, message: str, hint: str) -> None:
        """Tell what can't be done with a line; a script ends there, since its lines are out of step."""
        error = AnswerError(Problem(NOWHERE, message, hint))
        if self.screen.scripted:
            raise error
        self._complain(error)

    def _complain(self, error: AdvisorError, read: Pressed | Given | None = None) -> None:
        """Tell what is wrong; where one answer seems to be meant, Enter takes it."""
        near = error.problems[0].nearest if len(error.problems) == 1 else ""
        # What an earlier line seemed to mean is past.
        self._suggested = Given(near, read.fact) if near and isinstance(read, Given) else None
        for problem in error.problems:
            text = f"{capital(problem.message)}."
            hint = f" {capital(problem.hint)}." if problem.hint else ""
            takes = f" Enter takes '{near}'." if self._suggested else ""
            self.screen.say([SessionParagraph(text + hint + takes, "Not kept: ", "warning")])
