"""Addresses about oneself, and of the source."""

from django.urls import path

from workflow.pages import views

urlpatterns = [
    path("acting-as/", views.acting_as, name="acting_as"),
    path("drafts/", views.drafts, name="drafts"),
    path("drafts/<int:pk>/forget/", views.draft_forget, name="draft_forget"),
    path("profile/", views.profile, name="profile"),
    path("source/", views.source, name="source"),
]
