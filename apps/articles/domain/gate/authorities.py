"""Rules on who is named and when: bodies behind the text, and the date of the evidence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from apps.articles.domain.gate.article import Passage, Record
from apps.articles.domain.gate.case import Case
from apps.articles.domain.gate.findings import Finding

# Bodies whose guidelines are named everywhere, by what they are called, for stores without them.
KNOWN_BODIES: Final[Mapping[str, frozenset[str]]] = {
    line.split(":")[0]: frozenset(line.split(":")[1].split("|"))
    for line in """\
aaos:AAOS|American Academy of Orthopaedic Surgeons
nice:NICE|National Institute for Health and Care Excellence
who:WHO|World Health Organization
esc:ESC|European Society of Cardiology
aha:AHA|American Heart Association
acc:ACC|American College of Cardiology
acp:ACP|American College of Physicians
acr:ACR|American College of Radiology|American College of Rheumatology
acog:ACOG|American College of Obstetricians and Gynecologists
idsa:IDSA|Infectious Diseases Society of America
uspstf:USPSTF|US Preventive Services Task Force
ada:ADA|American Diabetes Association
ats:ATS|American Thoracic Society
ers:ERS|European Respiratory Society
gina:GINA|Global Initiative for Asthma
gold:Global Initiative for Chronic Obstructive Lung Disease
kdigo:KDIGO
sign:SIGN|Scottish Intercollegiate Guidelines Network
asco:ASCO|American Society of Clinical Oncology
esmo:ESMO|European Society for Medical Oncology
nccn:NCCN|National Comprehensive Cancer Network
eular:EULAR
aap:AAP|American Academy of Pediatrics
aafp:AAFP|American Academy of Family Physicians
cdc:CDC|Centers for Disease Control and Prevention
fda:FDA|Food and Drug Administration
ema:EMA|European Medicines Agency
mhra:MHRA
nass:NASS|North American Spine Society
rcog:RCOG|Royal College of Obstetricians and Gynaecologists
aasld:AASLD
easl:EASL
escmid:ESCMID
endocrine-society:Endocrine Society
cochrane:Cochrane
""".splitlines()
}
_ADVISES: Final = (
    r"(?:strongly )?(?:recommends?|suggests?|advises?|states?|says|endorses?|guidelines?|"
    r"was unable|"
    r"lists|rates?|rated|guidance|panel|statement)\b"
)
_UNLISTED: Final = re.compile(
    r"\b((?:[A-Z][\w-]+ (?:of |for |and |the )*)+"
    r"(?:Society|College|Academy|Association|Organi[sz]ation|Institute|Agency|Task Force|"
    r"Federation|Foundation|Network|Council)(?: (?:of|for|on) [A-Z]\w+(?: (?:and )?[A-Z]\w+)*)?)"
    rf"(?: \([A-Z/]+\))?(?:'s|\u2019s)? (?=(?:\d{{4}} )?{_ADVISES})"
)
_NO_AUTHORITY: Final = r"(?![-\u2011 ](?:approved|licensed|cleared|registered)\b)"
_YEAR: Final = re.compile(
    r"(?<![\d.,/-])(?:19[5-9]\d|20\d\d)(?![\d%,/]|[.]\d| (?:mg|people|patients))"
)


def body_without_record(case: Case) -> Iterator[Finding]:
    known = {**KNOWN_BODIES, **case.store.bodies}
    for row in case.article.passages:
        sources = case.scope(row)
        said = " ".join(f"{record.text} {record.title}" for record in sources)
        for key, names in known.items():
            name = _named(row.text, names)
            if name and not _stands_behind(key, names, sources) and not _named(said, names):
                yield _unbacked(row, name)
        for name in _unlisted(row.text, known.values()):
            if not any(name in record.body_names for record in sources) and name not in said:
                yield _unbacked(row, name)


def _unbacked(row: Passage, name: str) -> Finding:
    return Finding(
        "body-without-record",
        row.key,
        f"{row.label} names {name} but cites no record of it. Cite what {name} published, or "
        "take the name out.",
    )


def _named(text: str, names: Iterable[str]) -> str:
    for name in sorted(names, key=len, reverse=True):
        if name in text and re.search(
            rf"(?<![\w/-]){re.escape(name)}(?![\w/]){_NO_AUTHORITY}", text
        ):
            return name
    return ""


def _stands_behind(key: str, names: frozenset[str], sources: Iterable[Record]) -> bool:
    """Also where the body published it with others: ACC/AHA stands behind what ACC says."""
    for record in sources:
        if record.is_digest:
            continue
        parts = {part for name in record.body_names for part in re.split(r"[/,]| and ", name)}
        if record.body == key or names & (record.body_names | parts):
            return True
    return False


def _unlisted(text: str, known: Iterable[frozenset[str]]) -> Iterator[str]:
    listed = frozenset().union(*known)
    for found in _UNLISTED.finditer(text):
        name = found[1].removeprefix("The ").strip()
        if not any(name in other or other in name for other in listed):
            yield name


def date_of_summary(case: Case) -> Iterator[Finding]:
    """A summary of this year makes old evidence look new: the date is that of the evidence."""
    for row in case.article.passages:
        digests = [record for record in row.cites if record.is_digest and record.published]
        if not digests:
            continue
        newest = max(record.published or 0 for record in digests)
        named = [
            record
            for record in case.store.records.values()
            if not record.is_digest and record.published and _named(row.text, record.body_names)
        ]
        behind = [record for record in named if _shares_subject(case, row, record)]
        older = max((record.published or 0 for record in behind), default=newest)
        if older < newest:
            yield Finding(
                "date-of-summary",
                row.key,
                f"{row.label} is dated {newest} by a summary, but the evidence of "
                f"{behind[0].body_label} is of {older}. Cite that record, so that its date stands.",
            )


def _shares_subject(case: Case, row: Passage, record: Record) -> bool:
    keys = frozenset().union(*(claim.keys for claim in case.claims(row.text)))
    return not keys or case.is_about(record, keys)


def year_not_in_source(case: Case) -> Iterator[Finding]:
    for row in case.article.passages:
        sources = case.scope(row)
        if not case.sources(row):
            continue
        known = frozenset().union(*(record.years for record in sources))
        for year in sorted({int(found) for found in _YEAR.findall(row.text)} - known):
            yield Finding(
                "year-not-in-source",
                row.key,
                f"{row.label} says {year}, but no record it cites is of that year or names it. "
                f"They are of {', '.join(map(str, sorted(known)[-4:])) or 'no known year'}. Give "
                "the year of the evidence.",
            )


def years_in(text: str) -> frozenset[int]:
    return frozenset(int(found) for found in _YEAR.findall(text))


RULES: Final = (body_without_record, date_of_summary, year_not_in_source)
