"""The small parts of a page: icon, logo, badge, card, notice, empty state, figures, crumbs, tabs, pages."""

from __future__ import annotations

from typing import Any

from django import template
from django.core.paginator import Page
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from camps.look.charts import percent
from camps.look.icons import ICONS, TURNS
from camps.look.navigation import camp_tabs
from camps.look.states import TONE_ICONS, TONES, state_of
from camps.undo_notices import undo_of, was_shown

register = template.Library()
PARTS = "camps/look/"
MESSAGE_TONES = {"success": "ok", "warning": "warn", "error": "bad"}


def icon_svg(name: str, label: str = "") -> SafeString:
    """An icon as inline SVG: silent for screen readers, or an image named `label`. KeyError: nobody drew `name`."""
    turns = " turns" if name in TURNS else ""
    said = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html('<svg class="icon{}" viewBox="0 0 24 24" {}><path d="{}"/></svg>', turns, said, ICONS[name])


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    return icon_svg(name, label)


@register.simple_tag
def bar(value: float, whole: float, tone: str = "own") -> SafeString:
    """A thin bar for `value` of `whole`. It is decoration: the figure stands beside it as text."""
    return format_html(
        '<svg class="bar {}" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">'
        '<rect width="{}" height="8"/></svg>',
        _tone(tone),
        percent(value, whole),
    )


@register.simple_tag
def badge(label: Any, tone: str = "calm", icon: str = "") -> SafeString:
    """A word with its tone and icon: `{% badge "3 rooms" tone="info" %}`."""
    mark = icon_svg(icon or TONE_ICONS[_tone(tone)])
    return format_html('<span class="badge {}">{}{}</span>', tone, mark, label)


@register.simple_tag
def state(word: str, label: Any = "") -> SafeString:
    """The badge of a state by its model value: `{% state registration.decision %}` (camps/look/states.py)."""
    worn = state_of(str(word))
    return badge(label or worn.label, worn.tone, worn.icon)


@register.simple_block_tag
def card(content: str, title: Any = "", level: int = 2, tone: str = "", extra: str = "") -> str:
    """A framed part of the page: `{% card title="Tables" %}…{% endcard %}`; `level` is the heading's."""
    return render_to_string(
        PARTS + "card.html", {"content": content, "title": title, "level": level, "extra": extra, "tone": tone}
    )


@register.simple_block_tag
def notice(content: str, tone: str = "info", title: Any = "", role: str = "") -> str:
    """Something to know: `{% notice tone="warn" title="Two doctors are away" %}…{% endnotice %}`."""
    return render_to_string(
        PARTS + "notice.html",
        {"content": content, "tone": _tone(tone), "icon": TONE_ICONS[tone], "title": title, "role": role},
    )


@register.simple_block_tag
def empty(content: str, title: Any, scene: str = "camp", level: int = 2) -> str:
    """A list with nothing in it says what to do next: `{% empty title="No patients yet" %}…{% endempty %}`."""
    return render_to_string(PARTS + "empty.html", {"content": content, "title": title, "scene": scene, "level": level})


@register.inclusion_tag(PARTS + "undo.html", takes_context=True)
def undo_notice(context: template.Context, text: Any, url: str) -> dict[str, Any]:
    """What was just done, with a button that posts to `url` to take it back."""
    return {"text": text, "url": url, "csrf_token": context.get("csrf_token")}


@register.inclusion_tag(PARTS + "messages.html", takes_context=True)
def page_messages(context: template.Context) -> dict[str, Any]:
    """Django's messages as notices; `extra_tags="undo:/some/path/"` adds the button that takes it back.

    `undo_tags()` of camps/undo_notices.py makes one that stands for ten seconds, whatever page comes next.
    """
    shown = []
    for message in context.get("messages") or ():
        tone = MESSAGE_TONES.get(message.level_tag, "info")
        shown.append(
            {
                "text": message,
                "tone": tone,
                "icon": TONE_ICONS[tone],
                "undo": undo_of(message),
                "again": was_shown(message),
            }
        )
    return {"shown": shown, "csrf_token": context.get("csrf_token")}


@register.inclusion_tag(PARTS + "stat.html")
def stat(
    label: Any, value: float, whole: float | None = None, url: str = "", note: Any = "", tone: str = "own"
) -> dict[str, Any]:
    """A figure with its name; with `whole` it says "of 60" and draws a bar; with `url` it is a link."""
    return {"label": label, "value": value, "whole": whole, "url": url, "note": note, "tone": tone}


@register.inclusion_tag(PARTS + "progress.html")
def progress(label: Any, value: int, whole: int = 100, note: Any = "") -> dict[str, Any]:
    """How far a job has come, as a bar and as words."""
    return {"label": label, "value": value, "whole": whole, "percent": percent(value, whole), "note": note}


@register.inclusion_tag(PARTS + "crumbs.html")
def crumbs(*steps: Any) -> dict[str, Any]:
    """The way here, as pairs of name and address: `{% crumbs "Camps" camps_url camp.name camp_url %}`."""
    if len(steps) % 2:
        raise template.TemplateSyntaxError("crumbs takes pairs: a name, then its address.")
    return {"steps": list(zip(steps[::2], steps[1::2], strict=True))}


@register.inclusion_tag(PARTS + "camp_nav.html", takes_context=True)
def camp_nav(context: template.Context, camp: Any) -> dict[str, Any]:
    """The tabs of a camp (a menu on phones); the current one is found by the address."""
    request = context.get("request")
    tabs = context.get("camp_tabs") or camp_tabs(request=request, camp=camp)
    return {"tabs": tabs, "current": next((tab for tab in tabs if tab.current), None)}


@register.inclusion_tag(PARTS + "pager.html", takes_context=True)
def pager(context: template.Context, page: Page[Any], name: str = "page") -> dict[str, Any]:
    """Links to the other pages of a list, keeping the filters in the address."""
    request = context.get("request")
    query = request.GET.copy() if request else None
    if query is not None:
        query.pop(name, None)
    rest = query.urlencode() if query else ""
    start = f"?{rest}&{name}=" if rest else f"?{name}="
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return {"page": page, "numbers": list(numbers), "start": start, "gap": page.paginator.ELLIPSIS}


def _tone(tone: str) -> str:
    if tone not in TONES:
        raise template.TemplateSyntaxError(f"tone {tone!r} is none of {', '.join(TONES)}.")
    return tone
