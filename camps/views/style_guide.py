"""The style guide: every component with invented data, to look at while building and for the tests of the look."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from camps.look.icons import ICONS
from camps.look.samples import sample_context
from camps.look.states import STATES

PAGES = ("index", "confirm", "patient", "patient-form", "paper", "cards", "sign-in")


def style_guide(request: HttpRequest, page: str = "index") -> HttpResponse:
    """Show a page of the guide; `?theme=dark` and `?dir=rtl` try the other ways. Production answers 404."""
    if page not in PAGES or not (settings.DEBUG or settings.CAMPLINE_MODE == "local"):
        raise Http404
    context = sample_context() | {
        "theme": request.GET.get("theme") if request.GET.get("theme") in ("light", "dark") else "",
        "dir": "rtl" if request.GET.get("dir") == "rtl" else "",
        "icons": sorted(ICONS),
        "states": list(STATES),
        "guide_pages": PAGES,
    }
    context |= {
        "confirm": {"tone": "bad", "back_url": "/style/"},
        "patient-form": {"form": context["wrong_form"]},
        "sign-in": {"form": context["sign_in_form"]},
    }.get(page, {})
    return render(request, f"camps/style/{page.replace('-', '_')}.html", context)
