"""The tenant's vectors as they are now: how fresh, what is missing, all of them. Reads only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import numpy as np
from django.db import connection
from django.db.models import Sum
from django.db.models.functions import Coalesce
from numpy.typing import NDArray

from apps.guidelines.embedding.encoder import Vectors, unit
from apps.guidelines.embedding.model import DIMENSIONS, MODEL, is_built
from apps.guidelines.models import IndexBatch, RecommendationVersion, StatementVector, VectorIndex
from apps.guidelines.models.guideline import VersionStatus
from core.tenancy.scope import current_tenant_id

# What PostgreSQL sends of a halfvec: two numbers of two bytes, then the vector.
_HEAD: Final = 4
_ALL: Final = """
SELECT document_id, halfvec_send(own), reach, smoothed IS NULL
FROM guidelines_statementvector
WHERE tenant_id = %s AND model = %s
ORDER BY document_id
"""
_DIGEST: Final = "md5(halfvec_send(coalesce(s.smoothed, s.own)))"
_DIGESTS: Final = f"""
SELECT s.document_id, {_DIGEST}
FROM guidelines_statementvector AS s
WHERE s.tenant_id = %s AND s.model = %s
"""  # noqa: S608 - a constant of this module
_MIRRORED: Final = f"""
SELECT s.document_id, v.direction, {_DIGEST}, halfvec_send(coalesce(s.smoothed, s.own))
FROM guidelines_statementvector AS s
JOIN guidelines_recommendationversion AS v ON v.tenant_id = s.tenant_id AND v.id = s.document_id
WHERE s.tenant_id = %s AND s.model = %s AND s.document_id = ANY (%s)
"""  # noqa: S608 - a constant of this module


@dataclass(frozen=True, slots=True)
class Freshness:
    """`done` of `of` active recommendations have their vector; all had it at `fresh_at`."""

    done: int
    of: int
    fresh_at: datetime | None
    changed_at: datetime | None
    has_encoder: bool

    @property
    def is_complete(self) -> bool:
        return self.done == self.of


@dataclass(frozen=True, slots=True)
class Store:
    """Every vector of one encoder, by row; `pending` rows are still to be smoothed."""

    ids: NDArray[np.int64]
    own: Vectors
    reach: NDArray[np.float64]
    pending: NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Mirrored:
    """What a second engine gets of a statement: the vector that search goes by, and its hash."""

    document_id: int
    direction: str
    digest: str
    vector: Vectors


def freshness() -> Freshness:
    """Of the vectors that search goes by. Three queries."""
    index = VectorIndex.objects.first()
    smoothed = StatementVector.objects.filter(smoothed__isnull=False)
    return Freshness(
        done=smoothed.filter(model=index.model).count() if index else 0,
        of=RecommendationVersion.objects.filter(status=VersionStatus.ACTIVE).count(),
        fresh_at=index.fresh_at if index else None,
        changed_at=index.changed_at if index else None,
        has_encoder=is_built(),
    )


def count_indexed() -> int:
    """How many recommendations the index of words has. One query."""
    return int(IndexBatch.objects.aggregate(number=Coalesce(Sum("size"), 0))["number"])


def serving_model() -> str:
    """The encoder whose vectors search goes by; "" before the first. One query."""
    return VectorIndex.objects.values_list("model", flat=True).first() or ""


def is_mirrored(engine: str) -> bool:
    """Whether this engine has had all vectors that search goes by. One query."""
    return VectorIndex.objects.filter(held_by=engine).exists()


def unencoded() -> list[int]:
    """Active recommendations without a vector of the present encoder. Two queries.

    Compared here: before the table of vectors has been counted, PostgreSQL compares each statement
    with each vector, which took a quarter of an hour for 20,000.
    """
    made = set(StatementVector.objects.filter(model=MODEL).values_list("document_id", flat=True))
    active = RecommendationVersion.objects.filter(status=VersionStatus.ACTIVE)
    return [pk for pk in active.order_by("pk").values_list("pk", flat=True) if pk not in made]


def wordings(ids: Sequence[int]) -> list[tuple[int, str, str]]:
    """What is encoded of each: id, statement, second wording or "". One query."""
    rows = RecommendationVersion.objects.filter(pk__in=ids).order_by("pk")
    return [
        (pk, clinician, "" if patient == clinician else patient)
        for pk, clinician, patient in rows.values_list("pk", "clinician", "patient")
    ]


def load_store() -> Store:
    """All vectors of the present encoder, 1.5 kB a statement in memory. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_ALL, [current_tenant_id(), MODEL])
        rows = cursor.fetchall()
    return Store(
        ids=np.array([row[0] for row in rows], np.int64),
        own=unit(received([row[1] for row in rows])),
        reach=np.array([row[2] for row in rows], np.float64),
        pending=np.flatnonzero([row[3] for row in rows]),
    )


def digests() -> dict[int, str]:
    """The hash of each vector that search goes by, of the present encoder. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_DIGESTS, [current_tenant_id(), MODEL])
        return dict(cursor.fetchall())


def mirrored(ids: Sequence[int]) -> list[Mirrored]:
    """These statements as a second engine gets them. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_MIRRORED, [current_tenant_id(), MODEL, list(ids)])
        rows = cursor.fetchall()
    vectors = received([row[3] for row in rows])
    return [
        Mirrored(pk, direction, digest, vector)
        for (pk, direction, digest, _), vector in zip(rows, vectors, strict=True)
    ]


def received(sent: Sequence[Any]) -> Vectors:
    """What `halfvec_send` sent, a row each."""
    numbers = np.frombuffer(b"".join(bytes(one)[_HEAD:] for one in sent), ">f2")
    return numbers.reshape(len(sent), DIMENSIONS).astype(np.float32)


def as_halfvec(vector: Any) -> str:
    """As pgvector reads it; its two bytes keep three digits."""
    return f"[{','.join(f'{number:.5f}' for number in vector.tolist())}]"
