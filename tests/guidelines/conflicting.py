"""Small stores in which sources differ, for the tests of conflicts."""

from __future__ import annotations

from typing import Any

from apps.accounts.models import Tenant
from apps.guidelines.domain.package import read_package
from apps.guidelines.models import Conflict, Recommendation
from apps.guidelines.services.import_package import import_package
from core.actors import Actor, system
from core.tenancy.scope import tenant_scope
from tests import make
from tests.cast import Cast

AGAINST = {
    "direction": "against",
    "ratings": [],
    "label_as_printed": "Do not use",
}


def guideline(key: str, *rows: dict[str, Any], label: str = "2023", **facts: Any) -> dict[str, Any]:
    """A package with one guideline of that key."""
    document = make.package(*rows, label=label, **facts)
    document["guidelines"][0]["key"] = key
    return document


def speaking_for(key: str = "for-it", **facts: Any) -> dict[str, Any]:
    return guideline(key, make.recommendation("drug", f"{key}: offer it.", **facts))


def speaking_against(key: str = "against-it", **facts: Any) -> dict[str, Any]:
    return guideline(key, make.recommendation("drug", f"{key}: avoid it.", **AGAINST, **facts))


def take_in(document: dict[str, Any]) -> None:
    """Import within the scope that is open."""
    import_package(package=read_package(document), actor=system("tests"))


def differing(tenant: Tenant) -> None:
    """Two guidelines, one for a bisphosphonate and one against it."""
    for document in (speaking_for(), speaking_against()):
        make.store(tenant, document)


def sides(conflict: Conflict) -> set[str]:
    """Guideline keys of the sides."""
    rows = Recommendation.objects.filter(conflict_sides__conflict=conflict)
    return set(rows.values_list("guideline__key", flat=True))


def the_conflict(tenant: Tenant) -> Conflict:
    with tenant_scope(tenant.pk):
        return Conflict.objects.get()


def curator(cast: Cast) -> Actor:
    """Cleo, who curates Northgate's store."""
    return cast.cleo_acting


def withdrawn(document: dict[str, Any]) -> dict[str, Any]:
    """The next edition of it, in which the recommendation is withdrawn."""
    (version,) = document["guidelines"][0]["versions"]
    version |= {"label": "2024", "published_on": "2024-01-01", "supersedes": "2023"}
    for row in version["recommendations"]:
        row |= {"status": "withdrawn", "status_reason": "The drug was recalled"}
    return document
