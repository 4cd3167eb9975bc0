"""The two shapes most pages of the set-up have: a form that saves, and a question before something goes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from camps.errors import CampError

Saved = TypeVar("Saved")


def show_error(form: BaseForm, error: CampError) -> None:
    """Put a service's refusal beside the field it names, else on top of the form."""
    form.add_error(error.field if error.field in form.fields else None, str(error))


def form_page(
    request: HttpRequest,
    *,
    form: BaseForm,
    save: Callable[..., Saved],
    said: Callable[[Saved], str] | str,
    to: Callable[[Saved], str] | str,
    template: str = "camps/form.html",
    **context: Any,
) -> HttpResponse:
    """Show `form`; when it is sent and right, call `save(**cleaned)`, say `said` and go `to` (a path or made from what
    was saved). What is wrong is shown beside the input as it was typed, with status 422.
    """
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                saved = save(**form.cleaned_data)
            except CampError as error:
                show_error(form, error)
            else:
                messages.success(request, said if isinstance(said, str) else said(saved))
                return HttpResponseRedirect(to if isinstance(to, str) else to(saved))
        status = 422
    return render(request, template, {"form": form, **context}, status=status)


def confirm_page(
    request: HttpRequest,
    *,
    act: Callable[[], object],
    question: str,
    consequences: str,
    label: str,
    said: str,
    to: str,
    back: str,
    template: str = "camps/confirm_act.html",
    **context: Any,
) -> HttpResponse:
    """Ask `question`; when it is answered, call `act`, say `said` and go `to`. A refusal is shown with status 422."""
    refused = None
    if request.method == "POST":
        try:
            act()
        except CampError as error:
            refused = error
        else:
            messages.success(request, said)
            return HttpResponseRedirect(to)
    words = {"question": question, "consequences": consequences, "label": label, "back_url": back, "refused": refused}
    return render(request, template, {"tone": "bad"} | words | context, status=422 if refused else 200)
