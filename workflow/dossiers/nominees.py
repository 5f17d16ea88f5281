"""Finding a nominee by name: with or without marks, in any order of the words."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Q
from django.utils.translation import gettext as _

from workflow.awards.models import NomineeKind
from workflow.database.texts import folded
from workflow.directory.models import Organisation, Person
from workflow.pages.listing import key_of

SHORTEST: Final = 2
"""So many letters are typed before the search begins."""
_at_most: Final = 12
_longest: Final = 100


@dataclass(frozen=True, slots=True)
class Found:
    """A person or a body as a list of choices shows it. `key` names it in forms."""

    kind: str
    pk: int
    name: str
    note: str

    @property
    def key(self) -> str:
        """The kind and the row's key."""
        return f"{self.kind}:{self.pk}"


def nominees_named(text: str, today: date) -> list[Found]:
    """People and existing bodies in whose name a word begins with each word of the text.

    Two statements. Bodies keep no folded name and are few: they are compared here.
    """
    words = folded(text[:_longest]).split()
    if len("".join(words)) < SHORTEST:
        return []
    like = Q()
    for word in words:
        like &= Q(folded_name__startswith=word) | Q(folded_name__contains=f" {word}")
    people = Person.objects.filter(like).order_by("name_key", "pk")[:_at_most]
    every = Organisation.objects.existing_on(today).values_list("pk", "name", "short_name", "code")
    bodies = [
        Found(NomineeKind.COLLECTIVE.value, pk, name, code)
        for pk, name, short, code in every
        if all(f" {word}" in f" {folded(f'{name} {short}')}" for word in words)
    ]
    return [*map(_person, people), *sorted(bodies, key=lambda one: (len(one.name), one.name))[:_at_most]]


def _person(person: Person) -> Found:
    born = _("born %(year)d") % {"year": person.birth_year} if person.birth_year else ""
    return Found(NomineeKind.PERSON.value, person.pk, person.full_name, ", ".join(filter(None, (born, person.code))))


def nominee_of(key: str, code: str, today: date) -> Found | None:
    """The nominee chosen in the list, or named by its code; none where there is no such."""
    kind, _colon, number = key.partition(":")
    chosen, named = Q(pk=key_of(number) or 0), Q(code=code.strip())
    bodies = Organisation.objects.existing_on(today)
    person = body = None
    if key:
        person = Person.objects.filter(chosen).first() if kind == NomineeKind.PERSON else None
        body = bodies.filter(chosen).first() if kind == NomineeKind.COLLECTIVE else None
    elif code.strip():
        person = Person.objects.filter(named).first()
        body = bodies.filter(named).first()
    if person is not None:
        return _person(person)
    return Found(NomineeKind.COLLECTIVE.value, body.pk, body.name, body.code) if body is not None else None
