from django.urls import path, re_path

from apps.advisory import views
from apps.advisory.views import invitations, queue, threads

urlpatterns = [
    path("desk/", views.desk, name="desk"),
    path("desk/<uuid:version_id>/", views.review, name="review"),
    path(
        "desk/<uuid:version_id>/evidence/<uuid:change_id>/",
        views.finish_task,
        name="review_task_finish",
    ),
    path("articles/<slug:slug>/comments/", threads.comments, name="article_comments"),
    path("desk/<uuid:version_id>/threads/", threads.open_thread, name="thread_open"),
    path("desk/threads/<uuid:thread_id>/reply/", threads.reply, name="thread_reply"),
    path("desk/threads/<uuid:thread_id>/resolve/", threads.resolve, name="thread_resolve"),
    path("desk/threads/<uuid:thread_id>/reopen/", threads.reopen, name="thread_reopen"),
    path("desk/<uuid:version_id>/invite/", invitations.inviting, name="review_invite"),
    path("desk/<uuid:version_id>/invite/do/", invitations.invite, name="review_invite_do"),
    path(
        "desk/invitations/<uuid:invitation_id>/revoke/",
        invitations.revoke,
        name="invitation_revoke",
    ),
    re_path(r"^invited/(?P<key>[-:\w]{1,400})/$", invitations.invited, name="invited"),
    re_path(
        r"^invited/(?P<key>[-:\w]{1,400})/comment/$", invitations.comment, name="invited_comment"
    ),
    re_path(r"^invited/(?P<key>[-:\w]{1,400})/reply/$", invitations.reply, name="invited_reply"),
    re_path(
        r"^invited/(?P<key>[-:\w]{1,400})/recommend/$",
        invitations.recommend,
        name="invited_recommend",
    ),
    path("desk/<uuid:version_id>/take/", views.take, name="review_take"),
    path("desk/<uuid:version_id>/claim/", queue.claim, name="review_claim"),
    path("desk/<uuid:version_id>/release/", queue.release, name="review_release"),
    path("desk/<uuid:version_id>/assign/", queue.assigning, name="review_assign"),
    path("desk/<uuid:version_id>/assign/do/", queue.assign, name="review_assign_do"),
    path("desk/<uuid:version_id>/priority/", queue.set_priority, name="review_priority"),
    path("desk/<uuid:version_id>/sign/", views.sign_version, name="review_sign"),
    path("desk/<uuid:version_id>/dissent/", views.dissent_from_part, name="review_dissent"),
    path("desk/<uuid:version_id>/approve/", views.approve_version, name="review_approve"),
    path(
        "desk/<uuid:version_id>/ask-for-changes/",
        views.ask_for_changes,
        name="review_ask_for_changes",
    ),
]
