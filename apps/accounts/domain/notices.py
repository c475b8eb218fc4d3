"""What people are told of an article that concerns them."""

from __future__ import annotations

from enum import StrEnum


class NoticeKind(StrEnum):
    SUBMITTED = "submitted"
    ASSIGNED = "assigned"
    CLAIMED = "claimed"
    COMMENTED = "commented"
    CHANGES_REQUESTED = "changes_requested"
    SIGNED = "signed"
    DISSENTED = "dissented"
    RECOMMENDED = "recommended"
    APPROVED = "approved"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"
    EVIDENCE_CHANGED = "evidence_changed"
    REPORTED = "reported"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"
