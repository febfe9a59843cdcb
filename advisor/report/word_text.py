"""What the template of the Word form says: paragraphs as pairs of a style and a text, part by part.

What stands between braces is filled in; `{%p` takes away its paragraph. An empty style is a line of
the template's own.
"""

from __future__ import annotations

WHERE = "{{ say.read_sentence(GROUNDS) | oneline }}. [{{ GROUNDS.rule }}] {{ say.cited_text(GROUNDS) | oneline }}"
BRIEF: tuple[tuple[str, str], ...] = (
    ("", '{%p import "wording.j2" as say %}'),
    ("Title", "Advice on the digital organization of {{ report.case.name }}"),
    (
        "Subtitle",
        '{{ [report.case.level | capital, report.case.country, report.case.date] | select | join(" · ") }}',
    ),
    ("Heading 1", "1. What is advised, and how firm it is"),
    ("", "{%p for decision in report.decisions %}"),
    ("Heading 2", "{{ decision.title }}: {{ say.heading_word(decision) | oneline }}"),
    (
        "Normal",
        (
            "{{ say.status_word(decision.status) | oneline | capital }}: "
            "{{ say.firmness_sentence(decision) | oneline }} {{ say.sturdy_words(decision) | oneline }}"
            "{% if decision.recommended %} {{ say.reason_sentence(decision) | oneline }}{% endif %}"
        ),
    ),
    ("", "{%p endfor %}"),
    ("", "{%p if report.brief.warnings %}"),
    ("Heading 2", "What does not fit together"),
    ("", "{%p for warning in report.brief.warnings %}"),
    ("List Bullet", "{{ warning.text }}{% if warning.provisional %} (provisional){% endif %}"),
    ("", "{%p endfor %}"),
    ("", "{%p endif %}"),
    ("", "{%p if report.brief.steps %}"),
    ("Heading 2", "First steps"),
    ("", "{%p for step in report.brief.steps %}"),
    ("List Number", "{{ step.text }} ({{ step.owner }}, {{ step.due }})"),
    ("", "{%p endfor %}"),
    ("", "{%p endif %}"),
    ("", "{%p if report.brief.changes %}"),
    ("Heading 2", "What would change the advice"),
    ("", "{%p for change in report.brief.changes %}"),
    ("List Bullet", "{{ say.brief_change(change) | oneline }}."),
    ("", "{%p endfor %}"),
    ("", "{%p endif %}"),
    ("", "{%p if report.chart %}"),
    ("Heading 2", "The picture"),
    ("Drawing", "{{ report.chart | drawing }}"),
    ("", "{%p for sentence in report.chart.sentences %}"),
    ("List Bullet", "{{ sentence }}"),
    ("", "{%p endfor %}"),
    ("", "{%p endif %}"),
    ("", "{%p for border in report.borders %}"),
    ("Normal", "{{ say.border_sentence(border) | oneline }}"),
    ("", "{%p endfor %}"),
    ("Normal", "{{ report.brief.known }} of {{ report.brief.asked }} answers are known."),
    ("", "{%p if report.groups %}"),
    ("", "{%p for group in report.groups %}"),
    ("Heading 2", "{{ group.title }}"),
)
MISFITS: tuple[tuple[str, str], ...] = (
    ("", "{%p endfor %}"),
    ("", "{%p endif %}"),
    ("Heading 1", "2. Misfits: what does not fit together"),
    ("", "{%p for misfit in report.misfits %}"),
    (
        "List Bullet",
        (
            "{{ misfit.text }}{% if misfit.weight %} ({{ misfit.weight }}){% endif %}"
            "{% if misfit.provisional %} (provisional: an open answer could take it away){% endif %}"
        ),
    ),
    ("Grounds", "{{ misfit.grounds.because }} " + WHERE.replace("GROUNDS", "misfit.grounds")),
    ("", "{%p else %}"),
    ("Normal", "None was found among the facts that are known."),
    ("", "{%p endfor %}"),
    ("Heading 1", "3. Action plan, by phase and owner"),
    ("", "{%p if report.plan_chart %}"),
    ("Drawing", "{{ report.plan_chart | drawing }}"),
    ("Caption", "{{ report.plan_chart.title }}."),
    ("", "{%p endif %}"),
    ("", "{%p for phase in report.plan %}"),
    ("Heading 2", "{{ phase.title }}"),
)
ARGUMENTS: tuple[tuple[str, str], ...] = (
    ("", "{%p endfor %}"),
    ("Heading 1", "4. The arguments, decision by decision"),
    ("", "{%p for decision in report.decisions %}"),
    ("Heading 2", "{{ decision.title }}: the arguments"),
    (
        "Normal",
        (
            "{{ decision.question }} {{ say.status_word(decision.status) | oneline | capital }}: "
            "{{ say.status_sentence(decision) | oneline }} {{ say.checking_sentence(decision) | oneline }}"
        ),
    ),
    ("", "{%p set points = report.points_charts[loop.index0] %}"),
    ("", "{%p if points %}"),
    ("Drawing", "{{ points | drawing }}"),
    (
        "Caption",
        "{{ points.title }}: filled to the right for it, outlined to the left against it.",
    ),
    ("", "{%p endif %}"),
)
OPEN: tuple[tuple[str, str], ...] = (
    (
        "Normal",
        (
            "Sum of the points: {% for option in decision.options %}{{ option.name }} {{ option.points | string | replace('-', '\u2212') }}"
            "{% if option.ruled_out %} ({{ say.ruled_out_words(option) | oneline }}){% endif %}"
            "{% if not loop.last %}, {% endif %}{% endfor %}."
        ),
    ),
    ("", "{%p endfor %}"),
    ("Heading 1", "5. What was assumed or is unknown, and what could overturn the advice"),
    ("Normal", "{{ say.known_sentence(report) | oneline }}"),
    ("", "{%p for fact in report.overturning %}"),
    ("List Bullet", "{{ fact.question }} ({{ fact.fact }}, now {{ fact.possible or 'unknown' }})"),
    ("", "{%p for change in fact.changes %}"),
    (
        "List Bullet 2",
        (
            "If {{ change.answer }}{{ say.change_partners(change) | oneline }}: "
            "{{ say.change_moves(change) | oneline }}"
        ),
    ),
    ("", "{%p endfor %}"),
    ("", "{%p endfor %}"),
    ("Heading 2", "Known"),
    ("", "{%p for one in report.told %}"),
    ("List Bullet", "{{ one.fact | capital }}: {{ one.value }}"),
    ("", "{%p endfor %}"),
    ("", "{%p if report.assumed %}"),
    ("Heading 2", "Not sure: reckoned with every value that is named"),
    ("", "{%p for one in report.assumed %}"),
    ("List Bullet", "{{ one.title }}: {{ one.possible }}"),
    ("", "{%p endfor %}"),
    ("", "{%p endif %}"),
    ("", "{%p if report.unknown %}"),
    ("Heading 2", "Unknown"),
    ("Normal", '{{ report.unknown | map(attribute="fact") | join(", ") }}.'),
    ("", "{%p endif %}"),
    ("", "{%p if report.remarks %}"),
    ("Heading 2", "Remarks on the answers"),
    ("", "{%p for name, remark in report.remarks %}"),
    ("List Bullet", "{{ name | capital }}: {{ remark }}"),
    ("", "{%p endfor %}"),
    ("", "{%p endif %}"),
    ("", "{%p if report.case.remark %}"),
    ("Heading 2", "Remark on the case"),
    ("Normal", "{{ report.case.remark }}"),
    ("", "{%p endif %}"),
    ("Heading 2", "Concluded from it"),
    ("", "{%p if report.profile_chart %}"),
    ("Drawing", "{{ report.profile_chart | drawing }}"),
    ("Caption", "{{ report.profile_chart.title }}: filled is what is concluded so far."),
    ("", "{%p endif %}"),
    ("", "{%p for sentence in report.beside %}"),
    ("Normal", "{{ sentence }}"),
    ("", "{%p endfor %}"),
    ("", "{%p for one in report.concluded if one.value %}"),
    (
        "List Bullet",
        (
            "{{ one.title }}: {{ one.value }}{% if one.contradicted %}, the rules contradict each other"
            "{% elif one.open %}, could still change{% endif %} ({{ one.rules | join('; ') }})"
        ),
    ),
    ("", "{%p endfor %}"),
    ("", "{%p if report.not_concluded %}"),
    ("Normal", "Not enough is known to conclude: {{ report.not_concluded | join(', ') }}."),
    ("", "{%p endif %}"),
    ("", "{%p if report.case.chosen or report.case.verdict %}"),
    ("Heading 2", "What was really chosen"),
    ("", "{%p for chosen in report.case.chosen %}"),
    (
        "List Bullet",
        (
            "{{ chosen.decision }}: {{ chosen.option }}{% if chosen.advised and "
            "chosen.advised != chosen.option %} (advised: {{ chosen.advised }}){% endif %}"
        ),
    ),
    ("", "{%p endfor %}"),
    ("", "{%p if report.case.verdict %}"),
    ("Normal", "How it ended: {{ report.case.verdict }}. {{ report.case.outcome }}"),
    ("", "{%p endif %}"),
    ("", "{%p endif %}"),
    ("Heading 1", "6. Tasks of the leader"),
    ("", "{%p for step in report.leaders_tasks %}"),
    ("List Bullet", "{{ step.phase | capital }}, {{ step.owner }}: {{ step.text }}"),
    ("Grounds", "{{ step.grounds.because }} " + WHERE.replace("GROUNDS", "step.grounds")),
    ("", "{%p else %}"),
    ("Normal", "No task follows from what is known."),
    ("", "{%p endfor %}"),
    ("Heading 1", "7. Training"),
    ("", "{%p for step in report.training_points %}"),
    ("List Bullet", "{{ step.phase | capital }}, {{ step.owner }}: {{ step.text }}"),
    ("Grounds", "{{ step.grounds.because }} " + WHERE.replace("GROUNDS", "step.grounds")),
    ("", "{%p else %}"),
    ("Normal", "No point of training follows from what is known."),
    ("", "{%p endfor %}"),
    ("", "{%p if report.matrix.levels %}"),
    ("Heading 2", "Which competencies matter for whom"),
)
SOURCES: tuple[tuple[str, str], ...] = (
    ("", "{%p endif %}"),
    ("Heading 1", "8. Sources cited"),
    ("", "{%p for work in report.works %}"),
    ("Work", "[{{ work.key }}] {{ say.work_text(work) | oneline }} {{ work.address }}"),
    ("", "{%p endfor %}"),
    ("", "{%p for source in report.case.sources %}"),
    ("Work", "[{{ loop.index }}] {{ source.text }}"),
    ("", "{%p endfor %}"),
    ("", "{%p if scenarios %}"),
    ("Heading 1", "9. {{ scenarios.title }}"),
    ("Normal", "{{ scenarios.summary }}"),
    ("", "{%p for part in scenarios.parts %}"),
    ("", "{%p if part.kind == 'heading' %}"),
    ("Heading 2", "{{ part.text }}"),
    ("", "{%p elif part.kind == 'paragraph' %}"),
    ("Normal", "{% if part.label %}{{ part.label }}: {% endif %}{{ part.text }}"),
    ("", "{%p elif part.kind == 'table' %}"),
)
SIGNATURES: tuple[tuple[str, str], ...] = (
    ("", "{%p endif %}"),
    ("", "{%p endfor %}"),
    ("", "{%p endif %}"),
    ("Heading 1", "{{ 10 if scenarios else 9 }}. Who stands behind this advice"),
    ("", "{%p if report.answered %}"),
    ("Heading 2", "Who answered which question, and who checked the answer"),
)
