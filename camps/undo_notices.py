"""A notice with an Undo stands for ten seconds at least, whatever page comes next.

Django drops a message with the page that showed it. At a desk the next card is scanned two seconds later, and the Undo
of the one before would be gone. So a message whose tags name what it is about is shown again on the pages after it,
for that long from when it was shown first; and no longer once it was pressed, once something newer was done to the
same, or once its person has signed out. Nothing is stored but the message itself, where Django keeps messages.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib.messages.storage.base import Message
from django.contrib.messages.storage.fallback import FallbackStorage
from django.http import HttpResponseBase
from django.utils import timezone

STANDS = timedelta(seconds=12)  # ten, and the way of a page to its reader
UNDO, ABOUT, SHOWN = "undo:", "about:", "shown:"


def undo_tags(url: str, *, about: str) -> str:
    """The `extra_tags` of a message: where its Undo leads, and what was done to, such as "arrival-12"."""
    return f"{UNDO}{url} {ABOUT}{about}" if url else ""


def tag_of(message: Message, kind: str) -> str:
    """What follows the first tag of this kind; "" without one."""
    return next((tag[len(kind) :] for tag in (message.extra_tags or "").split() if tag.startswith(kind)), "")


def undo_of(message: Message) -> str:
    """Where its Undo leads; "" without one, or with one that leads elsewhere."""
    tag = tag_of(message, UNDO)
    return tag if tag.startswith("/") else ""


def was_shown(message: Message) -> bool:
    """Whether an earlier page has shown it already."""
    return bool(tag_of(message, SHOWN))


class UndoNotices(FallbackStorage):
    """Where messages are kept: as Django does, and those with an Undo somewhat longer."""

    _loaded_messages: list[Message]  # Django's own names, which its types leave out
    _queued_messages: list[Message]

    def _get(self, *args: Any, **kwargs: Any) -> tuple[list[Message], bool]:
        messages, whole = super()._get(*args, **kwargs)  # type: ignore[misc]  # as above
        return [one for one in messages or [] if self._stands(one)], whole

    def add(self, level: int, message: str, extra_tags: str | None = "") -> None:
        """Something newer about the same takes the older one's place: that Undo would be refused by now."""
        super().add(level, message, extra_tags)
        if self._queued_messages and (about := tag_of(self._queued_messages[-1], ABOUT)):
            self._loaded_data = [one for one in self._loaded_messages if tag_of(one, ABOUT) != about]

    def update(self, response: HttpResponseBase) -> Any:
        """Those that were shown by this answer stay for the next ones."""
        if self.used:
            now = timezone.now()
            stay = [one for one in self._loaded_messages if tag_of(one, ABOUT)]
            for one in stay:
                if not was_shown(one):
                    one.extra_tags = f"{one.extra_tags} {SHOWN}{now.timestamp():.0f}"
            self._queued_messages = [*stay, *self._queued_messages]
        return super().update(response)

    def _stands(self, message: Message) -> bool:
        if not tag_of(message, ABOUT):
            return True
        request, shown = self.request, tag_of(message, SHOWN)
        if not request.user.is_authenticated:
            return False
        if request.method == "POST" and undo_of(message) == request.get_full_path():
            return False
        return not shown or timezone.now().timestamp() < float(shown) + STANDS.total_seconds()
