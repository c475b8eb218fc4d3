"""Telling the apps above that there is something new in the store."""

from __future__ import annotations

from django.conf import settings
from django.utils.module_loading import import_string


def tell_store_grew() -> None:
    """Call each of `settings.STORE_DEPENDENTS`, in the transaction that brought the new records.

    The last step of it: they take locks that answers take after those of records.
    """
    for path in settings.STORE_DEPENDENTS:
        import_string(path)()
