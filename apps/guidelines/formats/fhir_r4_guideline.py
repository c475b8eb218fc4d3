"""The guideline that several PlanDefinitions make up, and their recommendations as its records."""

from __future__ import annotations

import re
from typing import Any, Final

from apps.guidelines.formats.building import make_key
from apps.guidelines.formats.fhir_actions import actions_of_plan
from apps.guidelines.formats.fhir_grading import read_grading
from apps.guidelines.formats.fhir_guideline import (
    OUT_OF_FORCE,
    add_body,
    identifiers_of,
    jurisdictions_of,
    licence_of,
    plain_title,
    publisher_of,
    stable_key,
    standing_of,
    version_facts,
)
from apps.guidelines.formats.fhir_import import FhirImport, raw
from apps.guidelines.formats.fhir_json import (
    Json,
    as_objects,
    as_text,
    extension_text,
    first_text,
    stated,
)
from apps.guidelines.formats.fhir_population import population_of_contexts
from apps.guidelines.formats.fhir_r4 import Candidate, candidates_of
from apps.guidelines.formats.fhir_set import Resource
from apps.guidelines.formats.fhir_works import citations_of

_BASE: Final = re.compile(r"^https?://(?:www\.)?(?P<path>[^|]+?)/PlanDefinition/", re.IGNORECASE)
# Hosts that many guides share; what follows tells whose guide it is.
_SHARED_HOSTS: Final = re.compile(
    r"^(?:fhir\.org/guides|build\.fhir\.org/ig|example\.(?:org|com))/"
)
_NUMBER_PART: Final = re.compile(
    r"\s*[:,\u2013-]?\s*recommendations?\s*(?:#|no\.?|nr\.?)?\s*\d.*$", re.I
)

Group = tuple[str, str, str]


def read_plans(desk: FhirImport) -> None:
    """Every recommendation among the PlanDefinitions that no Composition has used.

    Plans that are variants of one recommendation (for other triggers) make one record.
    """
    groups: dict[Group, list[Candidate]] = {}
    for plan in list(desk.resources.of("PlanDefinition")):
        for candidate in [] if plan.uses or desk.is_error(plan) else candidates_of(plan, desk):
            group = (_guideline_key(candidate), as_text(plan.body.get("version")), candidate.key)
            groups.setdefault(group, []).append(candidate)
    newest = _newest(groups)
    for (guideline, release, _), variants in groups.items():
        plan = newest[guideline, release]
        variants.sort(key=lambda one: (len(one.plan.name), one.plan.name))
        variants.sort(key=lambda one: _precedence(one.plan), reverse=True)
        _add(guideline, plan, variants, desk)
    _say_drafts(groups, desk)


def _newest(groups: dict[Group, list[Candidate]]) -> dict[tuple[str, str], Resource]:
    """By guideline and release: the latest plan in force, which speaks for the version."""
    newest: dict[tuple[str, str], Resource] = {}
    for (guideline, release, _), variants in groups.items():
        plans = [one.plan for one in variants]
        plans += [newest[guideline, release]] if (guideline, release) in newest else []
        newest[guideline, release] = max(plans, key=_precedence)
    return newest


def _precedence(plan: Resource) -> tuple[bool, str]:
    """What is in force goes before what is not, then the later date."""
    return as_text(plan.body.get("status")) not in OUT_OF_FORCE, as_text(plan.body.get("date"))


def _guideline_key(candidate: Candidate) -> str:
    """Of the guide's address, which no release changes; of a named document where the plan's number
    does not tell that the guide holds one guideline; else of the title.
    """
    body = candidate.plan.body
    base = _BASE.match(as_text(body.get("url")))
    if candidate.number and base:
        return make_key(_SHARED_HOSTS.sub("", f"{base['path']}/"))
    return stable_key(_guideline_title(candidate))


def _guideline_title(candidate: Candidate) -> str:
    body = candidate.plan.body
    title = plain_title(as_text(body.get("title")))
    if candidate.number and _NUMBER_PART.search(title):
        return _NUMBER_PART.sub("", title)
    documents = [
        as_text(artifact.get("display"))
        for artifact in _documents(candidate)
        if artifact.get("type") in ("documentation", "derived-from")
    ]
    return first_text(*documents, title, body.get("name")) or candidate.plan.name


def _documents(candidate: Candidate) -> list[Json]:
    of_action = as_objects((candidate.action or {}).get("documentation"))
    return of_action + as_objects(candidate.plan.body.get("relatedArtifact"))


def _add(guideline: str, newest: Resource, variants: list[Candidate], desk: FhirImport) -> None:
    chosen = variants[0]
    record = _record(chosen, variants, desk)
    version = desk.builder.guideline(guideline, *_facts(chosen, newest, desk))
    if version["status"] == "active":
        record |= standing_of(chosen.plan)
    version["recommendations"].append(record)
    for variant in variants:
        name = f"{guideline}/{record['key']}"
        variant.plan.use(name)
        if (variant.statement, variant.said) != (chosen.statement, chosen.said):
            desk.reading.warning(
                "variants_differ",
                variant.plan.where,
                f"{name} is taken from {chosen.plan.where}; here its text or rating differs",
            )


