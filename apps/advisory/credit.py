"""Credit for reviews: what a member signed of articles that readers can see. Reads only."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Max
from django.urls import reverse

from apps.advisory.models import Member
from apps.articles.domain.lifecycle import SHOWN_TO_READERS
from apps.articles.models import ArticleVersion


@dataclass(frozen=True, slots=True)
class Review:
    """One version that somebody signed; `on` is the day of their last signature on it."""

    question: str
    author: str
    number: int
    url: str
    is_approved: bool
    on: date


def reviews_of(user_id: int) -> tuple[Review, ...]:
    """Newest first. One query."""
    rows = (
        ArticleVersion.objects.filter(state__in=SHOWN_TO_READERS, sign_offs__signer=user_id)
        .annotate(signed_at=Max("sign_offs__signed_at"))
        .select_related("article", "author")
        .order_by("-signed_at", "-pk")
    )
    return tuple(
        Review(
            question=row.question,
            author=row.author.name,
            number=row.number,
            url=reverse("article_version", args=[row.article.slug, row.number]),
            is_approved=row.approved_at is not None,
            on=row.signed_at.date(),
        )
        for row in rows
    )


def reviews_document(member: Member, *, organisation: str, origin: str) -> str:
    """CSL-JSON: items of type "review" (CSL 1.0.2), as reference managers import them.

    ORCID takes peer reviews from its member organisations only, so a file for it would help
    nobody. One query. `origin` is scheme and host, before the addresses.
    """
    items: list[dict[str, Any]] = [
        {
            "id": f"{origin}{review.url}#{member.public_id}",
            "type": "review",
            "genre": "Peer review before publication",
            "author": [{"literal": member.user.name}],
            "title": f"Review of “{review.question}”, version {review.number}",
            "reviewed-title": review.question,
            "reviewed-author": [{"literal": review.author}],
            "reviewed-genre": "Medical article",
            "publisher": organisation,
            "issued": {"date-parts": [[review.on.year, review.on.month, review.on.day]]},
            "URL": f"{origin}{review.url}",
        }
        for review in reviews_of(member.user_id)
    ]
    return json.dumps(items, ensure_ascii=False, indent=1) + "\n"
