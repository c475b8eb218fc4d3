"""Which engine finds the statements nearest to a question: PostgreSQL, or Milvus beside it."""

from __future__ import annotations

from importlib.util import find_spec

from config.settings.env import env_choice, env_str, env_url, refuse

RETRIEVER = env_choice("RETRIEVER", ("postgres", "milvus"), "postgres")
MILVUS_URI = ""
MILVUS_TOKEN = env_str("MILVUS_TOKEN", "")
# Told by /readyz and `doctor`; the product answers without them.
OPTIONAL_SERVICES: dict[str, str] = {}

if RETRIEVER == "milvus":
    MILVUS_URI = env_url("MILVUS_URI", ("http", "https"))
    if find_spec("pymilvus") is None:
        refuse("RETRIEVER", "milvus needs what requirements-milvus.lock lists")
    OPTIONAL_SERVICES["retriever"] = "apps.guidelines.milvus.state"

__all__ = ["MILVUS_TOKEN", "MILVUS_URI", "OPTIONAL_SERVICES", "RETRIEVER"]
