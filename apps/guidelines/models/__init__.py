"""The guideline store: body -> guideline -> version -> recommendation version, and concepts."""

from apps.guidelines.models.concept import Concept, DrugStatus
from apps.guidelines.models.conflict import Conflict, ConflictSide
from apps.guidelines.models.evidence_change import ChangedRecommendation, EvidenceChange
from apps.guidelines.models.guideline import Guideline, GuidelineVersion, IssuingBody, Work
from apps.guidelines.models.import_run import ImportIssue, ImportRun
from apps.guidelines.models.library import (
    Adaptation,
    Library,
    LibraryRelease,
    SubscribedGuideline,
    Subscription,
)
from apps.guidelines.models.link import Link, SuccessorProposal
from apps.guidelines.models.own_term import OwnTerm
from apps.guidelines.models.parts import Action, EvidenceProfile, Judgement, SourceCitation
from apps.guidelines.models.posting import IndexBatch, Posting
from apps.guidelines.models.recommendation import Rating, Recommendation, RecommendationVersion
from apps.guidelines.models.vectors import StatementVector, VectorIndex

__all__ = [
    "Action",
    "Adaptation",
    "ChangedRecommendation",
    "Concept",
    "Conflict",
    "ConflictSide",
    "DrugStatus",
    "EvidenceChange",
    "EvidenceProfile",
    "Guideline",
    "GuidelineVersion",
    "ImportIssue",
    "ImportRun",
    "IndexBatch",
    "IssuingBody",
    "Judgement",
    "Library",
    "LibraryRelease",
    "Link",
    "OwnTerm",
    "Posting",
    "Rating",
    "Recommendation",
    "RecommendationVersion",
    "SourceCitation",
    "StatementVector",
    "SubscribedGuideline",
    "Subscription",
    "SuccessorProposal",
    "VectorIndex",
    "Work",
]
