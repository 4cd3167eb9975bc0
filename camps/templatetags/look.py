"""`{% load look %}` gives every component; each is documented in its own module and in docs/decisions/look.md."""

from django import template

from camps.templatetags import look_forms, look_parts, look_pictures, look_times

register = template.Library()
for part in (look_parts, look_forms, look_times, look_pictures):
    register.tags.update(part.register.tags)
    register.filters.update(part.register.filters)
