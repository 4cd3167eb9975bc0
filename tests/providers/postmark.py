"""Postmark, played as documented, to stand for the services behind Anymail (postmarkapp.com/developer)."""

import base64
import json
from itertools import count
from typing import Any

from tests.providers.stand_in import Answer, Received, StandIn

ERRORS = {
    10: (401, "The server token you provided in the X-Postmark-Server-Token request header was invalid."),
    300: (422, "Invalid 'To' address: '{to}'."),
    400: (422, "The Sender Signature for this From address was not found."),
    405: (422, "Not allowed to send: no credits left."),
    406: (
        422,
        (
            "You tried to send to a recipient that has been marked as inactive.\nFound inactive addresses: {to}.\n"
            "Inactive recipients are ones that have generated a hard bounce or a spam complaint."
        ),
    ),
    412: (422, "Your account is pending approval."),
}


class Postmark(StandIn):
    """Accepts one server token; `errors` gives the ErrorCode for a recipient."""

    server_token = "a-token"
    hook_secret = "postmark:k3-uT9wq2Vb7"

    def __init__(self) -> None:
        super().__init__()
        self.errors: dict[str, int] = {}
        self._numbers = count(1)

    def judge(self, request: Received) -> Answer:
        to = request.json.get("To", "")
        if request.headers.get("x-postmark-server-token") != self.server_token:
            return self.refusal(10)
        if code := self.errors.get(to):
            return self.refusal(code, to=to)
        reference = f"{next(self._numbers):08d}-0000-0000-0000-000000000000"
        return Answer(
            200,
            {
                "To": to,
                "SubmittedAt": "2026-11-23T09:00:00.0000000+00:00",
                "MessageID": reference,
                "ErrorCode": 0,
                "Message": "OK",
            },
        )

    def accepts(self, answer: Answer) -> bool:
        return not isinstance(answer.body, str) and answer.body.get("ErrorCode") == 0

    @staticmethod
    def refusal(code: int, *, to: str = "") -> Answer:
        status, words = ERRORS[code]
        return Answer(status, {"ErrorCode": code, "Message": words.format(to=to.lower())})

    @classmethod
    def call(cls, **event: Any) -> tuple[bytes, dict[str, str]]:
        """A call of our webhook: (body, headers)."""
        name_and_password = base64.b64encode(cls.hook_secret.encode()).decode()
        headers = {"Content-Type": "application/json", "Authorization": f"Basic {name_and_password}"}
        return json.dumps({"ServerID": 1, **event}).encode(), headers
