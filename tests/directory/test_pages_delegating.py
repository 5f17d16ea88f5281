"""The pages of delegations: the holder of a post lends named acts of it by document, and ends what was lent."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.directory.given import administrator, body, day, last_entry, post
from tests.dossiers.pages_given import as_user, filled, sent, signed_in, text_of, unwritten
from workflow.audit.verify import verify
from workflow.directory.capacity import Capacity, read_capacity
from workflow.directory.commands import delegate, end_appointment
from workflow.directory.models import Appointment, Delegation, Person, User
from workflow.management.demo.cast import Cast
from workflow.management.expectations import expectations
from workflow.procedure.roles import Role
from workflow.procedure.transitions import Transition

HEAD, CLERK = "nnmt-head", "nnmt-clerk"
DOCUMENT = "Giấy ủy quyền minh họa số 3/GUQ"
LIST = "/delegations/"


def in_words(offset: int) -> str:
    """A day so many days from today, as people here write it."""
    return day(offset).strftime("%d/%m/%Y")


def new(cast: Cast, name: str = HEAD) -> str:
    """The address at which a head lends the own post."""
    return reverse("delegation_new", args=[cast.post(name, Role.UNIT_HEAD).pk])


def ending(one: Delegation) -> str:
    """The address at which a delegation is ended."""
    return reverse("delegation_end", args=[one.pk])


def typed(cast: Cast, **changed: Any) -> dict[str, Any]:
    """The head lets the clerk send back and not endorse."""
    return {
        "receiver": str(cast.person(CLERK).pk),
        "kind": "TUQ",
        "transitions": ["NOT_ENDORSE", "SEND_BACK"],
        "from_day": in_words(0),
        "until": in_words(10),
        "document": DOCUMENT,
        **changed,
    }


def lent(cast: Cast, **changed: Any) -> Delegation:
    """The same by the command."""
    given: dict[str, Any] = {"kind": "TUQ", "from_day": day(0), "until": day(10), "document": DOCUMENT, **changed}
    given.setdefault("transitions", [Transition.NOT_ENDORSE])
    giver = given.pop("giver", cast.post(HEAD, Role.UNIT_HEAD))
    return delegate(giver, cast.person(CLERK), cast.user(HEAD), **given)


# Giving ------------------------------------------------------------------------------------------------


def test_the_holder_of_a_post_delegates_named_acts_by_document(cast: Cast) -> None:
    client = signed_in(cast, HEAD)
    answer = sent(client, new(cast), **typed(cast))
    assert (answer.status_code, answer["Location"]) == (302, LIST)
    made = Delegation.objects.get()
    assert (made.giver, made.receiver) == (cast.post(HEAD, Role.UNIT_HEAD), cast.person(CLERK))
    assert (made.kind, made.transitions, made.document) == ("TUQ", ["NOT_ENDORSE", "SEND_BACK"], DOCUMENT)
    assert (made.from_day, made.until) == (day(0), day(10))
    assert last_entry(f"organisation:{made.giver.organisation_id}")[:2] == ("DELEGATED", cast.person(HEAD).pk)
    assert verify(expectations()).is_clean
    assert isinstance(read_capacity(cast.user(CLERK), made, day(0), lock=False), Capacity)


def test_both_find_it_on_their_list_and_only_the_giver_may_end_it(cast: Cast) -> None:
    made = lent(cast)
    given = text_of(signed_in(cast, HEAD).get(LIST))
    received = text_of(signed_in(cast, CLERK).get(LIST + "?show=received"))
    for text in (given, received):
        assert DOCUMENT in text
        assert in_words(10) in text
    assert (ending(made) in given, ending(made) in received) == (True, False)
    assert DOCUMENT not in text_of(signed_in(cast, CLERK).get(LIST))


def test_the_profile_leads_there_whoever_has_a_post_that_can_be_lent(cast: Cast) -> None:
    for name, leads in ((HEAD, True), ("tdkt-head", True), (CLERK, False), ("administrator", False)):
        client = signed_in(cast, name)
        assert (f'href="{LIST}"' in text_of(client.get(reverse("profile")))) is leads
        assert client.get(LIST).status_code == (200 if leads else 404)


def test_the_page_offers_the_acts_of_the_post_and_people_of_the_body_and_below(cast: Cast) -> None:
    form = signed_in(cast, HEAD).get(new(cast)).context["form"]
    of_the_post = [row.name for row in Transition if any(one.role is Role.UNIT_HEAD for one in row.by.posts)]
    assert [name for name, _label in form.fields["transitions"].choices] == of_the_post
    (_empty, (first, people), *_rest) = form.fields["receiver"].choices
    assert first == cast.organisation("so-nnmt").name
    offered = {key for key, _label in people}
    assert {cast.person(CLERK).pk, cast.person("nnmt-officer").pk, cast.person("nnmt-deputy").pk} <= offered
    every = [key for _body, some in form.fields["receiver"].choices[1:] for key, _label in some]
    assert len(every) == len(set(every))
    elsewhere = {cast.person(name).pk for name in (HEAD, "gddt-head", "tdkt-head")}
    assert elsewhere & set(every) == set()


def test_a_body_right_below_is_offered_and_nobody_without_an_account_or_a_post_today(cast: Cast) -> None:
    below = body("duoi")
    below.parent = cast.organisation("so-nnmt")
    below.save()
    people = {name: Person.objects.create(code=f"p-{name}", full_name=f"Người {name}") for name in ("a", "b", "c", "d")}
    for name in ("a", "c", "d"):
        User.objects.create(username=f"u-{name}", person=people[name], is_active=name != "d")
    for name in ("a", "b", "d"):
        post(people[name], Role.UNIT_HEAD, below)
    post(people["c"], Role.UNIT_HEAD, below, until=-1)
    groups = dict(signed_in(cast, HEAD).get(new(cast)).context["form"].fields["receiver"].choices[1:])
    assert [key for key, _label in groups[below.name]] == [people["a"].pk]


WRONG: dict[str, tuple[dict[str, Any], str, str]] = {
    "nobody": ({"receiver": ""}, "receiver", "required"),
    "a stranger": ({"receiver": "999999"}, "receiver", "valid choice"),
    "no kind": ({"kind": ""}, "kind", "required"),
    "a deputy's kind": ({"kind": "KT"}, "kind", "valid choice"),
    "no act": ({"transitions": []}, "transitions", "required"),
    "another role's act": ({"transitions": ["AWARD"]}, "transitions", "valid choice"),
    "no day": ({"until": "31/02/2027"}, "until", "valid date"),
    "month before day": ({"from_day": "12/31/2026"}, "from_day", "valid date"),
    "ends before it begins": ({"from_day": in_words(5), "until": in_words(4)}, "until", "A delegation ends"),
    "ended already": ({"from_day": in_words(-5), "until": in_words(-1)}, "until", "A delegation ends"),
    "no document": ({"document": "  "}, "document", "required"),
    "too long a document": ({"document": "x" * 201}, "document", "at most 200"),
}


@pytest.mark.parametrize(("changed", "field", "says"), WRONG.values(), ids=WRONG.keys())
def test_what_is_wrong_is_said_beside_the_field_and_all_stays_typed(
    cast: Cast, changed: dict[str, Any], field: str, says: str
) -> None:
    client, given = signed_in(cast, HEAD), typed(cast, **changed)
    whole = {**filled(client, new(cast)), **given}
    with unwritten():
        answer = client.post(new(cast), whole)
    form = answer.context["form"]
    assert (answer.status_code, list(form.errors)) == (422, [field])
    assert says in form.errors[field][0]
    assert {name: form[name].value() or "" for name in given} == {name: value or "" for name, value in given.items()}


def test_a_delegation_does_not_outlast_the_post(cast: Cast) -> None:
    giver = post(cast.person(HEAD), Role.UNIT_HEAD, body("moi"), until=5)
    client, path = signed_in(cast, HEAD), reverse("delegation_new", args=[giver.pk])
    receiver = Person.objects.create(code="p-moi", full_name="Người mới")
    User.objects.create(username="u-moi", person=receiver)
    post(receiver, Role.RECORDS_CLERK, giver.organisation)
    given = typed(cast, receiver=str(receiver.pk))
    with unwritten():
        answer = sent(client, path, **given)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["until"])
    assert answer.context["form"]["until"].value() == given["until"]
    assert sent(client, path, **{**given, "until": in_words(5)}).status_code == 302


def test_a_form_sent_twice_delegates_once_and_says_so(cast: Cast) -> None:
    client = signed_in(cast, HEAD)
    whole = filled(client, new(cast), **typed(cast))
    assert client.post(new(cast), whole).status_code == 302
    with unwritten():
        again = client.post(new(cast), whole)
    assert again.status_code == 422
    assert again.context["form"].errors["document"] == ["This delegation was given already by this document."]
    assert Delegation.objects.count() == 1


def test_nobody_delegates_a_post_that_is_another_s_or_lent_or_gone(cast: Cast) -> None:
    made = lent(cast, transitions=[Transition.SEND_BACK])
    gone = post(cast.person(HEAD), Role.UNIT_HEAD, body("cu"), until=-1)
    whole = filled(signed_in(cast, HEAD), new(cast), **typed(cast, receiver=str(cast.person("nnmt-officer").pk)))
    cases = [(name, made.giver_id) for name in ("nnmt-deputy", "gddt-head", "tdkt-head", CLERK, "administrator")]
    for name, key in [*cases, (HEAD, gone.pk), (HEAD, 999_999)]:
        client, path = signed_in(cast, name), reverse("delegation_new", args=[key])
        with unwritten():
            assert (client.get(path).status_code, client.post(path, whole).status_code) == (404, 404), (name, key)


def test_a_post_without_an_act_of_the_table_is_not_lent(cast: Cast) -> None:
    clerk = cast.post(CLERK, Role.RECORDS_CLERK)
    lent(cast)
    client = signed_in(cast, CLERK)
    assert client.get(LIST).context["posts"] == []
    assert client.get(reverse("delegation_new", args=[clerk.pk])).status_code == 404


# Ending ------------------------------------------------------------------------------------------------


def test_the_giver_ends_it_by_document_and_nobody_signs_under_it_afterwards(cast: Cast) -> None:
    made = lent(cast, from_day=day(-5))
    client = signed_in(cast, HEAD)
    answer = sent(client, ending(made), last_day=in_words(-1), document=DOCUMENT)
    assert (answer.status_code, answer["Location"]) == (302, LIST)
    made.refresh_from_db()
    assert made.until == day(-1)
    assert last_entry(f"organisation:{made.giver.organisation_id}")[:2] == ("DELEGATION_ENDED", cast.person(HEAD).pk)
    assert not isinstance(read_capacity(cast.user(CLERK), made, day(0), lock=False), Capacity)
    assert ending(made) not in text_of(client.get(LIST))
    late = client.get(ending(made))
    assert (late.status_code, late.context.get("form")) == (409, None)


@pytest.mark.parametrize(
    ("changed", "field", "says"),
    [
        ({"last_day": "31/02/2027"}, "last_day", "valid date"),
        ({"last_day": in_words(-1)}, "last_day", "The delegation ends before it begins."),
        ({"last_day": in_words(11)}, "last_day", "It has ended earlier; make a new delegation."),
        ({"document": ""}, "document", "required"),
        ({"document": "x" * 201}, "document", "at most 200"),
    ],
)
def test_a_wrong_end_is_said_beside_the_field_and_stays_typed(
    cast: Cast, changed: dict[str, str], field: str, says: str
) -> None:
    made = lent(cast)
    client, given = signed_in(cast, HEAD), {"last_day": in_words(3), "document": DOCUMENT, **changed}
    whole = {**filled(client, ending(made)), **given}
    with unwritten():
        answer = client.post(ending(made), whole)
    form = answer.context["form"]
    assert (answer.status_code, list(form.errors)) == (422, [field])
    assert says in form.errors[field][0]
    assert {name: form[name].value() for name in given} == given


def test_nobody_but_the_giver_finds_the_page(cast: Cast) -> None:
    made = lent(cast)
    whole = filled(signed_in(cast, HEAD), ending(made), document=DOCUMENT)
    for name in (CLERK, "nnmt-deputy", "gddt-head", "tdkt-head", "administrator"):
        client = signed_in(cast, name)
        with unwritten():
            assert (client.get(ending(made)).status_code, client.post(ending(made), whole).status_code) == (404, 404)


def test_a_giver_whose_post_has_ended_does_not_end_it_any_more(cast: Cast) -> None:
    made = lent(cast)
    post(cast.person(HEAD), Role.UNIT_HEAD, body("khac"))
    end_appointment(made.giver, day(-1), document=DOCUMENT, **administrator(cast))
    client = signed_in(cast, HEAD)
    assert ending(made) not in text_of(client.get(LIST))
    assert client.get(ending(made)).status_code == 404


# Statements --------------------------------------------------------------------------------------------


def _more(cast: Cast, number: int) -> None:
    """More colleagues, each with a delegation."""
    giver = cast.post(HEAD, Role.UNIT_HEAD)
    have = Person.objects.count()
    names = [f"nguoi-{have + place}" for place in range(number)]
    people = Person.objects.bulk_create(Person(code=name, full_name=name, folded_name=name) for name in names)
    User.objects.bulk_create(User(username=person.code, person=person) for person in people)
    given = {"from_day": day(0), "document": DOCUMENT}
    Appointment.objects.bulk_create(
        Appointment(person=one, role="RECORDS_CLERK", organisation=giver.organisation, title="Văn thư", **given)
        for one in people
    )
    Delegation.objects.bulk_create(
        Delegation(giver=giver, receiver=one, kind="TL", transitions=["SEND_BACK"], until=day(9), **given)
        for one in people
    )


def test_a_thousand_rows_take_as_many_statements_as_ten(cast: Cast) -> None:
    made = lent(cast)
    _more(cast, 10)
    client = as_user(cast.user(HEAD))
    client.get("/")
    pages = [LIST, LIST + "?show=received", new(cast), ending(made)]
    counts = []
    for more in (0, 990):
        _more(cast, more)
        found = []
        for page in pages:
            with CaptureQueriesContext(connection) as statements:
                assert client.get(page).status_code == 200
            found.append(len(statements))
        counts.append(found)
    assert counts[0] == counts[1]
    assert len(client.get(LIST).context["rows"]) == 50
