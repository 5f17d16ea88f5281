"""Addresses of all rooms, and the sections of the menu."""

from django.urls import include, path
from django.utils.translation import gettext_lazy as _

from workflow.pages.menu import Section, wire_menu

urlpatterns = [
    path("", include("workflow.desk.urls")),
    path("", include("workflow.pages.urls")),
    path("", include("workflow.dossiers.urls")),
    path("", include("workflow.appraisal.urls")),
    path("", include("workflow.council.urls")),
    path("", include("workflow.decisions.urls")),
    path("", include("workflow.public_register.urls")),
    path("", include("workflow.payments.urls")),
    path("", include("workflow.certificates.urls")),
    path("", include("workflow.reports.urls")),
]

MENU = (
    Section("desk", _("My desk"), "inbox"),
    Section("letters", _("Letters"), "envelope-paper"),
    Section("dossiers", _("Dossiers"), "folder2-open"),
    Section("appraisals", _("Appraisal"), "clipboard-check"),
    Section("consultations", _("Opinions"), "chat-left-text"),
    Section("sessions", _("Council"), "people"),
    Section("decisions", _("Decisions"), "bank"),
    Section("publicity", _("Publicity"), "megaphone"),
    Section("stories", _("Exemplar stories"), "bookmark"),
    Section("payments", _("Prize money"), "cash-coin"),
    Section("result_notices", _("Notices of results"), "envelope"),
    Section("achievements", _("Achievements"), "person-badge"),
    Section("certificates", _("Certificates"), "trophy"),
    Section("periodic_report", _("Periodic reports"), "bar-chart"),
    Section("rounds", _("Rounds"), "calendar-check"),
    Section("plans", _("Unit plans"), "journal-text"),
    Section("past_awards", _("Past awards"), "award"),
    Section("holds", _("Holds"), "pause-circle"),
    Section("oversight", _("Clusters and oversight"), "eye"),
    Section("audit", _("The record"), "journal-check"),
    Section("admin:index", _("Administration"), "sliders"),
)

wire_menu(MENU)
