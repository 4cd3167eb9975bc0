"""What happened at the table, and who made sure of the patient before."""

import django.contrib.postgres.fields
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

from camps.tenant_keys import tie


class Migration(migrations.Migration):
    dependencies = [
        ("camps", "0012_side"),
        ("scheduling", "0009_arrivals_and_tickets"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="IdentityCheck",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                (
                    "identifiers",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("name", "Full name"),
                                ("born", "Birth year or age"),
                                ("town", "Town or village"),
                                ("guardian", "Parent's or carer's name"),
                                ("card", "Camp card or its QR code"),
                            ],
                            max_length=8,
                        ),
                        blank=True,
                        default=list,
                        size=None,
                    ),
                ),
                (
                    "side",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Not said"),
                            ("left", "LEFT"),
                            ("right", "RIGHT"),
                            ("both", "LEFT and RIGHT"),
                            ("none", "No side"),
                        ],
                        max_length=5,
                    ),
                ),
                (
                    "site_marked",
                    models.CharField(
                        blank=True,
                        choices=[("yes", "Yes, and I see the mark"), ("no", "No"), ("none", "Does not apply")],
                        max_length=4,
                    ),
                ),
                ("consent_seen", models.BooleanField(default=False)),
                ("emergency", models.CharField(blank=True, max_length=200)),
                ("remarks", models.CharField(blank=True, max_length=300)),
                (
                    "appointment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="identity_checks",
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
                        on_delete=django.db.models.deletion.CASCADE, related_name="identity_checks", to="camps.camp"
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
                "ordering": ["at", "id"],
                "indexes": [models.Index(fields=["camp", "at"], name="identity_check_of_camp")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("emergency", ""), _negated=True),
                            models.Q(
                                ("identifiers__len__gte", 2),
                                models.Q(("side", ""), _negated=True),
                                ("consent_seen", True),
                            ),
                            _connector="OR",
                        ),
                        name="identity_is_sure_or_says_why_not",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Milestone",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("wheels_in", "Wheels in"),
                            ("knife", "Knife"),
                            ("closed", "Closed"),
                            ("out", "Wheels out"),
                            ("clean", "Clean"),
                        ],
                        max_length=9,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField()),
                ("undone_at", models.DateTimeField(blank=True, null=True)),
                ("client_id", models.UUIDField(default=uuid.uuid4)),
                (
                    "appointment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="milestones",
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
                        on_delete=django.db.models.deletion.CASCADE, related_name="milestones", to="camps.camp"
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="camps.station"
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
                "ordering": ["at", "id"],
                "indexes": [models.Index(fields=["camp", "at"], name="milestone_of_camp")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("undone_at", None)),
                        fields=("appointment", "kind"),
                        name="milestone_once_an_appointment",
                    ),
                    models.UniqueConstraint(fields=("organisation", "client_id"), name="milestone_once"),
                ],
            },
        ),
        tie("scheduling_identitycheck", "camps_camp", "camp"),
        tie("scheduling_identitycheck", "scheduling_appointment", "appointment"),
        tie("scheduling_milestone", "camps_camp", "camp"),
        tie("scheduling_milestone", "scheduling_appointment", "appointment"),
        tie("scheduling_milestone", "camps_station", "station"),
    ]