def _record(chosen: Candidate, variants: list[Candidate], desk: FhirImport) -> Json:
    body = chosen.plan.body
    grading = read_grading(chosen.said, chosen.statement)
    desk.report(grading.problems, chosen.plan)
    population = population_of_contexts(body.get("useContext"), desk.builder)
    name = chosen.plan.where
    actions, interventions = actions_of_plan(
        chosen.plan, "intervention", name, desk, only_defined=True
    )
    record = {
        "key": chosen.key,
        "number": chosen.number[:40],
        "statement": chosen.statement,
        **grading.facts,
        "population": population.document(),
        "conditions": list(dict.fromkeys(population.conditions)),
        "interventions": interventions,
        "actions": actions,
        "practical_info": chosen.practical,
        "rationale": first_text(
            *(extension_text(part, "rationale") for part in (chosen.action, body) if part)
        ),
        "remarks": "\n".join(chosen.remarks),
        "locator": as_text(body.get("url"))[:200],
        "citations": _citations(chosen, desk),
        "verbatim": True,
        "x": {"source": raw(*{id(v.plan): v.plan for v in variants}.values())},
    }
    return stated(record)


def _citations(chosen: Candidate, desk: FhirImport) -> list[Json]:
    """The document that a numbered plan names first is the guideline itself."""
    found = citations_of(_documents(chosen), chosen.plan, chosen.plan.where, desk)
    if found and chosen.number and found[0]["role"] == "background":
        found[0]["role"] = "source_document"
    return found


def _facts(chosen: Candidate, newest: Resource, desk: FhirImport) -> tuple[Json, Json]:
    body = newest.body
    title = _guideline_title(chosen)
    publisher, organisation = publisher_of(newest, desk)
    licence, redistribution = licence_of(newest, publisher=publisher)
    works = [
        citation["work"]
        for artifact in _documents(chosen)
        for citation in citations_of([artifact], newest, title, desk)
    ]
    base = _BASE.match(as_text(body.get("url")))
    facts: dict[str, Any] = {
        "title": title,
        "body": add_body(publisher, organisation, desk.builder),
        "topic": _topic(chosen, title, desk),
        "jurisdiction": jurisdictions_of(body),
        "language": as_text(body.get("language"))[:10] or "en",
        "licence": licence,
        "redistribution": redistribution,
        "scope": as_text(body.get("purpose")),
        "url": f"http://{base['path']}"[:500] if base else "",
        "identifiers": _shared_identifiers(body),
    }
    work = works[0] if works else _own_work(title, body, desk)
    return stated(facts), {**_version(newest), "work": work}


def _shared_identifiers(body: Json) -> list[Json]:
    """Those of the guide; the canonical of a single plan is none of them."""
    plain = [item for item in as_objects(body.get("identifier")) if as_text(item.get("value"))]
    named = [
        {"system": as_text(i.get("system")) or "identifier", "value": as_text(i["value"])}
        for i in plain
    ]
    return named or identifiers_of({"identifier": body.get("identifier")})


def _topic(chosen: Candidate, title: str, desk: FhirImport) -> str:
    contexts = population_of_contexts(chosen.plan.body.get("useContext"), desk.builder)
    return (contexts.text or title)[:100]


def _own_work(title: str, body: Json, desk: FhirImport) -> str:
    year = as_text(body.get("date"))[:4]
    facts: dict[str, Any] = {"year": int(year)} if year.isdigit() else {}
    return desk.builder.work(
        make_key(f"{stable_key(title)} source"), kind="guideline", title=title, **facts
    )


def _version(newest: Resource) -> Json:
    """A release may keep its number through years of changes: the label has its date as well."""
    dates = version_facts(newest)
    day = as_text(newest.body.get("date"))[:10]
    number = as_text(newest.body.get("version"))
    label = f"{number} ({day})" if number and day else number or day or "undated"
    return {"label": label[:60], **_status(newest, dates), **dates}


def _status(newest: Resource, dates: Json) -> Json:
    """Of a guide whose plans are all out of force: withdrawn, if the day of it is known."""
    standing = standing_of(newest)
    if not standing:
        return {"status": "active"}
    if not dates["published_on"]:
        return {"status": "superseded"}
    return {
        "status": "withdrawn",
        "withdrawn_on": standing["status_since"],
        "withdrawn_reason": standing["status_reason"],
    }


def _say_drafts(groups: dict[Group, list[Candidate]], desk: FhirImport) -> None:
    """Once for each guideline: sources leave plans in draft for years."""
    drafts: dict[str, list[Resource]] = {}
    for (guideline, _, _), variants in groups.items():
        for variant in variants:
            if variant.plan.body.get("status") == "draft":
                drafts.setdefault(guideline, []).append(variant.plan)
    for guideline, plans in drafts.items():
        count = len({id(plan) for plan in plans})
        desk.reading.warning(
            "marked_as_draft",
            plans[0].where,
            f"The source marks {count} plans of {guideline} as draft; they are imported",
        )
