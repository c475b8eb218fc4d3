"""How often somebody who is not known may do something: counted by address, in the cache."""

from __future__ import annotations

import hashlib

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.utils.translation import gettext as _

from apps.accounts.requests import SiteRequest
from core.errors import TooMany


def count_deed(request: SiteRequest, deed: str, *, at_most: int, seconds: int) -> None:
    """Count one more, from the same address at this organisation. Raises `TooMany` above the limit.

    Only a hash of the address is kept, and no longer than that. Without a cache nothing is counted.
    """
    address = get_adapter().get_client_ip(request)
    who = hashlib.sha256(f"{request.tenant.pk} {deed} {address}".encode()).hexdigest()
    key = f"tenant:{request.tenant.pk}:deeds:{who}"
    cache.add(key, 0, seconds)
    if cache.incr(key) > at_most:
        raise TooMany(_("That came too often from where you are. Try again in an hour."))
