"""How long operations really took: rows of their own, and the logs and names they came with."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from camps.tenant_keys import own_key, tie


class Migration(migrations.Migration):
    dependencies = [
        ("camps", "0001_squashed_0008_whatsapp_consent"),
        ("scheduling", "0007_plan"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="TimingLog",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("file_name", models.CharField(max_length=160)),
                ("file", models.BinaryField(blank=True, null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[("staged", "Not yet taken in"), ("committed", "Taken in"), ("undone", "Undone")],
                        default="staged",
                        max_length=10,
                    ),
                ),
                ("headings", models.JSONField(default=list)),
                ("heading_row", models.PositiveIntegerField(default=1)),
                (
                    "columns",
                    models.JSONField(default=dict, help_text="Field by the column's place from 0; empty: left out."),
                ),
                ("month_first", models.BooleanField(default=False)),
                (
                    "procedures",
                    models.JSONField(default=dict, help_text="Our code by the log's folded name; empty: left out."),
                ),
                (
                    "surgeons",
                    models.JSONField(
                        default=dict, help_text="Our doctor's id by the log's folded name; empty: nobody."
                    ),
                ),
                (
                    "report",
                    models.JSONField(default=dict, help_text="How many rows ended as what, once it was taken in."),
                ),
                ("created_at", models.DateTimeField()),
                ("committed_at", models.DateTimeField(blank=True, null=True)),
                ("undone_at", models.DateTimeField(blank=True, null=True)),
                (
                    "camp",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="timing_logs",
                        to="camps.camp",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="camps.organisation"
                    ),
                ),
                (
                    "uploaded_by",
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
                "ordering": ["-created_at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="LogName",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("column", "Column"), ("procedure", "Procedure"), ("surgeon", "Surgeon")], max_length=9
                    ),
                ),
                ("text", models.CharField(help_text="Folded: lower case, no accents or punctuation.", max_length=200)),
                (
                    "means",
                    models.CharField(
                        blank=True, help_text="A field, a code or a doctor's id; empty: left out.", max_length=40
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
                "constraints": [models.UniqueConstraint(fields=("organisation", "kind", "text"), name="log_name_once")],
            },
        ),
        migrations.CreateModel(
            name="Timing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "codes",
                    django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), size=None),
                ),
                ("text", models.CharField(blank=True, max_length=200)),
                ("surgeon_text", models.CharField(blank=True, max_length=160)),
                ("started_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField()),
                ("planned_min", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("source", models.CharField(choices=[("entered", "Entered"), ("log", "From a log")], max_length=7)),
                ("sheet_row", models.PositiveIntegerField(blank=True, null=True)),
                ("mark", models.CharField(max_length=64)),
                ("at", models.DateTimeField(help_text="When it was written down.")),
                (
                    "appointment",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="timing",
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
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="camps.organisation"
                    ),
                ),
                (
                    "surgeon",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="camps.doctor",
                    ),
                ),
                (
                    "log",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="timings",
                        to="scheduling.timinglog",
                    ),
                ),
            ],
            options={
                "ordering": ["started_at", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ended_at__gt", models.F("started_at"))), name="timing_has_length"
                    ),
                    models.UniqueConstraint(fields=("organisation", "mark"), name="timing_once"),
                ],
            },
        ),
        own_key("scheduling_timinglog"),
        tie("scheduling_timinglog", "camps_camp", "camp"),
        tie("scheduling_timing", "scheduling_timinglog", "log"),
        tie("scheduling_timing", "scheduling_appointment", "appointment"),
        tie("scheduling_timing", "camps_doctor", "surgeon"),
    ]
