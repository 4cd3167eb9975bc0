"""Invented people and figures for the style guide at /style/. No row of the database is touched."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.paginator import Paginator

from camps.look.daygrid import Block, Lane
from camps.look.navigation import Tab

ZONE = ZoneInfo("Africa/Lagos")
DAY = date(2027, 3, 9)


def at(hour: int, minute: int = 0) -> datetime:
    return datetime.combine(DAY, time(hour, minute), tzinfo=ZONE)


@dataclass(frozen=True, slots=True)
class SampleRow:
    number: int
    name: str
    age: str
    town: str
    decision: str
    told: str
    starts_at: datetime


class SampleForm(forms.Form):
    name = forms.CharField(label="Full name, as you write it", max_length=80)
    age = forms.CharField(label="Age", help_text="In years, or “7 months”. About is enough.", required=False)
    phone = forms.CharField(label="Phone", help_text="With or without the 0 or +234 in front.")
    language = forms.ChoiceField(label="Language of the messages", choices=[("en", "English"), ("ha", "Hausa")])
    owner = forms.ChoiceField(
        label="Whose phone is it?",
        choices=[("self", "The patient's own"), ("family", "A relative's"), ("none", "There is no phone")],
        widget=forms.RadioSelect,
    )
    remarks = forms.CharField(label="Remarks", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    agreed = forms.BooleanField(label="Agreed to be called or texted about this camp", required=False)


class SampleSignIn(forms.Form):
    email = forms.EmailField(label="E-mail")
    password = forms.CharField(label="Password", widget=forms.PasswordInput)


class SampleFilter(forms.Form):
    q = forms.CharField(
        label="Name, phone or sheet row", required=False, widget=forms.TextInput(attrs={"type": "search"})
    )
    decision = forms.ChoiceField(
        label="Decision", required=False, choices=[("", "All"), ("listed", "Listed"), ("standby", "Standby")]
    )
    town = forms.ChoiceField(
        label="Town", required=False, choices=[("", "All towns"), ("j", "Jalingo"), ("w", "Wukari")]
    )


def _rows() -> list[SampleRow]:
    names = ["Aminatu Bello", "Ọláwálé Adéyẹmí", "Grace Danjuma", "مريم حسن", "Samuel Ikechukwu-Nwachukwu"]
    states = [
        ("listed", "confirmed"),
        ("listed", "told"),
        ("standby", "not_told"),
        ("not_now", "unreachable"),
        ("deferred", "delivered"),
    ]
    towns = ["Jalingo", "Wukari", "Bali", "Zing", "Takum"]
    ages = ["34", "about 60", "7 months", "41", "19"]
    return [
        SampleRow(14 + n, names[n], ages[n], towns[n], *states[n], starts_at=at(8, 30) + timedelta(minutes=20 * n))
        for n in range(5)
    ]


def _lanes() -> list[Lane]:
    def op(hour: int, minute: int, minutes: int, title: str, meta: str = "", **more: Any) -> Block:
        starts = at(hour, minute)
        return Block(starts, starts + timedelta(minutes=minutes), title, meta, **({"url": "#day"} | more))

    cover = {"tone": "warn", "icon": "alert", "state": "Needs cover"}
    told = {"tone": "ok", "icon": "check", "state": "Confirmed"}
    return [
        Lane(
            "Table 1",
            "Dr Yusuf, Dr Eze",
            [
                op(8, 0, 60, "014 Aminatu B.", "general", **told),
                op(9, 15, 45, "015 Ọláwálé A.", "spinal"),
                op(10, 15, 90, "021 Ibrahim S.", "general", **cover),
                op(13, 0, 15, "030 Musa K.", "local"),
            ],
        ),
        Lane(
            "Table 2",
            "Dr Okafor",
            [
                op(8, 0, 30, "016 Grace D.", "local", **told),
                op(8, 45, 60, "017 Samuel I.", "spinal"),
                op(10, 0, 60, "Free", "1 hour", kind="free", tone="calm", icon="add", state="Book"),
                Block(at(12), at(13), "Closed", "autoclave", kind="closed", tone="calm"),
            ],
        ),
        Lane(
            "Consulting room",
            "Dr Mbah",
            [
                op(8, 30, 30, "018 Hauwa M.", **told),
                op(8, 30, 30, "019 Peter O."),
                op(9, 0, 30, "020 Zainab A."),
                op(11, 0, 45, "022 John T.", tone="info", icon="swap", state="Moved"),
            ],
        ),
    ]


def sample_context() -> dict[str, Any]:
    """Everything the style guide's templates show."""
    wrong = SampleForm(data={"name": "", "phone": "0803 555", "age": "11yrs", "language": "en"})
    wrong.is_valid()
    tabs = ["Overview", "Set up", "Registrations", "Day view", "Publish", "Messages", "Doctors & feeds"]
    return {
        "camp": SimpleNamespace(
            name="Jalingo surgical camp",
            short_name="Jalingo Camp",
            slug="jalingo",
            first_day=DAY,
            last_day=DAY + timedelta(days=2),
            days=3,
            state="draft",
            venue=SimpleNamespace(name="General Hospital, Jalingo"),
        ),
        "camp_tabs": [Tab(label, f"#{n}", current=n == 2) for n, label in enumerate(tabs)],
        "camp_name": "Jalingo Camp",
        "help_phone": "0803 555 0100",
        "zone": ZONE,
        "reader_zone": ZoneInfo("Europe/London"),
        "starts_at": at(8, 30),
        "ends_at": at(11),
        "opens": at(8),
        "closes": at(14),
        "rows": _rows(),
        "lanes": _lanes(),
        "plain_form": SampleForm(initial={"language": "en"}),
        "wrong_form": wrong,
        "filter_form": SampleFilter(),
        "sign_in_form": SampleSignIn(),
        "list_page": Paginator(range(918), 50).page(4),
        "arrivals": [
            ("7", 4, 10),
            ("8", 14, 12),
            ("9", 11, 12),
            ("10", 9, 12),
            ("11", 6, 12),
            ("12", 2, 6),
            ("13", 7, 12),
        ],
        "load_days": ["Tue 9 Mar", "Wed 10 Mar", "Thu 11 Mar"],
        "load_rows": [
            ("Table 1", [(460, 20), (380, 100), (240, 240)]),
            ("Table 2", [(300, 180), None, (120, 360)]),
            ("Consulting room", [(90, 390), (200, 280), (40, 440)]),
        ],
        "printed_at": datetime(2027, 3, 8, 17, 5, tzinfo=UTC),
        "card": {
            "camp": "Jalingo Camp",
            "number": "014",
            "name": "Aminatu Bello",
            "day": DAY,
            "starts_at": at(8, 30),
            "zone": ZONE,
            "place": "General Hospital, gate 2",
            "bring": "Bring this card and follow your instruction sheet.",
            "help_phone": "0803 555 0100",
            "code": "",
        },
    }
