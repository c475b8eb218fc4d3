"""The addresses of the review desk, of its threads and invitations, and of notices."""

from __future__ import annotations

from typing import Any

from tests.isolation.address import NO_ID, NO_SLUG, Address
from tests.isolation.world import Victim


def desk_addresses(victim: Victim, articles: tuple[dict[str, str], ...]) -> dict[str, Address]:
    on_desk = tuple({"version_id": str(pk)} for pk in victim.versions)
    desk: dict[str, Any] = {"nobodys": {"version_id": NO_ID}, "theirs": on_desk}
    signed = {"part": "first:" + "a" * 64, "reason": "Not mine to say"}
    return {
        "desk": Address(),
        "review": Address(**desk),
        "review_take": Address(**desk),
        "review_claim": Address(**desk),
        "review_release": Address(**desk, form={"reviewer": "1"}),
        "review_assign": Address(**desk),
        "review_assign_do": Address(**desk, form={"reviewer": "1", "due_on": "2099-01-01"}),
        "article_comments": Address(articles, {"slug": NO_SLUG}),
        "thread_open": Address(**desk, form={"text": "Not mine to say", "back": "review"}),
        **_thread_addresses(victim),
        "review_invite": Address(**desk),
        "review_invite_do": Address(
            **desk, form={"name": "A walker", "email": "walker@elsewhere.example", "days": "3"}
        ),
        "review_priority": Address(**desk, form={"is_urgent": "on"}),
        "review_sign": Address(**desk, form=signed),
        "review_dissent": Address(**desk, form=signed),
        "review_approve": Address(**desk, form=signed),
        "review_task_finish": Address(
            tuple(
                {"version_id": str(pk), "change_id": str(victim.change)} for pk in victim.versions
            ),
            {"version_id": NO_ID, "change_id": NO_ID},
            form={"outcome": "still_holds", "reason": "Not mine to judge"},
        ),
        "review_ask_for_changes": Address(**desk, form={**signed, "reason": "Not mine to ask"}),
        "notices": Address(),
        "notices_read": Address(),
        "notices_mail": Address(form={"gets_mail": "on"}),
    }


def _thread_addresses(victim: Victim) -> dict[str, Address]:
    """A thread and an invitation of the victim's. Keys of invitations are secrets: forged here."""
    one = {"theirs": ({"thread_id": str(victim.thread)},), "nobodys": {"thread_id": NO_ID}}
    said = {"text": "Not mine to say", "back": "review", "recommendation": "agree"}
    forged = ("invited", "invited_comment", "invited_reply", "invited_recommend")
    return {
        **{f"thread_{deed}": Address(**one, form=said) for deed in ("reply", "resolve", "reopen")},
        "invitation_revoke": Address(
            ({"invitation_id": str(victim.invitation)},), {"invitation_id": NO_ID}
        ),
        **dict.fromkeys(
            forged, Address(({"key": "forged:by:us"},), {"key": "forged:by:them"}, form=said)
        ),
    }
