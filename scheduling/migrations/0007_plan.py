"""A plan is a row: what was asked for, how far the search has come, what it proposes, what was taken of it."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from camps.tenant_keys import own_key, tie


class Migration(migrations.Migration):
    dependencies = [
        ("camps", "0001_squashed_0008_whatsapp_consent"),
        ("scheduling", "0001_squashed_0006_unconfirmed"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Plan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("whole", "The whole camp"), ("change", "A day, after something changed")],
                        default="whole",
                        max_length=6,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting to begin"),
                            ("running", "Searching"),
                            ("done", "Done"),
                            ("failed", "Failed"),
                        ],
                        default="waiting",
                        max_length=7,
                    ),
                ),
                ("settings", models.JSONField(default=dict, help_text="As the dataclass PlanSettings.")),
                ("aim", models.CharField(blank=True, max_length=40)),
                (
                    "change",
                    models.JSONField(blank=True, default=dict, help_text="What happened, of a plan after a change."),
                ),
                ("problem", models.JSONField(blank=True, null=True)),
                ("zeros", models.JSONField(default=list)),
                ("spots", models.JSONField(default=dict)),
                ("served", models.PositiveIntegerField(default=0)),
                ("value", models.BigIntegerField(default=0)),
                ("bound", models.FloatField(blank=True, null=True)),
                ("progress", models.JSONField(default=list)),
                ("iterations", models.PositiveIntegerField(default=0)),
                ("first_seconds", models.FloatField(blank=True, null=True)),
                ("left_out", models.JSONField(default=list)),
                ("violations", models.JSONField(default=list)),
                ("stop_asked", models.BooleanField(default=False)),
                ("run", models.CharField(blank=True, max_length=32)),
                ("runs", models.PositiveSmallIntegerField(default=0)),
                ("trouble", models.CharField(blank=True, max_length=300)),
                ("asked_at", models.DateTimeField()),
                ("read_at", models.DateTimeField(blank=True, null=True)),
                ("started_at", models.DateTimeField(blank=True, null=True)),
                (
                    "seen_at",
                    models.DateTimeField(blank=True, help_text="The last sign of life of the search.", null=True),
                ),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "accepted_at",
                    models.DateTimeField(blank=True, help_text="When the first part of it was.", null=True),
                ),
                ("accepted", models.JSONField(blank=True, null=True)),
                ("undone_at", models.DateTimeField(blank=True, null=True)),
                (
                    "beside",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="alternatives",
                        to="scheduling.plan",
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
                        on_delete=django.db.models.deletion.CASCADE, related_name="plans", to="camps.camp"
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
                "ordering": ["-id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "whole"), ("state__in", ["waiting", "running"])),
                        fields=("camp",),
                        name="one_plan_at_a_time",
                    )
                ],
            },
        ),
        own_key("scheduling_plan"),
        tie("scheduling_plan", "camps_camp", "camp"),
        tie("scheduling_plan", "scheduling_plan", "beside"),
    ]
