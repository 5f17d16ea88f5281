"""Addresses of the reports."""

from django.urls import path

from workflow.reports import views

urlpatterns = [
    path("audit/", views.audit, name="audit"),
    path("audit/verify/", views.audit_verify, name="audit_verify"),
    path("oversight/", views.oversight, name="oversight"),
]
