"""Who came, every scan that said so, and the places in the live queue."""

import django.contrib.postgres.fields
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

from camps.tenant_keys import own_key, tie


class Migration(migrations.Migration):
    dependencies = [
        ("camps", "0011_lanes"),
        ("scheduling", "0008_timing"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Desk",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("letter", models.CharField(max_length=2)),
                ("device", models.UUIDField(default=uuid.uuid4, help_text="What the device calls itself.")),
                ("name", models.CharField(blank=True, max_length=60)),
                ("opened_at", models.DateTimeField()),
                ("seen_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "camp",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="desks", to="camps.camp"
                    ),
                ),
                (
                    "opened_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="camps.organisation"
                    ),
                ),
            ],
            options={
                "ordering": ["letter"],
            },
        ),
        migrations.CreateModel(
            name="Arrival",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField()),
                ("letter", models.CharField(max_length=2)),
                ("number", models.PositiveIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("on_time", "On time"),
                            ("early", "Early"),
                            ("late", "Late"),
                            ("wrong_day", "Not booked for today"),
                            ("unbooked", "Without a booking"),
                            ("walk_in", "Walk-in"),
                        ],
                        max_length=10,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("undone_at", models.DateTimeField(blank=True, null=True)),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "camp",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="arrivals", to="camps.camp"
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="camps.organisation"
                    ),
                ),
                (
                    "registration",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="arrivals", to="camps.registration"
                    ),
                ),
                (
                    "desk",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="arrivals", to="scheduling.desk"
                    ),
                ),
            ],
            options={
                "ordering": ["at", "id"],
            },
        ),
        migrations.CreateModel(
            name="Scan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("client_id", models.UUIDField(default=uuid.uuid4)),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("checked_in", "Checked in"),
                            ("already", "Was here already"),
                            ("walk_in", "Walk-in"),
                            ("undone", "Taken back"),
                        ],
                        max_length=10,
                    ),
                ),
                ("token", models.CharField(help_text="What the paper says that this desk handed out.", max_length=8)),
                ("offline", models.BooleanField(default=False)),
                ("scanned_at", models.DateTimeField()),
                ("received_at", models.DateTimeField()),
                (
                    "arrival",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="scans", to="scheduling.arrival"
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "camp",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="scans", to="camps.camp"
                    ),
                ),
                (
                    "desk",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="scans", to="scheduling.desk"
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="camps.organisation"
                    ),
                ),
                (
                    "registration",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="scans", to="camps.registration"
                    ),
                ),
            ],
            options={
                "ordering": ["received_at", "id"],
            },
        ),
        migrations.CreateModel(
            name="Ticket",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField()),
                (
                    "lane",
                    models.CharField(
                        choices=[
                            ("registration", "Registration"),
                            ("vitals", "Vitals"),
                            ("examination", "Examination"),
                            ("laboratory", "Laboratory"),
                            ("anaesthesia", "Anaesthesia review"),
                            ("theatre", "Theatre"),
                            ("recovery", "Recovery"),
                            ("discharge", "Discharge"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("called", "Please come"),
                            ("serving", "With the team"),
                            ("parked", "Set aside"),
                            ("missed", "Missed"),
                            ("done", "Done"),
                            ("left", "Left"),
                        ],
                        default="waiting",
                        max_length=8,
                    ),
                ),
                (
                    "urgency",
                    models.PositiveSmallIntegerField(
                        choices=[(1, "Emergency"), (2, "Urgent"), (3, "Soon"), (4, "Routine")], default=4
                    ),
                ),
                ("child", models.BooleanField(default=False)),
                ("elderly", models.BooleanField(default=False)),
                ("window_at", models.DateTimeField(blank=True, null=True)),
                ("queued_at", models.DateTimeField()),
                ("counts_from", models.DateTimeField()),
                ("called_at", models.DateTimeField(blank=True, null=True)),
                ("calls", models.PositiveSmallIntegerField(default=0)),
                ("started_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("changed_at", models.DateTimeField()),
                (
                    "appointment",
                    models.ForeignKey(
                        blank=True,
                        help_text="In the theatre's lane: the operation it waits for.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="tickets",
                        to="scheduling.appointment",
                    ),
                ),
                (
                    "arrival",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="tickets", to="scheduling.arrival"
                    ),
                ),
                (
                    "camp",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="tickets", to="camps.camp"
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="camps.organisation"
                    ),
                ),
                (
                    "registration",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="tickets", to="camps.registration"
                    ),
                ),
                (
                    "station",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="camps.station",
                    ),
                ),
            ],
            options={
                "ordering": ["counts_from", "id"],
            },
        ),
        migrations.CreateModel(
            name="GoesAhead",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "over",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), help_text="The tickets it goes before.", size=None
                    ),
                ),
                ("agreed", models.BooleanField(default=False, help_text="They let it; else the desk moved it.")),
                ("reason", models.CharField(max_length=200)),
                ("at", models.DateTimeField()),
                ("undone_at", models.DateTimeField(blank=True, null=True)),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "camp",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="goes_ahead", to="camps.camp"
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="camps.organisation"
                    ),
                ),
                (
                    "ticket",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="goes_ahead", to="scheduling.ticket"
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="TicketEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "act",
                    models.CharField(
                        choices=[
                            ("queued", "Joined the queue"),
                            ("called", "Called"),
                            ("recalled", "Called again"),
                            ("started", "Begun"),
                            ("parked", "Set aside"),
                            ("back", "Back in the queue"),
                            ("missed", "Missed"),
                            ("sent_on", "Sent on"),
                            ("done", "Done"),
                            ("left", "Left"),
                            ("moved", "Moved by hand"),
                            ("went_first", "Let go first"),
                            ("urgency", "Urgency changed"),
                            ("undone", "Taken back"),
                        ],
                        max_length=10,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=200)),
                (
                    "before",
                    models.JSONField(default=dict, help_text="The values it had, for Undo and the record; no names."),
                ),
                ("client_id", models.UUIDField(default=uuid.uuid4)),
                ("offline", models.BooleanField(default=False)),
                ("at", models.DateTimeField(help_text="When it happened; offline, by the device's clock.")),
                ("recorded_at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "camp",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="ticket_events", to="camps.camp"
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="camps.organisation"
                    ),
                ),
                (
                    "station",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="camps.station",
                    ),
                ),
                (
                    "ticket",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="events", to="scheduling.ticket"
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.AddConstraint(
            model_name="desk",
            constraint=models.UniqueConstraint(fields=("camp", "letter"), name="desk_letter_once"),
        ),
        migrations.AddConstraint(
            model_name="desk",
            constraint=models.UniqueConstraint(fields=("camp", "device"), name="desk_of_a_device"),
        ),
        migrations.AddConstraint(
            model_name="arrival",
            constraint=models.UniqueConstraint(
                condition=models.Q(("undone_at", None)), fields=("registration", "day"), name="arrival_once_a_day"
            ),
        ),
        migrations.AddConstraint(
            model_name="arrival",
            constraint=models.UniqueConstraint(fields=("camp", "day", "letter", "number"), name="token_once_a_day"),
        ),
        migrations.AddConstraint(
            model_name="scan",
            constraint=models.UniqueConstraint(fields=("organisation", "client_id"), name="scan_once"),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(fields=["camp", "day", "lane"], name="ticket_of_lane"),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(fields=["station", "day"], name="ticket_of_station"),
        ),
        migrations.AddConstraint(
            model_name="ticket",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["waiting", "called", "serving", "parked", "missed"])),
                fields=("arrival",),
                name="one_open_ticket_a_person",
            ),
        ),
        migrations.AddConstraint(
            model_name="ticket",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["called", "serving"]), _negated=True),
                    ("station__isnull", False),
                    _connector="OR",
                ),
                name="called_to_a_station",
            ),
        ),
        migrations.AddIndex(
            model_name="ticketevent",
            index=models.Index(fields=["camp", "at"], name="ticket_event_of_camp"),
        ),
        migrations.AddConstraint(
            model_name="ticketevent",
            constraint=models.UniqueConstraint(fields=("organisation", "client_id"), name="ticket_event_once"),
        ),
        own_key("scheduling_desk"),
        own_key("scheduling_arrival"),
        own_key("scheduling_ticket"),
        tie("scheduling_desk", "camps_camp", "camp"),
        tie("scheduling_arrival", "camps_camp", "camp"),
        tie("scheduling_arrival", "camps_registration", "registration"),
        tie("scheduling_arrival", "scheduling_desk", "desk"),
        tie("scheduling_scan", "camps_camp", "camp"),
        tie("scheduling_scan", "camps_registration", "registration"),
        tie("scheduling_scan", "scheduling_arrival", "arrival"),
        tie("scheduling_scan", "scheduling_desk", "desk"),
        tie("scheduling_ticket", "camps_camp", "camp"),
        tie("scheduling_ticket", "scheduling_arrival", "arrival"),
        tie("scheduling_ticket", "camps_registration", "registration"),
        tie("scheduling_ticket", "camps_station", "station"),
        tie("scheduling_ticket", "scheduling_appointment", "appointment"),
        tie("scheduling_goesahead", "camps_camp", "camp"),
        tie("scheduling_goesahead", "scheduling_ticket", "ticket"),
        tie("scheduling_ticketevent", "camps_camp", "camp"),
        tie("scheduling_ticketevent", "scheduling_ticket", "ticket"),
        tie("scheduling_ticketevent", "camps_station", "station"),
    ]
