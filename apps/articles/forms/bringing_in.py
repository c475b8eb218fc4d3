"""A text in Markdown, typed or as a file, and an article package as a file."""

from __future__ import annotations

import json
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.articles.domain.package import ArticlePackage, read_article
from apps.articles.formats.markdown import LONGEST
from apps.articles.forms.writing import LineField
from core.documents import DocumentFault

_LARGEST_FILE: Final = 2_000_000


def _decoded(file: Any) -> str:
    """The text of an uploaded file. Raises `ValidationError`."""
    if file.size > _LARGEST_FILE:
        raise forms.ValidationError(_("The file is larger than 2 MB."))
    try:
        text: str = file.read().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise forms.ValidationError(_("The file is not text in UTF-8.")) from error
    if "\x00" in text:
        raise forms.ValidationError(_("The file has a character that is not text."))
    return text


class PasteForm(forms.Form):
    """`markdown` is what was typed, or else what the file says; `seen` the hash of what was shown
    in the preview.
    """

    question = LineField(
        label=_("Question"),
        help_text=_("The first heading of the text is taken where you leave this empty."),
        required=False,
        max_length=300,
    )
    topic = LineField(
        label=_("Topic"),
        help_text=_("Where the library lists it."),
        max_length=100,
        widget=forms.TextInput({"list": "topics"}),
    )
    markdown = forms.CharField(
        label=_("Text in Markdown"),
        help_text=_(
            "Headings become sections, paragraphs and list items statements, nested items points."
        ),
        required=False,
        strip=False,
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 16, "class": "box mono", "spellcheck": "false"}),
    )
    file = forms.FileField(label=_("Or a file"), required=False)
    seen = forms.CharField(required=False, min_length=64, max_length=64, widget=forms.HiddenInput)

    text = ""

    def clean_file(self) -> str:
        file = self.cleaned_data["file"]
        return _decoded(file) if file else ""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        self.text = cleaned.get("markdown") or cleaned.get("file") or ""
        if len(self.text) > LONGEST:
            self.add_error("file", _("The text is longer than 200,000 characters."))
        elif not self.text.strip() and not self.errors:
            self.add_error("markdown", _("Paste a text, or choose a file."))
        return cleaned

    def again(self, *, question: str, seen: str) -> PasteForm:
        """The form to show, its faults with it and a file's text in its box: a browser sends a
        file once only.
        """
        typed = {name: self.data.get(name, "") for name in ("topic", "markdown")}
        text = self.text or typed["markdown"]
        shown = PasteForm({**typed, "markdown": text, "question": question, "seen": seen})
        shown.errors.clear()
        shown.errors.update(self.errors)
        return shown


class PackageForm(forms.Form):
    """`package` is an article package in JSON."""

    package = forms.FileField(label=_("Article package"))

    def clean_package(self) -> ArticlePackage:
        text = _decoded(self.cleaned_data["package"])
        try:
            return read_article(json.loads(text))
        except json.JSONDecodeError as error:
            raise forms.ValidationError(
                _("The file is not JSON: line %(line)s.") % {"line": error.lineno}
            ) from error
        except RecursionError as error:
            raise forms.ValidationError(_("The file is nested too deeply.")) from error
        except DocumentFault as error:
            raise forms.ValidationError(str(error)) from error
