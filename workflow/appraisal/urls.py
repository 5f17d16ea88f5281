"""Addresses of the office."""

from django.urls import path

from workflow.appraisal.views import appraisals, asking, files, holds, sheets, supplements

urlpatterns = [
    path("office/", appraisals.appraisals, name="appraisals"),
    path("office/<int:pk>/", appraisals.appraisal, name="appraisal"),
    path("office/<int:pk>/receive/", appraisals.appraisal_receive, name="appraisal_receive"),
    path("office/<int:pk>/assign/", appraisals.appraisal_assign, name="appraisal_assign"),
    path("office/<int:pk>/submit/", appraisals.appraisal_submit, name="appraisal_submit"),
    path("office/<int:pk>/approve/", appraisals.appraisal_approve, name="appraisal_approve"),
    path("office/sheets/<int:pk>/", sheets.sheet, name="sheet"),
    path("office/sheets/<int:pk>/sheet.pdf", files.sheet_pdf, name="sheet_pdf"),
    path("office/sheets/<int:pk>/sheet.docx", files.sheet_docx, name="sheet_docx"),
    path("letters/<int:pk>/receipt.pdf", files.receipt_pdf, name="receipt_pdf"),
    path("letters/<int:pk>/receipt.docx", files.receipt_docx, name="receipt_docx"),
    path("supplements/<int:pk>/request.pdf", files.supplement_request_pdf, name="supplement_request_pdf"),
    path("supplements/<int:pk>/request.docx", files.supplement_request_docx, name="supplement_request_docx"),
    path("office/supplements/", supplements.supplement_request, name="supplement_request"),
    path("office/supplements/<int:pk>/", supplements.supplement_settle, name="supplement_settle"),
    path("office/supplements/<int:pk>/widen/", supplements.supplement_widen, name="supplement_widen"),
    path("supplements/<int:pk>/", supplements.supplement_answer, name="supplement_answer"),
    path("office/consultations/new/", asking.consultation_new, name="consultation_new"),
    path("consultations/", asking.consultations, name="consultations"),
    path("consultations/<int:pk>/", asking.opinion, name="opinion"),
    path("office/holds/", holds.holds, name="holds"),
    path("office/holds/<int:pk>/", holds.hold, name="hold"),
    path("office/holds/<int:pk>/conclude/", holds.hold_conclude, name="hold_conclude"),
]
