"""/outbox/ shows what really left, to those who may see secret links, and to nobody else."""

import shutil

import pytest
from django.test import Client

from config.mailsink import store_mail
from notifications.channels.local.settings import LocalSettings
from notifications.channels.local.texts import send as send_text
from notifications.channels.providers import Text
from tests.factories.organiser import deliver
from tests.factories.schedule import NOW
from tests.notifications.pages.test_overview import words_of

FAR = {"REMOTE_ADDR": "203.0.113.9"}


@pytest.fixture(scope="module")
def delivered(tmp_path_factory):
    """The folder of mails and texts of a told camp; what stands for many tests is delivered once."""
    folders = {}

    def folder_of(told):
        if told.camp.pk not in folders:
            folders[told.camp.pk] = tmp_path_factory.mktemp("delivered")
            deliver(told, folders[told.camp.pk], now=NOW)
        return folders[told.camp.pk]

    return folder_of


@pytest.fixture
def sink(told, delivered, settings, tmp_path):
    """The mails and texts of the told camp, in a folder of their own."""
    settings.VAR_DIR = tmp_path
    shutil.copytree(delivered(told), tmp_path, dirs_exist_ok=True)
    return tmp_path


def mails(client, **extra) -> list:
    return list(client.get("/outbox/?channel=mail", **extra).context["page"].object_list)


def test_it_shows_mails_and_texts_on_this_machine_without_a_sign_in(sink):
    said = words_of(Client().get("/outbox/"))
    assert "+2348030000001" in said
    assert "1 segment, GSM-7" in said
    assert "grace@example.org" in said


def test_a_whatsapp_message_is_named_as_such_costs_no_segments_and_can_be_answered(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    text = Text(to="+2348030000009", body="Your place is Monday.", reference="7", validity_seconds=60)
    send_text(text, channel="whatsapp", settings=LocalSettings(folder=tmp_path / "sms"))
    answer = Client().get("/outbox/")
    said = words_of(answer)
    assert "WhatsApp" in said
    assert "Your place is Monday." in said
    assert "segment" not in said
    assert "Answer as +2348030000009" in answer.content.decode()


def test_it_opens_before_anything_was_sent(db, settings, tmp_path):
    settings.VAR_DIR = tmp_path
    assert "Nothing was sent yet" in words_of(Client().get("/outbox/"))


@pytest.mark.parametrize(
    ("q", "channel", "count"),
    [("grace@example.org", "", 1), ("0300 00007", "sms", 1), ("nobody", "", 0), ("", "mail", 9), ("", "sms", 10)],
)
def test_the_search_narrows(sink, q, channel, count):
    assert Client().get("/outbox/", {"q": q, "channel": channel}).context["page"].paginator.count == count


def test_a_mail_shows_its_text_with_a_link_and_its_calendar_in_words(sink):
    name = Client().get("/outbox/?q=grace").context["page"].object_list[0].name
    page = Client().get(f"/outbox/{name}/")
    said = words_of(page)
    assert "Invitation What Appointment - Small Camp When Tuesday 2 March" not in said, "Grace comes on the Monday"
    assert "Invitation What Appointment - Small Camp When Monday 1 March 2027, 8am (world time (UTC))" in said
    assert "Where General Hospital" in said
    assert '<a href="http://localhost:8000/v/' in page.content.decode()


def test_the_html_of_a_mail_is_a_sandboxed_page_of_its_own(sink):
    name = Client().get("/outbox/?q=grace").context["page"].object_list[0].name
    page = Client().get(f"/outbox/{name}/html/")
    policy = page["Content-Security-Policy"]
    assert policy.startswith("sandbox ")
    assert "allow-scripts" not in policy
    assert "allow-same-origin" not in policy
    assert "default-src 'none'" in policy
    assert page["X-Frame-Options"] == "SAMEORIGIN"
    assert page["Cache-Control"] == "no-store"


def test_a_hostile_mail_is_shown_as_text(sink):
    mail = b"From: \xff\xfe\r\nTo: x\r\nSubject: =?utf-8?b?<script>alert(1)</script>\r\n\r\n<script>alert(2)</script>"
    store_mail(sink / "mail", content=mail, sender="x@y.test", recipients=["reply+abc@x.test"], now=NOW)
    page = Client().get("/outbox/?q=reply").content.decode()
    assert "<script>alert" not in page
    assert "Came in: an answer" in page


def test_a_broken_file_hides_no_other(sink):
    (sink / "mail" / f"{1:020d}-00000000.json").write_text("{")
    assert len(mails(Client())) == 9


def test_a_mail_with_a_broken_calendar_still_opens(sink):
    mail = b"To: x\r\nSubject: s\r\nContent-Type: text/calendar\r\n\r\nBEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nnonsense"
    path = store_mail(sink / "mail", content=mail, sender="x@y.test", recipients=["z@x.test"], now=NOW)
    assert "no calendar part" in words_of(Client().get(f"/outbox/{path.stem}/"))


@pytest.mark.parametrize("name", ["nothing", "..", "%2e%2e%2fsecret_key", f"{1:020d}-00000000", ".port"])
def test_a_name_that_is_no_mail_does_not_exist(sink, name):
    (sink / "secret_key.json").write_text("{}")
    assert Client().get(f"/outbox/{name}/").status_code == 404


def test_a_stranger_elsewhere_finds_nothing(sink):
    name = mails(Client())[0].name
    for path in ("/outbox/", f"/outbox/{name}/", f"/outbox/{name}/html/"):
        assert Client().get(path, **FAR).status_code == 404


@pytest.mark.parametrize(
    "name",
    ["X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP", "Forwarded", "Via", "CF-Connecting-IP"],
)
def test_a_request_through_somebodys_proxy_is_not_from_this_machine(sink, name):
    assert Client().get("/outbox/", headers={name: "127.0.0.1"}).status_code == 404


def test_behind_a_proxy_of_ours_nobody_is_on_this_machine(sink, settings):
    settings.TRUSTED_PROXIES = 1
    assert Client().get("/outbox/").status_code == 404


@pytest.mark.parametrize("role", ["organiser", "coordinator", "desk", "doctor", "viewer"])
def test_elsewhere_only_an_owner_sees_it(sink, told, owner, role):
    assert owner(told, role).get("/outbox/", **FAR).status_code == 404


def test_an_owner_elsewhere_sees_the_own_organisations_messages_only(sink, told, owner, settings):
    staff = b"To: boss@rival.test\r\nSubject: New password\r\nMessage-ID: <x@y>\r\n\r\nhttp://localhost/password/secret"
    path = store_mail(sink / "mail", content=staff, sender="x@y.test", recipients=["boss@rival.test"], now=NOW)
    client = owner(told)
    assert (len(mails(Client())), len(mails(client, **FAR))) == (10, 9)
    assert client.get(f"/outbox/{path.stem}/", **FAR).status_code == 404


@pytest.mark.parametrize(
    ("name", "value"), [("BUILT_IN_MAIL", False), ("SMS_PROVIDERS", ("twilio",)), ("PRODUCTION", True)]
)
def test_with_a_real_way_out_there_is_no_outbox(sink, told, owner, settings, name, value):
    client = owner(told)
    setattr(settings, name, value)
    assert client.get("/outbox/").status_code == 404
