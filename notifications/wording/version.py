"""Which wording somebody received: a hash of everything in a template that shapes its text."""

from functools import cache
from hashlib import sha256
from typing import Literal

from notifications.wording.catalogue import entry, replying, text_language, words
from notifications.wording.kinds import Kind

Channel = Literal["sms", "mail"]

LAYOUT = {"sms": "1", "mail": "1"}
"""Raise one when code around the catalogue changes what a text looks like."""


def template_version(kind: Kind | str, channel: Channel, lang: str) -> str:
    """Like 'en-3f2a9c1b7d20': the language really written, and a hash of the texts' content.

    Equal content gives an equal version on every machine; one changed letter another.
    """
    return _version(Kind(kind), channel, text_language(lang))


@cache
def _version(kind: Kind, channel: Channel, lang: str) -> str:
    texts = entry(kind, lang)
    if channel == "sms":
        content: tuple[object, ...] = (texts.sms, texts.sms_carer, texts.sms_family)
        if (asking := replying(kind, lang)) is not None:
            content = (*content, asking)
    else:
        content = (texts.subject, texts.lead, texts.rows, texts.action, texts.after)
    shape = repr((kind.value, channel, LAYOUT[channel], content, words(lang)))
    return f"{lang}-{sha256(shape.encode()).hexdigest()[:12]}"
