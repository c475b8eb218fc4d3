"""The question object of the contract, for the API and for commands."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from apps.accounts.models import Tenant
from apps.guidelines.wire import AffectedOut, CitedOut, ReferenceOut, affected_by
from apps.qa import selectors
from apps.qa.models import Question
from apps.qa.pages import QuestionPage
from core.levels import Level


class SentenceOut(CitedOut):
    """`strength` 0-3 and `certainty` 0-4 on the common scale, or null.

    `safety` must be passed on with it; `excluded` says for whom it does not hold, or is empty.
    """

    direction = serializers.CharField(source="grade.direction")
    strength = serializers.IntegerField(source="grade.strength", allow_null=True)
    certainty = serializers.IntegerField(source="grade.certainty", allow_null=True)
    reworded = serializers.BooleanField(
        source="is_reworded", help_text="Whether a language model worded it again."
    )
    safety = serializers.ListField(child=serializers.CharField())
    excluded = serializers.CharField()


class AnswerSectionOut(serializers.Serializer):  # type: ignore[type-arg]
    heading = serializers.CharField()
    statements = SentenceOut(many=True, source="sentences")


class SettlementOut(serializers.Serializer):  # type: ignore[type-arg]
    """What a named person of the organisation said holds here."""

    reason = serializers.CharField()
    by = serializers.CharField()
    on = serializers.DateField()


class ConflictOut(serializers.Serializer):  # type: ignore[type-arg]
    """The sides still differ after somebody settled it; `settlement` is null before that."""

    title = serializers.CharField()
    sides = serializers.SerializerMethodField()
    settlement = SettlementOut(allow_null=True)

    def get_sides(self, conflict: Any) -> list[dict[str, Any]]:
        return [SentenceOut(sentence).data for _, _, sentence in conflict.sides]


class NearbyOut(serializers.Serializer):  # type: ignore[type-arg]
    """`question` is what one could ask instead, which the store answers."""

    question = serializers.CharField()
    text = serializers.CharField()
    url = serializers.CharField()


class NotCoveredOut(serializers.Serializer):  # type: ignore[type-arg]
    covered_nearby = NearbyOut(many=True)
    missing = serializers.CharField()


class AnswerOut(serializers.Serializer):  # type: ignore[type-arg]
    """`assumed` says what the question left open and was taken to mean."""

    assumed = serializers.ListField(child=serializers.CharField(), source="answer.assumed")
    summary = SentenceOut(many=True, source="answer.summary")
    sections = AnswerSectionOut(many=True, source="answer.sections")
    conflicts = ConflictOut(many=True, source="answer.conflicts")
    not_covered = NotCoveredOut(allow_null=True, source="answer.not_covered")
    withheld = SentenceOut(
        many=True, source="answer.withheld", help_text="Sources that may not be quoted."
    )
    red_flags = serializers.ListField(child=serializers.CharField())
    disclaimer = serializers.CharField()


class ReceiptOut(serializers.Serializer):  # type: ignore[type-arg]
    engine = serializers.CharField()
    rules = serializers.CharField()
    recommendations = serializers.ListField(child=serializers.CharField())
    digest = serializers.CharField()
    model = serializers.CharField(
        help_text="The language model that worded sentences again; empty without one."
    )


class EmergencyWarningOut(serializers.Serializer):  # type: ignore[type-arg]
    id = serializers.CharField()
    title = serializers.CharField()
    advice = serializers.ListField(child=serializers.CharField())


class EmergencyOut(serializers.Serializer):  # type: ignore[type-arg]
    """`number` is to be called now; what to do until help comes."""

    number = serializers.CharField()
    rules = serializers.CharField(help_text="Version of the emergency rules.")
    warnings = EmergencyWarningOut(many=True)


class PersonNeededOut(serializers.Serializer):  # type: ignore[type-arg]
    id = serializers.CharField()
    title = serializers.CharField()
    ask = serializers.CharField(help_text="Whom to ask.")


class NeedsPersonOut(serializers.Serializer):  # type: ignore[type-arg]
    """Why only a person can decide this. The store's general answer stands beside it."""

    rules = serializers.CharField(help_text="Version of the rules.")
    reasons = PersonNeededOut(many=True)


