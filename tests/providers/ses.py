"""Amazon SES, API version 2: SendEmail with a raw mail, played as documented."""

import base64
import re
from email import message_from_bytes, policy
from email.message import EmailMessage
from itertools import count

from notifications.channels.ses.codes import CODES
from notifications.channels.verdicts import Verdict
from tests.providers.stand_in import Answer, Received, StandIn

STATUS = {Verdict.UNKNOWN: 500, Verdict.TEMPORARY: 503}
WITH_403 = {
    "AccessDeniedException",
    "ExpiredTokenException",
    "InvalidSignatureException",
    "MissingAuthenticationTokenException",
    "SignatureDoesNotMatch",
    "UnrecognizedClientException",
}


class Ses(StandIn):
    """Accepts one key; `errors` gives the name of the error for a recipient, `words` what it says."""

    access_key_id = "AKIDEXAMPLE"
    secret_access_key = "a-secret"

    def __init__(self) -> None:
        super().__init__()
        self.errors: dict[str, str] = {}
        self.words = "see the name"
        self._numbers = count(1)

    def judge(self, request: Received) -> Answer:
        shape = (
            rf"AWS4-HMAC-SHA256 Credential={self.access_key_id}/\d{{8}}/[a-z0-9-]+/ses/aws4_request, "
            r"SignedHeaders=content-type;host;x-amz-date, Signature=[0-9a-f]{64}"
        )
        if not re.fullmatch(shape, request.headers.get("authorization", "")):
            return self.refusal("MissingAuthenticationTokenException")
        if request.path != "/v2/email/outbound-emails":
            return Answer(404, {"message": "UnknownOperationException"})
        (recipient,) = request.json["Destination"]["ToAddresses"]
        if name := self.errors.get(recipient):
            return self.refusal(name)
        return Answer(200, {"MessageId": f"{next(self._numbers):016x}-000000"})

    def accepts(self, answer: Answer) -> bool:
        return answer.status == 200 and not isinstance(answer.body, str) and "MessageId" in answer.body

    def refusal(self, name: str, *, headers: dict[str, str] | None = None) -> Answer:
        """An error in the shape of AWS: its name in a header, with an address behind it as some services write it."""
        verdict, _ = CODES[name]
        status = 403 if name in WITH_403 else 429 if name == "TooManyRequestsException" else STATUS.get(verdict, 400)
        names = {"x-amzn-ErrorType": f"{name}:http://internal.amazon.com/coral/com.amazonaws.ses/"}
        return Answer(status, {"message": self.words}, {**names, **(headers or {})})

    @property
    def mails(self) -> list[EmailMessage]:
        """What it took over, as mails."""
        raw = [base64.b64decode(one.json["Content"]["Raw"]["Data"]) for one in self.accepted]
        return [message_from_bytes(octets, policy=policy.default) for octets in raw]  # type: ignore[misc]
