"""How fast each provider may be sent to: a sender has a rate in its contract, and what is too much is dropped there."""

from django.core.exceptions import ImproperlyConfigured

# A long code in the US carries one segment a second; behind a messaging service or a short code raise it.
USUAL_RATES = "twilio:sms=1"


def sending_rates(text: str) -> dict[str, float]:
    """From "twilio:sms=1, smtp=20" to messages (segments of texts) a second, by provider or provider:channel.

    0 lifts a limit. Raises ImproperlyConfigured, with what to write instead.
    """
    found: dict[str, float] = {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        name, _, number = part.partition("=")
        try:
            rate = float(number)
        except ValueError:
            rate = -1.0
        if not name.strip() or not 0 <= rate <= 10_000:
            raise ImproperlyConfigured(
                f"SENDING_RATES={text!r}: {part!r} is no rate; write name=messages a second, such as twilio:sms=1."
            )
        found[name.strip()] = rate
    return found
