"""The shipped organisations with their successions, and the demo people with their posts."""

import json
import unicodedata
from collections import Counter, defaultdict
from datetime import date, timedelta
from typing import Final

import pytest
from django.conf import settings

from workflow.awards.models import StandingBodies
from workflow.directory.models import Appointment, Organisation, OrganisationType, Person, Succession, User
from workflow.management.shipped import SHIPPED, load_demo, load_shipped
from workflow.procedure.roles import Role

NOW: Final = date(2026, 1, 1)
ILLUSTRATION: Final = "(số liệu minh họa, cần đối chiếu văn bản)"


@pytest.fixture
def shipped(db: None) -> None:  # noqa: ARG001 -- asks for the database
    """What ships is loaded."""
    load_shipped()


@pytest.fixture
def demo(shipped: None) -> None:  # noqa: ARG001 -- the demo people hold posts at shipped organisations
    """The demo people are loaded too."""
    load_demo()


# Organisations.


@pytest.mark.usefixtures("shipped")
def test_seed_17_every_type_of_the_plan_has_an_organisation() -> None:
    numbers = Organisation.objects.values_list("type__seed_number", flat=True)
    assert {number for number in numbers if number} == set(range(1, 13))
    assert OrganisationType.objects.exclude(seed_number=None).count() == 12
    assert Organisation.objects.count() >= 60
    unused = OrganisationType.objects.filter(organisation=None)
    assert [unit_type.code for unit_type in unused] == []


@pytest.mark.usefixtures("shipped")
def test_at_least_forty_organisations_exist_at_each_end_of_the_reform() -> None:
    for day in (date(2024, 6, 4), date(2025, 6, 30), date(2025, 7, 1), NOW):
        assert Organisation.objects.all().existing_on(day).count() >= 40, day


@pytest.mark.usefixtures("shipped")
def test_the_district_level_ends_and_the_special_zone_begins_on_1_july_2025() -> None:
    before, after = (Organisation.objects.all().existing_on(day) for day in (date(2025, 6, 30), date(2025, 7, 1)))
    assert before.filter(type__code="DISTRICT").count() == 13
    assert not after.filter(type__code="DISTRICT").exists()
    assert not before.filter(type__code="SPECIAL_ZONE").exists()
    assert [zone.name for zone in after.filter(type__code="SPECIAL_ZONE")] == ["Ủy ban nhân dân đặc khu Phú Quý"]
    assert [commune.name for commune in after.filter(name__contains="thị trấn")] == []


@pytest.mark.usefixtures("shipped")
def test_no_living_organisation_stands_under_a_closed_one() -> None:
    living = Organisation.objects.all().existing_on(NOW).exclude(parent=None).select_related("parent")
    assert [str(unit) for unit in living if unit.parent and not unit.parent.exists_on(NOW)] == []


@pytest.mark.usefixtures("shipped")
def test_the_submitting_line_of_the_province_ends_at_its_committee() -> None:
    by_code = {unit.code: unit for unit in Organisation.objects.select_related("parent")}
    lines = {
        "thpt-tran-phu": ["so-gddt"],
        "hat-kiem-lam-kv3": ["chi-cuc-kiem-lam", "so-nnmt"],
        "thon-1-x-duc-trong": ["ubnd-x-duc-trong"],
        "so-gddt": [],
        "cdcs-ladophar": ["ldld-tinh"],
        "lawaco-px-san-xuat": ["lawaco"],
    }
    for code, line in lines.items():
        above, at = [], by_code[code].parent
        while at is not None and at.code != "ubnd-tinh":
            assert at.submits_upward, at
            above.append(at.code)
            at = by_code[at.code].parent
        assert above == line
    assert not by_code["ubnd-tinh"].submits_upward


@pytest.mark.usefixtures("shipped")
def test_some_bodies_number_their_own_papers() -> None:
    own = Organisation.objects.filter(keeps_register=True)
    assert 5 <= own.count() < Organisation.objects.count() / 4


# Successions.


@pytest.mark.usefixtures("shipped")
def test_work_has_at_most_one_heir() -> None:
    heirs = Counter(row.old_id for row in Succession.objects.filter(carries_work=True))
    assert set(heirs.values()) == {1}
    assert not Succession.objects.filter(new=None, carries_work=True).exists()


@pytest.mark.usefixtures("shipped")
def test_every_kind_of_succession_has_an_example() -> None:
    assert set(Succession.objects.values_list("kind", flat=True)) == set(Succession.Kind.values)


@pytest.mark.usefixtures("shipped")
def test_a_closed_organisation_has_an_heir_or_a_dissolution_on_the_day_after() -> None:
    rows = defaultdict(list)
    for row in Succession.objects.select_related("old", "new"):
        rows[row.old.code].append(row)
        assert row.old.valid_until is not None
        assert row.takes_effect == row.old.valid_until + timedelta(days=1), row
        assert row.new is None or row.new.exists_on(row.takes_effect), row
    closed = Organisation.objects.exclude(valid_until=None).values_list("code", flat=True)
    assert rows.keys() == set(closed)


@pytest.mark.usefixtures("shipped")
def test_a_city_is_split_and_its_work_goes_to_one_ward() -> None:
    heirs = Succession.objects.filter(old__code="ubnd-tp-da-lat").values_list("kind", "new__code", "carries_work")
    assert len(heirs) == 5
    assert [code for _, code, carries in heirs if carries] == ["ubnd-p-xuan-huong"]
    assert {kind for kind, _, _ in heirs} == {"SPLIT"}


