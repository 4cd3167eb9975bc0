"""The errors of SendEmail, and those that every AWS service has.

Sources: docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html and CommonErrors.html, read 2026-11.
"""

from notifications.channels.verdicts import Codes, Verdict

CODES: Codes = {
    "AccountSuspendedException": (Verdict.ACCOUNT, "the account may not send any more"),
    "BadRequestException": (Verdict.REFUSED, "something in the mail is not valid"),
    "LimitExceededException": (Verdict.SLOW_DOWN, "the day's allowance is used up"),
    "MailFromDomainNotVerifiedException": (Verdict.ACCOUNT, "our domain is not verified"),
    "MessageRejected": (Verdict.REFUSED, "the mail was refused"),
    "NotFoundException": (Verdict.ACCOUNT, "the configuration set is not there"),
    "SendingPausedException": (Verdict.ACCOUNT, "sending is paused"),
    "TooManyRequestsException": (Verdict.SLOW_DOWN, "too many mails at once"),
    "AccessDeniedException": (Verdict.ACCOUNT, "the key may not send"),
    "ExpiredTokenException": (Verdict.ACCOUNT, "the key has expired"),
    "IncompleteSignature": (Verdict.ACCOUNT, "the signature is not whole"),
    "InternalFailure": (Verdict.UNKNOWN, "an error inside SES; it may have been sent"),
    "InvalidSignatureException": (Verdict.ACCOUNT, "the signature is wrong, or this machine's clock"),
    "MissingAuthenticationTokenException": (Verdict.ACCOUNT, "no key"),
    "OptInRequired": (Verdict.ACCOUNT, "the account has not taken up SES"),
    "RequestExpired": (Verdict.ACCOUNT, "this machine's clock is wrong"),
    "ServiceUnavailable": (Verdict.TEMPORARY, "not available just now"),
    "SignatureDoesNotMatch": (Verdict.ACCOUNT, "the secret key is wrong"),
    "ThrottlingException": (Verdict.SLOW_DOWN, "too many mails at once"),
    "UnrecognizedClientException": (Verdict.ACCOUNT, "the key is not known"),
    "ValidationError": (Verdict.REFUSED, "something in the mail is not valid"),
}

NOT_VERIFIED = "not verified"
"""In the words of a MessageRejected: an address SES does not know to be ours, or, in its sandbox, any reader's.
The account must be mended; the mail is not to blame."""
