"""Narrowing the queue; handing out a review."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.advisory.queue import Narrowing
from apps.advisory.selectors import WAITING
from apps.articles.domain.lifecycle import STATE_NAMES
from core.errors import InvalidInput

WHOSE = (("", _("Everything")), ("mine", _("Mine")), ("unassigned", _("Nobody's yet")))
STATES = (("", _("Any state")), *((state.value, STATE_NAMES[state]) for state in WAITING))


class QueueForm(forms.Form):
    whose = forms.ChoiceField(label=_("Whose"), choices=WHOSE, required=False)
    state = forms.ChoiceField(label=_("State"), choices=STATES, required=False)
    topic = forms.CharField(label=_("Topic"), max_length=100, required=False)
    overdue = forms.BooleanField(label=_("Overdue"), required=False)
    urgent = forms.BooleanField(label=_("Urgent"), required=False)
    to_sign = forms.BooleanField(label=_("Waits for my signature"), required=False)
    page = forms.IntegerField(min_value=1, max_value=100_000, required=False)

    def narrowing(self) -> tuple[Narrowing, int]:
        """What is asked for, and which page of it. Raises `InvalidInput`."""
        if not self.is_valid():
            raise InvalidInput(
                "This list has no such choice", pointer=f"/{next(iter(self.errors))}"
            )
        said = self.cleaned_data
        narrowing = Narrowing(
            whose=said["whose"],
            is_overdue=said["overdue"],
            is_urgent=said["urgent"],
            to_sign=said["to_sign"],
            topic=said["topic"],
            state=said["state"],
        )
        return narrowing, int(said["page"] or 1)


class AssignForm(forms.Form):
    reviewer = forms.TypedChoiceField(label=_("Reviewer"), coerce=int)
    due_on = forms.DateField(
        label=_("Due on"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Give a day such as 2027-06-30.")},
    )

    def __init__(self, *args: Any, people: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reviewer"].choices = people  # type: ignore[attr-defined] # of a choice field


class ReviewerForm(forms.Form):
    reviewer = forms.IntegerField(min_value=1)


class PriorityForm(forms.Form):
    is_urgent = forms.BooleanField(required=False)
