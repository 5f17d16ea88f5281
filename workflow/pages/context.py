"""What every page is given."""

from typing import TYPE_CHECKING, Any, cast

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from workflow.pages.menu import menu_of

if TYPE_CHECKING:
    from workflow.pages.acting import Request


def product() -> dict[str, Any]:
    """The version, where the source is offered, and whether this is a demonstration."""
    where = settings.SOURCE_URL or reverse("source")
    return {"version": settings.VERSION, "source_url": where, "is_demo": settings.IS_DEMO}


def pages(request: HttpRequest) -> dict[str, Any]:
    """The menu, the posts, the version and where the source is offered."""
    given = product()
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return given
    asked = cast("Request", request)
    return {**given, "acting": asked.acting, "menu": menu_of(asked), "today": asked.acting.today}
