"""The shipped data, loaded into the test's own transaction."""

import pytest

from workflow.awards.models import AwardForm
from workflow.directory.models import Organisation
from workflow.management.shipped import load_shipped


@pytest.fixture
def shipped(db: None) -> None:  # noqa: ARG001 -- asks for the database
    """What ships is loaded."""
    load_shipped()


def organisation(code: str) -> Organisation:
    """The shipped organisation with this code."""
    return Organisation.objects.get(code=code)


def award_form(code: str) -> AwardForm:
    """The shipped award form with this code."""
    return AwardForm.objects.get(code=code)
