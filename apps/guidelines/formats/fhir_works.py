"""Citations, Citation resources and related artifacts as works and citations of a package."""

from __future__ import annotations

import re
from typing import Any, Final

from apps.guidelines.formats.building import make_key
from apps.guidelines.formats.fhir_import import FhirImport, own_fields
from apps.guidelines.formats.fhir_json import (
    Json,
    as_object,
    as_objects,
    as_text,
    code_words,
    date_of,
    first_text,
)
from apps.guidelines.formats.fhir_set import Resource

_DOI: Final = re.compile(r"\b(10\.\d{4,9}/[^\s\"<>]+[^\s\"<>.,;)\]])")
_PMID: Final = re.compile(r"(?:PMID:?\s*|pubmed\.ncbi\.nlm\.nih\.gov/|/pubmed/)(\d{4,9})")
_YEAR: Final = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
_ADDRESS: Final = re.compile(r"https?://[^\s\"<>]+[^\s\"<>.,;)]")
_PREFIX: Final = re.compile(r"^(?:JournalArticle)?Citation(?:Resource)?:\s*", re.IGNORECASE)
_KINDS: Final = (
    ("systematic_review", r"systematic.review|meta.?analys"),
    ("trial", r"\btrials?\b|randomi[sz]ed"),
    ("guideline", r"\bguidelines?\b|recommendation|standards of (?:medical )?care|consensus"),
    ("observational_study", r"\bcohort\b|case.control|\bregistry\b"),
)
ROLES: Final = {
    "derived-from": "source_document",
    "specification-of": "source_document",
    "justification": "supports",
    "supports": "supports",
    "contradicts": "contradicts",
}


def work_of_artifact(artifact: Json, near: Resource, record: str, desk: FhirImport) -> str:
    """The key of the work that a RelatedArtifact names, or "" where it names none."""
    pointing = artifact.get("resourceReference") or artifact.get("targetReference")
    found = desk.resources.find(pointing or artifact.get("resource"), near)
    if found is not None and found.kind in ("Citation", "PublicationRecord"):
        found.use(record)
        return work_of_citation(found, desk)
    display = _PREFIX.sub("", as_text(as_object(pointing).get("display")))
    citation = as_text(artifact.get("citation"))
    title = first_text(artifact.get("display"), display, artifact.get("title"), _title(citation))
    url = first_text(
        as_object(artifact.get("document")).get("url"),
        artifact.get("url"),
        next(iter(_ADDRESS.findall(citation)), ""),
    )
    if not title and not url:
        return ""
    words = " ".join(code_words(artifact.get("classifier")))
    return _work(title or url, f"{citation} {url}", words, desk, url=url[:500])


def _title(citation: str) -> str:
    """A citation that is more than an address stands as its own title."""
    return "" if _ADDRESS.fullmatch(citation) else citation[:500]


def _work(title: str, text: str, words: str, desk: FhirImport, **facts: Any) -> str:
    doi = next(iter(_DOI.findall(text)), "").lower()
    pmid = next(iter(_PMID.findall(text)), "")
    years = _YEAR.findall(_DOI.sub("", _ADDRESS.sub("", f"{text} {title}")))
    key = f"pmid-{pmid}" if pmid else make_key(f"doi-{doi}" if doi else title)
    found = {"doi": doi, "pmid": pmid, "year": int(years[-1]) if years else None}
    known = {name: value for name, value in {**found, **facts}.items() if value}
    return desk.builder.work(key, kind=_kind(f"{title} {words}"), title=title, **known)


def _kind(text: str) -> str:
    """Read from the title; an article that does not say what it is counts as a review."""
    for kind, pattern in _KINDS:
        if re.search(pattern, text, re.IGNORECASE):
            return kind
    return "review"


def work_of_citation(resource: Resource, desk: FhirImport) -> str:
    """A Citation resource; what fhir_writing wrote comes back as it was."""
    body = resource.body
    own = own_fields(body, "work")
    cited = as_object(body.get("citedArtifact"))
    if "key" in own and "kind" in own:
        return desk.builder.work(
            own.pop("key"), kind=own.pop("kind"), title=_cited_title(cited, body), **own
        )
    numbers = " ".join(
        f"{'PMID ' if 'pubmed' in as_text(item.get('system')) else ''}{as_text(item.get('value'))}"
        for item in as_objects(cited.get("identifier"))
    )
    publication = as_object(cited.get("publicationForm"))
    date, _ = date_of(publication.get("articleDate") or publication.get("publicationDateText"))
    venue = as_text(as_object(publication.get("publishedIn")).get("title"))
    texts = f"{numbers} {as_text(body.get('description'))} {date[:4]}"
    words = " ".join(code_words(as_object(cited.get("classification")).get("classifier")))
    title = _cited_title(cited, body) or resource.name
    return _work(title, texts, words, desk, venue=venue[:300])


def _cited_title(cited: Json, body: Json) -> str:
    titles = [item.get("text") for item in as_objects(cited.get("title"))]
    return _PREFIX.sub("", first_text(*titles, body.get("title")))


def citations_of(
    artifacts: list[Json], near: Resource, record: str, desk: FhirImport
) -> list[Json]:
    """Citations by role; cite-as (how to cite this very resource) and Evidence are none."""
    citations = []
    for artifact in artifacts:
        role = as_text(artifact.get("type"))
        pointing = as_object(artifact.get("resourceReference"))
        is_work = not as_text(pointing.get("reference")).startswith("Evidence/")
        if role in ("cite-as", "depends-on", "composed-of", "part-of") or not is_work:
            continue
        work = work_of_artifact(artifact, near, record, desk)
        if work:
            own = own_fields(artifact, "citation")
            fallback = ROLES.get(role, "background")
            citation = {"work": work, "role": fallback, **own}
            citations += [citation] if citation not in citations else []
    return citations
