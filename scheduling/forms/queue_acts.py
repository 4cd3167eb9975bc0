"""What a button of the live queue sends: the act, for whom, why, and the id by which a double click is one act."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from django import forms

from camps.models import LaneName, Station, Urgency, User
from scheduling.services.tickets import Doing


class QueueActForm(forms.Form):
    """`client_id` comes fresh with each page. An act and its value may come as one: "send_on:vitals"."""

    act = forms.CharField(max_length=30)
    client_id = forms.UUIDField()
    reason = forms.CharField(required=False, max_length=200)
    at = forms.IntegerField(required=False, min_value=1)
    before = forms.IntegerField(required=False, min_value=1)
    urgency = forms.TypedChoiceField(required=False, coerce=int, choices=Urgency.choices, empty_value=None)
    lane = forms.ChoiceField(required=False, choices=[("", ""), *LaneName.choices])

    def __init__(self, data: Any) -> None:
        sent = data.dict()
        act, _, lane = sent.get("act", "").partition(":")
        super().__init__(sent | {"act": act, "lane": lane} if lane else sent)

    def doing(self, *, by: User, now: datetime, station: Station | None) -> Doing:
        """Another button of the same page is another act; the same one again is the same."""
        given = self.cleaned_data
        client_id: UUID = uuid5(given["client_id"], given["act"] + given["lane"])
        return Doing(by=by, now=now, station=station, reason=given["reason"], client_id=client_id)
