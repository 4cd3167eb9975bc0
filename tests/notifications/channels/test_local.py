"""SMS into a folder."""

import json
import stat
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from notifications.channels import local
from notifications.channels.errors import ChannelError, Kind
from notifications.channels.incoming import NotGenuine, Receipt, ReceiptIn, TextIn
from notifications.channels.local.incoming import play
from notifications.channels.local.texts import send as send_text
from notifications.channels.providers import Text
from notifications.channels.registry import INCOMING

NUMBER = "+2348035550100"
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


def send(folder: Path, text: str = "Jalingo Camp: à demain", *, to: str = NUMBER, channel: str = "sms") -> str:
    one = Text(to=to, body=text, reference="message:7", validity_seconds=60)
    return send_text(one, channel=channel, settings=local.LocalSettings(folder=folder)).provider_ref


def test_message_is_read_back_as_it_was_sent(tmp_path: Path) -> None:
    name = send(tmp_path / "sms")
    (found,) = local.messages(tmp_path / "sms")
    assert (found.provider_ref, found.to, found.text) == (name, NUMBER, "Jalingo Camp: à demain")
    assert (found.reference, found.validity_seconds) == ("message:7", 60)
    content = json.loads((tmp_path / "sms" / f"{name}.json").read_text(encoding="utf-8"))
    assert content["text"] == "Jalingo Camp: à demain"


def test_newest_come_first_and_only_as_many_as_asked(tmp_path: Path) -> None:
    for n in range(5):
        send(tmp_path, text=f"text {n}")
    assert [sms.text for sms in local.messages(tmp_path, newest=2)] == ["text 4", "text 3"]
    assert len(local.messages(tmp_path)) == 5


def test_same_message_sent_twice_is_seen_twice(tmp_path: Path) -> None:
    """A fault must not be hidden: a second SMS would ring the phone a second time."""
    send(tmp_path)
    send(tmp_path)
    assert [sms.reference for sms in local.messages(tmp_path)] == ["message:7"] * 2


def test_folder_and_files_are_the_owners_alone(tmp_path: Path) -> None:
    name = send(tmp_path / "sms")
    assert stat.S_IMODE((tmp_path / "sms").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "sms" / f"{name}.json").stat().st_mode) == 0o600


def test_reader_never_meets_half_a_message(tmp_path: Path) -> None:
    def write() -> None:
        for _ in range(50):
            send(tmp_path, text="x" * 5000)

    writers = [threading.Thread(target=write) for _ in range(4)]
    for writer in writers:
        writer.start()
    while any(writer.is_alive() for writer in writers):
        assert all(len(sms.text) == 5000 for sms in local.messages(tmp_path, newest=20))
    assert len(local.messages(tmp_path)) == 200
    assert list(tmp_path.glob("*.part")) == []


def test_folder_never_written_to_is_empty(tmp_path: Path) -> None:
    assert local.messages(tmp_path / "sms") == []


def test_disk_that_refuses_is_a_passing_fault(tmp_path: Path) -> None:
    (tmp_path / "sms").write_text("a file where the folder should be")
    with pytest.raises(ChannelError) as caught:
        send(tmp_path / "sms")
    assert caught.value.kind is Kind.TEMPORARY


def test_number_in_national_form_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ChannelError) as caught:
        send(tmp_path, to="08035550100")
    assert caught.value.permanent
    assert local.messages(tmp_path) == []


def test_played_answers_and_receipts_come_back_as_they_were_made() -> None:
    events = [
        TextIn(provider="local", event_id="1", channel="whatsapp", sender=NUMBER, to="+1", text="ja, à 8 h", at=NOW),
        ReceiptIn(provider="local", event_id="2", provider_ref="r", receipt=Receipt.FAILED, blames_number=True),
    ]
    raw, headers = play(*events)
    assert INCOMING["local"](raw, headers, "", {}) == events


def test_nobody_else_can_play_an_answer(settings: Settings) -> None:
    raw, headers = play(TextIn(provider="local", event_id="1", channel="sms", sender=NUMBER, to="+1", text="1"))
    for wrong in ((raw + b" ", headers), (raw, {})):
        with pytest.raises(NotGenuine):
            INCOMING["local"](*wrong, "", {})
    settings.LINK_KEY = "another machine's"
    with pytest.raises(NotGenuine):
        INCOMING["local"](raw, headers, "", {})
