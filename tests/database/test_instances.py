"""Instances read by own SQL are those that the ORM reads, value by value."""

from datetime import date, timedelta

from workflow.database import rows
from workflow.database.instances import columns, instance
from workflow.directory.models import Appointment, Delegation, Organisation
from workflow.management.demo.cast import Cast
from workflow.procedure.roles import Role


def test_a_row_of_two_tables_gives_two_instances(cast: Cast) -> None:
    Appointment.objects.filter(pk=cast.post("nnmt-head", Role.UNIT_HEAD).pk).update(until=date(2031, 5, 7))
    sql = f"""SELECT {columns(Appointment, "a")}, {columns(Organisation, "o")} FROM workflow_appointment a
  JOIN workflow_organisation o ON o.id = a.organisation_id ORDER BY a.id"""
    found = rows.fetch(sql)
    expected = Appointment.objects.select_related("organisation").order_by("pk")
    assert len(found) == len(expected) > 0
    for row, one in zip(found, expected, strict=True):
        post, start = instance(Appointment, row)
        body, end = instance(Organisation, row, start)
        assert end == len(row)
        assert (_values(post), _values(body)) == (_values(one), _values(one.organisation))


def test_days_and_lists_and_what_is_empty_are_as_the_orm_reads_them(cast: Cast) -> None:
    giver = cast.post("nnmt-head", Role.UNIT_HEAD)
    day = date(2026, 3, 1)
    made = Delegation.objects.create(
        giver=giver,
        receiver=cast.person("nnmt-officer"),
        kind=Delegation.Kind.BY_ORDER,
        transitions=["ENDORSE", "RECALL"],
        from_day=day,
        until=day + timedelta(days=30),
        document="01/GUQ (minh họa)",
    )
    ((*row,),) = rows.fetch(f"SELECT {columns(Delegation, 'd')} FROM workflow_delegation d WHERE d.id = %s", [made.pk])
    one, _end = instance(Delegation, row)
    assert _values(one) == _values(Delegation.objects.get(pk=made.pk))
    assert (one.transitions, one.from_day) == (["ENDORSE", "RECALL"], day)


def _values(one: Appointment | Organisation | Delegation) -> dict[str, object]:
    return {field.attname: getattr(one, field.attname) for field in one._meta.concrete_fields}
