"""The SMS provider of the settings (SMS_PROVIDER), ready to send."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from django.conf import settings

from notifications.channels import africas_talking, local, twilio
from notifications.channels.providers import SendSms


@dataclass(frozen=True, slots=True)
class SmsChannel:
    """A provider by its name (an attempt's `provider`) and how to send with it."""

    name: str
    send: SendSms


def configured_sms() -> SmsChannel:
    """Return the provider the settings name. Raises ValueError when its address is not https."""
    return SmsChannel(name=settings.SMS_PROVIDER, send=_PROVIDERS[settings.SMS_PROVIDER]())


def _local() -> SendSms:
    return partial(local.send, settings=local.LocalSettings(folder=settings.VAR_DIR / "sms"))


def _twilio() -> SendSms:
    return partial(
        twilio.send,
        settings=twilio.TwilioSettings(
            account_sid=settings.TWILIO_ACCOUNT_SID,
            auth_token=settings.TWILIO_AUTH_TOKEN,
            sender=settings.TWILIO_FROM,
            base_url=settings.TWILIO_BASE_URL,
        ),
    )


def _africas_talking() -> SendSms:
    return partial(
        africas_talking.send,
        settings=africas_talking.AfricasTalkingSettings(
            username=settings.AFRICASTALKING_USERNAME,
            api_key=settings.AFRICASTALKING_API_KEY,
            sender=settings.AFRICASTALKING_FROM,
            base_url=settings.AFRICASTALKING_BASE_URL,
        ),
    )


_PROVIDERS: dict[str, Callable[[], SendSms]] = {
    "local": _local,
    "twilio": _twilio,
    "africastalking": _africas_talking,
}
