"""A question as a page of its own, or as the dialog over the day view: one context, one form."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from camps.access import StaffRequest


def whole_or_dialog(request: StaffRequest, name: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """`scheduling/<name>.html`, or `scheduling/_<name>_dialog.html` for a script that shows it over its page."""
    template = f"scheduling/_{name}_dialog.html" if request.headers.get("HX-Request") else f"scheduling/{name}.html"
    answer = render(request, template, context, status=status)
    patch_vary_headers(answer, ["HX-Request"])
    return answer
