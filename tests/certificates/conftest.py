"""Every story about certificates ends with data that agree with each other and with the record."""

from collections.abc import Iterator

import pytest

from tests.appraisal.proof import nothing_is_wrong


@pytest.fixture
def past_commands() -> None:
    """The test makes rows past the commands, which the record then does not tell."""


@pytest.fixture(autouse=True)
def _all_agrees(request: pytest.FixtureRequest) -> Iterator[None]:
    """Look at everything after each test that used the province, but where rows were made past the commands."""
    if "cast" not in request.fixturenames or "past_commands" in request.fixturenames:
        yield
        return
    request.getfixturevalue("cast")
    yield
    nothing_is_wrong()
