"""The advisory board: its people and rules, what they signed and said, and what waits for them."""

from apps.advisory.models.assignment import Assignment, Look, Urgency
from apps.advisory.models.board import Board, Member, Profession
from apps.advisory.models.calibration import CalibrationPolicy, CopyMark, ReviewCopy
from apps.advisory.models.due_review import DueReview
from apps.advisory.models.interest import Interest, InterestKind
from apps.advisory.models.invitation import Invitation
from apps.advisory.models.report import ErrorReport, Reporter, ReportLetter
from apps.advisory.models.sign_off import SignOff, Verdict
from apps.advisory.models.task import ReviewTask
from apps.advisory.models.thread import Comment, Thread

__all__ = [
    "Assignment",
    "Board",
    "CalibrationPolicy",
    "Comment",
    "CopyMark",
    "DueReview",
    "ErrorReport",
    "Interest",
    "InterestKind",
    "Invitation",
    "Look",
    "Member",
    "Profession",
    "ReportLetter",
    "Reporter",
    "ReviewCopy",
    "ReviewTask",
    "SignOff",
    "Thread",
    "Urgency",
    "Verdict",
]
