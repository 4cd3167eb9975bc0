"""Headers of every page that has a secret in its address."""

from __future__ import annotations

from django.http import HttpResponse


def sealed(response: HttpResponse, language: str = "") -> HttpResponse:
    """Not stored, not indexed, not told to the next site."""
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Cache-Control"] = "no-store"
    if language:
        response["Content-Language"] = language
    return response
