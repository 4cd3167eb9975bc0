"""A sheet to fill in, for the camp at hand."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse

from camps.access import StaffRequest, requires
from camps.models import Camp, Procedure
from camps.policy import Verb
from camps.sheets.template import template_csv, template_workbook

LANGUAGES = (("en", "English"), ("fr", "Français"))
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@requires(Verb.IMPORT_SHEETS)
def sheet_template(request: StaffRequest, camp: Camp) -> HttpResponseBase:
    """The template as a file: `language` en or fr, `kind` xlsx or csv; anything else is the first of each."""
    language = request.GET.get("language", "")
    language = language if language in dict(LANGUAGES) else LANGUAGES[0][0]
    kind = "csv" if request.GET.get("kind") == "csv" else "xlsx"
    procedures = dict(Procedure.objects.filter(camp=camp).order_by("code").values_list("code", "name"))
    country = camp.venue.country
    answer: HttpResponseBase
    if kind == "csv":
        lines = template_csv(language=language, procedures=procedures, country=country)
        answer = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    else:
        book = template_workbook(language=language, procedures=procedures, country=country)
        answer = HttpResponse(book, content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="{camp.slug}-{language}.{kind}"'
    return answer
