"""The advisory board: its people and rules, what they signed, and what they must look at."""

from apps.advisory.models.board import Board, Member, Profession
from apps.advisory.models.interest import Interest, InterestKind
from apps.advisory.models.sign_off import SignOff, Verdict
from apps.advisory.models.task import ReviewTask

__all__ = [
    "Board",
    "Interest",
    "InterestKind",
    "Member",
    "Profession",
    "ReviewTask",
    "SignOff",
    "Verdict",
]
