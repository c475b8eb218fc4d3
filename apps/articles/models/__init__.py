"""Articles, their versions and the content of a version."""

from apps.articles.models.algorithm import AlgorithmStep, StepBasis
from apps.articles.models.article import Article, ArticleVersion
from apps.articles.models.content import Citation, Difference, RedFlag, Section, Statement
from apps.articles.models.event import ArticleEvent
from apps.articles.models.gate import (
    GateFinding,
    GateRun,
    GateWaiver,
    StricterRule,
    UnresolvedCitation,
)
from apps.articles.models.house_text import HouseText
from apps.articles.models.mark import StatementMark
from apps.articles.models.part import ArticlePart
from apps.articles.models.removed import RemovedPart

__all__ = [
    "AlgorithmStep",
    "Article",
    "ArticleEvent",
    "ArticlePart",
    "ArticleVersion",
    "Citation",
    "Difference",
    "GateFinding",
    "GateRun",
    "GateWaiver",
    "HouseText",
    "RedFlag",
    "RemovedPart",
    "Section",
    "Statement",
    "StatementMark",
    "StepBasis",
    "StricterRule",
    "UnresolvedCitation",
]
