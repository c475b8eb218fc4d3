from django.urls import path

from apps.guidelines.views import conflicts, curation, gaps, reviews, store, successors

urlpatterns = [
    path("guidelines/", store.store, name="store"),
    path("guidelines/<uuid:public_id>/", store.guideline, name="guideline"),
    path("recommendations/<uuid:public_id>/", store.recommendation, name="recommendation"),
    path("curation/", curation.desk, name="curation"),
    path("curation/reviews/", reviews.reviews, name="guideline_reviews"),
    path("curation/reviews/<uuid:public_id>/", reviews.review, name="guideline_review"),
    path(
        "curation/reviews/<uuid:public_id>/still-current/",
        reviews.still_current,
        name="guideline_still_current",
    ),
    path("curation/changes/", reviews.changes, name="evidence_changes"),
    path("curation/conflicts/", conflicts.conflicts, name="conflicts"),
    path("curation/conflicts/<uuid:public_id>/", conflicts.conflict, name="conflict"),
    path("curation/conflicts/<uuid:public_id>/settle/", conflicts.settle, name="conflict_settle"),
    path("curation/successors/", successors.successors, name="successors"),
    path("curation/successors/<uuid:public_id>/", successors.successor, name="successor"),
    path(
        "curation/successors/<uuid:public_id>/decide/", successors.decide, name="successor_decide"
    ),
    path("curation/gaps/", gaps.gaps, name="gaps"),
]
