"""The small files every site is asked for, and the browser's reports on our content policy."""

import json
import logging
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

log = logging.getLogger("campline.csp")
LONGEST_REPORT = 8 * 1024
# A calendar service fetches feeds by a robot that honours this file; nothing else behind a secret link is for robots.
ROBOTS = """User-agent: Googlebot
Allow: /f/
Disallow: /

User-agent: *
Disallow: /
"""
FAVICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="#0f5c52"/>'
    '<path d="M16 6 27 25H5Z" fill="#fff"/><path d="M16 13v9m-4.5-4.5h9" stroke="#0f5c52" stroke-width="3"/></svg>'
)


@require_safe
@cache_control(max_age=3600, public=True)
def robots(request: HttpRequest) -> HttpResponse:
    """Feeds may be fetched, nothing may be indexed."""
    return HttpResponse(ROBOTS, content_type="text/plain")


@require_safe
@cache_control(max_age=86_400, public=True)
def favicon(request: HttpRequest) -> HttpResponse:
    """A tent with a cross; answered here because browsers ask for it even on pages without our <head>."""
    return HttpResponse(FAVICON, content_type="image/svg+xml")


@csrf_exempt  # the browser sends these by itself, without a form
@require_POST
def csp_report(request: HttpRequest) -> HttpResponse:
    """Logs what was blocked, without the page's address: that may hold a patient's secret link."""
    body = request.body if int(request.META.get("CONTENT_LENGTH") or 0) <= LONGEST_REPORT else b""
    report = _report(body)
    if report:
        blocked = str(report.get("blocked-uri", ""))[:100].split("?")[0]
        directive = str(report.get("effective-directive") or report.get("violated-directive") or "")[:60]
        log.warning("The content policy blocked something", extra={"directive": directive, "blocked": blocked})
    return HttpResponse(status=204)


def _report(body: bytes) -> dict[str, Any]:
    try:
        parsed = json.loads(body or b"{}")
    except ValueError:
        return {}
    inner = parsed.get("csp-report") if isinstance(parsed, dict) else None
    return inner if isinstance(inner, dict) else {}
