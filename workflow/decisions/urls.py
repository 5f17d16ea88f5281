"""Addresses of the decisions."""

from django.urls import path

from workflow.decisions import after_views, prize_views, views

urlpatterns = [
    path("decisions/", views.decisions, name="decisions"),
    path("decisions/<int:pk>/", views.decision, name="decision"),
    path("decisions/<int:pk>/submit/", views.decision_submit, name="decision_submit"),
    path("decisions/<int:pk>/check/", views.decision_check, name="decision_check"),
    path("decisions/<int:pk>/sign/", views.decision_sign, name="decision_sign"),
    path("decisions/<int:pk>/issue/", views.decision_issue, name="decision_issue"),
    path("decisions/<int:pk>/publish/", views.decision_publish, name="decision_publish"),
    path("decisions/<int:pk>/split/", views.decision_split, name="decision_split"),
    path("decisions/<int:pk>/drop/", views.revocation_drop, name="revocation_drop"),
    path("decisions/<int:pk>/prizes/", prize_views.decision_prizes, name="decision_prizes"),
    path("decisions/<int:pk>/print/", views.decision_print, name="decision_print"),
    path("revocations/new/", views.revocation_new, name="revocation_new"),
    path("corrections/new/", after_views.correction_new, name="correction_new"),
    path("decisions/<int:pk>/drop-correction/", after_views.correction_drop, name="correction_drop"),
    path("result-notices/", after_views.result_notices, name="result_notices"),
    path("result-notices/<int:pk>/", after_views.result_notice, name="result_notice"),
    path("result-notices/<int:pk>/sign/", after_views.result_notice_sign, name="result_notice_sign"),
    path("result-notices/<int:pk>/send/", after_views.result_notice_send, name="result_notice_send"),
]
