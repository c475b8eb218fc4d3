"""The in-house guideline that holds local adaptations: its next edition, by way of an import."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import count
from typing import Any, Final

from apps.accounts.models import Tenant
from apps.guidelines.domain.adapting import unflatten
from apps.guidelines.domain.package import FORMAT, read_package
from apps.guidelines.domain.references import WorkKind
from apps.guidelines.domain.three_way import Values
from apps.guidelines.formats.building import make_key
from apps.guidelines.models import Guideline, IssuingBody, Recommendation
from apps.guidelines.services.export_package import export_package
from apps.guidelines.services.import_package import import_package
from core.actors import Actor
from core.clock import now
from core.documents import DocumentFault
from core.errors import InvalidInput
from core.tenancy.scope import current_tenant_id

# An edition's facts about a row, which the next edition has to say anew.
_STANDING: Final = ("status", "status_reason", "status_since", "change")


def local_key(upstream: Guideline) -> str:
    """Of the guideline that holds what was adapted from that one."""
    return make_key(f"local-{upstream.key}")


def store_adapted(
    *, upstream: Guideline, values: Values, links: Iterable[dict[str, Any]], actor: Actor
) -> Recommendation:
    """Store the values as a recommendation of the next local edition; others are carried forward.

    Raises `InvalidInput` where they do not make a recommendation.
    """
    key = local_key(upstream)
    known = export_package([key])["guidelines"]
    house, bodies = _house()
    guideline = known[0] if known else _guideline(upstream, key, house)
    document = {
        "format": FORMAT,
        "demonstration": upstream.is_demonstration,
        "bodies": bodies,
        "works": [_work(guideline)],
        "guidelines": [{**guideline, "versions": [_next_edition(guideline, unflatten(values))]}],
        "links": list(links),
    }
    try:
        package = read_package(document)
    except DocumentFault as error:
        raise InvalidInput(error.message, pointer=error.pointer) from error
    import_package(package=package, actor=actor)
    return Recommendation.objects.get(guideline__key=key, key=values["key"])


def _house() -> tuple[str, list[dict[str, Any]]]:
    """The key of the organisation's own body, and the body if the store has none yet."""
    known = IssuingBody.objects.filter(is_in_house=True).order_by("pk").first()
    if known is not None:
        return known.key, []
    tenant = Tenant.objects.get(pk=current_tenant_id())
    key = make_key(f"in-house-{tenant.slug}")
    body = {
        "key": key,
        "name": tenant.name,
        "short_name": tenant.name[:60].strip(),
        "in_house": True,
    }
    return key, [body]


def _guideline(upstream: Guideline, key: str, house: str) -> dict[str, Any]:
    """Its words are the source's but for what was changed, so the source's licence holds on."""
    return {
        "key": key,
        "title": f"{upstream.title}, adapted locally",
        "body": house,
        "topic": upstream.topic,
        "jurisdiction": upstream.jurisdiction,
        "language": upstream.language,
        "licence": upstream.licence,
        "rights_holder": upstream.rights_holder,
        "redistribution": upstream.redistribution,
        "versions": [],
    }


def _work(guideline: dict[str, Any]) -> dict[str, Any]:
    return {
        "key": guideline["key"],
        "kind": WorkKind.IN_HOUSE_SUMMARY,
        "title": guideline["title"],
        "year": now().year,
    }


def _next_edition(guideline: dict[str, Any], row: dict[str, Any]) -> dict[str, Any]:
    versions = guideline["versions"]
    labels = {version["label"] for version in versions}
    number = next(n for n in count(len(versions) + 1) if str(n) not in labels)
    edition = {
        "label": str(number),
        "status": "active",
        "published_on": now().date().isoformat(),
        "published_precision": "day",
        "work": guideline["key"],
        "recommendations": [row],
    }
    active = next((version for version in versions if version["status"] == "active"), None)
    if active is not None:
        edition["supersedes"] = active["label"]
        edition["recommendations"] = [*_carried(active, row["key"]), row]
    return edition


def _carried(active: dict[str, Any], changed: str) -> list[dict[str, Any]]:
    """What goes on as it is: every active recommendation but the changed one."""
    return [
        {name: value for name, value in item.items() if name not in _STANDING}
        for item in active["recommendations"]
        if item["key"] != changed and "status" not in item
    ]
