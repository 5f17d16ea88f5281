"""Addresses about oneself, and of the source."""

from django.urls import path

from workflow.pages import views

urlpatterns = [
    path("acting-as/", views.acting_as, name="acting_as"),
    path("profile/", views.profile, name="profile"),
    path("source/", views.source, name="source"),
]
