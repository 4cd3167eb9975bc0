"""/healthz says this process answers; /readyz says whether Campline as a whole can do its work."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone

from config.readiness import state_of_everything


def healthz(request: HttpRequest) -> HttpResponse:
    """Alive: touches nothing."""
    return HttpResponse("ok\n", content_type="text/plain")


def readyz(request: HttpRequest) -> JsonResponse:
    """The parts one by one; 503 only when nobody can be served."""
    state = state_of_everything(now=timezone.now())
    return JsonResponse(state, status=503 if state["status"] == "unavailable" else 200)
