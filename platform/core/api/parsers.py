"""Strict JSON: what the database could not hold is refused before anything is done with it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import IO, Any, Final

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser

from core.errors import InvalidInput

MAX_DEPTH: Final = 50


class StrictJSONParser(BaseParser):
    """Refuses bad UTF-8, NaN, deep nesting (400 malformed), NUL and lone surrogates (400 with
    pointer).
    """

    media_type = "application/json"

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        # The framework reads the stream itself, past Django's own check of the size.
        body = stream.read(settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)
        if len(body) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            raise RequestDataTooBig
        try:
            document = json.loads(body.decode("utf-8"), parse_constant=_refuse_constant)
        except (ValueError, RecursionError) as error:
            raise ParseError("The body is not well-formed JSON in UTF-8") from error
        check_text(document)
        return document


def _refuse_constant(name: str) -> None:
    raise ValueError(name)


def check_text(value: Any, pointer: str = "", depth: int = 0) -> None:
    """Raise `InvalidInput` with the pointer of the first text that PostgreSQL could not store."""
    if depth > MAX_DEPTH:
        raise ParseError(f"The body is nested deeper than {MAX_DEPTH} levels")
    if isinstance(value, str):
        if not is_storable(value):
            raise InvalidInput("This text has a character that cannot be stored", pointer=pointer)
    elif isinstance(value, dict):
        for key, item in value.items():
            check_text(key, pointer, depth + 1)
            check_text(item, f"{pointer}/{key}", depth + 1)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            check_text(item, f"{pointer}/{index}", depth + 1)


def is_storable(text: str) -> bool:
    """False for NUL and lone surrogates, which PostgreSQL's text type does not hold."""
    return "\x00" not in text and not any("\ud800" <= char <= "\udfff" for char in text)
