"""The settings as a process meets them: read in a process of its own, from an environment of the test's making."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.config.forking import Forking, forking

SAFE = {
    "CAMPLINE_MODE": "production",
    "SECRET_KEY": "7Qm2xV9bT4nL8rK1zW6yH3cP5dJ0sGfA-eUoNiRtBvXq-zzKK99",
    "ALLOWED_HOSTS": "camp.example.org",
    "PUBLIC_URL": "https://camp.example.org",
    "EMAIL_URL": "smtp+tls://user:secret@mail.example.org:587",
    "SMS_PROVIDERS": "africastalking",
    "AFRICASTALKING_USERNAME": "camp",
    "AFRICASTALKING_API_KEY": "key",
}


@pytest.fixture(scope="module")
def processes(tmp_path_factory) -> Iterator[Forking]:
    with forking(tmp_path_factory.mktemp("said")) as made:
        yield made


@pytest.fixture
def read(processes, tmp_path):
    """Reads named settings under an environment; returns (values, what went to standard error)."""

    def read_settings(*names, **environment):
        clean = {"PATH": os.environ["PATH"], "VAR_DIR": str(tmp_path / "var"), "CAMPLINE_ENV_FILE": os.devnull}
        code, said, complaint = processes.read(names, clean | environment)
        return (json.loads(said) if code == 0 else None), complaint

    return read_settings


def test_production_starts_with_safe_values_and_protects_its_cookies(read):
    values, complaint = read("DEBUG", "SESSION_COOKIE_SECURE", "SESSION_COOKIE_NAME", "SECURE_HSTS_SECONDS", **SAFE)
    assert complaint == ""
    assert values == {
        "DEBUG": False,
        "SESSION_COOKIE_SECURE": True,
        "SESSION_COOKIE_NAME": "__Host-session",
        "SECURE_HSTS_SECONDS": 31_536_000,
    }


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", ""),
        ("SECRET_KEY", "short"),
        ("SECRET_KEY", "a" * 60),
        ("SECRET_KEY", "django-insecure-7Qm2xV9bT4nL8rK1zW6yH3cP5dJ0sGfA-eUoNiRtBv"),
        ("DEBUG", "1"),
        ("ALLOWED_HOSTS", ""),
        ("ALLOWED_HOSTS", "camp.example.org,*"),
        ("PUBLIC_URL", "http://camp.example.org"),
        ("EMAIL_URL", ""),
        ("SMS_PROVIDERS", "local"),
        ("SMS_PROVIDERS", "africastalking,local"),
        ("WHATSAPP_PROVIDERS", "local"),
        ("CAMPLINE_SECOND_FACTOR", "off"),
        ("CAMPLINE_SECOND_FACTOR", "offered"),
    ],
)
def test_production_refuses_an_unsafe_value_by_name(read, name, value):
    values, complaint = read("DEBUG", **SAFE | {name: value})
    assert values is None
    assert f"- {name}" in complaint


def test_production_names_all_unsafe_values_at_once(read):
    _, complaint = read("DEBUG", CAMPLINE_MODE="production")
    named = [line.split()[1] for line in complaint.splitlines() if line.startswith("- ")]
    assert named == ["SECRET_KEY", "ALLOWED_HOSTS", "PUBLIC_URL", "EMAIL_URL", "SMS_PROVIDERS"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CAMPLINE_MODE", "prod"),
        ("DEBUG", "ture"),
        ("PORT", "eighty"),
        ("PORT", "70000"),
        ("SMS_PROVIDERS", "twilio,carrier-pigeon"),
        ("MAIL_PROVIDERS", "anymail"),
        ("SENDING_RATES", "twilio=fast"),
        ("TWILIO_FROM", "08035550100"),
        ("TWILIO_FROM", "Camp of Jalingo"),
        ("TWILIO_WHATSAPP_FROM", "Camp"),
        ("AFRICASTALKING_FROM", "MG" + "1" * 32),
        ("AFRICASTALKING_HOOK_SECRET", "short"),
        ("AFRICASTALKING_HOOK_SECRET", "with/a/slash/and/more"),
        ("ANYMAIL_ESP", "pigeon"),
        ("CAMPLINE_SECOND_FACTOR", "sometimes"),
        ("DATABASE_URL", "mysql://camp@db/camp"),
        ("LOG_LEVEL", "LOUD"),
    ],
)
def test_a_mistyped_value_is_refused_in_every_mode(read, name, value):
    values, complaint = read("DEBUG", **{name: value})
    assert values is None
    assert f"{name}" in complaint.strip().splitlines()[-1]


def test_a_provider_without_credentials_is_refused_with_their_names(read):
    _, complaint = read("DEBUG", SMS_PROVIDER="twilio", TWILIO_FROM="+15005550006")
    assert complaint.strip().endswith("SMS_PROVIDERS=twilio also needs: TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN.")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TWILIO_FROM", "+15005550006"),
        ("TWILIO_FROM", "MG" + "1" * 32),
        ("TWILIO_FROM", "12345"),
        ("TWILIO_FROM", "Camp-2027"),
        ("TWILIO_WHATSAPP_FROM", "MG" + "a" * 32),
        ("AFRICASTALKING_FROM", "CAMP"),
        ("ANYMAIL_ESP", "postmark"),
    ],
)
def test_a_sender_that_networks_take_is_taken(read, name, value):
    values, _ = read(name, **{name: value})
    assert values == {name: value}


def test_the_name_of_the_one_provider_there_was_still_chooses_it(read):
    values, _ = read(
        "SMS_PROVIDERS", SMS_PROVIDER="africastalking", AFRICASTALKING_USERNAME="camp", AFRICASTALKING_API_KEY="key"
    )
    assert values == {"SMS_PROVIDERS": ["africastalking"]}


def test_providers_stand_in_the_order_given_each_once(read):
    values, _ = read("SMS_PROVIDERS", "WHATSAPP_PROVIDERS", SMS_PROVIDERS=" local, local ,", WHATSAPP_PROVIDERS="")
    assert values == {"SMS_PROVIDERS": ["local"], "WHATSAPP_PROVIDERS": []}


def test_settings_of_the_mail_service_behind_anymail_are_handed_on(read):
    values, _ = read("ANYMAIL", ANYMAIL_ESP="postmark", ANYMAIL_POSTMARK_SERVER_TOKEN="a-token")
    assert values == {"ANYMAIL": {"POSTMARK_SERVER_TOKEN": "a-token"}}


def test_the_second_factor_is_required_in_production_and_off_on_ones_own_machine(read):
    assert [read("SECOND_FACTOR", **environment)[0]["SECOND_FACTOR"] for environment in (SAFE, {})] == [
        "required",
        "off",
    ]


def test_local_mode_needs_nothing_and_serves_this_machine_only(read):
    values, _ = read("DEBUG", "ALLOWED_HOSTS", "BUILT_IN_MAIL", "PUBLIC_URL")
    assert values == {
        "DEBUG": False,
        "ALLOWED_HOSTS": ["localhost", "127.0.0.1", "[::1]"],
        "BUILT_IN_MAIL": True,
        "PUBLIC_URL": "http://localhost:8000",
    }


def test_local_secret_is_made_once_and_readable_by_its_owner_alone(read, tmp_path):
    first, _ = read("SECRET_KEY", "LINK_KEY")
    second, _ = read("SECRET_KEY", "LINK_KEY")
    assert first == second
    assert first["SECRET_KEY"] != first["LINK_KEY"]
    assert oct((tmp_path / "var" / "secret_key").stat().st_mode & 0o777) == "0o600"


def test_a_secret_can_come_from_a_file(read, tmp_path):
    (tmp_path / "key").write_text(SAFE["SECRET_KEY"] + "\n")
    environment = {name: value for name, value in SAFE.items() if name != "SECRET_KEY"}
    values, _ = read("SECRET_KEY", SECRET_KEY_FILE=str(tmp_path / "key"), **environment)
    assert values == {"SECRET_KEY": SAFE["SECRET_KEY"]}


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp://mail.example.org", [25, False, False]),
        ("smtp+tls://u:p@mail.example.org", [587, True, False]),
        ("smtp+ssl://u:p@mail.example.org:4465", [4465, False, True]),
    ],
)
def test_email_url_gives_port_and_encryption(read, url, expected):
    names = ("EMAIL_PORT", "EMAIL_USE_TLS", "EMAIL_USE_SSL")
    values, _ = read(*names, EMAIL_URL=url)
    assert [values[name] for name in names] == expected


@pytest.mark.parametrize(
    ("url", "broker", "live"),
    [
        ("redis://r:6379/0", "redis://r:6379/0", "redis://r:6379/1"),
        ("rediss://:pw@r:6380/4", "rediss://:pw@r:6380/4", "rediss://:pw@r:6380/5"),
        ("unix:///run/r.sock?db=2", "redis+socket:///run/r.sock?virtual_host=2", "unix:///run/r.sock?db=3"),
    ],
)
def test_queue_and_counters_never_share_a_redis_database(read, url, broker, live):
    values, _ = read("CELERY_BROKER_URL", "LIVE_REDIS_URL", REDIS_URL=url)
    assert values == {"CELERY_BROKER_URL": broker, "LIVE_REDIS_URL": live}


def test_every_language_has_a_name_in_django(settings):
    from django.utils.translation import get_language_info

    assert [get_language_info(code)["name_local"] for code, _ in settings.LANGUAGES] == [
        "English", "français", "Hausa", "Yorùbá", "Asụsụ Ìgbò", "العربيّة", "हिंदी", "Naijá", "Fulfulde",
    ]  # fmt: skip


def test_web_application_refuses_python_without_assertions():
    done = subprocess.run([sys.executable, "-O", "-c", "import config.wsgi"], capture_output=True, text=True)
    assert "does not run under `python -O`" in done.stderr


TEMPLATE = """
[[template]]
kind = "booked"
language = "en"
name = "visit_booked"
body = "This is {camp}. Your place is {day}, {time}."
"""


def test_whatsapp_s_templates_are_read_from_their_file(read, tmp_path):
    (tmp_path / "templates.toml").write_text(TEMPLATE)
    script = "from config import settings; print(settings.WHATSAPP_TEMPLATES[0].name)"
    clean = {"PATH": os.environ["PATH"], "VAR_DIR": str(tmp_path), "CAMPLINE_ENV_FILE": os.devnull}
    clean["WHATSAPP_TEMPLATES"] = str(tmp_path / "templates.toml")
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, env=clean)
    assert (done.stdout, done.stderr) == ("visit_booked\n", "")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("no toml", "cannot be read"),
        (TEMPLATE.replace("name", "nom"), "template 1: give kind, language, name, body"),
        (TEMPLATE.replace("{time}.", "{time}"), "template 1 (booked, en): The body ends with {time}"),
    ],
)
def test_whatsapp_template_that_can_t_be_used_stops_the_start(read, tmp_path, text, words):
    (tmp_path / "templates.toml").write_text(text)
    values, complaint = read("DEBUG", WHATSAPP_TEMPLATES=str(tmp_path / "templates.toml"))
    assert values is None
    assert words in complaint.strip().splitlines()[-1]
