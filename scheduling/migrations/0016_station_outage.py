"""Stations that go on without a network: the device, the tickets it holds, and what could not be taken in."""

import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

from camps.tenant_keys import own_key, tie


class Migration(migrations.Migration):
    dependencies = [
        ("camps", "0014_go_first_rule"),
        ("scheduling", "0015_go_first"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="ticket",
            name="held_until",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.CreateModel(
            name="StationDevice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("device", models.UUIDField(help_text="What the device calls itself.")),
                ("most", models.PositiveSmallIntegerField(help_text="How many people it may hold.")),
                ("last", models.BigIntegerField(default=0)),
                ("heard_at", models.DateTimeField()),
                ("opened_at", models.DateTimeField()),
                ("released_at", models.DateTimeField(blank=True, null=True)),
                (
                    "camp",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="station_devices", to="camps.camp"
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
                (
                    "released_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "station",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="devices", to="camps.station"
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.AddField(
            model_name="ticket",
            name="held_by",
            field=models.ForeignKey(
                blank=True,
                help_text="Only this device calls it until `held_until`, with a network or without.",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="tickets",
                to="scheduling.stationdevice",
            ),
        ),
        migrations.CreateModel(
            name="UnmergedAct",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("call", "Called"),
                            ("recall", "Called again"),
                            ("start", "Came in"),
                            ("miss", "Missed"),
                            ("park", "Set aside"),
                            ("finish", "Done for today"),
                            ("send_on", "Sent on"),
                            ("undo", "Taken back"),
                        ],
                        max_length=8,
                    ),
                ),
                (
                    "lane",
                    models.CharField(
                        blank=True,
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
                ("why", models.CharField(max_length=200)),
                ("client_id", models.UUIDField(default=uuid.uuid4)),
                ("at", models.DateTimeField(help_text="When it happened, by the device's clock.")),
                ("recorded_at", models.DateTimeField()),
                ("seen_at", models.DateTimeField(blank=True, null=True)),
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
                        on_delete=django.db.models.deletion.CASCADE, related_name="unmerged_acts", to="camps.camp"
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="camps.organisation"
                    ),
                ),
                (
                    "seen_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "station",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="camps.station"
                    ),
                ),
                (
                    "ticket",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="unmerged_acts",
                        to="scheduling.ticket",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.AddConstraint(
            model_name="stationdevice",
            constraint=models.UniqueConstraint(
                condition=models.Q(("released_at", None)), fields=("station",), name="one_device_a_station"
            ),
        ),
        migrations.AddConstraint(
            model_name="stationdevice",
            constraint=models.UniqueConstraint(
                condition=models.Q(("released_at", None)), fields=("camp", "device"), name="one_station_a_device"
            ),
        ),
        migrations.AddIndex(
            model_name="unmergedact",
            index=models.Index(condition=models.Q(("seen_at", None)), fields=["camp"], name="unmerged_unseen"),
        ),
        migrations.AddConstraint(
            model_name="unmergedact",
            constraint=models.UniqueConstraint(fields=("organisation", "client_id"), name="unmerged_act_once"),
        ),
        own_key("scheduling_stationdevice"),
        tie("scheduling_ticket", "scheduling_stationdevice", "held_by"),
        tie("scheduling_stationdevice", "camps_camp", "camp"),
        tie("scheduling_stationdevice", "camps_station", "station"),
        tie("scheduling_unmergedact", "camps_camp", "camp"),
        tie("scheduling_unmergedact", "camps_station", "station"),
        tie("scheduling_unmergedact", "scheduling_ticket", "ticket"),
    ]
