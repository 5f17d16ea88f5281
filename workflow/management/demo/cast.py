"""The cast of the demo: people by name, each acting under an appointment."""

from typing import Any

from django.utils import timezone

from workflow.directory.models import Appointment, Organisation, Person, User
from workflow.procedure.roles import Role


class Cast:
    """Finds the demo's users, posts and organisations by their codes; `demo-` is left out."""

    def __init__(self) -> None:
        self._users: dict[str, User] = {user.username: user for user in User.objects.select_related("person")}
        self._posts: dict[str, list[Appointment]] = {}
        for post in Appointment.objects.in_force(timezone.localdate()).select_related("person", "organisation"):
            self._posts.setdefault(post.person.code, []).append(post)

    def user(self, name: str) -> User:
        """The user of a demo person. Raises `KeyError`."""
        return self._users[f"demo-{name}"]

    def person(self, name: str) -> Person:
        """A demo person. Raises `DoesNotExist`."""
        return Person.objects.get(code=f"demo-{name}")

    def post(self, name: str, role: Role, at: str = "") -> Appointment:
        """The appointment of a person to a role, at an organisation where there are several. Raises `LookupError`."""
        found = [
            post
            for post in self._posts.get(f"demo-{name}", ())
            if post.role == role.value and at in {"", post.organisation.code}
        ]
        if len(found) != 1:
            message = f"demo-{name} holds {len(found)} appointments as {role.value} {at}"
            raise LookupError(message)
        return found[0]

    def acts(self, name: str, role: Role, at: str = "") -> dict[str, Any]:
        """Who acts and in which capacity, as every command takes it."""
        return {"actor": self.user(name), "capacity": self.post(name, role, at)}

    @staticmethod
    def organisation(code: str) -> Organisation:
        """An organisation by its code. Raises `DoesNotExist`."""
        return Organisation.objects.get(code=code)
