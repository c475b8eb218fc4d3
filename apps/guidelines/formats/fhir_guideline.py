"""What resources say of themselves: title, number, body, licence, dates."""

from __future__ import annotations

import re
from typing import Final

from apps.guidelines.formats.building import PackageBuilder, make_key
from apps.guidelines.formats.fhir_import import FhirImport, own_fields
from apps.guidelines.formats.fhir_json import (
    Json,
    as_object,
    as_objects,
    as_text,
    codings,
    concept_text,
    date_of,
    extension_text,
    extension_values,
    first_text,
)
from apps.guidelines.formats.fhir_set import Resource

_NOISE: Final = re.compile(
    r"^(?:(?:plan\s*definition|guideline|recommendation|composition)\s*[-:\u2013]\s*)+",
    re.IGNORECASE,
)
_YEAR: Final = re.compile(r"(?<![\d.])(?:19|20)\d\d(?![\d.])")
_NUMBERED: Final = re.compile(
    r"\brecommendations?\s*((?:(?:#|no\.?|nr\.?)?\s*\d+(?:\.\d+)*[a-z]?\b(?:-[a-z]+\b)?"
    r"(?:\s*(?:,|;|&|\band\b)\s*)*)+)",
    re.IGNORECASE,
)
_NUMBER: Final = re.compile(r"\d+(?:\.\d+)*[a-z]?\b(?:-[a-z]+\b)?", re.IGNORECASE)
# Works of the US federal government are in the public domain (17 U.S.C. 105); they ask for credit.
_FEDERAL: Final = re.compile(
    r"\bcdc\b|centers for disease control|\bahrq\b|agency for healthcare research"
    r"|preventive services task force|national institutes of health|department of veterans",
    re.IGNORECASE,
)
OUT_OF_FORCE: Final = ("retired", "cancelled", "deprecated")
_LICENCES: Final = (
    (r"\bby-nc|non.?commercial|\bnc-sa\b|\bnc-nd\b", "link_only"),
    (r"\bcc0\b|publicdomain|public domain", "full_text"),
    (r"creativecommons\.org/licenses/by(?:-sa)?/|\bcc[ -]by(?:-sa)?\b|apache", "quote_with_credit"),
)


def plain_title(title: str) -> str:
    """Without the words for what kind of resource it is."""
    return _NOISE.sub("", title.strip()).strip()


def numbers_in(title: str) -> list[str]:
    """ "Recommendations #4 and #5" gives 4 and 5; "Recommendation 8.16-adapted" gives that."""
    found = _NUMBERED.search(title)
    return _NUMBER.findall(found[1]) if found else []


def stable_key(title: str) -> str:
    """The same for every release of a guideline: years are left out."""
    return make_key(_YEAR.sub(" ", plain_title(title)) or title)


def licence_of(*resources: Resource | None, publisher: str = "") -> tuple[str, str]:
    """The licence as written by all of these, and what it allows: the strictest of them counts."""
    written = []
    for item in resources:
        body = item.body if item else {}
        parts = (body.get("copyright"), body.get("copyrightLabel"), body.get("license"))
        written += [as_text(part) for part in parts]
        written.append(extension_text(body, "copyright", "license", "copyrightlabel"))
    texts = list(dict.fromkeys(filter(None, written)))
    allowed = [_allowed(text) for text in texts]
    if "link_only" in allowed or not any(allowed):
        is_federal = bool(_FEDERAL.search(publisher)) and "link_only" not in allowed
        return "\n".join(texts), "quote_with_credit" if is_federal else "link_only"
    return "\n".join(texts), next(a for a in ("quote_with_credit", "full_text") if a in allowed)


def _allowed(text: str) -> str:
    return next((a for pattern, a in _LICENCES if re.search(pattern, text, re.IGNORECASE)), "")


def publisher_of(resource: Resource, desk: FhirImport) -> tuple[str, Resource | None]:
    """Custodian, publisher or author, and the Organization of that name, if the set has it."""
    body = resource.body
    pointed = as_objects(body.get("custodian")) + as_objects(body.get("author"))
    for reference in pointed:
        found = desk.resources.find(reference, resource)
        if found is not None and found.kind == "Organization":
            return as_text(found.body.get("name")), found
    names = [item.get(key) for item in pointed for key in ("display", "name")]
    publisher = first_text(body.get("publisher"), extension_text(body, "publisher"))
    return first_text(publisher, *names) or "Publisher not stated", None


def add_body(name: str, organisation: Resource | None, builder: PackageBuilder) -> str:
    """Its key; ours comes back with its own."""
    own = own_fields(organisation.body, "body") if organisation else {}
    short = re.search(r"\(([A-Z][A-Za-z/]{1,11})\)\s*$", name)
    facts = {"short_name": short[1] if short else name[:60], **own}
    key = facts.pop("key", "") or make_key(re.sub(r"\s*\([A-Z][A-Za-z/]{1,11}\)\s*$", "", name))
    return builder.body(key, name=name[:200], **facts)


def version_facts(resource: Resource) -> Json:
    """Dates of a version: published, last reviewed, effective."""
    body = resource.body
    published, precision = date_of(body.get("date"))
    reviewed = first_text(body.get("lastReviewDate"), extension_text(body, "lastreviewdate"))
    periods = [*extension_values(body, "effectiveperiod"), body.get("effectivePeriod")]
    period = next((as_object(item) for item in periods if as_object(item)), {})
    dates = {
        "last_reviewed_on": date_of(reviewed)[0],
        "effective_from": date_of(period.get("start"))[0],
        "effective_until": date_of(period.get("end"))[0],
    }
    return {
        "published_on": published or None,
        "published_precision": precision,
        **{name: date for name, date in dates.items() if date},
    }


def standing_of(resource: Resource) -> Json:
    """Withdrawn, where the resource of a recommendation is out of force; else nothing."""
    status = as_text(resource.body.get("status"))
    if status not in OUT_OF_FORCE:
        return {}
    since = version_facts(resource)["published_on"]
    reason = f"The source marks it as {status}"
    standing = {"status": "withdrawn", "status_reason": reason}
    return {**standing, "status_since": since} if since else standing


def identifiers_of(body: Json) -> list[Json]:
    found = [
        {"system": as_text(item.get("system")), "value": as_text(item.get("value"))}
        for item in as_objects(body.get("identifier"))
    ]
    url = as_text(body.get("url"))
    found += [{"system": "url", "value": url}] if url else []
    return [item for item in found if item["value"] and item["system"]]


def jurisdictions_of(body: Json) -> list[str]:
    """Codes of at most ten characters: a country, or a part of one."""
    listed = codings(body.get("jurisdiction"))
    codes = [item.code if 0 < len(item.code) <= 10 else "" for item in listed]
    return list(dict.fromkeys(filter(None, codes)))


def topic_of(body: Json, title: str) -> str:
    named = concept_text(body.get("topic")) or concept_text(extension_values(body, "topic"))
    return (named or title)[:100]
