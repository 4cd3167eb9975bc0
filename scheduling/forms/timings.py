"""Real hours: a log's file, its columns and names, and the hours of one appointment."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Mapping, Sequence
from typing import Any, BinaryIO

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django_scopes.forms import SafeModelChoiceField

from camps.forms.fields import DayField, HourField
from camps.models import Doctor
from scheduling.filling.board import LEADERS
from scheduling.forms.availability import OfCamp
from scheduling.logs.fields import FIELDS
from scheduling.models import Appointment, Timing, TimingLog
from scheduling.queries.timing_logs import LogCheck, NameAsked

SHOWN = 50  # names at once, the most frequent first


class LogUploadForm(forms.Form):
    """A file, or a table pasted from a spreadsheet. `open` gives it as a file with a name."""

    file = forms.FileField(
        label=_("The log"),
        help_text=_("Excel (.xlsx), CSV or TSV, at most 5 MB and 20,000 rows."),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.tsv,.txt"}),
        max_length=255,
        allow_empty_file=True,  # the reader of sheets says what to do about it
    )
    pasted = forms.CharField(
        label=_("Or paste the rows here"),
        help_text=_("Mark them in your spreadsheet with the headings, copy, and paste."),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false"}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        pasted, file = (cleaned.get("pasted") or "").strip("\r\n "), cleaned.get("file")
        if file and pasted:
            self.add_error("pasted", _("Choose a file or paste rows, not both."))
        elif not file and not pasted and "file" not in self.errors:
            self.add_error("file", _("Choose the file with the operations, or paste its rows."))
        return cleaned

    def open(self) -> tuple[BinaryIO, str]:
        if file := self.cleaned_data["file"]:
            return file.file, str(file.name)
        return io.BytesIO(self.cleaned_data["pasted"].encode()), _now("Pasted rows")


class LogColumnsForm(forms.Form):
    """Which field each column holds. `values` gives the choice as `set_log_columns` wants it."""

    def __init__(
        self, *args: Any, log: TimingLog, samples: Sequence[Sequence[str]], guessed: set[int], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("– leave this column out –")), *((key, _now(text)) for key, text in FIELDS.items())]
        self.places = range(len(log.headings))
        for place, heading in enumerate(log.headings):
            self.fields[f"column-{place}"] = forms.ChoiceField(
                label=heading.strip() or _now("Column without a heading"),
                choices=choices,
                required=False,
                initial=log.columns.get(str(place), ""),
            )
        self.fields["dates"] = forms.ChoiceField(
            label=_("Days are written"),
            choices=[("day", _("day first, as 17/05/2026")), ("month", _("month first, as 05/17/2026"))],
            widget=forms.RadioSelect,
            initial="month" if log.month_first else "day",
        )
        self.samples, self.guessed = samples, guessed

    def columns(self) -> list[dict[str, Any]]:
        """For the page: each column's field beside what it holds."""
        return [
            {"field": self[f"column-{place}"], "samples": self.samples[place], "remembered": place not in self.guessed}
            for place in self.places
        ]

    def values(self) -> dict[str, Any]:
        fields = {place: self.cleaned_data[f"column-{place}"] for place in self.places}
        return {"fields": fields, "month_first": self.cleaned_data["dates"] == "month"}


class LogNamesForm(forms.Form):
    """What the log's names for procedures and surgeons mean. What is left as it was is no answer."""

    def __init__(
        self, *args: Any, check: LogCheck, procedures: Mapping[str, str], doctors: Mapping[str, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        ours = [("", _("– leave these out –")), *((code, f"{code} · {name}") for code, name in procedures.items())]
        people = [("", _("– nobody of ours –")), *doctors.items()]
        self.asked: dict[str, list[tuple[str, NameAsked]]] = {"procedure": [], "surgeon": []}
        self.more: dict[str, int] = {}
        for kind, names, choices in (("procedure", check.procedures, ours), ("surgeon", check.surgeons, people)):
            first = sorted(names, key=lambda name: name.known)  # what nobody knows comes first
            self.more[kind] = max(0, len(first) - SHOWN)
            for name in first[:SHOWN]:
                field = f"{kind}-{hashlib.sha256(name.key.encode()).hexdigest()[:12]}"
                self.asked[kind].append((field, name))
                self.fields[field] = forms.ChoiceField(
                    label=name.text, choices=choices, required=False, initial=name.means
                )

    def lines(self, kind: str) -> list[dict[str, Any]]:
        """For the page: each name with its field."""
        return [{"name": name, "field": self[field]} for field, name in self.asked[kind]]

    @property
    def procedures(self) -> list[dict[str, Any]]:
        return self.lines("procedure")

    @property
    def surgeons(self) -> list[dict[str, Any]]:
        return self.lines("surgeon")

    def values(self) -> dict[str, dict[str, str]]:
        """What was chosen otherwise than it stood, as `set_log_names` wants it."""
        return {
            f"{kind}s": {
                name.key: self.cleaned_data[field]
                for field, name in asked
                if field in self.data and self.cleaned_data[field] != name.means
            }
            for kind, asked in self.asked.items()
        }


class TookForm(OfCamp):
    """When an appointment really began and ended, and who led; cleaned to `started_at`, `ended_at` and `surgeon`."""

    day = DayField(label=_("Day"))
    began = HourField(label=_("Into the room"), help_text=_("When the patient came in, before the first cut."))
    ended = HourField(
        label=_("Out of the room"),
        help_text=_("Before cleaning. An hour that is not later means after midnight."),
    )
    surgeon = SafeModelChoiceField(label=_("Led by"), queryset=Doctor.objects.none(), required=False)

    def __init__(self, *args: Any, appointment: Appointment, stands: Timing | None, led_by: int | None, **kwargs: Any):
        zone = appointment.camp.zone
        of = (stands.started_at, stands.ended_at) if stands else (appointment.starts_at, appointment.ends_at)
        starts, ends = (at.astimezone(zone) for at in of)
        kwargs["initial"] = {"day": starts.date(), "surgeon": stands.surgeon_id if stands else led_by}
        if stands:  # what was planned is no guess of what was
            kwargs["initial"] |= {"began": starts.time(), "ended": ends.time()}
        super().__init__(*args, camp=appointment.camp, **kwargs)
        leads = Doctor.objects.filter(role__in=LEADERS.get(appointment.station.kind, ())).order_by("name")
        self.fields["surgeon"].queryset = leads  # type: ignore[attr-defined]  # a choice field

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        started_at, ended_at = self.period_of(cleaned["day"], cleaned["began"], cleaned["ended"])
        return {"started_at": started_at, "ended_at": ended_at, "surgeon": cleaned["surgeon"]}

    def show(self, field: str | None, message: str) -> None:
        """Put a refusal of the service beside the hour it is about."""
        self.add_error({"started_at": "began", "ended_at": "ended"}.get(field or ""), message)
