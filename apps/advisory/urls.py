from django.urls import path

from apps.advisory import views
from apps.advisory.views import board, board_settings, calibration, due_reviews, interests, reports

urlpatterns = [
    path("desk/", views.desk, name="desk"),
    path("articles/<slug:slug>/report/", reports.report, name="report_error"),
    path("reports/<uuid:receipt_id>/", reports.receipt, name="report_receipt"),
    path("desk/reports/", reports.report_list, name="reports"),
    path("desk/reports/<uuid:report_id>/", reports.report_on_desk, name="report"),
    path(
        "desk/reports/<uuid:report_id>/acknowledge/", reports.acknowledge, name="report_acknowledge"
    ),
    path("desk/reports/<uuid:report_id>/assign/", reports.assign, name="report_assign"),
    path("desk/reports/<uuid:report_id>/close/", reports.close, name="report_close"),
    path("desk/calibration/", calibration.room, name="calibration"),
    path("desk/calibration/take/", calibration.take, name="calibration_take"),
    path("desk/calibration/<uuid:copy_id>/", calibration.copy, name="calibration_copy"),
    path("desk/calibration/<uuid:copy_id>/finish/", calibration.finish, name="calibration_finish"),
    path("settings/calibration/", calibration.settings, name="calibration_settings"),
    path("desk/due/", due_reviews.due_reviews, name="due_reviews"),
    path("desk/<uuid:version_id>/due/", due_reviews.finish, name="due_review_finish"),
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
    path("board/", board.board, name="board"),
    path("board/<uuid:public_id>/", board.member, name="member"),
    path("board/<uuid:public_id>/reviews/", board.member_reviews, name="member_reviews"),
    path("board/<uuid:public_id>/check/", board.check, name="member_check"),
    path("settings/board/", board_settings.board_settings, name="board_settings"),
    path("settings/board/rules/", board_settings.change_rules, name="board_rules_change"),
    path("settings/board/members/", board_settings.add, name="member_add"),
    path("settings/board/members/<uuid:public_id>/", board_settings.change, name="member_change"),
    path("interests/", interests.interests, name="interests"),
    path("interests/declare/", interests.declare, name="interest_declare"),
    path("interests/nothing/", interests.declare_nothing, name="interest_nothing"),
    path("interests/confirm/", interests.confirm, name="interests_confirm"),
    path("interests/register/", interests.register, name="interest_register"),
    path("interests/register/file/", interests.register_file, name="interest_register_file"),
    path("interests/<uuid:public_id>/", interests.change, name="interest_change"),
    path("interests/<uuid:public_id>/withdraw/", interests.withdraw, name="interest_withdraw"),
]
