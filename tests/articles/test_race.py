"""Two people move the same version at once: one does, the other is told."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections

from apps.articles.models import ArticleVersion
from apps.articles.services import move
from core.actors import Actor
from core.errors import LostRace
from core.models import AuditEntry
from core.tenancy.scope import tenant_scope
from tests import make
from tests.cast import Cast


@pytest.mark.django_db(transaction=True)
def test_only_one_of_two_takes_a_version_under_review(cast: Cast) -> None:
    version = make.submitted(cast)
    both_have_read = Barrier(2, timeout=20)

    def take(actor: Actor) -> str:
        try:
            with tenant_scope(cast.northgate.pk):
                seen = ArticleVersion.objects.get(pk=version.pk)
                both_have_read.wait()
                move.take_under_review(version=seen, actor=actor)
        except LostRace as refusal:
            return f"{refusal.status} {refusal.code}"
        finally:
            connections.close_all()
        return "moved"

    with ThreadPoolExecutor(2) as threads:
        ends = sorted(threads.map(take, [cast.boris_acting, cast.chiyo_acting]))

    assert ends == ["409 changed_meanwhile", "moved"]
    with tenant_scope(cast.northgate.pk):
        assert AuditEntry.objects.filter(action="articles.version.under_review").count() == 1


def test_a_version_that_moved_since_it_was_read_is_not_moved_again(cast: Cast) -> None:
    stale = make.submitted(cast)
    with tenant_scope(cast.northgate.pk):
        move.take_under_review(version=stale, actor=cast.boris_acting)

        with pytest.raises(LostRace) as refusal:
            move.take_under_review(version=stale, actor=cast.chiyo_acting)

    assert (refusal.value.status, refusal.value.code) == (409, "changed_meanwhile")
