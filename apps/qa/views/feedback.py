"""What askers say of sentences, and the room where editors look at it."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from apps.accounts.requests import SiteRequest
from apps.guidelines.forms.paging import page_of
from apps.qa import selectors
from apps.qa.feedback import feedback_to_look_at, get_feedback
from apps.qa.forms.feedback import FeedbackForm, LookedAtForm
from apps.qa.models import Question
from apps.qa.reception import Verdict
from apps.qa.services.give_feedback import give_feedback, look_at_feedback
from apps.qa.views import question_response
from core.errors import InvalidInput


@require_POST
def give(request: SiteRequest, public_id: uuid.UUID) -> HttpResponse:
    question = selectors.get_question(public_id, actor=request.actor)
    form = FeedbackForm(request.POST)
    if not form.is_valid():
        return _refuse(request, question, form)
    said = form.cleaned_data
    give_feedback(
        question=question,
        number=said["sentence"],
        verdict=Verdict(said["verdict"]),
        note=said["note"],
        actor=request.actor,
    )
    messages.success(request, gettext("Thank you. The editors see what you said."))
    return HttpResponseRedirect(f"{reverse('question', args=[public_id])}#a{said['sentence']}")


def _refuse(request: SiteRequest, question: Question, form: FeedbackForm) -> HttpResponse:
    """The question's page with the reason, and the note still in its box."""
    if "sentence" in form.errors:
        raise InvalidInput(gettext("Say which sentence you mean."), pointer="/sentence")
    error = next(iter(form.errors.values()))[0]
    refused = {
        "number": form.cleaned_data["sentence"],
        "verdict": request.POST.get("verdict", ""),
        "note": request.POST.get("note", ""),
        "error": error,
    }
    return question_response(request, question, status=422, refused=refused)


@require_GET
def feedback(request: SiteRequest) -> HttpResponse:
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    found = feedback_to_look_at(page_of(request.GET), actor=request.actor)
    return render(request, "qa/feedback.html", {"found": found})


@require_POST
def looked_at(request: SiteRequest, public_id: uuid.UUID) -> HttpResponse:
    given = get_feedback(public_id, actor=request.actor)
    form = LookedAtForm(request.POST)
    if not form.is_valid():
        raise InvalidInput(gettext("Say in a few words what came of it."), pointer="/reason")
    look_at_feedback(feedback=given, reason=form.cleaned_data["reason"], actor=request.actor)
    messages.success(request, gettext("You looked at this."))
    return redirect("feedback")
