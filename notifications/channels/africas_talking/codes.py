"""Africa's Talking's status codes of a sending, and the reasons of its delivery reports.

Sources: developers.africastalking.com/docs/sms/sending, docs.africastalking.com/sms/notifications, read 2026-11.
"""

from notifications.channels.verdicts import Codes, Verdict

ACCEPTED = {100: "Processed", 101: "Sent", 102: "Queued"}

CODES: Codes = {
    401: (Verdict.REFUSED, "RiskHold"),
    402: (Verdict.ACCOUNT, "InvalidSenderId"),
    403: (Verdict.BAD_NUMBER, "InvalidPhoneNumber"),
    404: (Verdict.BAD_NUMBER, "UnsupportedNumberType"),
    405: (Verdict.ACCOUNT, "InsufficientBalance"),
    406: (Verdict.OPTED_OUT, "UserInBlacklist"),
    407: (Verdict.REFUSED, "CouldNotRoute"),
    409: (Verdict.REFUSED, "DoNotDisturbRejection"),
    500: (Verdict.TEMPORARY, "InternalServerError"),
    501: (Verdict.TEMPORARY, "GatewayError"),
    502: (Verdict.REFUSED, "RejectedByGateway"),
}
"""The words are the provider's own: where an answer names no recipient, they are all it says."""

REASONS: Codes = {
    "InsufficientCredit": (Verdict.REFUSED, "the phone has no credit for this service"),
    "InvalidLinkId": (Verdict.REFUSED, "no such link id"),
    "UserIsInactive": (Verdict.BAD_NUMBER, "the number is not active"),
    "UserInBlackList": (Verdict.OPTED_OUT, "has opted out"),
    "UserAccountSuspended": (Verdict.BAD_NUMBER, "the network has suspended the number"),
    "NotNetworkSubscriber": (Verdict.BAD_NUMBER, "the number is on no such network"),
    "UserNotSubscribedToProduct": (Verdict.REFUSED, "has not subscribed to this service"),
    "UserDoesNotExist": (Verdict.BAD_NUMBER, "no such number"),
    "DeliveryFailure": (Verdict.REFUSED, "could not be delivered"),
    "DoNotDisturbRejection": (Verdict.REFUSED, "the number is on a do-not-disturb list"),
}
