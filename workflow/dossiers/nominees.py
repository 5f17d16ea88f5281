"""Finding a nominee by name: with or without marks, in any order of the words."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from django.db.models import Q
from django.utils.translation import gettext as _

from workflow.awards.models import NomineeKind
from workflow.database.texts import folded
from workflow.directory.models import Organisation, Person
from workflow.dossiers.history_queries import Awarded, awards_of
from workflow.dossiers.nominee_keys import body_key, person_key
from workflow.pages.listing import key_of

SHORTEST: Final = 2
"""So many letters are typed before the search begins."""
_at_most: Final = 12
_longest: Final = 100


@dataclass(frozen=True, slots=True)
class Found:
    """A person or a body as a list of choices shows it. `key` names it in forms; `year` is that of birth."""

    kind: str
    pk: int
    name: str
    note: str
    code: str = ""
    year: int | None = None
    awards: Sequence[Awarded] = ()

    @property
    def key(self) -> str:
        """The kind and the row's key."""
        return f"{self.kind}:{self.pk}"

    @property
    def nominee_key(self) -> str:
        """The key by which nominations know the nominee."""
        return person_key(self.pk) if self.kind == NomineeKind.PERSON else body_key(self.pk)

    @property
    def kind_label(self) -> str:
        """The kind in words."""
        return str(NomineeKind(self.kind).label)


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
    people = Person.objects.filter(like).select_related("managed_by").order_by("name_key", "pk")[:_at_most]
    every = Organisation.objects.existing_on(today).values_list("pk", "name", "short_name", "code")
    bodies = [
        Found(NomineeKind.COLLECTIVE.value, pk, name, code, code)
        for pk, name, short, code in every
        if all(f" {word}" in f" {folded(f'{name} {short}')}" for word in words)
    ]
    return [*map(_person, people), *sorted(bodies, key=lambda one: (len(one.name), one.name))[:_at_most]]


def _person(person: Person) -> Found:
    """What tells people of one name apart: the year of birth, the code, and the body that has the person."""
    born = _("born %(year)d") % {"year": person.birth_year} if person.birth_year else ""
    body = person.managed_by.name if person.managed_by is not None else ""
    note = ", ".join(filter(None, (born, person.code, body)))
    return Found(NomineeKind.PERSON.value, person.pk, person.full_name, note, person.code, person.birth_year)


def with_awards(found: Iterable[Found]) -> list[Found]:
    """The same choices, each with its awards: two statements."""
    every = list(found)
    awards = awards_of([one.nominee_key for one in every]) if every else {}
    return [replace(one, awards=awards.get(one.nominee_key, ())) for one in every]


def nominees_known_as(keys: Collection[str]) -> dict[str, Found]:
    """People and bodies by the keys of nominees, each with its awards: four statements, none for nobody."""
    if not keys:
        return {}
    numbers: dict[str, list[int]] = {"person": [], "organisation": []}
    for key in keys:
        kind, _colon, number = key.partition(":")
        numbers[kind].append(int(number))
    people = Person.objects.filter(pk__in=numbers["person"]).select_related("managed_by")
    bodies = Organisation.objects.filter(pk__in=numbers["organisation"])
    found = [*map(_person, people), *map(_body, bodies)]
    return {one.nominee_key: one for one in with_awards(found)}


def _body(body: Organisation) -> Found:
    return Found(NomineeKind.COLLECTIVE.value, body.pk, body.name, body.code, body.code)


def nominee_of(key: str, code: str, today: date) -> Found | None:
    """The nominee chosen in the list, or named by its code; none where there is no such."""
    kind, _colon, number = key.partition(":")
    chosen, named = Q(pk=key_of(number) or 0), Q(code=code.strip())
    people, bodies = Person.objects.select_related("managed_by"), Organisation.objects.existing_on(today)
    person = body = None
    if key:
        person = people.filter(chosen).first() if kind == NomineeKind.PERSON else None
        body = bodies.filter(chosen).first() if kind == NomineeKind.COLLECTIVE else None
    elif code.strip():
        person = people.filter(named).first()
        body = bodies.filter(named).first()
    if person is not None:
        return _person(person)
    return _body(body) if body is not None else None
