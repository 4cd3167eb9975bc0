"""Bring locale/*/LC_MESSAGES/django.po in line with what patients see, and compile it to django.mo.

Run it after changing a text: `.venv/bin/python .ci/translations.py`. New texts come in empty; translate them and run
it again. Needs no gettext tools: Django turns templates into Python, Babel (a tool of the tests) does the rest. The
console is English, so only the files below are read. Both files are committed: a fresh clone needs no compiler.
tests/notifications/visit/test_french.py compares them.
"""

import io
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
LOCALES = ROOT / "locale"
SEEN_BY_PATIENTS = (
    "camps/templates/base_public.html",
    "camps/templates/base_error.html",
    "camps/templates/4*.html",
    "camps/templates/500.html",
    "camps/templates/camps/look/error_summary.html",
    "camps/templates/camps/look/field*.html",
    "camps/templates/camps/look/visit_card.html",
    "notifications/templates/notifications/visit/*.html",
    "notifications/templates/notifications/print/_*.html",
    "scheduling/templates/scheduling/live/*hall*.html",
    "scheduling/views/live/hall.py",
    "notifications/views/visit*.py",
    "notifications/forms/visit*.py",
)
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "gettext_lazy": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}


def seen_by_patients() -> Iterator[Path]:
    """The files, each once, in a fixed order."""
    yield from sorted({path for pattern in SEEN_BY_PATIENTS for path in ROOT.glob(pattern)})


def extracted() -> Catalog:
    """Every text of those files, with the places it stands in."""
    catalog = Catalog()
    for path in seen_by_patients():
        source = path.read_text(encoding="utf-8")
        if path.suffix == ".html":
            source = templatize(source, origin=str(path))
        name = str(path.relative_to(ROOT))
        for _line, message, _comments, context in extract("python", io.BytesIO(source.encode()), KEYWORDS):
            catalog.add(message, locations=[(name, 0)], context=context)
    return catalog


def updated(po: Path) -> Catalog:
    """The translations of `po` for the texts there are now; what is gone goes."""
    with po.open("rb") as file:
        catalog = read_po(file, locale=po.parent.parent.name)
    catalog.update(extracted(), no_fuzzy_matching=True)
    catalog.obsolete.clear()
    return catalog


def as_po(catalog: Catalog) -> bytes:
    written = io.BytesIO()
    write_po(written, catalog, width=120, omit_header=False, sort_output=True, include_lineno=False)
    return written.getvalue()


def as_mo(catalog: Catalog) -> bytes:
    written = io.BytesIO()
    write_mo(written, catalog)
    return written.getvalue()


def main() -> None:
    for po in sorted(LOCALES.glob("*/LC_MESSAGES/django.po")):
        catalog = updated(po)
        po.write_bytes(as_po(catalog))
        po.with_suffix(".mo").write_bytes(as_mo(catalog))
        missing = [message.id for message in catalog if message.id and not message.string]
        sys.stdout.write(f"{po.relative_to(ROOT)}: {len(catalog)} texts, {len(missing)} to translate\n")
        sys.stdout.writelines(f"  {text}\n" for text in missing)


if __name__ == "__main__":
    main()
