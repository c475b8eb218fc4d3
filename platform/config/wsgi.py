"""Pages and API. Refuses to start where the tenant wall does not stand."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = get_wsgi_application()

from core.tenancy.startup import refuse_open_wall  # noqa: E402 - apps must be loaded first

refuse_open_wall()
