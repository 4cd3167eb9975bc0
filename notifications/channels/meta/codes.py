"""Meta's error codes: of an answer, and in a webhook for a message that was taken and then failed.

Source: developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes, read 2026-11.
"""

from notifications.channels.verdicts import Codes, Verdict

CODES: Codes = {
    0: (Verdict.ACCOUNT, "the token is not valid"),
    1: (Verdict.UNKNOWN, "unknown error"),
    2: (Verdict.TEMPORARY, "not available just now"),
    3: (Verdict.ACCOUNT, "a permission is missing"),
    4: (Verdict.SLOW_DOWN, "too many calls"),
    10: (Verdict.ACCOUNT, "a permission is missing"),
    33: (Verdict.ACCOUNT, "our number was deleted"),
    100: (Verdict.REFUSED, "a field is not valid"),
    190: (Verdict.ACCOUNT, "the token has expired"),
    200: (Verdict.ACCOUNT, "a permission is missing"),
    368: (Verdict.ACCOUNT, "the account is blocked for breaking a rule"),
    80007: (Verdict.SLOW_DOWN, "too many calls for the account"),
    130429: (Verdict.SLOW_DOWN, "too many messages at once"),
    130472: (Verdict.REFUSED, "WhatsApp keeps this number in an experiment"),
    130497: (Verdict.REFUSED, "the account may not write to this country"),
    131000: (Verdict.TEMPORARY, "could not be sent, for no reason given"),
    131005: (Verdict.ACCOUNT, "a permission is missing"),
    131008: (Verdict.REFUSED, "a field is missing"),
    131009: (Verdict.REFUSED, "a field is not valid"),
    131016: (Verdict.TEMPORARY, "not available just now"),
    131021: (Verdict.BAD_NUMBER, "our own number"),
    131026: (Verdict.REFUSED, "not on WhatsApp, or with a very old version of it"),
    131030: (Verdict.REFUSED, "not among the numbers that a test account may write to"),
    131031: (Verdict.ACCOUNT, "the account is locked"),
    131037: (Verdict.ACCOUNT, "our name is not approved yet"),
    131042: (Verdict.ACCOUNT, "the account can't pay"),
    131045: (Verdict.ACCOUNT, "our number is not registered rightly"),
    131047: (Verdict.REFUSED, "more than 24 hours after an answer: needs an approved template"),
    131048: (Verdict.SLOW_DOWN, "too many of our messages were reported"),
    131049: (Verdict.REFUSED, "WhatsApp chose not to deliver it"),
    131050: (Verdict.OPTED_OUT, "has opted out"),
    131051: (Verdict.REFUSED, "no such kind of message"),
    131056: (Verdict.SLOW_DOWN, "too many messages to this number"),
    131057: (Verdict.TEMPORARY, "our number is being worked on"),
    132000: (Verdict.REFUSED, "another number of variables than the template has"),
    132001: (Verdict.REFUSED, "the template is not there in this language, or not approved"),
    132005: (Verdict.REFUSED, "the text is too long with its variables"),
    132007: (Verdict.REFUSED, "against WhatsApp's rules for templates"),
    132012: (Verdict.REFUSED, "a variable is not as the template wants it"),
    132015: (Verdict.REFUSED, "the template is paused"),
    132016: (Verdict.REFUSED, "the template was switched off"),
    133010: (Verdict.ACCOUNT, "our number is not registered"),
    135000: (Verdict.REFUSED, "something in the message is not valid"),
}
"""131026 does not blame the number: SMS may still reach it."""
