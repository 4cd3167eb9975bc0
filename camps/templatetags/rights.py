"""What the person who looks may do, for pages: `{% can "edit_camp" camp as may_edit %}`."""

from __future__ import annotations

from django import template

from camps import policy

register = template.Library()


@register.simple_tag(takes_context=True)
def can(context: template.Context, verb: str, obj: object) -> bool:
    """The policy's answer for the member of the request. Raises ValueError for an unknown verb."""
    return policy.can(getattr(context.get("request"), "member", None), verb, obj)
