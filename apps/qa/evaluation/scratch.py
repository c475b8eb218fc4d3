"""A tenant for the length of one evaluation: nobody else sees it, and it is rolled back."""

from __future__ import annotations

import math
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from django.conf import settings
from django.db import connection, transaction

from apps.accounts.models import Tenant
from apps.guidelines.models import (
    Guideline,
    GuidelineVersion,
    IssuingBody,
    Recommendation,
    RecommendationVersion,
    VectorIndex,
    Work,
)
from apps.guidelines.models.guideline import VersionStatus
from apps.guidelines.services.index_documents import index_documents
from apps.guidelines.services.insert_rows import insert_rows
from apps.guidelines.services.mirror_vectors import forget_all_vectors, mirror_vectors
from apps.guidelines.services.refresh_statistics import refresh_statistics
from apps.guidelines.services.refresh_vectors import bring_up_to_date
from apps.qa.evaluation.collection import Document
from core.tenancy.scope import tenant_scope


@dataclass(frozen=True, slots=True)
class Scratch:
    """The loaded store: names by id of recommendation version."""

    tenant: Tenant
    names: dict[int, str]


@contextmanager
def scratch_store(documents: list[Document]) -> Iterator[Scratch]:
    """Each document an active recommendation, indexed and with its vector, in a tenant of its own.

    Within one transaction that always ends in a rollback, whatever ends the process. The title is
    the second wording of the statement, as the plain one is in a store.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            # The encoder takes minutes for a large collection, between two statements.
            cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
            cursor.execute("SET LOCAL statement_timeout = 0")
        tenant = Tenant.objects.create(slug=f"scratch-{uuid.uuid4().hex[:12]}", name="Evaluation")
        with tenant_scope(tenant.pk):
            names = _store(documents)
        bring_up_to_date(tenant.pk, until=math.inf)
        refresh_statistics()
        with _mirrored(tenant):
            yield Scratch(tenant, names)
        transaction.set_rollback(True)


@contextmanager
def _mirrored(tenant: Tenant) -> Iterator[None]:
    """In the second engine too, where one is set; there nothing rolls back by itself."""
    mirror_vectors(tenant.pk, until=math.inf)
    with tenant_scope(tenant.pk):
        VectorIndex.objects.update(held_by=settings.RETRIEVER)
    try:
        yield
    finally:
        forget_all_vectors(tenant.pk)


@contextmanager
def without(scratch: Scratch, ids: Sequence[int]) -> Iterator[None]:
    """The store as if these had been withdrawn: index, vectors and their neighbours' alike."""
    with transaction.atomic():
        with tenant_scope(scratch.tenant.pk):
            rows = RecommendationVersion.objects.filter(pk__in=ids)
            rows.update(status=VersionStatus.WITHDRAWN, status_reason="Left out")
        bring_up_to_date(scratch.tenant.pk, until=math.inf)
        yield
        transaction.set_rollback(True)


def _store(documents: list[Document]) -> dict[int, str]:
    body = IssuingBody.objects.create(key="collection", name="Collection")
    work = Work.objects.create(key="collection", kind="guideline", title="Collection", year=2000)
    guideline = Guideline.objects.create(key="collection", title="Collection", body=body, topic="")
    edition = GuidelineVersion.objects.create(
        guideline=guideline, label="1", status=VersionStatus.ACTIVE, work=work
    )
    identities = [
        Recommendation(guideline=guideline, key=f"document-{number}")
        for number in range(len(documents))
    ]
    insert_rows(identities)
    rows = [
        _row(document, identity, edition, ordinal)
        for ordinal, (document, identity) in enumerate(zip(documents, identities, strict=True), 1)
    ]
    insert_rows(rows)
    index_documents(documents=rows)
    return {row.pk: document.id for row, document in zip(rows, documents, strict=True)}


def _row(
    document: Document, identity: Recommendation, edition: GuidelineVersion, ordinal: int
) -> RecommendationVersion:
    return RecommendationVersion(
        recommendation=identity,
        guideline_version=edition,
        ordinal=ordinal,
        status=VersionStatus.ACTIVE,
        kind="good_practice",
        direction="for",
        fidelity="exact",
        clinician=document.text,
        student=document.text,
        patient=document.title or document.text,
    )
