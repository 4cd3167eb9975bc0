"""Choosing the provider by the settings."""

from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from notifications.channels import local
from notifications.channels.sms import configured_sms
from tests.providers.africas_talking import AfricasTalking
from tests.providers.twilio import Twilio

NUMBER = "+2348035550100"


def test_local_provider_writes_below_the_var_folder(settings: Settings, tmp_path: Path) -> None:
    settings.SMS_PROVIDER, settings.VAR_DIR = "local", tmp_path
    channel = configured_sms()
    channel.send(NUMBER, "text", reference="message:7", validity_seconds=60)
    assert channel.name == "local"
    assert [sms.text for sms in local.messages(tmp_path / "sms")] == ["text"]


def test_twilio_is_called_with_its_settings(settings: Settings, twilio: Twilio) -> None:
    settings.SMS_PROVIDER, settings.TWILIO_BASE_URL = "twilio", twilio.url
    settings.TWILIO_ACCOUNT_SID, settings.TWILIO_AUTH_TOKEN = twilio.account_sid, twilio.auth_token
    settings.TWILIO_FROM = twilio.sender
    channel = configured_sms()
    answer = channel.send(NUMBER, "text", reference="message:7", validity_seconds=60)
    assert (channel.name, answer.provider_ref[:2]) == ("twilio", "SM")


def test_africas_talking_is_called_with_its_settings(settings: Settings, africas_talking: AfricasTalking) -> None:
    settings.SMS_PROVIDER, settings.AFRICASTALKING_BASE_URL = "africastalking", africas_talking.url
    settings.AFRICASTALKING_USERNAME = africas_talking.username
    settings.AFRICASTALKING_API_KEY, settings.AFRICASTALKING_FROM = africas_talking.api_key, ""
    channel = configured_sms()
    answer = channel.send(NUMBER, "text", reference="message:7", validity_seconds=60)
    assert (channel.name, answer.provider_ref[:6]) == ("africastalking", "ATXid_")


def test_address_without_encryption_is_refused(settings: Settings) -> None:
    settings.SMS_PROVIDER, settings.TWILIO_BASE_URL = "twilio", "http://api.twilio.com"
    with pytest.raises(ValueError, match="https"):
        configured_sms()
