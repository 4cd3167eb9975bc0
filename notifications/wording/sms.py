"""One SMS: who it is from, what, when, and the link. One segment in English and French."""

from dataclasses import dataclass
from string import Formatter

from notifications.wording.catalogue import entry, replying, text_language
from notifications.wording.entry import Entry, Replying
from notifications.wording.facts import Facts
from notifications.wording.kinds import Kind
from notifications.wording.segments import Segments, fold, segments
from notifications.wording.values import values
from notifications.wording.version import template_version


@dataclass(frozen=True, slots=True)
class Sms:
    """A text ready to send, the language it is really in, and the version of its template."""

    text: str
    lang: str
    template_version: str
    segments: Segments


def sms(kind: Kind | str, *, lang: str, facts: Facts) -> Sms:
    """The SMS of a kind: the fullest wording that fits one segment, else the shortest.

    Holds no illness, and a name only where the reader chose it; asks for an answer by text only where `facts.code` says
    that one is taken in.
    Raises ValueError for a kind that is not told by SMS and when the camp's name, the hour or the link is missing.
    """
    bodies = _bodies(entry(kind, lang), facts)
    if facts.code and (asking := replying(kind, lang)):
        bodies = (*_bodies(asking, facts), *bodies)
    if not bodies:
        raise ValueError(f"kind={str(kind)!r} is not told by SMS; send it by mail")
    for name, fact in (("camp_short_name", facts.camp_short_name), ("link", facts.link or facts.link_is_closed)):
        if not fact:
            raise ValueError(f"{name} is empty; the SMS {str(kind)!r} needs it")
    text = _first_that_fits(str(kind), bodies, facts, text_language(lang))
    return Sms(
        text=text,
        lang=text_language(lang),
        template_version=template_version(kind, "sms", lang),
        segments=segments(text),
    )


def ending(body: str, facts: Facts) -> str:
    """What stands at the end of a text: the link, or the phone to call where it is closed and the text names none."""
    if facts.link or "{phone}" in body:
        return facts.link
    return facts.help_phone


def named(text: str, facts: Facts) -> str:
    """The text with a first name in front, where its reader chose that. A carer's or a family's names nobody."""
    if not facts.name_in_texts or facts.is_child or facts.others:
        return text
    return f"{facts.name_in_texts}, {text}"


def _bodies(texts: Entry | Replying, facts: Facts) -> tuple[str, ...]:
    if facts.others and texts.sms_family:
        return texts.sms_family
    if facts.is_child and texts.sms_carer:
        return texts.sms_carer
    return texts.sms


def _first_that_fits(kind: str, bodies: tuple[str, ...], facts: Facts, lang: str) -> str:
    known = values(facts, lang)
    text = ""
    for body in bodies:
        if not all(known[name] for _, name, _, _ in Formatter().parse(body) if name):
            continue
        link = "" if kind == Kind.ANSWER_WHICH else ending(body, facts)  # of one visit, where the question is which
        text = fold(f"{facts.camp_short_name}: {named(body.format(**known), facts)} {link}".rstrip())
        if segments(text).count == 1:
            break
    if not text:
        raise ValueError(f"when={facts.when!r}: the SMS {kind!r} needs its hour")
    return text
