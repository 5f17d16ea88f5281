"""The number under which the office received a letter is kept in one spelling."""

from unicodedata import normalize

import pytest

from tests.support.walk import R1, Walk
from workflow.appraisal.commands import receive_letter
from workflow.appraisal.models import Appraisal
from workflow.management.demo.cast import Cast
from workflow.procedure.roles import Role


@pytest.mark.parametrize("number", [normalize("NFD", "15 /ĐẾN-SởNV"), " 15\u00a0 /ĐẾN-SởNV\n"])
def test_an_incoming_number_is_kept_in_one_spelling(cast: Cast, number: str) -> None:
    walk = Walk(cast, R1)
    appraisal, _lines = walk.at_office(1)
    bodies = walk.way.bodies
    receive_letter(appraisal, number, **cast.acts(bodies.specialist, Role.OFFICE_SPECIALIST, bodies.office))
    assert Appraisal.objects.get(pk=appraisal.pk).incoming_number == "15 /ĐẾN-SởNV"
