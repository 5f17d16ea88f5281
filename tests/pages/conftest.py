"""People at the pages, with passwords where a test signs in by hand."""

import pytest
from django.core.cache import cache

from workflow.directory.models import User
from workflow.management.demo.cast import Cast

PASSWORD = "dã-quỳ-nở-tháng-11"  # noqa: S105 -- of people who do not exist


@pytest.fixture(autouse=True)
def _nothing_counted() -> None:
    """What earlier tests asked too often is forgotten."""
    cache.clear()


@pytest.fixture
def officer(cast: Cast) -> User:
    """The officer of Sở Nông nghiệp và Môi trường, with a password."""
    user = cast.user("nnmt-officer")
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def head(cast: Cast) -> User:
    """Her head, with a password."""
    user = cast.user("nnmt-head")
    user.set_password(PASSWORD)
    user.save()
    return user
