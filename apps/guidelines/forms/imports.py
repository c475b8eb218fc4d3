"""What the pages of imports send."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.guidelines.domain.plan import NEWS
from apps.guidelines.domain.ratings import SYSTEM_NAMES
from apps.guidelines.formats.reading import Severity
from apps.guidelines.forms.paging import PageForm
from apps.guidelines.models.guideline import VersionStatus


class ManyFiles(forms.FileInput):
    allow_multiple_selected = True


class UploadForm(forms.Form):
    """`files` is a list; the service says what is wrong with it."""

    # Django's own attribute of this name is set on the object, not on the class.
    files = forms.Field(widget=ManyFiles, required=False)  # type: ignore[assignment]
    rating_system = forms.ChoiceField(
        required=False, choices=[("", _("Say nothing")), *SYSTEM_NAMES.items()]
    )


class ApproveForm(forms.Form):
    plan_sha256 = forms.CharField(min_length=64, max_length=64)


class PlanForm(PageForm):
    """Which rows of a plan; empty for all."""

    change = forms.ChoiceField(
        required=False, choices=[(item, item) for item in (*NEWS, VersionStatus.WITHDRAWN)]
    )


class IssuesForm(PageForm):
    """Which issues; empty for all."""

    severity = forms.ChoiceField(required=False, choices=[(item, item) for item in Severity])
