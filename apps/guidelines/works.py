"""Publications of the store, found by title, DOI or PubMed number. Reads only."""

from __future__ import annotations

import re
import uuid
from typing import Final

from django.db.models import Q, QuerySet

from apps.guidelines.domain.references import WorkKind
from apps.guidelines.models import Work
from core.errors import NotFound

MOST_SOURCES: Final = 12
_BEFORE_A_DOI: Final = re.compile(r"^(https?://(dx\.)?doi\.org/|doi:\s*)", re.IGNORECASE)
_BEFORE_A_PMID: Final = re.compile(
    r"^(https?://pubmed\.ncbi\.nlm\.nih\.gov/|pmid:?\s*)", re.IGNORECASE
)


def find_works(text: str) -> QuerySet[Work]:
    """Works with all these words in their title, or of this DOI or PubMed number, by title.

    Numbers are taken with or without the address before them.
    """
    works = Work.objects.order_by("title", "pk")
    doi = _BEFORE_A_DOI.sub("", text)
    pmid = _BEFORE_A_PMID.sub("", text).strip("/")
    titled = Q()
    for word in text.split():
        titled &= Q(title__icontains=word)
    return works.filter(titled | Q(doi__iexact=doi) | Q(pmid=pmid)) if text else works


def get_work(public_id: uuid.UUID) -> Work:
    """Raises `NotFound`."""
    work = Work.objects.filter(public_id=public_id).first()
    if work is None:
        raise NotFound("There is no such publication")
    return work


def find_sources(text: str, *, chosen: uuid.UUID | None) -> list[Work]:
    """The first works found, or drug labels where nothing was asked; the chosen one comes along.

    Two queries at most.
    """
    works = find_works(text) if text else find_works("").filter(kind=WorkKind.DRUG_LABEL)
    found = list(works[:MOST_SOURCES])
    if chosen and chosen not in {work.public_id for work in found}:
        found += Work.objects.filter(public_id=chosen)
    return found