@pytest.mark.usefixtures("shipped")
def test_what_was_not_seen_in_a_document_is_not_shown_as_one() -> None:
    assert set(Succession.objects.values_list("document", flat=True)) == {ILLUSTRATION}
    named = {"(chưa nhập văn bản thành lập)", ILLUSTRATION}
    assert set(Organisation.objects.exclude(code__startswith="demo-").values_list("document", flat=True)) == named


# The demo.


def test_no_person_ships() -> None:
    """People, users and posts stand in the demo's own files alone."""
    of_people = {"workflow.person", "workflow.user", "workflow.appointment"}
    files = [(settings.BASE_DIR / "fixtures" / f"{name}.json").read_text("utf-8") for name in SHIPPED]
    assert {row["model"] for text in files for row in json.loads(text)} & of_people == set()


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFD", text.casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter)).replace("đ", "d")


@pytest.mark.usefixtures("demo")
def test_every_demo_person_is_marked_as_one() -> None:
    people = list(Person.objects.all())
    assert [person.code for person in people if not person.is_demo] == []
    assert [person.code for person in people if not person.code.startswith("demo-")] == []
    assert [person.code for person in people if not person.full_name.endswith(" (minh họa)")] == []
    assert [person.code for person in people if person.folded_name != _folded(person.full_name)] == []
    assert len({person.full_name for person in people}) == len(people)


@pytest.mark.usefixtures("demo")
def test_there_are_sixty_people_to_nominate_who_hold_no_post() -> None:
    assert Person.objects.filter(appointments=None).count() >= 60
    assert not User.objects.filter(person__appointments=None).exists()


@pytest.mark.usefixtures("demo")
def test_a_demo_user_is_of_one_person_and_cannot_sign_in_yet() -> None:
    users = list(User.objects.select_related("person"))
    assert {user.person_id for user in users} == set(Appointment.objects.values_list("person_id", flat=True))
    assert [user.username for user in users if user.person is None or user.username != user.person.code] == []
    assert [user.username for user in users if user.has_usable_password() or user.is_staff or user.is_superuser] == []


@pytest.mark.usefixtures("demo")
def test_every_role_is_held_by_a_demo_person() -> None:
    held = set(Appointment.objects.all().in_force(NOW).values_list("role", flat=True))
    assert held == {role.value for role in Role}


@pytest.mark.usefixtures("demo")
def test_every_demo_post_rests_on_a_document_that_says_it_is_one_and_stands_at_a_living_body() -> None:
    posts = list(Appointment.objects.select_related("organisation"))
    assert [post.document for post in posts if not post.document.startswith("Quyết định minh họa số ")] == []
    assert len({post.document for post in posts}) == len(posts)
    assert [str(post) for post in posts if not post.organisation.exists_on(post.from_day)] == []
    assert [str(post) for post in posts if not post.title] == []
    deputies = [post for post in posts if post.kind == Appointment.Kind.DEPUTY]
    assert [str(post) for post in deputies if not post.field] == []


def _holders(organisation: str, role: Role) -> list[str]:
    posts = Appointment.objects.all().in_force(NOW).filter(organisation__code=organisation, role=role)
    return sorted(posts.values_list("person__code", flat=True))


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("unit", ["thpt-tran-phu", "so-gddt", "so-nnmt", "ubnd-x-duc-trong", "cdcs-ladophar"])
def test_a_demo_unit_can_draft_sign_and_issue_by_different_hands(unit: str) -> None:
    hands = [*_holders(unit, Role.UNIT_OFFICER), *_holders(unit, Role.UNIT_HEAD), *_holders(unit, Role.RECORDS_CLERK)]
    assert len(hands) == len(set(hands)) == 4
    kinds = Appointment.objects.filter(organisation__code=unit, role=Role.UNIT_HEAD).values_list("kind", flat=True)
    assert sorted(kinds) == ["DEPUTY", "HOLDER"]


@pytest.mark.usefixtures("demo")
def test_the_provincial_council_has_thirteen_members_with_its_chair_and_secretary_among_them() -> None:
    members = _holders("hd-tdkt-tinh", Role.COUNCIL_MEMBER)
    assert len(members) == len(set(members)) == 13
    chairs, secretaries = (_holders("hd-tdkt-tinh", role) for role in (Role.COUNCIL_CHAIR, Role.COUNCIL_SECRETARY))
    assert {*chairs, *secretaries} <= set(members)
    assert "demo-chairman" in chairs
    assert "demo-chairman" in _holders("ubnd-tinh", Role.DECIDER)
    assert not set(_holders("hd-tdkt-tinh", Role.TELLER)) & set(members)


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("authority", ["ubnd-tinh", "ldld-tinh", "so-y-te", "lawaco"])
def test_a_demo_authority_can_appraise_vote_check_decide_and_pay(authority: str) -> None:
    bodies = StandingBodies.objects.select_related("office", "council").get(authority__code=authority)
    for role in (Role.DECIDER, Role.DECIDER_OFFICE, Role.FINANCE):
        assert _holders(authority, role), role
    specialists, heads = (_holders(bodies.office.code, role) for role in (Role.OFFICE_SPECIALIST, Role.OFFICE_HEAD))
    assert specialists
    assert heads
    assert not set(specialists) & set(heads)
    if bodies.council is not None:
        for role in (Role.COUNCIL_CHAIR, Role.COUNCIL_SECRETARY, Role.COUNCIL_MEMBER, Role.TELLER):
            assert _holders(bodies.council.code, role), role


@pytest.mark.usefixtures("demo")
def test_loading_the_demo_again_sets_a_password_back_to_none() -> None:
    user = User.objects.get(username="demo-chairman")
    user.set_password("for a demo only")
    user.save()
    load_demo()
    user.refresh_from_db()
    assert not user.has_usable_password()
