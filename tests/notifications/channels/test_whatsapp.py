"""WhatsApp by Twilio and by Meta: approved templates, words within 24 hours, and what is refused before any call."""

import json
from dataclasses import replace

import pytest

from notifications.channels.errors import ChannelError
from notifications.wording.whatsapp import faults_of_body, faults_of_variables
from tests.notifications.channels.played import NUMBER, TEMPLATE, TEXT, by_meta, by_twilio_whatsapp
from tests.providers.meta import Meta
from tests.providers.twilio import Twilio


def test_twilio_sends_a_template_by_its_content_sid(twilio: Twilio) -> None:
    by_twilio_whatsapp(twilio, replace(TEMPLATE, variables=("Tuesday", "8 h 30")))
    assert [request.form for request in twilio.accepted] == [
        {
            "To": f"whatsapp:{NUMBER}",
            "From": f"whatsapp:{twilio.sender}",
            "ContentSid": TEMPLATE.template,
            "ContentVariables": '{"1": "Tuesday", "2": "8 h 30"}',
            "ValidityPeriod": "3600",
        }
    ]


def test_twilio_s_template_without_variables_goes_without_the_field(twilio: Twilio) -> None:
    by_twilio_whatsapp(twilio, replace(TEMPLATE, variables=()))
    assert "ContentVariables" not in twilio.accepted[0].form


def test_messaging_service_of_twilio_is_named_as_such(twilio: Twilio) -> None:
    by_twilio_whatsapp(twilio, whatsapp_sender="MG" + "1" * 32)
    assert twilio.accepted[0].form["MessagingServiceSid"] == "MG" + "1" * 32


def test_answer_within_24_hours_goes_as_words(twilio: Twilio, meta: Meta) -> None:
    by_twilio_whatsapp(twilio, TEXT)
    by_meta(meta, TEXT)
    assert twilio.accepted[0].form["Body"] == TEXT.body
    assert meta.accepted[0].json["text"] == {"preview_url": False, "body": TEXT.body}


def test_meta_sends_a_template_by_its_name_with_our_reference(meta: Meta) -> None:
    by_meta(meta, replace(TEMPLATE, template="visit_reminder", language="pt-BR", variables=("Tuesday", "8 h 30")))
    assert json.loads(meta.accepted[0].raw) == {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "to": NUMBER,
        "biz_opaque_callback_data": "7",
        "type": "template",
        "template": {
            "name": "visit_reminder",
            "language": {"code": "pt_BR"},
            "components": [
                {
                    "type": "body",
                    "parameters": [{"type": "text", "text": "Tuesday"}, {"type": "text", "text": "8 h 30"}],
                }
            ],
        },
    }


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"variables": ("",)}, "variable 1 is empty: give it a word"),
        ({"variables": ("Tuesday", " ")}, "variable 2 is empty"),
        ({"variables": ("8 h\n30",)}, r"variable 1='8 h\\n30': take out line ends"),
        ({"variables": ("a\tb",)}, "take out line ends, tabs"),
        ({"variables": ("a     b",)}, "runs of more than four spaces"),
        ({"body": "x" * 1025}, "the text has 1025 characters: shorten it to 1024"),
        ({"to": "08035550100"}, "no number in international form"),
    ],
)
@pytest.mark.parametrize("provider", [Twilio, Meta])
def test_what_whatsapp_would_refuse_does_not_leave(
    provider: type, changes: dict[str, object], words: str, twilio: Twilio, meta: Meta
) -> None:
    server, send = (twilio, by_twilio_whatsapp) if provider is Twilio else (meta, by_meta)
    with pytest.raises(ChannelError, match=words) as caught:
        send(server, replace(TEMPLATE, **changes))
    assert caught.value.permanent
    assert server.received == []


def test_longest_text_and_four_spaces_may_leave(meta: Meta) -> None:
    by_meta(meta, replace(TEMPLATE, body="x" * 1024, variables=("a    b",)))
    assert len(meta.accepted) == 1


@pytest.mark.parametrize(
    ("body", "faults"),
    [
        ("Your visit is {{1}}.", []),
        ("Your visit: {day}, {time}. Help is there.", []),
        ("", ["The body is empty: write what the reader shall see."]),
        ("{{1}} is your day.", ["The body begins with {{1}}: put a word before it."]),
        ("Your day is {day} ", ["The body ends with {day}: put a word or a full stop after it."]),
        ("Come on {{1}} {{2}} please.", ["{{1}} and {{2}} stand side by side: put a word between them."]),
        ("x" * 1025, ["The body has 1025 characters: shorten it to 1024."]),
        ("x" * 1024, []),
    ],
)
def test_template_s_body_is_judged_before_it_is_handed_in(body: str, faults: list[str]) -> None:
    assert list(faults_of_body(body)) == faults


def test_all_faults_of_the_variables_are_named_at_once() -> None:
    assert len(list(faults_of_variables(["", "fine", "a\nb"]))) == 2
