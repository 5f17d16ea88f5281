"""Addresses of the council."""

from django.urls import path

from workflow.council import views
from workflow.council.pack_page import session_pack

urlpatterns = [
    path("council/", views.sessions, name="sessions"),
    path("council/<int:pk>/", views.session, name="session"),
    path("council/<int:pk>/agenda/", views.session_agenda, name="session_agenda"),
    path("council/<int:pk>/papers.pdf", session_pack, name="session_pack"),
    path("council/<int:pk>/open/", views.session_open, name="session_open"),
    path("council/<int:pk>/ballot/", views.session_ballot, name="session_ballot"),
    path("council/<int:pk>/close/", views.session_close, name="session_close"),
    path("council/<int:pk>/minutes/", views.session_minutes, name="session_minutes"),
    path("council/<int:pk>/conclude/", views.session_conclude, name="session_conclude"),
    path("council/<int:pk>/minutes/print/", views.session_print, name="session_print"),
]
