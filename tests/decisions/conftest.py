"""Every story about decisions ends with data that agree with each other and with the record."""

from collections.abc import Iterator

import pytest

from tests.appraisal.proof import nothing_is_wrong


@pytest.fixture(autouse=True)
def _all_agrees(request: pytest.FixtureRequest) -> Iterator[None]:
    """Look at everything after each test that used the province, but for one whose acts may stay half done."""
    if "cast" not in request.fixturenames or request.node.get_closest_marker("half_done"):
        yield
        return
    request.getfixturevalue("cast")
    yield
    nothing_is_wrong()
