"""What a case file may hold: its keys in the order in which they are written, and the words of some."""

TEXT_KEYS = ("id", "place", "country", "level", "date", "group", "summary")
PEOPLE_KEYS = ("prepared by", "checked by", "rules")
KEYS = (
    *TEXT_KEYS,
    *PEOPLE_KEYS,
    "fictional",
    "facts",
    "notes",
    "sources",
    "chosen",
    "outcome",
    "expect",
)
"""What may stand at the top of a case file, in the order in which it is written."""

ATTESTED_KEYS = ("answered by", "answered on", "checked by", "checked on")
"""What may stand beside an answer: who gave it, who checked it, and when."""

ANSWER_KEYS = ("answer", "note", *ATTESTED_KEYS)
"""What may stand under a fact's name, in the order in which it is written."""

VERDICTS = ("worked", "mixed", "failed", "reversed", "unknown")
"""How a choice can have ended, as `outcome:` writes it."""

STATUSES = ("firm", "provisional", "contested", "insufficient")
"""How firm a recommendation can be, as `expect:` writes it."""

NO_OPTION = "none"
"""What `expect:` writes for an option where nothing is to be recommended; an option of that name goes before."""

MISFIT_KEYS = ("misfits", "no misfits")
ACTION_KEYS = ("actions", "no actions")
EXPECTED_RULES = (*MISFIT_KEYS, *ACTION_KEYS)
"""What `expect:` may hold besides decisions: rules that are to be told, and rules that are not."""
