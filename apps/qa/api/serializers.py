"""What a partner posts."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from core.levels import DEFAULT_LEVEL, Level


class QuestionIn(serializers.Serializer):  # type: ignore[type-arg]
    """What a partner posts. Blank and over-long texts are refused by the service, with its
    words.
    """

    text = serializers.CharField(allow_blank=True, trim_whitespace=False)
    level = serializers.ChoiceField(
        choices=[level.value for level in Level], default=DEFAULT_LEVEL.value
    )
    article = serializers.SlugField(required=False, allow_null=True, default=None)

    def to_internal_value(self, data: Any) -> Any:
        unknown = set(data) - set(self.fields) if isinstance(data, dict) else set()
        if unknown:
            raise serializers.ValidationError(dict.fromkeys(unknown, "There is no such field"))
        return super().to_internal_value(data)

    def validate_text(self, text: str) -> str:
        return self._strict("text", text)

    def _strict(self, name: str, value: str) -> str:
        """DRF takes a number for text; the contract does not."""
        if not isinstance(self.initial_data[name], str):
            raise serializers.ValidationError("This must be a text")
        return value
