"""What can carry a message, as the settings choose it."""

from pathlib import Path
from urllib.parse import quote

import pytest
from pytest_django.fixtures import Settings

from notifications.channels import local
from notifications.channels.providers import Text
from notifications.channels.registry import INCOMING, offers_for, providers_for
from notifications.models import Channel
from tests.providers.africas_talking import AfricasTalking
from tests.providers.twilio import Twilio

TEXT = Text(to="+2348035550100", body="text", reference="message:7", validity_seconds=60)


def test_providers_come_in_the_order_of_the_settings(settings: Settings) -> None:
    settings.SMS_PROVIDERS = ("africastalking", "local")
    settings.AFRICASTALKING_USERNAME = settings.AFRICASTALKING_API_KEY = "camp"
    assert [provider.key for provider in providers_for(Channel.SMS)] == ["africastalking:sms", "local:sms"]


def test_channel_that_is_switched_off_and_a_list_for_people_have_no_provider(settings: Settings) -> None:
    settings.WHATSAPP_PROVIDERS = ()
    assert [providers_for(channel) for channel in (Channel.WHATSAPP, Channel.CALL, Channel.TOWN, Channel.PUSH)] == [
        [],
        [],
        [],
        [],
    ]


def test_invitation_goes_only_by_what_carries_it_as_it_was_written() -> None:
    assert [offer.provider for offer in offers_for(Channel.MAIL, invitation=True)] == ["smtp"]
    assert offers_for(Channel.SMS, invitation=True) == []


def test_local_provider_writes_below_the_var_folder(settings: Settings, tmp_path: Path) -> None:
    settings.SMS_PROVIDERS, settings.VAR_DIR = ("local",), tmp_path
    for channel in (Channel.SMS, Channel.WHATSAPP):
        with providers_for(channel)[0] as provider:
            provider.send(TEXT)
    assert [(one.channel, one.text) for one in local.messages(tmp_path / "sms")] == [
        ("whatsapp", "text"),
        ("sms", "text"),
    ]


def test_twilio_is_called_with_its_settings(settings: Settings, twilio: Twilio) -> None:
    settings.SMS_PROVIDERS, settings.TWILIO_BASE_URL = ("twilio",), twilio.url
    settings.TWILIO_ACCOUNT_SID, settings.TWILIO_AUTH_TOKEN = twilio.account_sid, twilio.auth_token
    settings.TWILIO_FROM, settings.PUBLIC_URL = twilio.sender, "https://camp.example.org"
    (provider,) = providers_for(Channel.SMS)
    assert provider.send(TEXT).provider_ref[:2] == "SM"
    assert (provider.name, provider.sender, provider.gives_receipts) == ("twilio", twilio.sender, True)
    reference = f"?reference={quote(TEXT.reference, safe='')}"
    assert twilio.accepted[0].form["StatusCallback"] == f"https://camp.example.org/hooks/twilio/{reference}"


def test_africas_talking_is_called_with_its_settings(settings: Settings, africas_talking: AfricasTalking) -> None:
    settings.SMS_PROVIDERS, settings.AFRICASTALKING_BASE_URL = ("africastalking",), africas_talking.url
    settings.AFRICASTALKING_USERNAME = africas_talking.username
    settings.AFRICASTALKING_API_KEY, settings.AFRICASTALKING_FROM = africas_talking.api_key, ""
    (provider,) = providers_for(Channel.SMS)
    assert (provider.name, provider.send(TEXT).provider_ref[:6]) == ("africastalking", "ATXid_")


def test_nobody_waits_for_a_receipt_that_can_t_reach_us(settings: Settings) -> None:
    settings.SMS_PROVIDERS, settings.PUBLIC_URL = ("twilio",), "http://localhost:8000"
    assert not providers_for(Channel.SMS)[0].gives_receipts


def test_rate_is_that_of_the_channel_else_of_the_provider(settings: Settings) -> None:
    settings.SMS_PROVIDERS = settings.WHATSAPP_PROVIDERS = ("twilio",)
    settings.SENDING_RATES = {"twilio": 5.0, "twilio:sms": 1.0}
    rates = [providers_for(channel)[0].per_second for channel in (Channel.SMS, Channel.WHATSAPP, Channel.MAIL)]
    assert rates == [1.0, 5.0, None]


def test_address_without_encryption_is_refused(settings: Settings) -> None:
    settings.SMS_PROVIDERS, settings.TWILIO_BASE_URL = ("twilio",), "http://api.twilio.com"
    with pytest.raises(ValueError, match="https"):
        providers_for(Channel.SMS)


def test_each_provider_that_can_call_us_is_known_by_the_name_in_its_attempts() -> None:
    assert set(INCOMING) == {"local", "twilio", "africastalking", "meta", "anymail"}
