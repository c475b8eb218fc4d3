"""At which level somebody reads: asked for in the address, else remembered, else the default."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest

from core.levels import DEFAULT_LEVEL, Level, find_level

COOKIE: Final = "level"
COOKIE_AGE_SECONDS: Final = 365 * 24 * 3600


def chosen_level(request: HttpRequest) -> Level | None:
    """`?level=` before the cookie before the profile; None when nobody chose.

    No query beyond the session's user.
    """
    remembered = request.user.level if request.user.is_authenticated else None
    return (
        find_level(request.GET.get("level"))
        or find_level(request.COOKIES.get(COOKIE))
        or find_level(remembered)
    )


def level_of(request: HttpRequest) -> Level:
    return chosen_level(request) or DEFAULT_LEVEL
