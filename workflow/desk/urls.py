"""Addresses of the desk."""

from django.urls import path

from workflow.desk import views

urlpatterns = [
    path("", views.desk, name="desk"),
    path("cases/<int:pk>/", views.case, name="case"),
]
