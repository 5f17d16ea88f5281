"""The site: for whoever holds an administrator's post today; for everybody else there is no such page."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import TYPE_CHECKING, Any, Final, cast

from django.contrib.admin import AdminSite, ModelAdmin
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import URLPattern, URLResolver
from django.utils.translation import gettext_lazy as _

from workflow.directory.models import Appointment
from workflow.directory.posts import HeldPost
from workflow.pages.keeping import keep_and_sign_in
from workflow.procedure.roles import Role

if TYPE_CHECKING:
    from django.db.models import Model

    from workflow.pages.acting import Request

_not_ours: Final = frozenset({"login", "logout", "password_change", "password_change_done", "view_on_site"})


def posts_of_administrator(request: HttpRequest) -> list[HeldPost]:
    """The administrator's posts under which the person acts, the chosen one first. Such a post is never lent."""
    if not request.user.is_authenticated:
        return []
    held = cast("Request", request).acting.fitting({Role.ADMINISTRATOR})
    return [post for post in held if isinstance(post.under, Appointment)]


class Administration(AdminSite):
    """Django's admin, entered by appointment. Signing in and out, and one's password, are the house's own pages."""

    site_header = _("Administration")
    site_title = _("Administration")
    index_title = _("What is kept here")
    site_url = "/"

    @property
    def lists(self) -> "Mapping[type[Model], ModelAdmin[Any]]":
        """What is kept here, and by which list."""
        return self._registry

    def has_permission(self, request: HttpRequest) -> bool:
        """Whether an administrator's post is in force; staff and superusers are nobody without one."""
        return bool(posts_of_administrator(request))

    def admin_view(  # type: ignore[override]  # it answers by any kind of answer
        self,
        view: Callable[..., HttpResponseBase],
        cacheable: bool = False,  # noqa: FBT001, FBT002 -- as Django's
    ) -> Callable[..., HttpResponseBase]:
        """Let in who may; the others sign in first, or find nothing."""
        inner = super().admin_view(view, cacheable)

        @wraps(view)
        def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return keep_and_sign_in(request)
            if not self.has_permission(request):
                raise Http404
            return inner(request, *args, **kwargs)

        return page

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Django's addresses without those that the house has itself, each saying for whom it is."""
        found = [one for one in super().get_urls() if getattr(one, "name", None) not in _not_ours]
        for one in found:
            if isinstance(one, URLPattern):
                one.callback.seen_by = frozenset({Role.ADMINISTRATOR})  # type: ignore[attr-defined]  # read by the menu
        return found


site: Final = Administration(name="admin")
