"""Twilio's Messages resource, played as documented (message-resource and the error dictionary)."""

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from itertools import count
from urllib.parse import urlencode

from notifications.channels.twilio.codes import CODES
from notifications.channels.verdicts import Verdict
from tests.providers.stand_in import Answer, Received, StandIn

MESSAGES = {
    20003: (401, "Authenticate"),
    20429: (429, "Too Many Requests"),
    20500: (500, "An internal server error has occurred"),
    20503: (503, "Service is unavailable. Please try again"),
    21211: (400, "Invalid 'To' Phone Number: {to}"),
    21408: (400, "Permission to send an SMS has not been enabled for the region indicated by the 'To' number: {to}"),
    21603: (400, "A 'From' phone number is required."),
    21606: (400, "The 'From' phone number provided is not a valid message-capable Twilio phone number"),
    21610: (400, "Attempt to send to unsubscribed recipient"),
    21611: (429, "This 'From' number has exceeded the maximum number of queued messages"),
    21612: (400, "Message cannot be sent with the current combination of 'To' and/or 'From' parameters"),
    21614: (400, "To number: {to}, is not a mobile number"),
    21617: (400, "The concatenated message body exceeds the 1600 character limit"),
    21635: (400, "'To' number cannot be a landline"),
    21656: (400, "The Content Variables parameter is invalid."),
    63007: (400, "Twilio could not find a Channel with the specified From address"),
    90007: (400, "Invalid validity period value"),
}
STATUS = {Verdict.SLOW_DOWN: 429, Verdict.ACCOUNT: 403}
"""Of the codes that MESSAGES does not spell out."""


class Twilio(StandIn):
    """Accepts one account; `refusals` gives the error code for a number, `late` the code of a message
    taken as failed (30006 and its like come in the message itself)."""

    account_sid = "AC" + "0" * 32
    auth_token = "a-token"
    sender = "+15005550006"

    def __init__(self) -> None:
        super().__init__()
        self.late: dict[str, int] = {}
        self._numbers = count(1)

    def judge(self, request: Received) -> Answer:
        if request.path != f"/2010-04-01/Accounts/{self.account_sid}/Messages.json":
            return Answer(404, {"code": 20404, "message": f"The requested resource {request.path} was not found"})
        code = self.refusals.get(request.form.get("To", "")) or self._fault_of(request)
        if code:
            return self.refusal(code, to=request.form.get("To", ""))
        error = self.late.get(request.form["To"])
        return Answer(
            201,
            {
                "sid": f"SM{next(self._numbers):032x}",
                "account_sid": self.account_sid,
                "to": request.form["To"],
                "from": request.form.get("From"),
                "body": request.form.get("Body"),
                "status": "failed" if error else "queued",
                "error_code": error,
                "error_message": f"see {error}" if error else None,
                "num_segments": "1",
            },
        )

    def accepts(self, answer: Answer) -> bool:
        return answer.status == 201 and not isinstance(answer.body, str) and answer.body["status"] == "queued"

    def refusal(self, code: int, *, to: str = "", headers: dict[str, str] | None = None) -> Answer:
        """An error answer in Twilio's shape."""
        verdict, words = CODES[code]
        status, words = MESSAGES.get(code, (STATUS.get(verdict, 400), words))
        body = {
            "code": code,
            "message": words.format(to=to),
            "more_info": f"https://www.twilio.com/docs/errors/{code}",
            "status": status,
        }
        return Answer(status, body, headers or {})

    @classmethod
    def receipts(
        cls, sid: str, statuses: list[str], *, url: str, to: str = "+2348035550100", error: int | None = None
    ) -> list[tuple[bytes, dict[str, str], dict[str, str]]]:
        """The calls of our webhook that tell these statuses: (body, headers, form) each, signed."""
        calls = []
        for status in statuses:
            form = {"MessageSid": sid, "SmsSid": sid, "MessageStatus": status, "SmsStatus": status, "To": to}
            if error:
                form["ErrorCode"] = str(error)
            headers = {"Content-Type": "application/x-www-form-urlencoded", "X-Twilio-Signature": signed(url, form)}
            calls.append((urlencode(form).encode(), headers, form))
        return calls

    def _fault_of(self, request: Received) -> int | None:
        form = request.form
        key = base64.b64encode(f"{self.account_sid}:{self.auth_token}".encode()).decode()
        checks = {
            20003: request.headers.get("authorization") == f"Basic {key}",
            21211: re.fullmatch(r"(whatsapp:)?\+[1-9]\d{6,14}", form.get("To", "")),
            21603: form.get("From") or form.get("MessagingServiceSid"),
            21617: len(form.get("Body", "")) <= 1600,
            21656: all(json.loads(form["ContentVariables"]).values()) if "ContentVariables" in form else True,
            63007: form.get("To", "").startswith("whatsapp:") == form.get("From", "").startswith("whatsapp:")
            or "MessagingServiceSid" in form,
            90007: 1 <= int(form.get("ValidityPeriod", "36000")) <= 36_000,
        }
        return next((code for code, good in checks.items() if not good), None)


def signed(url: str, form: Mapping[str, str], *, token: str = Twilio.auth_token) -> str:
    """X-Twilio-Signature of a call, written from Twilio's description and not from our own check."""
    signed_text = url
    for name, value in sorted(form.items()):
        signed_text += name + value
    return base64.b64encode(hmac.new(token.encode(), signed_text.encode(), hashlib.sha1).digest()).decode()
