"""Every provider is a folder of one shape (docs/adding-a-channel.md): what the registry offers is really there."""

import importlib
from pathlib import Path
from types import ModuleType

import pytest
from django.conf import settings

from config import telling
from notifications import channels
from notifications.channels.anymail.codes import CODES as ANYMAIL_CODES
from notifications.channels.providers import Offer
from notifications.channels.registry import FOLDERS, INCOMING, OFFERS
from notifications.channels.smtp.codes import CODES as SMTP_CODES
from notifications.channels.verdicts import Verdict
from notifications.models import BY_MACHINE, Channel
from tests.notifications.channels.played import PLAYED

HERE = Path(channels.__file__).parent
NO_PROVIDER = {"mail"}  # the mail as octets, which three providers hand over
BY_PEOPLE = {"call_list"}
NOTHING_BUT_A_DISK = {"local"}  # no provider answers, so there is no code
PREFIXES = {"TWILIO", "AFRICASTALKING", "META", "SES", "ANYMAIL", "MAIL", "SMS", "WHATSAPP", "SENDING"}


def name_of(folder: ModuleType) -> str:
    return folder.__name__.rpartition(".")[2]


def part(folder: ModuleType, name: str) -> ModuleType:
    return importlib.import_module(f"{folder.__name__}.{name}")


def there(folder: ModuleType, name: str) -> bool:
    return (HERE / name_of(folder) / f"{name}.py").is_file()


SENDING = [folder for folder in FOLDERS if name_of(folder) not in BY_PEOPLE]
EACH_FOLDER = pytest.mark.parametrize("folder", SENDING, ids=name_of)
EACH_OFFER = pytest.mark.parametrize("offer", OFFERS, ids=lambda offer: f"{offer.provider}:{offer.channel}")


def test_every_folder_is_registered() -> None:
    folders = {path.parent.name for path in HERE.glob("*/__init__.py")} - NO_PROVIDER
    assert {name_of(folder) for folder in FOLDERS} == folders


@EACH_FOLDER
def test_folder_has_settings_and_a_module_that_sends_for_each_of_its_channels(folder: ModuleType) -> None:
    assert callable(part(folder, "settings").configured)
    for offer in folder.OFFERS:
        sender = part(folder, offer.channel.value if there(folder, offer.channel.value) else "texts")
        assert callable(sender.send), f"{sender.__name__} has no send()"


@EACH_FOLDER
def test_folder_has_a_table_of_codes_in_words_and_every_one_is_played(folder: ModuleType) -> None:
    if name_of(folder) in NOTHING_BUT_A_DISK:
        assert not there(folder, "codes")
        return
    table = part(folder, "codes").CODES
    for code, (verdict, words) in table.items():
        assert isinstance(code, int | str)
        assert isinstance(verdict, Verdict)
        assert words
    tables = [*(one.codes for one in PLAYED), SMTP_CODES, ANYMAIL_CODES]  # the last two in tests of their own
    played = {code for codes in tables if codes.items() <= table.items() for code in codes}
    assert played == set(table)


@EACH_FOLDER
def test_who_calls_us_is_read_in_a_module_of_its_own_under_the_name_in_its_attempts(folder: ModuleType) -> None:
    names = set(getattr(folder, "INCOMING", {}))
    calls_us = {offer.provider for offer in folder.OFFERS if offer.receipts or offer.replies}
    assert names == calls_us
    for name in names:
        assert INCOMING[name] is part(folder, "incoming").incoming


@EACH_OFFER
def test_offer_can_be_chosen_by_the_settings_unless_people_work_it_off(
    offer: Offer, monkeypatch: pytest.MonkeyPatch
) -> None:
    if offer.channel not in BY_MACHINE:
        assert offer.ready is None
        return
    assert offer.ready is not None
    monkeypatch.setattr(settings, "PUBLIC_URL", "https://camp.example.org")
    with offer.ready(offer) as provider:
        assert (provider.name, provider.key) == (offer.provider, f"{offer.provider}:{offer.channel}")
        assert not provider.gives_receipts or offer.receipts


def test_names_of_the_settings_are_those_of_the_offers() -> None:
    lists = {Channel.MAIL: "MAIL_PROVIDERS", Channel.SMS: "SMS_PROVIDERS", Channel.WHATSAPP: "WHATSAPP_PROVIDERS"}
    source = Path(telling.__file__).read_text(encoding="utf-8")
    for channel, name in lists.items():
        offered = {offer.provider for offer in OFFERS if offer.channel == channel}
        options = source.split(f'"{name}"', 1)[1].split("options=(", 1)[1].split(")", 1)[0]
        assert {option.strip(' "\n') for option in options.split(",") if option.strip()} == offered


def test_invitations_go_only_by_mail_octet_by_octet() -> None:
    assert {offer.provider for offer in OFFERS if offer.invitations} == {"smtp", "ses"}


def test_every_setting_of_a_provider_is_explained() -> None:
    names = [name for name in vars(telling) if name.isupper() and name.split("_")[0] in PREFIXES]
    assert len(names) > 20
    for document in (".env.example", "docs/operations.md"):
        text = (Path(settings.BASE_DIR) / document).read_text(encoding="utf-8")
        assert [name for name in names if name not in text] == [], document
