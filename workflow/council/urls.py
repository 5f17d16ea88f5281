"""Addresses of the council."""

from django.urls import path

from workflow.council.pack_page import session_pack
from workflow.council.views import files, minutes, preparing, room, sessions, tellers, voting

urlpatterns = [
    path("council/", sessions.sessions, name="sessions"),
    path("council/<int:pk>/", sessions.session, name="session"),
    path("council/<int:pk>/agenda/", preparing.session_agenda, name="session_agenda"),
    path("council/<int:pk>/papers/", preparing.session_papers, name="session_papers"),
    path("council/<int:pk>/papers.pdf", session_pack, name="session_pack"),
    path("council/<int:pk>/summary.pdf", files.session_summary_pdf, name="session_summary_pdf"),
    path("council/<int:pk>/summary.docx", files.session_summary_docx, name="session_summary_docx"),
    path("council/<int:pk>/sheet.pdf", files.session_sheet_pdf, name="session_sheet_pdf"),
    path("council/<int:pk>/sheet.docx", files.session_sheet_docx, name="session_sheet_docx"),
    path("council/<int:pk>/papers/read/", preparing.session_read, name="session_read"),
    path("council/<int:pk>/agenda/late/", preparing.session_late, name="session_late"),
    path("council/<int:pk>/until/", preparing.session_until, name="session_until"),
    path("council/<int:pk>/conflicts/", preparing.session_conflicts, name="session_conflicts"),
    path("council/<int:pk>/conflicts/declare/", preparing.session_declare, name="session_declare"),
    path("council/<int:pk>/room/", room.session_room, name="session_room"),
    path("council/<int:pk>/hall/", room.session_hall, name="session_hall"),
    path("council/<int:pk>/open/", voting.session_open, name="session_open"),
    path("council/<int:pk>/attendance/", voting.session_attendance, name="session_attendance"),
    path("council/<int:pk>/remind/", voting.session_remind, name="session_remind"),
    path("council/<int:pk>/ballot/", voting.session_ballot, name="session_ballot"),
    path("council/<int:pk>/slip/", voting.session_slip, name="session_slip"),
    path("council/<int:pk>/slips/", voting.session_slips, name="session_slips"),
    path("council/slips/<int:pk>/", voting.session_slip_file, name="session_slip_file"),
    path("council/<int:pk>/close/", voting.session_close, name="session_close"),
    path("council/<int:pk>/count/", tellers.session_count, name="session_count"),
    path("council/<int:pk>/count/confirm/", tellers.session_count_confirm, name="session_count_confirm"),
    path("council/<int:pk>/minutes/", minutes.session_minutes, name="session_minutes"),
    path("council/<int:pk>/minutes/draft/", minutes.session_draft, name="session_draft"),
    path("council/<int:pk>/minutes/drafts/", minutes.session_drafts, name="session_drafts"),
    path("council/<int:pk>/minutes/print/", minutes.session_print, name="session_print"),
    path("council/<int:pk>/record/", minutes.session_record, name="session_record"),
    path("council/<int:pk>/minutes.pdf", files.session_minutes_pdf, name="session_minutes_pdf"),
    path("council/<int:pk>/minutes.docx", files.session_minutes_docx, name="session_minutes_docx"),
    path("council/<int:pk>/record.pdf", files.session_record_pdf, name="session_record_pdf"),
    path("council/<int:pk>/record.docx", files.session_record_docx, name="session_record_docx"),
    path("council/<int:pk>/conclude/", minutes.session_conclude, name="session_conclude"),
]
