"""The guideline store: body -> guideline -> version -> recommendation version, and concepts."""

from apps.guidelines.models.concept import Concept, DrugStatus
from apps.guidelines.models.conflict import Conflict, ConflictSide
from apps.guidelines.models.guideline import Guideline, GuidelineVersion, IssuingBody, Work
from apps.guidelines.models.posting import Posting
from apps.guidelines.models.recommendation import Rating, Recommendation, RecommendationVersion

__all__ = [
    "Concept",
    "Conflict",
    "ConflictSide",
    "DrugStatus",
    "Guideline",
    "GuidelineVersion",
    "IssuingBody",
    "Posting",
    "Rating",
    "Recommendation",
    "RecommendationVersion",
    "Work",
]
