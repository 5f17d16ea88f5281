"""What the machines that watch the service ask: three named checks, no DNS, no mail."""

import asyncio
import dataclasses
from http import HTTPStatus
from typing import Any

from asgiref.sync import async_to_sync
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from health_check.base import HealthCheck
from health_check.checks import Database, Storage
from health_check.exceptions import ServiceUnavailable


@dataclasses.dataclass
class MigrationsApplied(HealthCheck):  # type: ignore[misc]  # health-check has no types
    """Every migration of this release has run on the database."""

    def run(self) -> None:
        """Raise when one has not. The check runs on a thread of its own and gives its connection back."""
        try:
            with connection.temporary_connection():
                executor = MigrationExecutor(connection)
                plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
        except DatabaseError as error:
            message = "the database did not answer"
            raise ServiceUnavailable(message) from error
        if plan:
            message = f"{len(plan)} migrations are not applied"
            raise ServiceUnavailable(message)


CHECKS: dict[str, HealthCheck] = {
    "database": Database(),
    "migrations": MigrationsApplied(),
    "storage": Storage(),
}


@never_cache
@require_safe
def healthz(_request: HttpRequest) -> JsonResponse:
    """200 when every check is well, else 503; one line of words for each by its name."""
    found = async_to_sync(_results)()
    well = all(answer == "ok" for answer in found.values())
    return JsonResponse(found, status=HTTPStatus.OK if well else HTTPStatus.SERVICE_UNAVAILABLE)


async def _results() -> dict[str, Any]:
    results = await asyncio.gather(*(check.get_result() for check in CHECKS.values()))
    return {
        name: "ok" if result.error is None else str(result.error) for name, result in zip(CHECKS, results, strict=True)
    }
