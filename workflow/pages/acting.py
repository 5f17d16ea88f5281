"""Acting as: which of the person's posts counts now. The choice is kept in the session and only narrows."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final, cast

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject, cached_property

from workflow.directory.invitations import letters_open_to
from workflow.directory.models import Appointment, User
from workflow.directory.posts import HeldPost, posts_of
from workflow.procedure.roles import Role

if TYPE_CHECKING:
    from django_htmx.middleware import HtmxDetails

POST_KEY: Final = "acting_as"


class Request(HttpRequest):
    """A request as the pages see it: signed in, with the posts of the person. Typing only."""

    user: User
    acting: "Acting"
    htmx: "HtmxDetails"


@dataclass(frozen=True)
class Acting:
    """Who acts on this request. `chosen` is the key of the post chosen in the header, or empty for all posts."""

    user: User
    today: date
    key: str = ""

    @cached_property
    def held(self) -> tuple[HeldPost, ...]:
        """The posts in force today; read once for a request."""
        return posts_of(self.user, self.today)

    @property
    def name(self) -> str:
        """The person's name, or the name of the sign-in."""
        return str(self.user.person or self.user.username)

    @property
    def chosen(self) -> HeldPost | None:
        """The post chosen in the header, while it is in force."""
        return next((post for post in self.held if post.key == self.key), None)

    @property
    def posts(self) -> tuple[HeldPost, ...]:
        """The posts that count now: the chosen one alone, else all."""
        return (self.chosen,) if self.chosen else self.held

    @property
    def roles(self) -> frozenset[Role]:
        """The roles of all posts held: what a page shows follows from these, whatever was chosen."""
        return frozenset(post.role for post in self.held)

    def fitting(self, roles: Collection[Role], organisation: int | None = None) -> tuple[HeldPost, ...]:
        """The posts under which an act of one of these roles at the body may be done; the chosen one first."""
        fit = [post for post in self.held if post.fits(roles, organisation)]
        return tuple(sorted(fit, key=lambda post: post.key != self.key))

    @cached_property
    def invited(self) -> frozenset[int]:
        """The letters in which the person writes as an invited colleague; read once for a request."""
        return letters_open_to(self.user, self.today)

    def near(self, organisation: int) -> tuple[HeldPost, ...]:
        """The own posts at the body, or at one right below it: those of a colleague. The chosen one first."""
        near = [
            post
            for post in self.held
            if isinstance(post.under, Appointment)
            and organisation in {post.organisation.pk, post.organisation.parent_id}
        ]
        return tuple(sorted(near, key=lambda post: post.key != self.key))

    def bodies(self, *roles: Role) -> frozenset[int]:
        """The bodies, with those whose work they inherited, at which a post with one of these roles is held."""
        return frozenset(one for post in self.held if post.role in roles for one in post.organisations)


def acting_middleware(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Give every request its `acting`; nothing is read before a page asks."""

    def middleware(request: HttpRequest) -> HttpResponse:
        def acting() -> Acting:
            user = request.user
            return Acting(cast("User", user), timezone.localdate(), str(request.session.get(POST_KEY, "")))

        cast("Request", request).acting = cast("Acting", SimpleLazyObject(acting))
        return get_response(request)

    return middleware
