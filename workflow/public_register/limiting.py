"""How often one address may ask for public pages in a minute: counted in the database, which all processes share."""

import hashlib
import hmac
from ipaddress import ip_address, ip_network
from time import time
from typing import Final

from django.conf import settings
from django.http import HttpRequest

from workflow.database import rows

_minute: Final = 60
_site: Final = 64
"""Bits of an IPv6 address that one customer shares."""

_COUNT: Final = """
INSERT INTO workflow_visits (address, minute, number) VALUES (%s, %s, 1)
ON CONFLICT (minute, address) DO UPDATE SET number = workflow_visits.number + 1 RETURNING number"""
_FORGET: Final = "DELETE FROM workflow_visits WHERE minute < %s"


def seconds_to_wait(request: HttpRequest) -> int:
    """Count the visit; 0 while the address may still ask, else the seconds until it may again.

    One statement; the first visit of an address in a minute forgets the minutes before. No limit where the setting
    is 0, for instance because a proxy in front keeps one.
    """
    most = settings.PUBLIC_VISITS_PER_MINUTE
    if not most:
        return 0
    now = int(time())
    minute = now // _minute
    ((number,),) = rows.fetch(_COUNT, [_hashed(address_of(request), minute), minute])
    if number == 1:
        rows.execute(_FORGET, [minute])
    return 0 if number <= most else _minute - now % _minute


def address_of(request: HttpRequest) -> str:
    """The address that asks: what the one trusted proxy wrote last, where there is one; else the other end's.

    Of IPv6 the part that one customer shares. What is no address counts as one and the same.
    """
    given = str(request.META.get("REMOTE_ADDR", ""))
    if settings.PUBLIC_BEHIND_PROXY:
        given = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip() or given
    try:
        address = ip_address(given)
    except ValueError:
        return ""
    return str(address) if address.version == 4 else str(ip_network((int(address), _site), strict=False))  # noqa: PLR2004 -- the version's own name


def _hashed(address: str, minute: int) -> str:
    """A name for the address that nobody turns back, another one in each minute."""
    return hmac.new(settings.SECRET_KEY.encode(), f"{minute}:{address}".encode(), hashlib.sha256).hexdigest()
