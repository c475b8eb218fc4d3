"""An author's browser at one draft: it sends what the page's forms would send."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import Any

from django.test import Client

from apps.articles.domain.drafting import PartName
from apps.articles.drafts import base_of, find_part, name_of, neighbours, order_of
from apps.articles.models import ArticleVersion, GateFinding, Statement
from core.models import AuditEntry
from core.tenancy.scope import tenant_scope
from tests import make
from tests.cast import Cast, browser


@dataclass
class Pen:
    """`client` is signed in; a form read once stays as it was then, as an open page does."""

    cast: Cast
    client: Client
    version: ArticleVersion

    @property
    def address(self) -> str:
        return f"/writing/{self.version.public_id}/"

    def post(self, where: str, **form: Any) -> Any:
        return self.client.post(f"{self.address}{where}/", form)

    def get(self, where: str = "", **query: Any) -> Any:
        return self.client.get(f"{self.address}{where}/" if where else self.address, query)

    def form(self, row: Any, **typed: Any) -> dict[str, Any]:
        """The form of a part as the page has it now."""
        with tenant_scope(self.cast.northgate.pk):
            current = find_part(self.current(), name_of(row))
            beside = [current] if isinstance(current, ArticleVersion) else neighbours(current)
            return {
                "part": str(name_of(current)),
                "base": base_of(current),
                "level": "clinician",
                "seen": order_of(beside),
                **typed,
            }

    def save(self, row: Any, **typed: Any) -> Any:
        return self.post("save", **self.form(row, **typed))

    def current(self) -> ArticleVersion:
        return ArticleVersion.objects.select_related("article").get(pk=self.version.pk)

    def statement(self, key: str) -> Statement:
        with tenant_scope(self.cast.northgate.pk):
            return Statement.objects.get(version=self.version, key=key)

    def in_order(self, **among: Any) -> list[str]:
        """Keys of statements in their order."""
        with tenant_scope(self.cast.northgate.pk):
            rows = Statement.objects.filter(version=self.version, **among)
            return list(rows.order_by("ordinal", "pk").values_list("key", flat=True))

    def found(self, rule: str) -> list[str]:
        """Where the gate's last run found this."""
        with tenant_scope(self.cast.northgate.pk):
            rows = GateFinding.objects.filter(run__version=self.version, rule=rule)
            return list(rows.values_list("place", flat=True))

    def seen_to_delete(self, part: PartName) -> str:
        """What the page that asks before deleting has seen."""
        body = self.get("remove", part=str(part)).content.decode()
        match = re.search(r'name="seen" value="([0-9a-f]{64})"', body)
        assert match, "the page asks nothing"
        return match[1]


def pen(cast: Cast, version: ArticleVersion | None = None) -> Pen:
    """Ada at a draft of the article of the tests."""
    if version is None:
        make.store(cast.northgate)
        version = make.draft(cast)
    return Pen(cast, browser(cast.northgate, cast.ada), version)


def said(response: Any) -> str:
    """What a page says, as text."""
    return html.unescape(response.content.decode())


def row_of(ada: Pen, model: Any, **among: Any) -> Any:
    """One part of the draft."""
    with tenant_scope(ada.cast.northgate.pk):
        return model.objects.get(version=ada.version, **among)


def audited(cast: Cast, action: str) -> int:
    """How often the organisation's log has this action."""
    with tenant_scope(cast.northgate.pk):
        return AuditEntry.objects.filter(action=action).count()
