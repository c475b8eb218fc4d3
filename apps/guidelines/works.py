"""Publications of the store, found by title, DOI or PubMed number. Reads only."""

from __future__ import annotations

import re
import uuid

from django.db.models import Q, QuerySet

from apps.guidelines.models import Work
from core.errors import NotFound

_BEFORE_A_DOI = re.compile(r"^(https?://(dx\.)?doi\.org/|doi:\s*)", re.IGNORECASE)
_BEFORE_A_PMID = re.compile(r"^(https?://pubmed\.ncbi\.nlm\.nih\.gov/|pmid:?\s*)", re.IGNORECASE)


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
