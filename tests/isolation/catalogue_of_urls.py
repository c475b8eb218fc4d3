"""Every address with what the walk puts into it. An address that is not listed here fails."""

from __future__ import annotations

import uuid
from typing import Any

from tests.isolation.address import NO_ID, NO_SLUG, Address
from tests.isolation.board_addresses import board_addresses
from tests.isolation.desk_addresses import desk_addresses
from tests.isolation.world import Victim

_ARTICLE_PAGES = ("article", "article_history", "article_history_file", "article_compare_choose")


def addresses(victim: Victim) -> dict[str, Address]:
    """By URL name. Keys of mails are secrets that name their person, so the walk forges them."""
    articles = tuple({"slug": slug} for slug in victim.slugs)
    versions = tuple({"slug": slug, "number": "1"} for slug in victim.slugs)
    questions = tuple({"public_id": str(pk)} for pk in victim.questions)
    nobodys = {"public_id": NO_ID}
    records = ({"public_id": str(victim.recommendation)},)
    on_desk = tuple({"version_id": str(pk)} for pk in victim.versions)
    asked = {"text": "May I ask this here?", "level": "patient"}
    said = {"sentence": 1, "verdict": "unsafe"}
    desk = {"nobodys": {"version_id": NO_ID}, "theirs": on_desk}
    waived = {"fingerprint": "0" * 64, "reason": "It may stand", "back": "review"}
    return {
        "library": Address(),
        **dict.fromkeys(_ARTICLE_PAGES, Address(articles, {"slug": NO_SLUG})),
        "article_version": Address(versions, {"slug": NO_SLUG, "number": "1"}),
        **board_addresses(str(victim.member), str(victim.interest)),
        "article_compare": Address(
            tuple({"slug": slug, "before": "1", "after": "1"} for slug in victim.slugs),
            {"slug": NO_SLUG, "before": "1", "after": "1"},
        ),
        "finding_waive": Address(**desk, form=waived),
        "gate_settings": Address(),
        "gate_settings_change": Address(form={"rules": "readability"}),
        "store": Address(),
        "guideline": Address(({"public_id": str(victim.guideline)},), {"public_id": NO_ID}),
        "recommendation": Address(records, {"public_id": NO_ID}),
        "recommendation_cite": Address(records, {"public_id": NO_ID}),
        **_writing_addresses(on_desk),
        **_curation_addresses(victim),
        **_sharing_addresses(victim),
        **_deeds(victim, records),
        **_import_addresses(victim),
        "words": Address(),
        "term_add": Address(form={"concept": "osteoporosis", "text": "old bones", "kind": "lay"}),
        "term_remove": Address(({"public_id": str(victim.own_term)},), {"public_id": NO_ID}),
        "exports": Address(),
        "export_download": Address(form={"format": "package", "guideline": str(victim.guideline)}),
        **desk_addresses(victim, articles),
        "ask": Address(articles, {"slug": NO_SLUG}, form=asked),
        "ask_library": Address(form=asked),
        **_answer_addresses(victim, questions),
        **_living_addresses(victim, articles),
        "article_withdraw": Address(
            articles, {"slug": NO_SLUG}, form={"reason": "Not mine to withdraw"}
        ),
        "due_reviews": Address(),
        "due_review_finish": Address(
            **desk, form={"outcome": "still_holds", "reason": "Not mine to judge"}
        ),
        "reading_level": Address(form={"level": "patient", "next": "/"}),
        "settings": Address(),
        "language_model": Address(),
        "language_model_change": Address(form={"is_on": "on", "monthly_tokens": "5"}),
        "api_articles": Address(),
        "api_article": Address(articles, {"slug": NO_SLUG}),
        "api_article_version": Address(versions, {"slug": NO_SLUG, "number": "1"}),
        "api_recommendation": Address(records, {"public_id": NO_ID}),
        "api_questions": Address(
            document={**asked, "article": victim.slugs[0]},
            nobodys_document={**asked, "article": NO_SLUG},
        ),
        "api_question": Address(questions, nobodys),
        "api_question_again": Address(questions, nobodys),
        "api_question_events": Address(questions, nobodys),
        "api_question_retry": Address(questions, nobodys, document={}, nobodys_document={}),
        "api_question_feedback": Address(questions, nobodys, document=said, nobodys_document=said),
        **{name: Address() for name in ("openapi", "api_docs", "api_errors", "front_page")},
        **_account_addresses(victim),
    }


