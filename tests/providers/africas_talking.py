"""Africa's Talking's messaging API, played as documented (docs/sms/sending)."""

import re
from itertools import count

from notifications.channels.africas_talking.codes import ACCEPTED, CODES
from tests.providers.stand_in import Answer, Received, StandIn


class AfricasTalking(StandIn):
    """Accepts one user; `refusals` gives the status code for a number."""

    username = "campline"
    api_key = "a-key"

    def __init__(self) -> None:
        super().__init__()
        self._numbers = count(1)

    def judge(self, request: Received) -> Answer:
        if request.path != "/version1/messaging":
            return Answer(404, "The requested resource could not be found.")
        if request.headers.get("apikey") != self.api_key or request.form.get("username") != self.username:
            return Answer(401, "The supplied authentication is invalid")
        if not request.form.get("message"):
            return Answer(400, "Request is missing required form field 'message'")
        to = request.form["to"]
        code = self.refusals.get(to) or (101 if re.fullmatch(r"\+[1-9]\d{6,14}", to) else 403)
        return self.answer(code, to=to)

    def answer(self, code: int, *, to: str) -> Answer:
        """The answer for one recipient: 100 to 102 are taken over, the rest refused."""
        taken = code in ACCEPTED
        recipient = {
            "statusCode": code,
            "number": to,
            "status": "Success" if taken else CODES[code][1],
            "cost": "NGN 2.2000" if taken else "0",
            "messageId": f"ATXid_{next(self._numbers):032x}" if taken else "None",
        }
        words = f"Sent to {int(taken)}/1 Total Cost: {recipient['cost']}"
        # A rejection by do-not-disturb rules comes with HTTP 409, all others with 201.
        status = 409 if code == 409 else 201
        return Answer(status, {"SMSMessageData": {"Message": words, "Recipients": [recipient]}})

    def accepts(self, answer: Answer) -> bool:
        if isinstance(answer.body, str):
            return False
        recipients = answer.body["SMSMessageData"]["Recipients"]
        return any(one["statusCode"] in ACCEPTED for one in recipients)
