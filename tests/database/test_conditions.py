"""A condition in own SQL keeps to the row of its query, wherever the query stands."""

import pytest
from django.db.models import Q

from workflow.database import rows
from workflow.database.conditions import Condition
from workflow.directory.models import Organisation
from workflow.management.demo.cast import Cast


@pytest.fixture
def below(cast: Cast) -> Condition:
    """Bodies under the province, named twice and with a parameter each time."""
    province = cast.organisation("ubnd-tinh").pk
    among = rows.among("{row.parent_id}")
    text = f"{among} OR {{row.id}} IN (SELECT o.id FROM workflow_organisation o WHERE o.parent_id = %s)"
    return Condition(text, [rows.array([province]), province])


def _plain(cast: Cast) -> set[int]:
    return set(Organisation.objects.filter(parent=cast.organisation("ubnd-tinh")).values_list("pk", flat=True))


def test_it_chooses_rows(cast: Cast, below: Condition) -> None:
    found = set(Organisation.objects.filter(below).values_list("pk", flat=True))
    assert found == _plain(cast)
    assert 1 < len(found) < Organisation.objects.count()


def test_it_is_one_condition_beside_others(cast: Cast, below: Condition) -> None:
    some = sorted(_plain(cast))[:2]
    assert set(Organisation.objects.filter(below).filter(pk__in=some).values_list("pk", flat=True)) == set(some)
    with_parent = Organisation.objects.filter(parent__isnull=False)
    others = set(with_parent.filter(~Q(below)).values_list("pk", flat=True))
    assert others == set(with_parent.values_list("pk", flat=True)) - _plain(cast) != set()


def test_inside_another_query_of_the_same_table_it_stays_with_its_own_rows(cast: Cast, below: Condition) -> None:
    children = Organisation.objects.filter(parent__in=Organisation.objects.filter(below))
    assert set(children.values_list("parent", flat=True)) <= _plain(cast)
    assert children.count() == Organisation.objects.filter(parent__in=_plain(cast)).count() > 0


def test_two_of_them_are_the_same_when_text_and_parameters_are() -> None:
    assert Condition("{row.id} = %s", [1]) == Condition("{row.id} = %s", [1])
    assert Condition("{row.id} = %s", [1]) != Condition("{row.id} = %s", [2])
