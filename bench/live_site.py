"""Campline with two addresses of the benchmark: a view that does nothing, and a live page. Served by granian too."""

from __future__ import annotations

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path

from camps.live.answers import live


def bare(request: HttpRequest) -> HttpResponse:
    """Nothing at all."""
    return HttpResponse("ok", content_type="text/plain")


@live(camp=lambda camp_id: camp_id)
def page(request: HttpRequest, camp_id: int) -> HttpResponse:
    """What it would show does not matter: it is asked for by who has it."""
    return HttpResponse(str(camp_id), content_type="text/plain")


urlpatterns = [path("bare", bare), path("live/<int:camp_id>", page)]


def application() -> WSGIHandler:
    """What granian's --factory calls, in a process of its own."""
    settings.ROOT_URLCONF = __name__
    return get_wsgi_application()
