"""The interview at a terminal: what it is for, all its questions, and the check of the answers."""

from __future__ import annotations

from advisor.cases.keep.kept_case import KeptCase
from advisor.cases.model import NOT_TOLD, Attestation
from advisor.inference.advice import Advice
from advisor.interview import session as moves
from advisor.interview import views
from advisor.interview.conversation import KEYS, Conversation
from advisor.interview.leanings import deciding_text, grouped
from advisor.interview.lines import SessionParagraph, progress_text
from advisor.interview.prompts import LeaveError, ask_at
from advisor.interview.questions import answers_lines
from advisor.interview.reading import chosen_fact
from advisor.interview.screens import Screen
from advisor.interview.session import ENOUGH, Standing
from advisor.interview.sureness import outlook_lines
from advisor.knowledge.model import RuleBase
from advisor.text import all_of, capital, counted


class Interview:
    """One session at a screen, with its case file kept after every answer."""

    def __init__(
        self,
        screen: Screen,
        rules: RuleBase,
        kept: KeptCase,
        enough: float = ENOUGH,
        by: Attestation = NOT_TOLD,
    ) -> None:
        self._screen = screen
        self._rules = rules
        self._file = kept.path
        self._talk = Conversation(screen, rules, kept, enough, by)

    def run(self) -> Advice:
        """Ask until nothing is left to ask, let the answers be checked, and return the advice.

        Raises LeaveError when the session is left before, and CaseError where the file is gone by
        then: it names the one that holds the answers now.
        """
        self._greet()
        try:
            while True:
                self._ask_all()
                if self._checked():
                    break
        except (LeaveError, EOFError, KeyboardInterrupt):
            self._talk.check_file()
            raise
        self._talk.check_file()
        return views.so_far(self._talk.session)

    def _greet(self) -> None:
        """Tell what the interview is for, how long it takes and how to stop."""
        session = self._talk.session
        case, told = session.case, len(session.asked)
        aims = all_of(grouped((one.name for one in self._rules.decisions), self._rules))
        before = f"; {counted(told, 'question')} answered before" if told else ""
        lines = [
            SessionParagraph(case.place or case.id, kind="title"),
            SessionParagraph(f"These questions lead to advice on {aims}, with the reasons."),
            SessionParagraph(
                f"{capital(progress_text(moves.progress(session)))}{before}; none comes twice."
            ),
            SessionParagraph(
                f"q leaves at any time, h is help. Every answer is kept at once in {self._file}."
            ),
        ]
        self._screen.say([SessionParagraph(), *lines])

    def _ask_all(self) -> None:
        while True:
            question = moves.next_question(self._talk.session)
            if question is not None:
                self._talk.ask(question)
            elif self._talk.session.standing is Standing.DECIDED:
                if not self._offer_more():
                    return
            else:
                return

    def _offer_more(self) -> bool:
        """Tell how sure the main decisions are, and ask whether to go on."""
        session = self._talk.session
        left = moves.progress(session)
        if session.undecided:
            text = (
                "The main decisions are sure enough to report; open answers can still change them."
            )
        elif session.matter.deciding:
            text = "Nothing that is open can change a main decision any more."
        else:
            text = "Nothing that is open can change a decision any more."
        rest = "with the rest, for" if session.undecided else "for"
        self._screen.say(
            [
                SessionParagraph(),
                SessionParagraph(text, kind="strong"),
                *outlook_lines(session),
                SessionParagraph(),
                SessionParagraph(f"{capital(progress_text(left))}{deciding_text(left)}."),
                SessionParagraph("report now, after a look at the answers", "1  "),
                SessionParagraph(f"go on {rest} warnings and plan", "2  "),
                SessionParagraph("stop here; everything is kept", "3  "),
            ]
        )
        while True:
            told = f"1 leads to the report, 2 to the questions that are left, 3 stops. {KEYS}"
            text = ask_at(self._screen, "Your choice", told, default="1").strip().casefold()
            if text in ("1", "report", "report now"):
                return False
            if text in ("2", "g", "go on"):
                self._talk.session = moves.go_on(self._talk.session)
                return True
            if text in ("3", "s", "stop"):
                raise LeaveError
            hint = "type 1 to report, 2 to go on or 3 to stop"
            self._talk.refuse(f"'{text}' is no choice here", hint)

    def _checked(self) -> bool:
        """Show the answers to be checked; return whether they stand as they are."""
        asked = self._talk.session.asked
        standing = self._talk.session.standing
        lines = [SessionParagraph(), SessionParagraph("Check your answers", kind="title")]
        if standing is Standing.FINISHED:
            text = "Nothing that is open can change a decision, a warning or an action."
            lines.append(SessionParagraph(text, kind="strong"))
        lines += answers_lines(self._talk.session, asked)
        self._screen.say([*lines, SessionParagraph()])
        while True:
            prompt = "Enter for the report, or the number of an answer to change"
            told = f"The number of an answer, or the first letters of any question. {KEYS}"
            names = self._rules.fact_names
            text = ask_at(self._screen, prompt, told, words=names, answers=names).strip()
            if not text:
                return True
            name = chosen_fact(text, asked, self._rules)
            if name is not None:
                self._talk.session = moves.back(self._talk.session, name)
                return False
            self._talk.refuse(f"there is no answer called '{text}'", "type its number or its name")
