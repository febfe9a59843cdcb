"""The questionnaire as a page that works by itself: it is printed, or filled in and saved as a case file."""

from __future__ import annotations

from advisor.report.environment import render_template
from advisor.report.questionnaire.model import Questionnaire


def as_html(questionnaire: Questionnaire) -> str:
    """Return the page. It loads and sends nothing; its script writes the answers into a file (JSON)."""
    return render_template("questionnaire.html.j2", None, {"form": questionnaire})
