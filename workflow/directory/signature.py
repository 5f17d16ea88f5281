"""What stands above a signature: the letters of the capacity and the titles (domain reference, 4.1).

`TM.` before the collective in whose name a body speaks; `KT.` before the title of the holder, the deputy's own title
below it; `Q.` before the title that is held for the time being; `TL.` and `TUQ.` before the title of the giver, below
it the title that the signer has.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.translation import override, pgettext

from workflow.database import rows
from workflow.directory.models import Appointment, Delegation, User
from workflow.directory.posts import PREFIX, HeldPost
from workflow.procedure.facts import Refusal
from workflow.procedure.roles import Role

_NOT_BORNE: Final = (
    Role.COUNCIL_CHAIR,
    Role.COUNCIL_MEMBER,
    Role.COUNCIL_SECRETARY,
    Role.TELLER,
    Role.ADMINISTRATOR,
    Role.AUDITOR,
    Role.OVERSIGHT,
)
"""The posts whose title nobody bears below the title of whoever lets them sign."""
_in_force: Final = "({0}.from_day <= %s AND ({0}.until IS NULL OR {0}.until >= %s))"
_BLOCK: Final = f"""
SELECT a.kind, a.title, a.organisation_id, t.collective,
  (SELECT h.title FROM workflow_appointment h
   WHERE h.organisation_id = a.organisation_id AND h.role = a.role AND h.kind = 'HOLDER'
   ORDER BY CASE WHEN {_in_force.format("h")} THEN 0 ELSE 1 END, h.from_day DESC, h.id DESC LIMIT 1)
FROM workflow_appointment a JOIN workflow_organisation o ON o.id = a.organisation_id
JOIN workflow_organisationtype t ON t.id = o.type_id WHERE a.id = %s"""
_LENT: Final = f"""
SELECT d.kind, r.title FROM workflow_delegation d LEFT JOIN workflow_appointment r
  ON r.person_id = d.receiver_id AND {_in_force.format("r")}
  AND r.role NOT IN ({", ".join(f"'{role.value}'" for role in _NOT_BORNE)})
WHERE d.id = %s
ORDER BY CASE WHEN r.role IN ('{Role.UNIT_HEAD.value}', '{Role.OFFICE_HEAD.value}') THEN 0 ELSE 1 END,
  CASE WHEN r.organisation_id = %s THEN 0 ELSE 1 END, r.from_day, r.id LIMIT 1"""


def block_of(appointment: int, delegation: int | None, day: date, *, of_the_body: bool) -> list[str]:
    """The lines above the signature of whoever signs under this post on that day: one statement, or two.

    `of_the_body`: the body itself speaks, as in a letter; in a decision its head does, and no collective is named.
    """
    ((kind, title, organisation, collective, of_holder),) = rows.fetch(_BLOCK, [day, day, appointment])
    if delegation is not None:
        ((lent, own),) = rows.fetch(_LENT, [day, day, delegation, organisation])
        return [f"{lent}. {title}", *([own] if own else [])]
    above = [f"TM. {collective}"] if of_the_body and collective else []
    if kind != Appointment.Kind.DEPUTY:
        return [*above, f"{PREFIX.get(kind, '')} {title}".strip()]
    return [*above, f"{PREFIX[kind]} {of_holder or _head()}", title]


def _head() -> str:
    """Where nobody ever held the post: the words that every paper has for it."""
    with override("vi"):
        return pgettext("on paper", "HEAD OF THE UNIT")


@dataclass(frozen=True, slots=True)
class SigningPost:
    """A post under which one may sign, as the page of a signature shows it.

    `block` is what will stand above the signature, `name` below it; `barred` says why nothing is signed under it here.
    """

    post: HeldPost
    block: Sequence[str]
    name: str
    barred: Refusal | None

    @property
    def given(self) -> Appointment | Delegation:
        """The appointment or the delegation itself: its kind, its document, its days."""
        return self.post.under

    @property
    def giver(self) -> Appointment | None:
        """Who let the person sign."""
        return self.post.under.giver if isinstance(self.post.under, Delegation) else None

    @property
    def appointment(self) -> Appointment:
        """The post itself, whoever holds it."""
        return self.giver or self.post.under  # type: ignore[return-value]  # what is no delegation is an appointment


def signing_posts(
    posts: Sequence[HeldPost], user: User, day: date, *, of_the_body: bool, barred: Mapping[str, Refusal]
) -> list[SigningPost]:
    """The posts with what will be printed under each; `barred` goes by their keys. One or two statements for each."""
    found = []
    for post in posts:
        under = post.under
        appointment, lent = (under.giver_id, under.pk) if isinstance(under, Delegation) else (under.pk, None)
        block = block_of(appointment, lent, day, of_the_body=of_the_body)
        found.append(SigningPost(post, block, str(user.person), barred.get(post.key)))
    return found