class NowCoveredOut(serializers.Serializer):  # type: ignore[type-arg]
    """The store has more of an answer since then. Ask again; `question` is that, once asked."""

    since = serializers.DateTimeField()
    question = serializers.CharField(allow_null=True)


class QuestionOut(serializers.Serializer):  # type: ignore[type-arg]
    """A question, and its answer once `status` is done.

    `emergency` is there at once where the question says that somebody needs help now; `text` is
    kept without what says who somebody is, and `masked` says what was taken out. `thread` is the
    id of the thread's first question, `follows` that of the one before.
    """

    id = serializers.CharField()
    status = serializers.CharField()
    outcome = serializers.CharField(allow_null=True)
    text = serializers.CharField()
    masked = serializers.ListField(child=serializers.CharField())
    emergency = EmergencyOut(allow_null=True)
    needs_person = NeedsPersonOut(allow_null=True)
    level = serializers.CharField()
    article = serializers.CharField(allow_null=True)
    thread = serializers.CharField()
    follows = serializers.CharField(allow_null=True)
    created_at = serializers.DateTimeField()
    answered_at = serializers.DateTimeField(allow_null=True)
    answer = AnswerOut(allow_null=True)
    references = ReferenceOut(many=True)
    receipt = ReceiptOut(allow_null=True)
    affected = AffectedOut(allow_null=True)
    now_covered = NowCoveredOut(allow_null=True)


class FeedbackOut(serializers.Serializer):  # type: ignore[type-arg]
    """What was said of one sentence; the note is kept without what says who somebody is."""

    sentence = serializers.IntegerField()
    verdict = serializers.CharField()
    note = serializers.CharField()
    given_at = serializers.DateTimeField()


class QuestionItemOut(serializers.Serializer):  # type: ignore[type-arg]
    id = serializers.CharField(source="public_id")
    status = serializers.CharField()
    text = serializers.CharField()
    level = serializers.CharField()
    created_at = serializers.DateTimeField()
    answered_at = serializers.DateTimeField(allow_null=True)


class QuestionListOut(serializers.Serializer):  # type: ignore[type-arg]
    results = QuestionItemOut(many=True)
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)


def show_question(question: Question, *, tenant: Tenant, host: str) -> dict[str, Any]:
    """The question object of the contract, at the level that was asked for."""
    level = Level(question.level)
    page = selectors.question_page(question, tenant=tenant, level=level, host=host)
    version = question.article_version
    document = {
        "id": page.id,
        "status": page.status,
        "outcome": page.outcome,
        "text": page.text,
        "masked": question.masked,
        **_people(question, page),
        "level": page.level,
        "article": version.article.slug if version else None,
        "thread": page.thread_id,
        "follows": page.follows or None,
        "created_at": page.asked_at,
        "answered_at": page.answered_at,
        "answer": page if page.answer else None,
        "references": page.answer.references if page.answer else (),
        "receipt": page.answer.receipt if page.answer else None,
        "affected": affected_by(page.answer.affected) if page.answer else None,
        "now_covered": _now_covered(page),
    }
    return dict(QuestionOut(document).data)


def _people(question: Question, page: QuestionPage) -> dict[str, Any]:
    """Who has to help, at once or besides the store."""
    emergency = {
        "number": page.emergency_number,
        "rules": question.emergency_rules,
        "warnings": page.emergencies,
    }
    person = {"rules": question.needs_person_rules, "reasons": page.needs_person}
    return {
        "emergency": emergency if page.emergencies else None,
        "needs_person": person if page.needs_person else None,
    }


def _now_covered(page: QuestionPage) -> dict[str, Any] | None:
    now = page.now_covered
    return {"since": now.since, "question": now.question or None} if now else None
