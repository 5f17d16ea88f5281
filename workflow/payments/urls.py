"""Addresses of the payments."""

from django.urls import path

from workflow.payments import settlement_views, views

urlpatterns = [
    path("payments/", views.payments, name="payments"),
    path("payments/<int:pk>/", views.payment_list, name="payment_list"),
    path("payments/<int:pk>/pay/", views.payment_pay, name="payment_pay"),
    path("payments/<int:pk>/return/", views.payment_return, name="payment_return"),
    path("payments/<int:pk>/recover/", views.payment_recover, name="payment_recover"),
    path("payments/<int:pk>/supplement/", views.payment_supplement, name="payment_supplement"),
    path("payments/<int:pk>/list.xlsx", views.payment_sheet, name="payment_sheet"),
    path("payments/<int:pk>/list.pdf", views.payment_paper, {"form": "pdf"}, name="payment_pdf"),
    path("payments/<int:pk>/list.docx", views.payment_paper, {"form": "docx"}, name="payment_docx"),
    path("decisions/<int:pk>/payments/", views.payment_open, name="payment_open"),
    path("settlements/", settlement_views.settlements, name="settlements"),
    path("settlements/new/<int:pk>/", settlement_views.settlement_new, name="settlement_new"),
    path("settlements/prizes.xlsx", settlement_views.settlement_export, {"form": "xlsx"}, name="settlement_xlsx"),
    path("settlements/prizes.json", settlement_views.settlement_export, {"form": "json"}, name="settlement_json"),
]
