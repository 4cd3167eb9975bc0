"""One mail: subject, plain text and HTML. The subject holds no name and no illness."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from notifications.wording import blocks
from notifications.wording.catalogue import entry, text_language, words
from notifications.wording.entry import Entry
from notifications.wording.entry import Row as RowName
from notifications.wording.facts import Facts
from notifications.wording.kinds import STAFF_KINDS, Kind
from notifications.wording.times import day_text, time_text, zone_text
from notifications.wording.values import values
from notifications.wording.version import template_version

PRODUCT = "Campline"


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail's texts, the language they are really in, and the version of their template."""

    subject: str
    text: str
    html: str
    lang: str
    template_version: str


def mail(kind: Kind | str, *, lang: str, facts: Facts) -> Mail:
    """The mail of a kind. Hours carry the venue's zone by name.

    Raises ValueError for an unknown kind, and when a visit or shift comes without its hour.
    """
    lang = text_language(lang)
    return mail_of(Kind(kind), entry(kind, lang), lang=lang, facts=facts, version=template_version(kind, "mail", lang))


def mail_of(kind: Kind, texts: Entry, *, lang: str, facts: Facts, version: str) -> Mail:
    """The mail of given texts, shipped or own. Raises ValueError when a visit or shift comes without its hour."""
    if facts.when is None and kind not in STAFF_KINDS:
        raise ValueError(f"when is empty; the mail {str(kind)!r} needs its hour")
    drawn = _blocks(kind, texts, lang, facts)
    return Mail(
        subject=drawn.subject,
        text=blocks.as_text(drawn, words(lang)),
        html=blocks.as_html(drawn),
        lang=lang,
        template_version=version,
    )


def _blocks(kind: Kind, texts: Entry, lang: str, facts: Facts) -> blocks.Blocks:
    known = values(facts, lang)
    sender = facts.camp_short_name or facts.organisation or PRODUCT
    rows = [(name, _row(name, texts.rows, facts, lang)) for name in texts.rows]
    return blocks.Blocks(
        lang=lang,
        subject=_one_line(texts.subject.format(**known)),
        greeting=_greeting(kind, facts, lang),
        lead=tuple(text.format(**known) for text in texts.lead),
        rows=tuple(blocks.Row(words(lang).labels[name], lines) for name, lines in rows if lines),
        action=texts.action,
        link=facts.link,
        after=tuple(text.format(**known) for text in texts.after),
        sender=sender,
        footer="" if kind in STAFF_KINDS else words(lang).why_you_get_this.format(sender=sender),
    )


def _one_line(text: str) -> str:
    """A subject: whatever breaks a line in a camp's name would end the header."""
    return " ".join(text.split())


def _greeting(kind: Kind, facts: Facts, lang: str) -> str:
    own, name = words(lang), facts.person_called_name
    if facts.others:
        return own.hello
    if facts.is_child:
        return own.hello_carer_named.format(name=name) if name else own.hello_carer
    return own.hello_named.format(name=name) if name else own.hello


def _row(name: RowName, shown: tuple[RowName, ...], facts: Facts, lang: str) -> tuple[str, ...]:
    """The lines of one row; none when its fact is missing."""
    draw: dict[RowName, Callable[[], tuple[str, ...]]] = {
        "when": lambda: _when(facts, lang),
        "was": lambda: _was(facts, lang, cancelled="when" not in shown),
        "changed": lambda: _only(", ".join(words(lang).changes[item] for item in facts.what_changed)),
        "where": lambda: _only(facts.venue),
        "was_at": lambda: _only(facts.old_venue),
        "meeting": lambda: _only(facts.meeting_point),
        "lines": lambda: _list(facts, lang),
        "until": lambda: _instant(facts.until, facts, lang) if facts.until else (),
        "help": lambda: _only(facts.help_phone),
    }
    return draw[name]()


def _list(facts: Facts, lang: str) -> tuple[str, ...]:
    if facts.nothing_left:
        return (words(lang).nothing_left,)
    return tuple("  ".join(filter(None, (time_text(line.when, lang), line.case, line.station))) for line in facts.lines)


def _only(text: str) -> tuple[str, ...]:
    return (text,) if text else ()


def _when(facts: Facts, lang: str) -> tuple[str, ...]:
    if facts.when is None:
        return ()
    if not facts.others:
        return _instant(facts.when, facts, lang)
    visits = [(facts.when, facts.person_called_name)]
    visits += [(other.when, other.person_called_name) for other in facts.others]
    zone = zone_text(facts.when, facts.zone_name, lang)
    return (
        f"{day_text(facts.when.date(), lang, year=True)} ({zone})",
        *(f"{time_text(at, lang)} {name}".rstrip() for at, name in sorted(visits)),
    )


def _was(facts: Facts, lang: str, *, cancelled: bool) -> tuple[str, ...]:
    old = facts.old_when or (facts.when if cancelled else None)
    if old is None:
        return ()
    if cancelled and facts.others and facts.old_when is None:
        return _when(facts, lang)
    return _instant(old, facts, lang)


def _instant(at: datetime, facts: Facts, lang: str) -> tuple[str, ...]:
    day, time = day_text(at.date(), lang, year=True), time_text(at, lang)
    pattern = words(lang).day_and_time
    if at == facts.when and facts.until is not None:
        pattern = words(lang).day_and_span
    until = time_text(facts.until, lang) if facts.until else ""
    text = pattern.format(day=day, time=time, until=until)
    return (f"{text} ({zone_text(at, facts.zone_name, lang)})",)
