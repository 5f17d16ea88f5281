"""What `make run` prepares: accounts for every role, and something to do on every desk."""

from io import StringIO

import pytest
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command
from django.test import RequestFactory
from pytest_django import Settings

from tests.support.everything import everything, written
from workflow.audit.verify import verify
from workflow.directory.models import User
from workflow.dossiers.models import Nomination
from workflow.management.commands.prepare_demo import accounts
from workflow.management.consistency import problems
from workflow.management.demo.cast import Cast
from workflow.management.expectations import expectations
from workflow.procedure.roles import Role
from workflow.procedure.states import State

PASSWORD = "chỉ để thử"  # noqa: S105 -- no secret


@pytest.fixture
def demo(settings: Settings) -> None:
    """Settings for trying out."""
    settings.DEMO_PASSWORD = PASSWORD


def prepared() -> str:
    """What the command said."""
    said = StringIO()
    call_command("prepare_demo", stdout=said)
    return said.getvalue()


@pytest.mark.usefixtures("demo")
def test_a_new_database_gets_open_work_in_every_open_state_and_a_clean_record(cast: Cast) -> None:  # noqa: ARG001 -- loads the province
    said = prepared()
    states = set(Nomination.objects.values_list("state", flat=True))
    assert states >= {state.value for state in State if state.is_open}
    assert State.AWARDED.value in states
    assert (verify(expectations()).is_clean, list(problems())) == (True, [])
    assert PASSWORD in said


@pytest.mark.usefixtures("demo")
def test_an_account_of_every_role_is_named_and_may_sign_in(cast: Cast) -> None:  # noqa: ARG001 -- loads the province
    said = prepared()
    named = list(accounts())
    assert [role for _name, role, _person, _body in named] == [str(role.label) for role in Role]
    for name, _role, person, body in named:
        request = RequestFactory().post("/accounts/login/")
        assert authenticate(request, username=name, password=PASSWORD) is not None, name
        assert f"{person}  " in said
        assert body in said


@pytest.mark.usefixtures("demo")
def test_a_second_run_keeps_the_database(cast: Cast) -> None:  # noqa: ARG001 -- loads the province
    prepared()
    before = everything()
    prepared()
    assert written(before, everything()) == {}


@pytest.mark.usefixtures("demo")
def test_a_database_with_other_accounts_is_left_alone(cast: Cast) -> None:  # noqa: ARG001 -- loads the province
    User.objects.create(username="van-thu-that")
    before = everything()
    with pytest.raises(CommandError):
        prepared()
    assert written(before, everything()) == {}


def test_settings_without_a_demo_refuse(cast: Cast, settings: Settings) -> None:  # noqa: ARG001 -- loads the province
    assert settings.DEMO_PASSWORD == ""
    before = everything()
    with pytest.raises(CommandError):
        prepared()
    assert written(before, everything()) == {}
