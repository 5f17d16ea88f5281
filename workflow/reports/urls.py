"""Addresses of the reports."""

from django.urls import path

from workflow.reports import achievement_views, views

urlpatterns = [
    path("audit/", views.audit, name="audit"),
    path("audit/verify/", views.audit_verify, name="audit_verify"),
    path("oversight/", views.oversight, name="oversight"),
    path("achievements/", achievement_views.achievements, name="achievements"),
    path("achievements/<int:pk>/", achievement_views.achievement, name="achievement"),
    path("achievements/<int:pk>/workbook/", achievement_views.achievement_workbook, name="achievement_workbook"),
]
