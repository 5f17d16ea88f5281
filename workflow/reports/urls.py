"""Addresses of the reports."""

from django.urls import path

from workflow.reports import achievement_views, periodic_views, views

urlpatterns = [
    path("audit/", views.audit, name="audit"),
    path("audit/verify/", views.audit_verify, name="audit_verify"),
    path("oversight/", views.oversight, name="oversight"),
    path("achievements/", achievement_views.achievements, name="achievements"),
    path("achievements/<int:pk>/", achievement_views.achievement, name="achievement"),
    path("achievements/<int:pk>/workbook/", achievement_views.achievement_workbook, name="achievement_workbook"),
    path("reports/", periodic_views.periodic_report, name="periodic_report"),
    path("reports/report.pdf", periodic_views.periodic_report_pdf, name="periodic_report_pdf"),
    path("reports/report.docx", periodic_views.periodic_report_docx, name="periodic_report_docx"),
    path("reports/report.xlsx", periodic_views.periodic_report_xlsx, name="periodic_report_xlsx"),
]
