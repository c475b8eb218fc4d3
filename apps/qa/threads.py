"""The thread of a question: those before and after it. Reads only."""

from __future__ import annotations

from typing import Final

from django.db.models import Q
from django.urls import reverse

from apps.qa.models import Question
from apps.qa.pages import ThreadItem

# What was said longer ago is no longer what "it" means; each costs an understanding.
MOST_REMEMBERED: Final = 4
MOST_SHOWN: Final = 20


def texts_before(question: Question) -> list[str]:
    """What the question follows, first to last. One query for each."""
    texts: list[str] = []
    row = question.follows
    while row is not None and len(texts) < MOST_REMEMBERED:
        texts.append(row.text)
        row = row.follows
    return texts[::-1]


def thread_of(question: Question) -> list[Question]:
    """All questions of its thread, oldest first, at most the newest twenty. One query."""
    root = question.thread or question.public_id
    rows = Question.objects.filter(Q(public_id=root) | Q(thread=root)).order_by("-id")
    return list(rows[:MOST_SHOWN])[::-1]


def thread_items(question: Question) -> tuple[ThreadItem, ...]:
    """Its thread as pages show it; nothing where it is alone. One query."""
    rows = thread_of(question)
    return tuple(
        ThreadItem(
            text=row.text,
            url=reverse("question", args=[row.public_id]),
            asked_at=row.created_at,
            is_this=row.pk == question.pk,
        )
        for row in (rows if len(rows) > 1 else [])
    )
