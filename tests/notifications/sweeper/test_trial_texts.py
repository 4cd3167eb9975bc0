"""A trial goes to whoever wrote the text: marked, outside of every ladder, and not too often."""

import pytest

from camps.errors import Invalid, TooManyTries
from camps.models import User
from notifications.channels.errors import refused_for_good
from notifications.models import Message
from notifications.queries.texts import Place
from notifications.services.texts import TextRefused
from notifications.services.trial_texts import send_trial
from notifications.wording import OwnText
from tests.factories.schedule import NOW

pytestmark = pytest.mark.django_db(transaction=True)
OWN = OwnText(lang="en", body="you come {day}, {time}.")


@pytest.fixture
def me(db):
    return User.objects.create_user("ada@team.test", "seven horses drink tea", name="Ada Obi")


def by_text(made):
    return Place(made.camp, "booked", "sms", "en")


def test_a_trial_text_reaches_the_phone_with_its_mark(made, me, phone, mailbox):
    send_trial(place=by_text(made), text=OWN, to="+2348030000001", by=me, now=NOW)
    ((number, body),) = phone.sent
    assert number == "+2348030000001"
    assert body.startswith("TEST Small Camp: you come Tuesday 2 March, 10:15am. http://")
    assert not Message.objects.exists()


def test_a_trial_mail_bears_the_mark_in_its_subject(made, me, mailbox):
    send_trial(place=Place(made.camp, "booked", "mail", "en"), text=None, to=me.email, by=me, now=NOW)
    (mail,) = mailbox.to("ada@team.test")
    assert mail["Subject"].startswith("TEST Your visit on Tuesday 2 March 2027")
    assert "BEGIN:VCALENDAR" not in mail.as_string()


def test_a_text_that_cant_stand_goes_nowhere(made, me, phone, mailbox):
    with pytest.raises(TextRefused):
        send_trial(place=by_text(made), text=OwnText(lang="en", body="{name}"), to="+2348030000001", by=me, now=NOW)
    assert phone.sent == []


def test_trials_are_counted(made, me, phone, mailbox):
    for _ in range(5):
        send_trial(place=by_text(made), text=OWN, to="+2348030000001", by=me, now=NOW)
    with pytest.raises(TooManyTries):
        send_trial(place=by_text(made), text=OWN, to="+2348030000001", by=me, now=NOW)
    assert len(phone.sent) == 5


def test_what_the_provider_refuses_is_said(made, me, phone, mailbox):
    phone.faults["*"] = [refused_for_good("the number does not exist")]
    with pytest.raises(Invalid, match="It was not taken"):
        send_trial(place=by_text(made), text=OWN, to="+2348030000001", by=me, now=NOW)