def _writing_addresses(versions: tuple[dict[str, str], ...]) -> dict[str, Address]:
    """The author's desk, and each deed of the editor on the victim's versions."""
    seen = "0" * 64
    part = {"part": "section-1", "seen": seen}
    deeds: dict[str, dict[str, str]] = {
        "editor": {},
        "save": {**part, "base": seen, "level": "patient", "text": "Not mine to write"},
        "add": {"what": "section", "text": "Not mine to add"},
        "remove": part,
        "restore": {"removed": "1"},
        "cite": {"part": "statement-1", "recommendation": NO_ID},
        "citations": {"part": "statement-1", "seen": seen, "deed": "drop-1"},
        "basis": part,
        "submit": {},
        "put_away": {},
        "take_up": {},
        "new_version": {},
        "package": {},
    }
    nobodys = {"version_id": NO_ID}
    return {
        "writing": Address(),
        "writing_new": Address(form={"question": "May I write this here?", "topic": "Bone"}),
        "writing_paste": Address(form={"markdown": "# Why?", "topic": "Bone"}),
        "writing_upload": Address(),
        **{f"writing_{name}": Address(versions, nobodys, form) for name, form in deeds.items()},
    }


def _answer_addresses(victim: Victim, questions: tuple[dict[str, str], ...]) -> dict[str, Address]:
    """What is done with an answer, and what was said of the victim's."""
    nobodys = {"public_id": NO_ID}
    return {
        "my_questions": Address(),
        "question": Address(questions, nobodys),
        **{name: Address(questions, nobodys) for name in ("question_again", "question_retry")},
        "question_feedback": Address(
            questions, nobodys, form={"sentence": "1", "verdict": "unsafe", "note": "Not mine"}
        ),
        "question_draft": Address(questions, nobodys),
        "feedback": Address(),
        "feedback_looked_at": Address(
            ({"public_id": str(victim.feedback)},), nobodys, form={"reason": "Not mine to judge"}
        ),
    }


def _living_addresses(victim: Victim, articles: tuple[dict[str, str], ...]) -> dict[str, Address]:
    """What happens after approval: reports of errors, calibration."""
    report: dict[str, Any] = {
        "theirs": ({"report_id": str(victim.living.report)},),
        "nobodys": {"report_id": NO_ID},
    }
    copy: dict[str, Any] = {
        "theirs": ({"copy_id": str(victim.living.copy)},),
        "nobodys": {"copy_id": NO_ID},
    }
    said = {"kind": "unsafe", "text": "This is not so"}
    closed = {"outcome": "no_error", "answer": "Not mine to answer"}
    return {
        "report_error": Address(articles, {"slug": NO_SLUG}, form=said),
        "report_receipt": Address(
            ({"receipt_id": str(victim.living.receipt)},), {"receipt_id": NO_ID}
        ),
        "calibration": Address(),
        "calibration_take": Address(),
        "calibration_settings": Address(form={"is_on": "on"}),
        **dict.fromkeys(("calibration_copy", "calibration_finish"), Address(**copy)),
        "reports": Address(),
        "report": Address(**report),
        "report_acknowledge": Address(**report),
        "report_assign": Address(**report),
        "report_close": Address(**report, form=closed),
    }


def _curation_addresses(victim: Victim) -> dict[str, Address]:
    """The desk's rooms, with the victim's conflict and proposal."""
    guideline: dict[str, Any] = {
        "theirs": ({"public_id": str(victim.guideline)},),
        "nobodys": {"public_id": NO_ID},
    }
    conflict = {**guideline, "theirs": ({"public_id": str(victim.conflict)},)}
    proposal = {**guideline, "theirs": ({"public_id": str(victim.proposal)},)}
    return {
        "curation": Address(),
        "guideline_reviews": Address(),
        "guideline_review": Address(**guideline),
        "guideline_still_current": Address(**guideline, form={"next_due": "2099-01-01"}),
        "evidence_changes": Address(),
        "conflicts": Address(),
        "conflict": Address(**conflict),
        "conflict_settle": Address(
            **conflict, form={"state": "settled", "reason": "Not mine to settle"}
        ),
        "successors": Address(),
        "successor": Address(**proposal),
        "successor_decide": Address(**proposal, form={"decision": "accepted"}),
        "gaps": Address(),
        "gap": Address(
            ({"public_id": str(victim.gap)},), {"public_id": NO_ID}, form={"reason": "Not mine"}
        ),
    }


