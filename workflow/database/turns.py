"""Whose turn it is: what is answered to a deed that waited for another one too long."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from django.db import OperationalError
from django.utils.translation import gettext as _

from workflow.procedure.bases import Basis
from workflow.procedure.facts import Refusal
from workflow.procedure.refused import Refused

_NOT_GIVEN: Final = frozenset({"55P03", "40P01"})
"""PostgreSQL's codes of a lock that was not given in time, and of a deadlock resolved against this deed."""


@contextmanager
def unless_busy() -> Iterator[None]:
    """Around a transaction: raises `Refused` by the rule "busy" where somebody else holds what it needs."""
    try:
        yield
    except OperationalError as error:
        if not _somebody_else_works(error):
            raise
        message = _("Somebody else is working on the same matter. Nothing was done; try again in a moment.")
        raise Refused([Refusal("busy", message, Basis.PROCEDURE)]) from error


def _somebody_else_works(error: OperationalError) -> bool:
    return getattr(error.__cause__, "sqlstate", None) in _NOT_GIVEN or "database is locked" in str(error)
