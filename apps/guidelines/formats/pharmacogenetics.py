"""What the files of CPIC and DPWG share: bodies and licences, works they cite, drug codes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from apps.guidelines.formats.building import PackageBuilder, make_key
from apps.guidelines.formats.foreign_json import Fields
from apps.guidelines.formats.loose_dates import EARLIEST_YEAR, LATEST_YEAR

_PMID: Final = re.compile(r"[1-9]\d{0,8}")
_CODE_SYSTEMS: Final = {
    "rxnorm": "http://www.nlm.nih.gov/research/umls/rxnorm",
    "atc": "http://www.whocc.no/atc",
}
_KINDS: Final = (
    ("guideline", "guideline"),
    ("systematic review", "systematic_review"),
    ("meta-analysis", "systematic_review"),
    ("trial", "trial"),
)


@dataclass(frozen=True, slots=True)
class Publisher:
    key: str
    name: str
    short_name: str
    country: str
    url: str
    licence: str
    redistribution: str


CPIC: Final = Publisher(
    key="cpic",
    name="Clinical Pharmacogenetics Implementation Consortium",
    short_name="CPIC",
    country="",
    url="https://cpicpgx.org/",
    licence="CC0 1.0; CPIC asks for credit, and its name and logo may not be used to advertise.",
    redistribution="full_text",
)
DPWG: Final = Publisher(
    key="dpwg",
    name="Dutch Pharmacogenetics Working Group",
    short_name="DPWG",
    country="NL",
    url="https://www.knmp.nl/",
    licence="CC BY-SA 4.0, as annotated by ClinPGx (PharmGKB): credit, and share alike.",
    redistribution="quote_with_credit",
)


@dataclass(frozen=True, slots=True)
class Cited:
    """`newest` is the key of the work whose year stands for the version's; `year` may be None."""

    keys: tuple[str, ...]
    newest: str
    year: int | None


def add_body(builder: PackageBuilder, publisher: Publisher) -> str:
    return builder.body(
        publisher.key,
        name=publisher.name,
        short_name=publisher.short_name,
        country=publisher.country,
        url=publisher.url,
    )


def add_works(builder: PackageBuilder, document: Fields, fallback: dict[str, str]) -> Cited:
    """The publications that a file cites; one without any rests on the file itself (`fallback`:
    key, title, url).
    """
    dated: list[tuple[int, str]] = []
    for citation in document.rows("citations"):
        title = citation.folded("title")
        pmid = citation.text("pmid") or _cross_reference(citation)
        if not title:
            message = "This citation has no title, so it was left out"
            citation.reading.warning("citation_unclear", citation.where, message)
            continue
        if pmid and not _PMID.fullmatch(pmid):
            message = f"{pmid!r} is no PubMed number"
            citation.reading.warning("citation_unclear", citation.place("pmid"), message)
            pmid = ""
        year = _year(citation)
        dated.append((year or 0, _add_work(builder, citation, title, pmid, year)))
    if not dated:
        key = builder.work(**fallback, kind="guideline", year=None)
        return Cited((key,), key, None)
    newest_year, newest = max(dated, key=lambda pair: pair[0])
    return Cited(tuple(dict.fromkeys(key for _, key in dated)), newest, newest_year or None)


def _add_work(
    builder: PackageBuilder, citation: Fields, title: str, pmid: str, year: int | None
) -> str:
    lowered = title.lower()
    kind = next((kind for word, kind in _KINDS if word in lowered), "review")
    return builder.work(
        f"pmid-{pmid}" if pmid else make_key(f"{title} {year or ''}"),
        kind=kind,
        title=title,
        authors=citation.texts("authors"),
        venue=citation.folded("journal")[:300],
        year=year,
        pmid=pmid,
        url=f"https://pubmed.ncbi.nlm.nih.gov/{pmid}/" if pmid else "",
    )


def _cross_reference(citation: Fields) -> str:
    for reference in citation.rows("crossReferences"):
        if reference.text("resource").lower() == "pubmed":
            return reference.text("resourceId")
    return ""


def _year(citation: Fields) -> int | None:
    year = citation.whole_number("year")
    if year is None and (written := citation.text("pubDate")[:4]).isdigit():
        year = int(written)
    if year is not None and not EARLIEST_YEAR <= year <= LATEST_YEAR:
        citation.reading.warning("date_unclear", citation.place("year"), f"{year} is no year")
        return None
    return year


def drug_codes(written: str, name: str) -> list[dict[str, str]]:
    """ "RxNorm:2670" as a code of its system; "RxNorm:NA" is none."""
    system, _, code = written.partition(":")
    url = _CODE_SYSTEMS.get(system.strip().lower(), "")
    if not url or not code.strip() or code.strip().upper() == "NA":
        return []
    return [{"system": url, "code": code.strip(), "display": name}]
