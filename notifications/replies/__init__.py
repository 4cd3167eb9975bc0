"""Reading what people answer by text. Pure: no Django, no clock, no rows."""

from notifications.replies.codes import code_of
from notifications.replies.reading import Reply, Said, Sense, read

__all__ = ["Reply", "Said", "Sense", "code_of", "read"]
