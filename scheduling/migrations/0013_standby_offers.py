"""A place that became free today, offered to somebody on standby for a while."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from camps.tenant_keys import tie


class Migration(migrations.Migration):
    dependencies = [
        ("camps", "0011_lanes"),
        ("scheduling", "0012_fates"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="StandbyOffer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField()),
                ("gap", django.contrib.postgres.fields.ranges.DateTimeRangeField()),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("minutes", models.PositiveSmallIntegerField(help_text="For how long each of them may think.")),
                ("expires_at", models.DateTimeField()),
                (
                    "then",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), blank=True, default=list, size=None
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Asked"),
                            ("accepted", "Taken by the patient"),
                            ("declined", "Declined"),
                            ("expired", "No answer in time"),
                            ("withdrawn", "Taken back"),
                            ("taken", "The place was gone"),
                        ],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("made_at", models.DateTimeField()),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        help_text="Who wrote the answer down; empty: the patient, or time.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "appointment",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="scheduling.appointment",
                    ),
                ),
                (
                    "camp",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="standby_offers", to="camps.camp"
                    ),
                ),
                (
                    "made_by",
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
                    "registration",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="standby_offers",
                        to="camps.registration",
                    ),
                ),
                (
                    "station",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="camps.station"
                    ),
                ),
            ],
            options={
                "ordering": ["-made_at", "-id"],
                "indexes": [
                    models.Index(condition=models.Q(("state", "open")), fields=["expires_at"], name="offer_open")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "open")),
                        fields=("registration",),
                        name="one_open_offer_a_registration",
                    ),
                    models.UniqueConstraint(fields=("registration", "number"), name="offer_number_once"),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("state", "open")),
                        expressions=[("station", "="), ("gap", "&&")],
                        name="one_open_offer_a_gap",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("starts_at"))), name="offer_has_length"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("expires_at__lte", models.F("starts_at"))),
                        name="offer_ends_before_it_begins",
                    ),
                ],
            },
        ),
        tie("scheduling_standbyoffer", "camps_camp", "camp"),
        tie("scheduling_standbyoffer", "camps_registration", "registration"),
        tie("scheduling_standbyoffer", "camps_station", "station"),
        tie("scheduling_standbyoffer", "scheduling_appointment", "appointment"),
    ]
