from django.urls import path

from apps.advisory import views

urlpatterns = [
    path("desk/", views.desk, name="desk"),
    path("desk/<uuid:version_id>/", views.review, name="review"),
    path(
        "desk/<uuid:version_id>/evidence/<uuid:change_id>/",
        views.finish_task,
        name="review_task_finish",
    ),
    path("desk/<uuid:version_id>/take/", views.take, name="review_take"),
    path("desk/<uuid:version_id>/sign/", views.sign_version, name="review_sign"),
    path("desk/<uuid:version_id>/dissent/", views.dissent_from_part, name="review_dissent"),
    path("desk/<uuid:version_id>/approve/", views.approve_version, name="review_approve"),
    path(
        "desk/<uuid:version_id>/ask-for-changes/",
        views.ask_for_changes,
        name="review_ask_for_changes",
    ),
]
