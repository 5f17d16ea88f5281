"""Addresses of the desk."""

from django.urls import path

from workflow.desk import views

urlpatterns = [
    path("", views.desk, name="desk"),
    path("cases/<int:pk>/", views.case, name="case"),
    path("delegations/", views.delegations, name="delegations"),
    path("delegations/new/<int:pk>/", views.delegation_new, name="delegation_new"),
    path("delegations/<int:pk>/end/", views.delegation_end, name="delegation_end"),
]
