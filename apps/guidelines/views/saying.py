"""What a page says after a deed: what was marked, in numbers."""

from __future__ import annotations

from django.utils.translation import gettext, ngettext

from apps.guidelines.models import EvidenceChange
from apps.guidelines.resting import marked_by


def say_marked(change: EvidenceChange | None) -> str:
    """A sentence: how many statements, answers and tasks. One query, if anything changed."""
    if change is None:
        return gettext("Nothing new was marked.")
    marked = marked_by(change)
    statements = ngettext("%(n)d statement", "%(n)d statements", marked.statements)
    answers = ngettext("%(n)d answer", "%(n)d answers", marked.answers)
    tasks = ngettext("%(n)d review task", "%(n)d review tasks", marked.tasks)
    return gettext("Marked: %(statements)s and %(answers)s. Opened: %(tasks)s.") % {
        "statements": statements % {"n": marked.statements},
        "answers": answers % {"n": marked.answers},
        "tasks": tasks % {"n": marked.tasks},
    }
