"""Texts of a camp's own, in place of the shipped ones: the same facts, the same frame around them.

An SMS keeps the camp's name in front and the link behind; a mail keeps its greeting, its table of facts and its button.
"""

import re
import unicodedata
from dataclasses import dataclass, replace
from string import Formatter

from notifications.wording.catalogue import LANGUAGES, entry, text_language
from notifications.wording.facts import Facts
from notifications.wording.kinds import Kind
from notifications.wording.mail import Mail, mail_of
from notifications.wording.segments import fold, segments
from notifications.wording.sms import Sms, ending, named
from notifications.wording.values import values

PARAGRAPHS = re.compile(r"\n\s*\n")


@dataclass(frozen=True, slots=True)
class OwnText:
    """One version of an own text. `carer` and `family` as in Entry; empty, the text itself or the shipped one serves.

    `lang` is the language it is written in, BCP 47; `version` names it for the record of what somebody received.
    """

    lang: str
    body: str
    carer: str = ""
    family: str = ""
    subject: str = ""
    version: str = ""


def shipped_example(kind: Kind | str, channel: str, lang: str) -> OwnText:
    """The shipped text as one to begin with: the fullest wording of each."""
    texts = entry(kind, lang)
    if channel == "mail":
        return OwnText(lang=lang, subject=texts.subject, body="\n\n".join(texts.lead))
    first = [next(iter(bodies), "") for bodies in (texts.sms, texts.sms_carer, texts.sms_family)]
    return OwnText(lang=lang, body=first[0], carer=first[1], family=first[2])


def own_sms(own: OwnText, *, facts: Facts) -> Sms | None:
    """The SMS; None where the shipped text has to serve: a fact is missing, or several visits and no own words for it.

    It may take more than one segment: whoever wrote it was shown how many.
    """
    body = body_for(own, facts)
    if not body or not facts.camp_short_name or not (facts.link or facts.link_is_closed):
        return None
    written = filled(body, facts, own.lang)
    if written is None:
        return None
    text = for_phones(f"{facts.camp_short_name}: {named(written, facts)} {ending(body, facts)}".rstrip(), own.lang)
    return Sms(text=text, lang=own.lang, template_version=own.version, segments=segments(text))


def own_mail(kind: Kind | str, own: OwnText, *, facts: Facts) -> Mail | None:
    """The mail; None where the shipped text has to serve. Raises ValueError when a visit comes without its hour."""
    body = body_for(own, facts)
    if not body or filled(body, facts, own.lang) is None or filled(own.subject, facts, own.lang) is None:
        return None
    shipped = entry(kind, own.lang)
    lead = tuple(part.strip() for part in PARAGRAPHS.split(body.strip()))
    texts = replace(shipped, lead=lead, subject=own.subject or shipped.subject)
    return mail_of(Kind(kind), texts, lang=text_language(own.lang), facts=facts, version=own.version)


def body_for(own: OwnText, facts: Facts) -> str:
    """Which of the own bodies this reader gets; empty: none of them is for several visits."""
    if facts.others:
        return own.family
    return (own.carer or own.body) if facts.is_child else own.body


def filled(body: str, facts: Facts, lang: str) -> str | None:
    """The text with its facts; None where one of them is missing: half a sentence is never sent."""
    known = values(facts, lang)
    if not all(known.get(name) for name in placeholders(body)):
        return None
    return body.strip().format(**known)


def placeholders(body: str) -> tuple[str, ...]:
    """The names between braces, each once, in order. Raises ValueError for braces that do not close."""
    return tuple(dict.fromkeys(name for _, name, _, _ in Formatter().parse(body) if name is not None))


def for_phones(text: str, lang: str) -> str:
    """As it is sent: folded in our own languages; elsewhere only NFC, since marks carry the meaning there."""
    one_space = " ".join(text.split(" "))
    if lang.partition("-")[0].lower() in LANGUAGES:
        return fold(one_space)
    return unicodedata.normalize("NFC", one_space)
