"""Meta's Cloud API for WhatsApp, played as documented (messages, error codes, webhooks)."""

import hashlib
import hmac
import json
from itertools import count
from typing import Any

from notifications.channels.meta.codes import CODES
from notifications.channels.verdicts import Verdict
from tests.providers.stand_in import Answer, Received, StandIn

STATUS = {Verdict.SLOW_DOWN: 429, Verdict.ACCOUNT: 401, Verdict.TEMPORARY: 503, Verdict.UNKNOWN: 500}


class Meta(StandIn):
    """Accepts one number; `refusals` gives the error code for a recipient."""

    phone_number_id = "106540352242922"
    access_token = "a-token"
    app_secret = "a-secret"

    def __init__(self) -> None:
        super().__init__()
        self._numbers = count(1)

    def judge(self, request: Received) -> Answer:
        if request.headers.get("authorization") != f"Bearer {self.access_token}":
            return self.refusal(190)
        if request.path != f"/{self.phone_number_id}/messages":
            return self.refusal(33)
        message = request.json
        if message.get("messaging_product") != "whatsapp" or not message.get("to"):
            return self.refusal(131008)
        if code := self.refusals.get(message["to"]):
            return self.refusal(code)
        reference = f"wamid.{next(self._numbers):032x}"
        return Answer(
            200,
            {
                "messaging_product": "whatsapp",
                "contacts": [{"input": message["to"], "wa_id": message["to"].removeprefix("+")}],
                "messages": [{"id": reference, "message_status": "accepted"}],
            },
        )

    def accepts(self, answer: Answer) -> bool:
        return answer.status == 200 and not isinstance(answer.body, str) and "messages" in answer.body

    @staticmethod
    def refusal(code: int, *, headers: dict[str, str] | None = None) -> Answer:
        """An error answer in Meta's shape: the title in `message`, what to go by in `details`."""
        verdict, words = CODES[code]
        error = {
            "message": f"(#{code}) A title that will go away",
            "type": "OAuthException",
            "code": code,
            "error_data": {"messaging_product": "whatsapp", "details": words},
            "fbtrace_id": "A1b2C3",
        }
        return Answer(STATUS.get(verdict, 400), {"error": error}, headers or {})

    @classmethod
    def call(cls, **value: Any) -> tuple[bytes, dict[str, str]]:
        """A signed call of our webhook with these `statuses` or `messages`: (body, headers)."""
        metadata = {"display_phone_number": "1 555 078 3881", "phone_number_id": cls.phone_number_id}
        change = {"field": "messages", "value": {"messaging_product": "whatsapp", "metadata": metadata, **value}}
        raw = json.dumps({"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": [change]}]}).encode()
        return raw, {"Content-Type": "application/json", "X-Hub-Signature-256": cls.signed(raw)}

    @classmethod
    def signed(cls, raw: bytes, *, secret: str = app_secret) -> str:
        return "sha256=" + hmac.new(secret.encode(), raw, hashlib.sha256).hexdigest()
