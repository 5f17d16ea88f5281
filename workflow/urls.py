"""Addresses of all rooms, and the sections of the menu."""

from django.urls import include, path
from django.utils.translation import gettext_lazy as _

from workflow.pages.menu import Section, wire_menu

urlpatterns = [
    path("", include("workflow.desk.urls")),
    path("", include("workflow.pages.urls")),
    path("", include("workflow.dossiers.urls")),
]

MENU = (
    Section("desk", _("My desk"), "inbox"),
    Section("letters", _("Letters"), "envelope-paper"),
)

wire_menu(MENU)
