from django.urls import path

from apps.guidelines.views import (
    adaptations,
    conflicts,
    curation,
    deeds,
    drugs,
    exports,
    gaps,
    imports,
    libraries,
    reviews,
    store,
    subscriptions,
    successors,
    terms,
    works,
)

urlpatterns = [
    path("guidelines/", store.store, name="store"),
    path("guidelines/<uuid:public_id>/", store.guideline, name="guideline"),
    path("recommendations/<uuid:public_id>/", store.recommendation, name="recommendation"),
    path("recommendations/<uuid:public_id>/cite/", store.cite, name="recommendation_cite"),
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
    path("curation/gaps/<uuid:public_id>/", gaps.gap, name="gap"),
    path("curation/libraries/", libraries.libraries, name="curation_libraries"),
    path("curation/libraries/<uuid:public_id>/", libraries.library, name="curation_library"),
    path("curation/libraries/<uuid:public_id>/publish/", libraries.publish, name="library_publish"),
    path(
        "curation/libraries/<uuid:public_id>/open/", libraries.open_to_others, name="library_open"
    ),
    path("curation/libraries/<uuid:public_id>/close/", libraries.close, name="library_close"),
    path(
        "curation/libraries/<uuid:public_id>/subscribe/",
        libraries.subscribe_to,
        name="library_subscribe",
    ),
    path(
        "curation/subscriptions/<uuid:public_id>/",
        subscriptions.subscription,
        name="curation_subscription",
    ),
    path(
        "curation/subscriptions/<uuid:public_id>/take-over/",
        subscriptions.take_over,
        name="subscription_take_over",
    ),
    path(
        "curation/subscriptions/<uuid:public_id>/end/", subscriptions.end, name="subscription_end"
    ),
    path("curation/adaptations/", adaptations.adaptations, name="curation_adaptations"),
    path(
        "curation/adaptations/<uuid:public_id>/", adaptations.adaptation, name="curation_adaptation"
    ),
    path(
        "curation/recommendations/<uuid:public_id>/adapt/",
        adaptations.adapt_recommendation,
        name="recommendation_adapt",
    ),
    path(
        "curation/guidelines/<uuid:public_id>/withdraw/",
        deeds.withdraw_guideline,
        name="curation_withdraw_guideline",
    ),
    path(
        "curation/recommendations/<uuid:public_id>/withdraw/",
        deeds.withdraw,
        name="curation_withdraw",
    ),
    path(
        "curation/recommendations/<uuid:public_id>/supersede/",
        deeds.supersede,
        name="curation_supersede",
    ),
    path(
        "curation/recommendations/<uuid:public_id>/reinstate/",
        deeds.reinstate,
        name="curation_reinstate",
    ),
    path("curation/works/", works.works, name="curation_works"),
    path("curation/works/<uuid:public_id>/", works.work, name="curation_work"),
    path("curation/drugs/", drugs.drugs, name="curation_drugs"),
    path("curation/drugs/<uuid:public_id>/", drugs.drug, name="curation_drug"),
    path("curation/imports/", imports.imports, name="imports"),
    path("curation/imports/<uuid:public_id>/", imports.import_page, name="import"),
    path("curation/imports/<uuid:public_id>/issues/", imports.issues, name="import_issues"),
    path("curation/imports/<uuid:public_id>/approve/", imports.approve, name="import_approve"),
    path("curation/imports/<uuid:public_id>/reject/", imports.reject, name="import_reject"),
    path("curation/imports/<uuid:public_id>/retry/", imports.retry, name="import_retry"),
    path("curation/words/", terms.words, name="words"),
    path("curation/words/add/", terms.add, name="term_add"),
    path("curation/words/<uuid:public_id>/remove/", terms.remove, name="term_remove"),
    path("curation/exports/", exports.exports, name="exports"),
    path("curation/exports/download/", exports.download, name="export_download"),
]
