"""What a partner posts."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from apps.qa.forms.feedback import LONGEST_NOTE
from apps.qa.reception import Verdict
from core.api.parsers import is_storable
from core.levels import DEFAULT_LEVEL, Level


class _Strict(serializers.Serializer):  # type: ignore[type-arg]
    """Takes the fields it knows and no other."""

    def to_internal_value(self, data: Any) -> Any:
        unknown = set(data) - set(self.fields) if isinstance(data, dict) else set()
        if unknown:
            raise serializers.ValidationError(dict.fromkeys(unknown, "There is no such field"))
        return super().to_internal_value(data)

    def _strict(self, name: str, value: str) -> str:
        """DRF takes a number for text; the contract does not."""
        if not isinstance(self.initial_data.get(name, ""), str):
            raise serializers.ValidationError("This must be a text")
        return value


class QuestionIn(_Strict):
    """What a partner posts. Blank and over-long texts are refused by the service, with its
    words.
    """

    text = serializers.CharField(allow_blank=True, trim_whitespace=False)
    level = serializers.ChoiceField(
        choices=[level.value for level in Level], default=DEFAULT_LEVEL.value
    )
    article = serializers.SlugField(required=False, allow_null=True, default=None)
    follows = serializers.UUIDField(required=False, allow_null=True, default=None)

    def validate_text(self, text: str) -> str:
        return self._strict("text", text)


class FeedbackIn(_Strict):
    """What a partner says of one sentence of an answer, by its number from 1."""

    sentence = serializers.IntegerField(min_value=1)
    verdict = serializers.ChoiceField(choices=Verdict.values)
    note = serializers.CharField(
        max_length=LONGEST_NOTE, required=False, default="", allow_blank=True
    )

    def validate_note(self, note: str) -> str:
        if not is_storable(note):
            raise serializers.ValidationError("There is a character that is not text")
        return self._strict("note", note)
