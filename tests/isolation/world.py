"""Two organisations full of things: Northgate's people attack, Harbour's things carry canaries."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db import connection
from django.utils.http import int_to_base36
from psycopg import sql

from apps.accounts.domain.roles import Role
from apps.accounts.models import PartnerKey, Tenant, User
from apps.accounts.services.found_tenant import admit_member
from apps.advisory.services.sign import sign
from apps.articles.domain.package import read_article
from apps.articles.models import ArticleVersion
from apps.articles.services import move
from apps.articles.services.import_article import import_article
from apps.guidelines.domain.values import ChangeKind, TermKind
from apps.guidelines.formats.reading import SourceFile
from apps.guidelines.models import (
    Concept,
    Conflict,
    ConflictSide,
    Guideline,
    ImportRun,
    Recommendation,
    RecommendationVersion,
    SuccessorProposal,
)
from apps.guidelines.services.adapt import adapt
from apps.guidelines.services.own_terms import add_term
from apps.guidelines.services.publish_library import found_library, publish_release
from apps.guidelines.services.record_change import Touched, record_change
from apps.guidelines.services.start_import import start_import
from apps.guidelines.services.subscribe import subscribe
from apps.guidelines.services.work_on_import import work_on_import
from apps.qa.coverage import GapQuestion
from apps.qa.reception import Verdict
from apps.qa.services.answer import answer_question
from apps.qa.services.give_feedback import give_feedback
from core.actors import Actor, ActorKind, anonymous, system
from core.tenancy.scope import tenant_scope
from core.tenancy.wall import tenant_models
from tests import make
from tests.cast import PASSWORD, Cast, actor_of, make_cast

# Readers of Harbour's own host see the first; nobody but its members and askers the second.
CANARY: Final = "zqcanaryzq"
SECRET: Final = "zqsecretzq"
SHOWN: Final = "harbour-brittle-bones"
DRAFT: Final = "harbour-unfinished"
_TEXTS: Final = frozenset(
    {"statement", "clinician", "student", "patient", "title", "heading", "question", "name", "text"}
)


@dataclass(frozen=True, slots=True)
class Victim:
    """The ids of Harbour's things, as an attacker might have learnt them."""

    tenant: Tenant
    slugs: tuple[str, ...]
    versions: tuple[uuid.UUID, ...]
    content_sha256: str
    change: uuid.UUID
    guideline: uuid.UUID
    recommendation: uuid.UUID
    conflict: uuid.UUID
    proposal: uuid.UUID
    closed_library: uuid.UUID
    subscription: uuid.UUID
    adaptation: uuid.UUID
    work: uuid.UUID
    drug: uuid.UUID
    started_import: uuid.UUID
    planned_import: uuid.UUID
    own_term: uuid.UUID
    questions: tuple[uuid.UUID, ...]
    feedback: uuid.UUID
    gap: uuid.UUID
    person_base36: str
    secrets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class World:
    cast: Cast
    victim: Victim
    everything: User


def make_world() -> World:
    cast = make_cast()
    make.signed(cast)
    everything = admit_member(
        tenant=cast.northgate,
        email="every.role@northgate.example",
        name="Every Role",
        roles=list(Role),
        password=PASSWORD,
    )
    return World(cast=cast, victim=_make_victim(cast), everything=everything)


def marked(document: Any, mark: str) -> Any:
    """The document with a canary at the end of every text that people read."""
    if isinstance(document, dict):
        return {
            key: f"{value} {mark}"
            if key in _TEXTS and isinstance(value, str)
            else marked(value, mark)
            for key, value in document.items()
        }
    if isinstance(document, list):
        return [marked(item, mark) for item in document]
    return document


def _make_victim(cast: Cast) -> Victim:
    harbour = cast.harbour
    make.store(harbour, marked(make.package(), CANARY))
    shown = _article(cast, SHOWN, CANARY)
    draft = _article(cast, DRAFT, SECRET)
    with tenant_scope(harbour.pk):
        shown = move.submit(version=shown, actor=cast.otto_acting)
        shown = move.take_under_review(version=shown, actor=cast.mei_acting)
        sign(version=shown, parts=make.all_parts(shown), actor=cast.mei_acting)
        guideline = Guideline.objects.get()
        record = RecommendationVersion.objects.select_related("guideline_version__work").first()
        assert record is not None
        drug = Concept.objects.get(key="denosumab")
        change = record_change(
            kind=ChangeKind.CONCERN,
            subject=f"A work of Harbour {CANARY}",
            reason="Somebody asked the journal",
            since=date(2026, 5, 4),
            touched=[Touched(record.pk)],
            actor=system("tests"),
        )
        term = add_term(
            concept_key="osteoporosis",
            text=f"porous {SECRET}",
            kind=TermKind.LAY,
            context=(),
            actor=cast.hana_acting,
        )
    conflict, proposal = _to_decide(harbour)
    return Victim(
        tenant=harbour,
        slugs=(SHOWN, DRAFT),
        versions=(shown.public_id, draft.public_id),
        content_sha256=shown.content_sha256,
        change=change.public_id,
        guideline=guideline.public_id,
        recommendation=record.public_id,
        conflict=conflict,
        proposal=proposal,
        **_shared(cast, record),
        work=record.guideline_version.work.public_id,
        drug=drug.public_id,
        started_import=_import(cast).public_id,
        planned_import=_planned(cast).public_id,
        own_term=term.public_id,
        questions=_questions(cast),
        feedback=_feedback(cast),
        gap=_gap(cast),
        person_base36=int_to_base36(cast.otto.pk),
        secrets=(SECRET, cast.otto.email, cast.mei.email, cast.hana.email, cast.quin_key[:12]),
    )


