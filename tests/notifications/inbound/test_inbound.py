"""What comes to our reply addresses is kept as it came, once, before anybody reads it."""

import json
import time

import pytest
from django_scopes import scopes_disabled

from notifications.models import InboundMail
from notifications.services.inbound import is_ours, read_folder, read_new, take_in
from tests.factories.schedule import NOW

pytestmark = pytest.mark.django_db(transaction=True)
TO = "reply+mzxw6ytboi4dqmrwgq3tqnjrga@campline.localhost"


def put(folder, raw, *, inbound=True, number=None):
    folder.mkdir(exist_ok=True)
    name = f"{number or time.time_ns():020d}-abcd"
    (folder / f"{name}.eml").write_bytes(raw)
    envelope = {"received_at": NOW.isoformat(), "from": "a@example.org", "to": ["x@example.org"], "inbound": inbound}
    (folder / f"{name}.json").write_text(json.dumps(envelope))


def rows():
    with scopes_disabled():
        return list(InboundMail.objects.order_by("pk"))


def test_a_mail_is_kept_with_its_envelope_and_not_yet_read():
    assert take_in(b"\x00\xffwhatever", to=[TO, "x@example.org\x00"], via="lmtp", received_at=NOW)
    [row] = rows()
    assert (bytes(row.raw), row.to, row.via, row.state) == (b"\x00\xffwhatever", [TO, "x@example.org"], "lmtp", "new")
    assert (row.said, row.received_at) == ("", NOW)


def test_a_mail_over_the_limit_is_kept_as_far_as_the_limit_goes():
    take_in(b"A" * 5_000_100, to=[TO], received_at=NOW)
    assert len(rows()[0].raw) == 5_000_001


@pytest.mark.parametrize(
    ("address", "ours"),
    [
        (TO, True),
        (TO.upper(), True),
        ("camp@campline.localhost", False),
        ("reply+short@campline.localhost", False),
        ("reply+mzxw6ytboi4dqmrwgq3tqnjrga@elsewhere.example", False),
        ("", False),
    ],
)
def test_only_the_form_of_a_reply_address_is_ours(address, ours):
    assert is_ours(address) is ours


def test_only_what_went_to_a_reply_address_is_read_from_the_built_in_server(tmp_path):
    put(tmp_path / "mail", b"one", inbound=False, number=5)
    put(tmp_path / "mail", b"two", number=7)
    assert read_folder(tmp_path / "mail", since=0, now=NOW) == (7, 1)
    assert read_folder(tmp_path / "mail", since=7, now=NOW) == (7, 0)


def test_a_broken_envelope_does_not_hide_the_next_mail(tmp_path, caplog):
    put(tmp_path / "mail", b"one", number=3)
    (tmp_path / "mail" / f"{2:020d}-x.json").write_text("{")
    assert read_folder(tmp_path / "mail", since=0, now=NOW) == (3, 1)
    assert "could not be taken in" in caplog.text


def test_with_a_mail_server_of_your_own_the_folder_is_not_read(tmp_path, settings):
    settings.VAR_DIR = tmp_path
    put(tmp_path / "mail", b"one")
    settings.BUILT_IN_MAIL = False
    assert (read_new(now=NOW), rows()) == (0, [])
    settings.BUILT_IN_MAIL = True
    assert read_new(now=NOW) == 1
    assert [row.state for row in rows()] == ["aside"]


def test_what_a_receiver_took_in_is_acted_on_with_any_mail_server(settings):
    settings.BUILT_IN_MAIL = False
    take_in(b"rubbish", to=[TO], via="lmtp", received_at=NOW)
    assert read_new(now=NOW) == 1
