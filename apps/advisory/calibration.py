"""Calibration as members, the board and its chair see it. Reads only."""

from __future__ import annotations

import uuid
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.accounts.domain.roles import Capability
from apps.advisory.domain.planting import RED_FLAGS, Defect, Document, Planted
from apps.advisory.domain.scoring import Rate, Score, by_kind, score, together
from apps.advisory.models import CalibrationPolicy, CopyMark, ReviewCopy
from apps.advisory.reviewers import leads
from apps.articles.policies import can_review
from apps.guidelines.citing import Citation, ReferenceList, with_sources
from apps.guidelines.models import RecommendationVersion
from core.actors import Actor
from core.errors import NotFound, NotPermitted

DEFECT_NAMES: Final = {
    Defect.WRONG_DOSE: gettext_lazy("Wrong number or dose"),
    Defect.DROPPED_NEGATION: gettext_lazy("A “not” was lost"),
    Defect.STRENGTH_RAISED: gettext_lazy("Firmer than its source"),
    Defect.WRONG_POPULATION: gettext_lazy("Wrong people"),
    Defect.SUPERSEDED_SOURCE: gettext_lazy("Rests on a replaced record"),
    Defect.MISSING_RED_FLAG: gettext_lazy("A red flag is missing"),
    Defect.UNCITED_STEP: gettext_lazy("A step rests on nothing"),
}


@dataclass(frozen=True, slots=True)
class CopyPart:
    place: str
    name: str
    heading: str
    text: str
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class CopyStep:
    place: str
    name: str
    text: str
    basis: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CopyPage:
    """`red_flags` are marked together."""

    copy_id: str
    question: str
    parts: tuple[CopyPart, ...]
    steps: tuple[CopyStep, ...]
    red_flags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlantedView:
    """`said` is what the member called it, or empty where they missed it."""

    name: str
    kind_name: str
    was: str
    now: str
    said: str
    is_named: bool


@dataclass(frozen=True, slots=True)
class ResultPage:
    question: str
    finished_at: datetime
    planted: tuple[PlantedView, ...]
    found: int
    alarms: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class MyCopy:
    copy_id: str
    question: str
    finished_at: datetime | None
    rate: Rate


@dataclass(frozen=True, slots=True)
class CalibrationPage:
    """`copies_by_member` is for the chair: how many each has finished, and nothing else of them."""

    is_on: bool
    mine: tuple[MyCopy, ...]
    board: Rate
    copies: int
    kinds: tuple[tuple[str, Rate], ...]
    months: tuple[tuple[date, Rate], ...]
    copies_by_member: tuple[tuple[str, int], ...]


def can_switch_calibration(actor: Actor) -> bool:
    return actor.is_person and actor.can(Capability.MANAGE_ORGANISATION)


def is_calibration_on() -> bool:
    """Off where nobody decided. One query."""
    return CalibrationPolicy.objects.filter(is_on=True).exists()


def get_copy(copy_id: uuid.UUID, *, actor: Actor) -> ReviewCopy:
    """A copy of one's own: anybody else's is not there. Raises `NotPermitted`, then `NotFound`."""
    _check(actor)
    row = ReviewCopy.objects.filter(public_id=copy_id, member=actor.id).first()
    if row is None:
        raise NotFound("There is no such copy of yours")
    return row


def copy_page(copy: ReviewCopy) -> CopyPage:
    """The text beside its sources, and nothing of what was planted in it. Two queries."""
    document = copy.document
    wanted = {source for part in document["parts"] for source in part["sources"]}
    rows = with_sources(RecommendationVersion.objects.filter(public_id__in=wanted))
    records = {str(row.public_id): row for row in rows}
    references = ReferenceList()
    names = _names(document)
    return CopyPage(
        copy_id=str(copy.public_id),
        question=document["question"],
        parts=tuple(
            CopyPart(
                place=part["place"],
                name=names[part["place"]],
                heading=part["heading"],
                text=part["text"],
                citations=references.cite(
                    [records[source] for source in part["sources"]], place=part["number"]
                ),
            )
            for part in document["parts"]
        ),
        steps=tuple(
            CopyStep(step["place"], names[step["place"]], step["text"], tuple(step["basis"]))
            for step in document["steps"]
        ),
        red_flags=tuple(document["red_flags"]),
    )


