"""Addresses about oneself."""

from django.urls import path

from workflow.pages import views

urlpatterns = [
    path("acting-as/", views.acting_as, name="acting_as"),
    path("profile/", views.profile, name="profile"),
]
