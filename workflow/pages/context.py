"""What every page is given."""

from typing import TYPE_CHECKING, Any, cast

from django.conf import settings
from django.http import HttpRequest

from workflow.pages.menu import menu_of

if TYPE_CHECKING:
    from workflow.pages.acting import Request


def pages(request: HttpRequest) -> dict[str, Any]:
    """The menu, the posts, the version and where the source is offered."""
    given = {"version": settings.VERSION, "source_url": settings.SOURCE_URL, "is_demo": settings.IS_DEMO}
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return given
    asked = cast("Request", request)
    return {**given, "acting": asked.acting, "menu": menu_of(asked), "today": asked.acting.today}
