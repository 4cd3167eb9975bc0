"""PDF from the pages that browsers print too: the same HTML, the same styles, nothing from a network."""

from __future__ import annotations

from threading import Lock
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage

from notifications.errors import PaperMissing

PACKAGES = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"  # Debian's names
NOWHERE = "http://paper.invalid"  # where the page stands for its relative addresses; nothing is ever fetched there


ONE_AT_A_TIME = Lock()  # a list of a thousand people takes seconds and a hundred megabytes; two at once take both twice


def pdf_of(html: str) -> bytes:
    """A whole page as a PDF. Raises PaperMissing where the server has no text engine."""
    weasyprint = _weasyprint()
    page = weasyprint.HTML(string=html, base_url=NOWHERE, url_fetcher=_only_static_files(weasyprint))
    with ONE_AT_A_TIME:
        return page.write_pdf()


def pdf_missing() -> PaperMissing | None:
    """Why no PDF can be made here: asked before a print is counted. None where all is well."""
    try:
        _weasyprint()
    except PaperMissing as missing:
        return missing
    return None


def static_file(address: str) -> bytes:
    """The content of one of our static files, by the address a template gives it. Raises ValueError for any other."""
    parts = urlsplit(address)
    if f"{parts.scheme}://{parts.netloc}" != NOWHERE or not parts.path.startswith(settings.STATIC_URL):
        raise ValueError("Paper is made of our own static files only.")
    name = unquote(parts.path.removeprefix(settings.STATIC_URL))
    if staticfiles_storage.exists(name):
        with staticfiles_storage.open(name) as file:
            return file.read()
    found = finders.find(name)
    if not isinstance(found, str):
        raise ValueError(f"There is no static file {name}.")
    with open(found, "rb") as file:  # noqa: PTH123  the finder gives a string
        return file.read()


def _weasyprint() -> Any:
    """Imported when the first PDF is made: it takes half a second, and system libraries that may be missing."""
    try:
        import weasyprint  # noqa: PLC0415  see above
    except (ImportError, OSError) as error:
        raise PaperMissing(
            "This server cannot make PDFs: print this page with the browser instead.",
            cure=f"On Debian, {PACKAGES} are missing: apt-get install {PACKAGES}",
        ) from error
    return weasyprint


def _only_static_files(weasyprint: Any) -> Any:
    class OnlyStaticFiles(weasyprint.urls.URLFetcher):
        """Opens no file and no connection that a text in a page could name."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            content = static_file(url)
            kind = "text/css" if urlsplit(url).path.endswith(".css") else "application/octet-stream"
            return weasyprint.urls.URLFetcherResponse(url, content, {"Content-Type": kind})

    return OnlyStaticFiles(fail_on_errors=True)
