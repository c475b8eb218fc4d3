"""What the editor's forms send: texts of one part, something new, a place to move to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.articles.domain.drafting import (
    Addition,
    PartKind,
    PartName,
    Way,
    one_line,
    read_part_name,
)
from apps.articles.services.add_part import Added
from apps.guidelines.domain.grading import DIRECTION_NAMES
from core.levels import Level

LONGEST_TEXT: Final = 5000
LONGEST_TITLE: Final = 300
_LONGEST_WORD: Final = 100
_LONGEST_SLUG: Final = 120
# The fields of a part's form, with what they are called where a refusal shows them again.
FIELDS: Final[Mapping[PartKind, Mapping[str, Any]]] = {
    PartKind.OUTLINE: {
        "question": _("Question"),
        "heading": _("Heading"),
        "topic": _("Topic"),
        "keywords": _("Keywords, commas between them"),
        "slug": _("Address"),
    },
    PartKind.SECTION: {"text": _("Heading of the section")},
    PartKind.STATEMENT: {"text": _("Text"), "note": _("Tag"), "stance": _("Direction")},
    PartKind.DIFFERENCE: {
        "text": _("What sources differ on"),
        "reconciliation": _("How they fit together"),
    },
    PartKind.STEP: {
        "title": _("What, or if"),
        "detail": _("How, or then"),
        "is_alert": _("Leads to urgent help"),
    },
    PartKind.RED_FLAG: {"text": _("Sign")},
}


class LineField(forms.CharField):
    """A text of one paragraph: line breaks become spaces."""

    def to_python(self, value: Any) -> str:
        return one_line(super().to_python(value) or "")


class PartField(forms.CharField):
    """The name of a part; None where it is empty."""

    def clean(self, value: Any) -> PartName | None:
        text = super().clean(value)
        name = read_part_name(text) if text else None
        if text and name is None:
            raise forms.ValidationError(_("The page did not say which part this is."))
        return name


class KeywordsField(forms.CharField):
    def clean(self, value: Any) -> list[str]:
        text = super().clean(value)
        words = [one_line(word) for word in text.split(",")]
        if any(len(word) > _LONGEST_WORD for word in words):
            raise forms.ValidationError(_("A keyword has at most 100 characters."))
        return list(dict.fromkeys(filter(None, words)))


def _hash(**facts: Any) -> forms.CharField:
    return forms.CharField(min_length=64, max_length=64, **facts)


def _line(limit: int = LONGEST_TEXT) -> LineField:
    return LineField(required=False, max_length=limit, strip=False)


class PartForm(forms.Form):
    """Names one part, on pages about it."""

    part = PartField()


class SaveForm(forms.Form):
    """All fields of all kinds of parts; `changes` are those that this part has.

    `deed` moves the part after it is saved; `to_section` says where to for "section".
    """

    part = PartField()
    base = _hash()
    level = forms.ChoiceField(choices=[(level.value, level.value) for level in Level])
    text = _line()
    note = _line(_LONGEST_WORD)
    stance = forms.ChoiceField(required=False, choices=[("", ""), *DIRECTION_NAMES.items()])
    reconciliation = _line()
    title = _line()
    detail = _line()
    is_alert = forms.BooleanField(required=False)
    question = _line(LONGEST_TITLE)
    heading = _line(LONGEST_TITLE)
    topic = _line(_LONGEST_WORD)
    keywords = KeywordsField(required=False, max_length=2000)
    slug = forms.RegexField(
        r"\A[a-z0-9]+(-[a-z0-9]+)*\Z",
        required=False,
        max_length=_LONGEST_SLUG,
        error_messages={"invalid": _("Small letters and digits, words apart by a hyphen.")},
    )
    deed = forms.ChoiceField(
        required=False,
        choices=[("", ""), ("section", "section"), *((way, way) for way in Way)],
    )
    seen = _hash(required=False)
    to_section = PartField(required=False)

    @property
    def changes(self) -> dict[str, Any]:
        """A box that is not ticked is not sent; every other field counts when it is there."""
        name: PartName = self.cleaned_data["part"]
        return {
            field: self.cleaned_data[field]
            for field in FIELDS[name.kind]
            if field in self.data or field == "is_alert"
        }

    @property
    def move(self) -> Way | PartName | None:
        deed = self.cleaned_data["deed"]
        if deed == "section":
            to: PartName | None = self.cleaned_data["to_section"]
            return to
        return Way(deed) if deed else None


class AddForm(forms.Form):
    what = forms.ChoiceField(choices=[(item.value, item.value) for item in Addition])
    to = PartField(required=False)
    text = _line()
    detail = _line()
    stance = forms.ChoiceField(required=False, choices=[("", ""), *DIRECTION_NAMES.items()])
    is_alert = forms.BooleanField(required=False)

    @property
    def added(self) -> Added:
        names = ("text", "detail", "stance", "is_alert")
        return Added(**{name: self.cleaned_data[name] for name in names})


class RemoveForm(forms.Form):
    part = PartField()
    seen = _hash()


class RestoreForm(forms.Form):
    removed = forms.IntegerField(min_value=1, max_value=2**62)


class NewArticleForm(forms.Form):
    question = LineField(
        label=_("Question"),
        help_text=_("As a reader would ask it. It is the title, and makes the address."),
        max_length=LONGEST_TITLE,
        widget=forms.Textarea({"rows": 2, "class": "box"}),
    )
    topic = LineField(
        label=_("Topic"),
        help_text=_("Where the library lists it."),
        max_length=_LONGEST_WORD,
        widget=forms.TextInput({"list": "topics"}),
    )
    brief = LineField(
        label=_("The direct answer"),
        help_text=_("One or two sentences. It can come later."),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea({"rows": 3, "class": "box"}),
    )
