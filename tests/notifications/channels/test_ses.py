"""Mails by Amazon SES, against its played API, signed as AWS publishes it."""

from datetime import UTC, datetime
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from notifications.channels.errors import ChannelError, Kind
from notifications.channels.registry import providers_for
from notifications.channels.ses import mail as channel
from notifications.channels.ses.settings import SesSettings
from notifications.channels.ses.signing import signed_headers
from notifications.models import Channel
from tests.notifications.ical.events import DOCTOR, REPLY_TO
from tests.notifications.mail.mails import an_invitation
from tests.providers.ses import Ses

EXAMPLE: dict[str, Any] = {
    "region": "us-east-1",
    "access_key_id": "AKIDEXAMPLE",
    "secret_access_key": "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
    "now": datetime(2015, 8, 30, 12, 36, tzinfo=UTC),
}


def settings_for(provider: Ses, **more: Any) -> SesSettings:
    key = {"access_key_id": provider.access_key_id, "secret_access_key": provider.secret_access_key}
    return SesSettings(region="eu-west-1", base_url=provider.url, read_seconds=10, **key, **more)


def test_signature_is_that_of_aws_s_own_test_suite() -> None:
    """post-vanilla of the Signature Version 4 test suite."""
    headers = signed_headers(b"", url="https://example.amazonaws.com/", headers={}, service="service", **EXAMPLE)
    assert headers["Authorization"] == (
        "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, "
        "SignedHeaders=host;x-amz-date, "
        "Signature=5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"
    )


def test_body_and_content_type_are_signed_as_in_aws_s_own_test_suite() -> None:
    """post-x-www-form-urlencoded of the Signature Version 4 test suite."""
    headers = signed_headers(
        b"Param1=value1",
        url="https://example.amazonaws.com/",
        headers={"Content-Type": "application/x-www-form-urlencoded"},
        service="service",
        **EXAMPLE,
    )
    assert headers["Authorization"].endswith(
        "SignedHeaders=content-type;host;x-amz-date, "
        "Signature=ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a"
    )


def test_invitation_arrives_octet_by_octet(ses: Ses) -> None:
    mail = an_invitation()
    assert channel.send(mail, settings=settings_for(ses, configuration_set="camps")).provider_ref
    (request,) = ses.accepted
    assert request.json["FromEmailAddress"] == request.json["FeedbackForwardingEmailAddress"] == REPLY_TO
    assert request.json["Destination"] == {"ToAddresses": [DOCTOR]}
    assert request.json["ConfigurationSetName"] == "camps"
    (arrived,) = ses.mails
    calendar = next(part for part in arrived.walk() if part.get_content_type() == "text/calendar")
    assert calendar.get_payload(decode=True) == mail.calendar
    assert calendar.get_param("method") == "REQUEST"


@pytest.mark.parametrize(
    "words",
    [
        "Email address is not verified. The following identities failed the check in region EU-WEST-1: a@example.org",
        "Address not verified",
    ],
)
def test_sandbox_blames_the_account_and_no_mail(ses: Ses, words: str) -> None:
    ses.words, ses.errors[DOCTOR] = words, "MessageRejected"
    with pytest.raises(ChannelError) as caught:
        channel.send(an_invitation(), settings=settings_for(ses))
    assert (caught.value.kind, caught.value.retry_after) == (Kind.TEMPORARY, 300)
    assert words[:60] in caught.value.detail


def test_wrong_key_says_so_without_naming_it(ses: Ses) -> None:
    with pytest.raises(ChannelError) as caught:
        channel.send(
            an_invitation(),
            settings=SesSettings(
                region="eu-west-1", access_key_id="AKIDOTHER", secret_access_key="s3", base_url=ses.url
            ),
        )
    assert caught.value.kind is Kind.TEMPORARY
    assert "AKIDOTHER" not in caught.value.detail


def test_region_has_an_address_of_its_own() -> None:
    settings = SesSettings(region="eu-west-1", access_key_id="a", secret_access_key="b")
    assert settings.base_url == "https://email.eu-west-1.amazonaws.com"


def test_ses_stands_behind_smtp_where_the_settings_say_so(settings: Settings, ses: Ses) -> None:
    settings.MAIL_PROVIDERS, settings.SES_BASE_URL, settings.SES_REGION = ("smtp", "ses"), ses.url, "eu-west-1"
    settings.SES_ACCESS_KEY_ID, settings.SES_SECRET_ACCESS_KEY = ses.access_key_id, ses.secret_access_key
    _, second = providers_for(Channel.MAIL, invitation=True)
    assert second.send(an_invitation()).provider_ref
    assert len(ses.mails) == 1
