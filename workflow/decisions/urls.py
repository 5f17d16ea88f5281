"""Addresses of the decisions."""

from django.urls import path

from workflow.decisions import after_views, prize_views, views
from workflow.decisions.views import assembling, office_letter, papers, register, signed_files, signing

urlpatterns = [
    path("decisions/", views.decisions, name="decisions"),
    path("decisions/<int:pk>/", views.decision, name="decision"),
    path("decisions/<int:pk>/submit/", views.decision_submit, name="decision_submit"),
    path("decisions/<int:pk>/check/", signing.decision_check, name="decision_check"),
    path("decisions/<int:pk>/send-back/", signing.decision_send_back, name="decision_send_back"),
    path("decisions/<int:pk>/sign/", signing.decision_sign, name="decision_sign"),
    path("decisions/<int:pk>/issue/", views.decision_issue, name="decision_issue"),
    path("decisions/<int:pk>/publish/", views.decision_publish, name="decision_publish"),
    path("decisions/<int:pk>/split/", views.decision_split, name="decision_split"),
    path("decisions/<int:pk>/merge/", assembling.decision_merge, name="decision_merge"),
    path("decisions/numbers/", register.numbers, name="decision_numbers"),
    path("decisions/numbers/<int:pk>/cancel/", register.number_cancel, name="number_cancel"),
    path("decisions/<int:pk>/drop/", views.revocation_drop, name="revocation_drop"),
    path("decisions/<int:pk>/prizes/", prize_views.decision_prizes, name="decision_prizes"),
    path("decisions/<int:pk>/print/", papers.decision_print, name="decision_print"),
    path("decisions/<int:pk>/paper.pdf", papers.decision_pdf, name="decision_pdf"),
    path("decisions/<int:pk>/paper.docx", papers.decision_docx, name="decision_docx"),
    path("letters/<int:pk>/presentation.pdf", office_letter.office_letter_pdf, name="office_letter_pdf"),
    path("letters/<int:pk>/presentation.docx", office_letter.office_letter_docx, name="office_letter_docx"),
    path("decisions/<int:pk>/files/", signed_files.signed_files, name="signed_files"),
    path("decisions/<int:pk>/files/make/", signed_files.signed_file_make, name="signed_file_make"),
    path("decisions/<int:pk>/files/give/", signed_files.signed_file_give, name="signed_file_give"),
    path("decisions/<int:pk>/files/return/", signed_files.signed_file_return, name="signed_file_return"),
    path("decisions/<int:pk>/files/scan/", signed_files.signed_file_scan, name="signed_file_scan"),
    path("signed-files/<int:pk>/", signed_files.signed_file, name="signed_file"),
    path("signed-files/<int:pk>/file/", signed_files.signed_file_sent, name="signed_file_sent"),
    path(
        "signed-files/<int:pk>/certificates/",
        signed_files.signed_file_certificates,
        name="signed_file_certificates",
    ),
    path("signed-files/<int:pk>/seal/", signed_files.signed_file_seal, name="signed_file_seal"),
    path("signed-files/<int:pk>/check/", signed_files.signed_file_check, name="signed_file_check"),
    path("signed-files/<int:pk>/set-aside/", signed_files.signed_file_set_aside, name="signed_file_set_aside"),
    path("revocations/new/", views.revocation_new, name="revocation_new"),
    path("corrections/new/", after_views.correction_new, name="correction_new"),
    path("decisions/<int:pk>/drop-correction/", after_views.correction_drop, name="correction_drop"),
    path("result-notices/", after_views.result_notices, name="result_notices"),
    path("result-notices/<int:pk>/", after_views.result_notice, name="result_notice"),
    path("result-notices/<int:pk>/pdf/", after_views.result_notice_paper, {"form": "pdf"}, name="result_notice_pdf"),
    path("result-notices/<int:pk>/docx/", after_views.result_notice_paper, {"form": "docx"}, name="result_notice_docx"),
    path("result-notices/<int:pk>/sign/", after_views.result_notice_sign, name="result_notice_sign"),
    path("result-notices/<int:pk>/send/", after_views.result_notice_send, name="result_notice_send"),
]
