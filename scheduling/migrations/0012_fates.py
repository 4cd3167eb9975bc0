"""What became of everybody on a day, and that a day is closed."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from camps.tenant_keys import tie


class Migration(migrations.Migration):
    dependencies = [
        ("camps", "0011_lanes"),
        ("scheduling", "0011_board_link"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="schedulechange",
            name="kind",
            field=models.CharField(
                choices=[
                    ("booked", "Booked"),
                    ("moved", "Moved"),
                    ("cancelled", "Cancelled"),
                    ("venue_changed", "Venue changed"),
                    ("clock_rules", "Same hour, new clock rules"),
                    ("doctors_changed", "Doctors changed"),
                    ("confirmed", "Confirmed"),
                    ("unconfirmed", "Confirmed no longer"),
                    ("lost_cover", "Needs cover"),
                    ("covered", "Covered again"),
                    ("done", "Done"),
                    ("not_done", "Done no longer"),
                ],
                max_length=16,
            ),
        ),
        migrations.AlterField(
            model_name="timing",
            name="source",
            field=models.CharField(
                choices=[("entered", "Entered"), ("log", "From a log"), ("queue", "From the queue")], max_length=7
            ),
        ),
        migrations.CreateModel(
            name="DayClosing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField()),
                ("at", models.DateTimeField()),
                ("reopened_at", models.DateTimeField(blank=True, null=True)),
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
                        on_delete=django.db.models.deletion.CASCADE, related_name="closings", to="camps.camp"
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="camps.organisation"
                    ),
                ),
                (
                    "reopened_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("reopened_at", None)), fields=("camp", "day"), name="day_closed_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Fate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField()),
                (
                    "fate",
                    models.CharField(
                        choices=[
                            ("done", "Done"),
                            ("seen", "Examined, no operation"),
                            ("moved", "Moved to a later day"),
                            ("not_come", "Did not come"),
                            ("left", "Left before the end"),
                            ("deferred", "Deferred"),
                            ("referred", "Referred"),
                        ],
                        max_length=8,
                    ),
                ),
                (
                    "reason_kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("not_known", "Not known yet"),
                            ("transport", "Transport money"),
                            ("elsewhere", "Done elsewhere"),
                            ("fear", "Fear"),
                            ("family", "Family"),
                            ("unfit", "Ill or not fit"),
                            ("no_time", "No theatre time"),
                            ("no_means", "No blood, kit or power"),
                            ("other", "Another reason"),
                        ],
                        max_length=9,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=200)),
                (
                    "until",
                    models.DateField(blank=True, help_text="Deferred: the first day to look at them again.", null=True),
                ),
                ("at", models.DateTimeField()),
                ("undone_at", models.DateTimeField(blank=True, null=True)),
                (
                    "appointment",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="fates",
                        to="scheduling.appointment",
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
                        on_delete=django.db.models.deletion.CASCADE, related_name="fates", to="camps.camp"
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="fates", to="camps.registration"
                    ),
                ),
                (
                    "undone_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "indexes": [models.Index(fields=["camp", "day"], name="fate_of_day")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("undone_at", None)), fields=("registration", "day"), name="one_fate_a_day"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("fate__in", ["done", "seen"]),
                            models.Q(("reason_kind", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="fate_says_why_not",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("fate", "deferred"), _negated=True), ("until__isnull", False), _connector="OR"
                        ),
                        name="deferred_until_a_day",
                    ),
                ],
            },
        ),
        tie("scheduling_fate", "camps_camp", "camp"),
        tie("scheduling_fate", "camps_registration", "registration"),
        tie("scheduling_fate", "scheduling_appointment", "appointment"),
        tie("scheduling_dayclosing", "camps_camp", "camp"),
    ]
