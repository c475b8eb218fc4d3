"""The language model that may word answers again, or none."""

from __future__ import annotations

import os
from urllib.parse import urlsplit

from config.settings.env import env_int, env_str, env_url, refuse

LLM_BASE_URL = ""
LLM_MODEL = env_str("LLM_MODEL", "")
LLM_API_KEY = env_str("LLM_API_KEY", "")
# Below the worker's time limit, with room for the rest of an answer.
_LONGEST = 30
LLM_BUDGET_SECONDS = env_int("LLM_BUDGET_SECONDS", 8, least=1)

if os.environ.get("LLM_BASE_URL"):
    LLM_BASE_URL = env_url("LLM_BASE_URL", ("http", "https")).rstrip("/")
    _parts = urlsplit(LLM_BASE_URL)
    if not _parts.hostname:
        refuse("LLM_BASE_URL", "must name a host, as in http://model:8000/v1")
    if _parts.username or _parts.query or _parts.fragment:
        refuse("LLM_BASE_URL", "must be an address only: a key belongs into LLM_API_KEY")
    if not LLM_MODEL:
        refuse("LLM_MODEL", "must be set where LLM_BASE_URL is")
elif LLM_MODEL:
    refuse("LLM_BASE_URL", "must be set where LLM_MODEL is")
if not (LLM_API_KEY.isascii() and LLM_API_KEY.isprintable()):
    refuse("LLM_API_KEY", "must be printable ASCII characters")
if LLM_BUDGET_SECONDS > _LONGEST:
    refuse("LLM_BUDGET_SECONDS", f"must be at most {_LONGEST}")

# A worker that dies takes its question along until the claim lapses, a little after this: long
# enough for a cold start on a busy machine, which takes some five.
ANSWER_SECONDS = 20 + (LLM_BUDGET_SECONDS if LLM_BASE_URL else 0)

__all__ = ["ANSWER_SECONDS", "LLM_API_KEY", "LLM_BASE_URL", "LLM_BUDGET_SECONDS", "LLM_MODEL"]
