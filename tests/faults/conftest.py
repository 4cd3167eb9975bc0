"""The camp and the mail server of the telling's tests, for workers that run as processes."""

from tests.faults.figures import figures
from tests.notifications.conftest import made, mailbox

__all__ = ["figures", "made", "mailbox"]
