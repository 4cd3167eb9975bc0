"""WhatsApp's approved templates of this installation: the file that WHATSAPP_TEMPLATES names, in TOML.

[[template]]
kind = "booked"
language = "en"
name = "HX0123456789abcdef0123456789abcdef"
body = "This is {camp}. Your place is {day}, {time}. Details: {link} - please keep it."
"""

import tomllib
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from notifications.wording.whatsapp import Approved, faults_of_template

FIELDS = ("kind", "language", "name", "body")


def approved_templates(path: str) -> tuple[Approved, ...]:
    """The templates of the file, checked; none where no file is named.

    Raises ImproperlyConfigured naming the file, the template, what is wrong and the cure.
    """
    if not path:
        return ()
    try:
        tables = tomllib.loads(Path(path).read_text(encoding="utf-8")).get("template", [])
    except (OSError, ValueError) as fault:
        raise ImproperlyConfigured(f"WHATSAPP_TEMPLATES={path} cannot be read: {fault}.") from fault
    return tuple(_checked(table, where=f"WHATSAPP_TEMPLATES={path}, template {n}") for n, table in enumerate(tables, 1))


def _checked(table: dict[str, str], *, where: str) -> Approved:
    missing = [field for field in FIELDS if not isinstance(table.get(field), str)]
    if missing or set(table) != set(FIELDS):
        raise ImproperlyConfigured(f"{where}: give {', '.join(FIELDS)}, each as a text, and nothing else.")
    approved = Approved(**table)
    faults = faults_of_template(approved)
    if faults:
        raise ImproperlyConfigured(f"{where} ({approved.kind}, {approved.language}): {' '.join(faults)}")
    return approved
