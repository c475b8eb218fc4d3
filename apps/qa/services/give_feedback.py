"""What an asker says of a sentence, and what an editor says of that."""

from __future__ import annotations

from django.db import transaction

from apps.qa.models import Question, Sentence, SentenceRole
from apps.qa.policies import can_look_at_feedback, can_read_question
from apps.qa.reception import Feedback, Verdict
from core.actors import Actor
from core.audit.record import record
from core.clock import now
from core.errors import InvalidInput, NotPermitted, WrongState
from core.events import emit
from core.masking import mask
from core.queue.models import WorkStatus


@transaction.atomic
def give_feedback(
    *, question: Question, number: int, verdict: Verdict, note: str, actor: Actor
) -> Feedback:
    """Keep what whoever asked says of one sentence, in place of what they said before.

    The note is kept without what says who somebody is. The same again changes nothing. Raises
    `NotPermitted` for anybody else, `WrongState` before there is an answer, `InvalidInput`
    (pointer /sentence) for a number that the answer does not have. Locks the question.
    """
    if not can_read_question(actor, question):
        raise NotPermitted("Only whoever asked can say what they think of the answer")
    sentence = _sentence(question, number)
    kept = mask(" ".join(note.split())).text
    before = Feedback.objects.filter(sentence=sentence).first()
    if before is not None and (before.verdict, before.note) == (verdict, kept):
        return before
    fresh = {"verdict": verdict, "note": kept, "given_at": now()}
    unread = {"looked_at": None, "looked_by": None, "looked_reason": ""}
    given, _ = Feedback.objects.update_or_create(sentence=sentence, defaults={**fresh, **unread})
    record(
        "qa.feedback.given",
        subject=question,
        subject_id=str(question.public_id),
        actor=actor,
        sentence=number,
        verdict=verdict,
        note=kept,
        before={"verdict": before.verdict, "note": before.note} if before else None,
    )
    if verdict == Verdict.UNSAFE and (before is None or before.verdict != verdict):
        _tell_unsafe(question, sentence, number)
    return given


def _tell_unsafe(question: Question, sentence: Sentence, number: int) -> None:
    emit(
        "qa.answer.reported_unsafe",
        subject=question,
        subject_id=str(question.public_id),
        data={
            "sentence": number,
            "recommendation": str(sentence.recommendation_version.public_id),
        },
    )


def _sentence(question: Question, number: int) -> Sentence:
    """By its number on the page: what is only covered nearby has none."""
    # Two at once would each find no earlier feedback.
    locked = Question.objects.select_for_update(no_key=True).get(pk=question.pk)
    if locked.status != WorkStatus.DONE:
        raise WrongState("This question has no answer yet")
    rows = Sentence.objects.filter(answer__question=question).exclude(role=SentenceRole.NEARBY)
    told = rows.select_related("recommendation_version").order_by("ordinal")
    if not 1 <= number <= (total := len(told)):
        raise InvalidInput(f"The answer has {total} sentences", pointer="/sentence")
    return told[number - 1]


@transaction.atomic
def look_at_feedback(*, feedback: Feedback, reason: str, actor: Actor) -> None:
    """Say that an editor looked at it, and what came of it.

    Raises `NotPermitted`, and `WrongState` where somebody has looked at it already.
    """
    if not can_look_at_feedback(actor):
        raise NotPermitted("Only reviewers and curators look at feedback")
    looked = Feedback.objects.filter(pk=feedback.pk, looked_at__isnull=True).update(
        looked_at=now(), looked_by=actor.get_id(), looked_reason=reason
    )
    if not looked:
        raise WrongState("Somebody has looked at this already")
    record(
        "qa.feedback.looked_at",
        subject=feedback,
        subject_id=str(feedback.public_id),
        actor=actor,
        verdict=feedback.verdict,
        reason=reason,
    )
