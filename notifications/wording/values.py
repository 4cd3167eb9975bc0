"""From facts to the values of the placeholders, the same for SMS and mail."""

from datetime import timedelta

from notifications.wording.catalogue import words
from notifications.wording.facts import Facts
from notifications.wording.times import day_text, time_text, times_text


def values(facts: Facts, lang: str) -> dict[str, str]:
    """Every placeholder with its text; empty where the fact is missing.

    camp, day, year, time, until, times (all hours of the day), count, soon ("tomorrow"),
    venue, meeting, phone, your_visit, Your_visit, case, organisation, role, doctor, lost,
    answer_by (until when a free place is offered),
    code (the visit's 4 digits), codes (each visit's, with its day and hour),
    token, old (the hour told before), before ("two people are before you") and near, of who waits in the queue,
    prepare ("eat nothing after 2am"; the same with a capital: Prepare).
    Never a person's name, and never the link: the renderers place those.
    """
    your_visit = _your_visit(facts, lang)
    return {
        **_hours(facts, lang),
        "camp": facts.camp_short_name,
        "count": str(len(facts.lines) or 1 + len(facts.others)),
        "soon": _soon(facts, lang),
        "venue": facts.venue,
        "meeting": facts.meeting_point,
        "phone": facts.help_phone,
        "your_visit": your_visit,
        "Your_visit": your_visit[:1].upper() + your_visit[1:],
        "case": facts.case or words(lang).event_case,
        "organisation": facts.organisation,
        "role": facts.role,
        "doctor": facts.doctor,
        "answer_by": time_text(facts.answer_by, lang) if facts.answer_by else "",
        "lost": str(facts.lost),
        "wrong": facts.wrong,
        "cure": facts.cure,
        "code": facts.code,
        "token": facts.token,
        "old": time_text(facts.old_when, lang) if facts.old_when else "",
        "before": _before(facts, lang),
        "near": facts.near,
        "codes": _codes(facts, lang),
        "prepare": (prepare := _prepare(facts, lang)),
        "Prepare": prepare[:1].upper() + prepare[1:],
    }


def _hours(facts: Facts, lang: str) -> dict[str, str]:
    if facts.when is None:
        return {"day": "", "year": "", "time": "", "until": "", "times": ""}
    hours = sorted([facts.when, *(other.when for other in facts.others)])
    return {
        "day": day_text(facts.when.date(), lang),
        "year": str(facts.when.year),
        "time": times_text(hours, lang),
        "until": time_text(facts.until, lang) if facts.until else "",
        "times": times_text(hours, lang, short=True),
    }


def _codes(facts: Facts, lang: str) -> str:
    visits = [(facts.when, facts.code), *((other.when, other.code) for other in facts.others)]
    told = sorted((at, code) for at, code in visits if at and code)
    return ", ".join(f"{code} ({day_text(at.date(), lang)}, {time_text(at, lang)})" for at, code in told)


def _prepare(facts: Facts, lang: str) -> str:
    """Of one visit; several on one phone may differ, so their text points to the sheets."""
    after = facts.nothing_to_eat_after
    if after is None or facts.when is None or facts.others:
        return ""
    own = words(lang)
    days = {timedelta(0): "{said}", timedelta(days=1): own.the_day_before}
    pattern = days.get(facts.when.date() - after.date())
    said = (own.childs_fasting if facts.is_child else own.fasting).format(hour=time_text(after, lang))
    return pattern.format(said=said) if pattern else ""


def _before(facts: Facts, lang: str) -> str:
    said = words(lang).people_before
    return said[facts.before] if facts.before is not None and facts.before < len(said) else ""


def _your_visit(facts: Facts, lang: str) -> str:
    own = words(lang)
    if facts.others:
        return own.your_visits.format(count=1 + len(facts.others))
    return own.your_childs_visit if facts.is_child else own.your_visit


def _soon(facts: Facts, lang: str) -> str:
    if facts.today is None or facts.when is None:
        return ""
    days = facts.when.date() - facts.today
    own = words(lang)
    return {timedelta(0): own.today, timedelta(days=1): own.tomorrow}.get(days, "")