def _sharing_addresses(victim: Victim) -> dict[str, Address]:
    def of(public_id: uuid.UUID, **form: str) -> Address:
        return Address(({"public_id": str(public_id)},), {"public_id": NO_ID}, form=form)

    library, subscription = victim.closed_library, victim.subscription
    seen = "0" * 64
    return {
        "curation_libraries": Address(form={"title": "A library of the walk"}),
        "curation_library": of(library),
        "library_publish": of(library, guideline_keys="acp-bone"),
        "library_open": of(library),
        "library_close": of(library),
        "library_subscribe": of(library),
        "curation_subscription": of(subscription),
        "subscription_take_over": of(subscription, number="1", sha256=seen),
        "subscription_end": of(subscription),
        "curation_adaptations": Address(),
        "curation_adaptation": of(
            victim.adaptation, choice="keep_local", seen_sha256=seen, reason="Not mine to decide"
        ),
        "recommendation_adapt": of(
            victim.recommendation,
            statement="Not mine to word",
            kind="statement",
            direction="none",
            reason="Not mine to decide",
        ),
    }


def _deeds(victim: Victim, records: tuple[dict[str, str], ...]) -> dict[str, Address]:
    said = {"reason": "Not mine to judge", "on": "2026-05-04"}
    nobodys = {"public_id": NO_ID}
    work = ({"public_id": str(victim.work)},)
    drug = ({"public_id": str(victim.drug)},)
    marked = {"integrity": "retracted", "note": "Not mine to judge", "since": "2026-05-04"}
    status = {"jurisdiction": "EU", "status": "restricted", "since": "2026", "note": "Not mine"}
    return {
        "curation_withdraw_guideline": Address(
            ({"public_id": str(victim.guideline)},), nobodys, form=said
        ),
        "curation_withdraw": Address(records, nobodys, form=said),
        "curation_supersede": Address(
            records, nobodys, form={**said, "newer": str(victim.recommendation)}
        ),
        "curation_reinstate": Address(records, nobodys, form=said),
        "curation_works": Address(),
        "curation_work": Address(work, nobodys, form=marked),
        "curation_drugs": Address(),
        "curation_drug": Address(drug, nobodys, form={**status, "work": str(victim.work)}),
    }


def _import_addresses(victim: Victim) -> dict[str, Address]:
    theirs = tuple({"public_id": str(pk)} for pk in (victim.started_import, victim.planned_import))
    one: dict[str, Any] = {"theirs": theirs, "nobodys": {"public_id": NO_ID}}
    plain = ("import", "import_issues", "import_reject", "import_retry")
    return {
        "imports": Address(form={"rating_system": "grade"}),
        **{name: Address(**one) for name in plain},
        "import_approve": Address(**one, form={"plan_sha256": "0" * 64}),
    }


def _account_addresses(victim: Victim) -> dict[str, Address]:
    plain = (
        "account_login",
        "account_logout",
        "account_inactive",
        "account_signup",
        "account_reauthenticate",
        "account_email",
        "account_email_verification_sent",
        "account_change_password",
        "account_set_password",
        "account_reset_password",
        "account_confirm_login_code",
        "account_reset_password_from_key_done",
        "account_reset_password_done",
    )
    return {
        **{name: Address() for name in plain},
        "account_confirm_email": Address(
            ({"key": "MQ:forged:forged"},), {"key": "Mg:forged:forged"}
        ),
        "account_reset_password_from_key": Address(
            ({"uidb36": victim.person_base36, "key": "forged-token"},),
            {"uidb36": "zzzzz", "key": "forged-token"},
        ),
    }