def _to_decide(harbour: Tenant) -> tuple[uuid.UUID, uuid.UUID]:
    """An open conflict and an open proposal, both of the two recommendations."""
    with tenant_scope(harbour.pk):
        older, newer = Recommendation.objects.order_by("pk")
        conflict = Conflict.objects.create(
            key="of-harbour",
            title=f"Drugs of Harbour {CANARY}",
            intervention=Concept.objects.get(key="denosumab"),
        )
        for side in (older, newer):
            ConflictSide.objects.create(conflict=conflict, recommendation=side)
        proposal = SuccessorProposal.objects.create(
            older=older, newer=newer, score=0.6, reasons=[f"They are alike {CANARY}."]
        )
    return conflict.public_id, proposal.public_id


def _shared(cast: Cast, record: RecommendationVersion) -> dict[str, uuid.UUID]:
    """A closed library of Harbour's, its subscription to an open one, and what it adapted."""
    with tenant_scope(cast.northgate.pk):
        theirs = found_library(
            title="Open to all",
            description="",
            is_open=True,
            tenant=cast.northgate,
            actor=cast.cleo_acting,
        )
    with tenant_scope(cast.harbour.pk):
        closed = found_library(
            title=f"Closed {SECRET}",
            description=f"Not yet for others {SECRET}",
            is_open=False,
            tenant=cast.harbour,
            actor=cast.hana_acting,
        )
        publish_release(
            library=closed, guideline_keys=["acp-bone"], note=SECRET, actor=cast.hana_acting
        )
        adaptation = adapt(
            upstream=record,
            changes={"remarks": f"Only here {CANARY}"},
            reason=f"Our clinic infuses {CANARY}",
            actor=cast.hana_acting,
        )
        return {
            "closed_library": closed.public_id,
            "subscription": subscribe(library=theirs, actor=cast.hana_acting).public_id,
            "adaptation": adaptation.public_id,
        }


def _import(cast: Cast) -> ImportRun:
    """Uploaded by Hana, with canaries in its name and its words."""
    document = marked(make.package(make.recommendation("new", "Walk every day.")), CANARY)
    file = SourceFile(f"{CANARY}.json", json.dumps(document).encode())
    with tenant_scope(cast.harbour.pk):
        return start_import(files=[file], actor=cast.hana_acting)


def _planned(cast: Cast) -> ImportRun:
    run = _import(cast)
    work_on_import(tenant_id=cast.harbour.pk, run_id=run.pk)
    return run


def _article(cast: Cast, slug: str, mark: str) -> ArticleVersion:
    document = {**marked(make.article(), mark), "slug": slug}
    with tenant_scope(cast.harbour.pk):
        return import_article(
            package=read_article(document), author=cast.otto, actor=cast.otto_acting
        )


def _questions(cast: Cast) -> tuple[uuid.UUID, ...]:
    """One asked by a member, one by a program, one by a visitor; the first is answered."""
    key = PartnerKey.objects.get(tenant=cast.harbour)
    program = Actor(kind=ActorKind.PARTNER, name=key.name, id=key.pk)
    askers = (actor_of(cast.otto, Role.AUTHOR), program, anonymous("a visitor of Harbour"))
    asked = [
        make.question(cast.harbour, f"What treats osteoporosis, {SECRET}?", actor=asker)
        for asker in askers
    ]
    answer_question(tenant_id=cast.harbour.pk, question_id=asked[0].pk)
    return tuple(question.public_id for question in asked)


def _feedback(cast: Cast) -> uuid.UUID:
    """What Otto said of the first sentence of an answer."""
    text = "Does denosumab help in osteoporosis?"
    question = make.answered(cast.harbour, text, actor=cast.otto_acting)
    with tenant_scope(cast.harbour.pk):
        return give_feedback(
            question=question,
            number=1,
            verdict=Verdict.UNSAFE,
            note=f"This frightened my patient {SECRET}",
            actor=cast.otto_acting,
        ).public_id


def _gap(cast: Cast) -> uuid.UUID:
    """Opened by a question of Otto's on something that Harbour's store lacks."""
    text = f"Does colchicine help {SECRET}?"
    question = make.answered(cast.harbour, text, actor=cast.otto_acting)
    with tenant_scope(cast.harbour.pk):
        return GapQuestion.objects.get(question=question).gap.public_id


def rows_of(tenant: Tenant) -> dict[str, dict[int, str]]:
    """A digest of every row the organisation has, by table and id, through its own scope."""
    tables = [model._meta.db_table for model in tenant_models()]
    directory = ["accounts_membership", "accounts_partnerkey", "accounts_domain"]
    found: dict[str, dict[int, str]] = {}
    with tenant_scope(tenant.pk), connection.cursor() as cursor:
        for table in (*tables, *directory):
            digests = sql.SQL("SELECT id, md5(t::text) FROM {} t WHERE tenant_id = %s")
            cursor.execute(digests.format(sql.Identifier(table)), [tenant.pk])
            found[table] = dict(cursor.fetchall())
        for table, owner in (("accounts_tenant", "id"), ("guidelines_library", "owner_id")):
            digests = sql.SQL("SELECT id, md5(t::text) FROM {} t WHERE {} = %s")
            query = digests.format(sql.Identifier(table), sql.Identifier(owner))
            cursor.execute(query, [tenant.pk])
            found[table] = dict(cursor.fetchall())
    return found
