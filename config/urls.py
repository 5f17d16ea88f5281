"""Addresses of the project."""

from allauth.account import views as account
from django.urls import include, path

from config.health import healthz
from workflow.admin import site
from workflow.pages.views import admin_sign_in

# Of allauth, only what the house uses: nobody signs up, nothing is mailed.
accounts = [
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
]

urlpatterns = [
    path("admin/login/", admin_sign_in, name="admin_sign_in"),
    path("admin/", site.urls),
    path("healthz", healthz, name="healthz"),
    path("accounts/", include(accounts)),
    path("language/", include("django.conf.urls.i18n")),
    path("", include("workflow.urls")),
]

handler400 = "workflow.pages.errors.bad_request"
handler403 = "workflow.pages.errors.forbidden"
handler404 = "workflow.pages.errors.not_found"
handler429 = "workflow.pages.errors.too_many_requests"
handler500 = "workflow.pages.errors.server_error"
