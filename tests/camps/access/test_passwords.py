"""What a password may be, and what the way to a new one tells a stranger."""

import re

import pytest
from django.core import mail
from django.test import Client

from camps.errors import Invalid, TooManyTries
from camps.networks import network_of
from camps.services.sign_in import HOUR, sign_in
from tests.factories.camps import NOW, make_user

pytestmark = pytest.mark.django_db
EMAIL = "ngozi@example.test"


def set_by_mail(password: str):
    make_user(EMAIL, name="Ngozichukwu Amadi")
    client = Client()
    client.post("/password/", {"email": EMAIL})
    link = re.search(r"http://localhost:\d+(/\S+)", mail.outbox[-1].body)[1]
    page = client.get(link, follow=True)
    return client.post(page.request["PATH_INFO"], dict.fromkeys(["new_password1", "new_password2"], password))


@pytest.mark.parametrize("password", ["seven", "password1", "Ngozichukwu1", "ngozi@example.test", "x1" * 200])
def test_a_short_common_telling_or_endless_password_is_refused(password):
    assert set_by_mail(password).status_code == 200


@pytest.mark.parametrize("password", ["nine old bikes", "ß" * 8 + "öäü", "correct horse " * 10])
def test_a_long_one_needs_no_digits_and_no_signs(password):
    assert set_by_mail(password)["Location"] == "/password/changed/"


def test_a_known_browser_has_a_limit_by_day_too():
    make_user(EMAIL)

    def guess(n: int) -> None:
        hour = NOW + (n // 10) * HOUR
        sign_in(email=EMAIL, password="wrong", network=f"10.0.0.{n}", device="laptop", now=hour)

    for n in range(21):
        with pytest.raises(Invalid):
            guess(n)
    with pytest.raises(TooManyTries) as refused:
        guess(21)
    assert refused.value.wait > HOUR / 3


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("10.0.0.1", "10.0.0.1"),
        ("2001:db8:1:2:aaaa:bbbb:cccc:dddd", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::7", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::7", "2001:db8:1:3::/64"),
        ("::ffff:10.0.0.1", "10.0.0.1"),
        ("", ""),
        ("unix", "unix"),
    ],
)
def test_an_ipv6_network_counts_as_one(address, network):
    assert network_of(address) == network


def test_the_sign_in_counts_wrong_passwords_of_an_ipv6_network_together():
    for n in range(20):
        answer = Client(REMOTE_ADDR=f"2001:db8::{n:x}").post("/sign-in/", {"email": f"{n}@a.test", "password": "wrong"})
        assert answer.status_code == 422
    last = Client(REMOTE_ADDR="2001:db8::ffff").post("/sign-in/", {"email": "x@a.test", "password": "wrong"})
    assert last.status_code == 429


def test_a_mail_server_that_is_down_tells_nothing_of_an_address(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    make_user(EMAIL)
    answers = [Client().post("/password/", {"email": email}) for email in (EMAIL, "nobody@example.test")]
    assert [answer.status_code for answer in answers] == [422, 422]