def result_page(copy: ReviewCopy) -> ResultPage:
    """What was planted, found, missed and marked for nothing. One query.

    Raises `NotFound` while the copy is open.
    """
    if copy.finished_at is None:
        raise NotFound("This copy is not finished")
    marks = dict(CopyMark.objects.filter(copy=copy).values_list("place", "kind"))
    planted, names = _planted(copy), _names(copy.document)
    found = score(planted, marks)
    return ResultPage(
        question=copy.document["question"],
        finished_at=copy.finished_at,
        planted=tuple(
            PlantedView(
                name=names.get(row.place, row.place),
                kind_name=str(DEFECT_NAMES[row.kind]),
                was=_shown(row, row.was),
                now=_shown(row, row.now),
                said=str(DEFECT_NAMES[Defect(marks[row.place])]) if row.place in marks else "",
                is_named=row.place in found.named,
            )
            for row in planted
        ),
        found=len(found.found),
        alarms=tuple(
            (names.get(place, place), str(DEFECT_NAMES[Defect(marks[place])]))
            for place in found.alarms
        ),
    )


def calibration_page(*, actor: Actor) -> CalibrationPage:
    """Five queries at most. Raises `NotPermitted`."""
    _check(actor)
    done = list(
        ReviewCopy.objects.filter(finished_at__isnull=False)
        .select_related("member")
        .order_by("finished_at")
    )
    scores = _scores(done)
    months: dict[date, list[Score]] = defaultdict(list)
    for copy in done:
        if copy.finished_at:
            months[copy.finished_at.date().replace(day=1)].append(scores[copy.pk])
    open_copy = ReviewCopy.objects.filter(member=actor.id, finished_at=None).first()
    mine = [*([open_copy] if open_copy else []), *reversed(done)]
    return CalibrationPage(
        is_on=is_calibration_on(),
        mine=tuple(_mine(copy, scores) for copy in mine if copy.member_id == actor.id),
        board=together(scores.values()),
        copies=len(done),
        kinds=tuple(
            (str(DEFECT_NAMES[kind]), rate) for kind, rate in by_kind(scores.values()).items()
        ),
        months=tuple((month, together(rows)) for month, rows in sorted(months.items())),
        copies_by_member=_copies_by_member(done) if leads(actor) else (),
    )


def _copies_by_member(done: list[ReviewCopy]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(Counter(copy.member.name for copy in done).items()))


def _check(actor: Actor) -> None:
    if not can_review(actor):
        raise NotPermitted("Calibration is for members of the advisory board")


def _scores(copies: list[ReviewCopy]) -> dict[int, Score]:
    """One query."""
    marks: dict[int, dict[str, str]] = defaultdict(dict)
    rows = CopyMark.objects.filter(copy__in=copies).values_list("copy", "place", "kind")
    for copy, place, kind in rows:
        marks[copy][place] = kind
    return {copy.pk: score(_planted(copy), marks[copy.pk]) for copy in copies}


def _mine(copy: ReviewCopy, scores: Mapping[int, Score]) -> MyCopy:
    rows = [scores[copy.pk]] if copy.pk in scores else []
    return MyCopy(str(copy.public_id), copy.document["question"], copy.finished_at, together(rows))


def _planted(copy: ReviewCopy) -> tuple[Planted, ...]:
    return tuple(Planted(**{**row, "kind": Defect(row["kind"])}) for row in copy.planted)


def _names(document: Document) -> dict[str, str]:
    """How the page calls each place."""
    names = {RED_FLAGS: _("Seek help now if")}
    for part in document["parts"]:
        number = part["number"]
        names[part["place"]] = (
            _("Statement %(number)s") % {"number": number} if number else _("In brief")
        )
    for step in document["steps"]:
        number = step["place"].removeprefix("algorithm/").replace("/", ".")
        names[step["place"]] = _("Step %(number)s") % {"number": number}
    return names


def _shown(row: Planted, text: str) -> str:
    """A record's id says nothing to a reader; the page says in words that it was an older one."""
    return "" if row.kind is Defect.SUPERSEDED_SOURCE else text
