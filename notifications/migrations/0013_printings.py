"""Lists on paper are numbered, print by print."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from camps.tenant_keys import tie


class Migration(migrations.Migration):
    dependencies = [
        ("camps", "0011_lanes"),
        ("notifications", "0012_plain_bodies"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Printing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("board", "List to hang up"),
                            ("day", "Day list"),
                            ("theatre", "Theatre list"),
                            ("calls", "Call list"),
                            ("gate", "Gate list"),
                            ("tokens", "Blank tokens"),
                        ],
                        max_length=8,
                    ),
                ),
                ("scope", models.CharField(blank=True, max_length=80)),
                ("number", models.PositiveIntegerField()),
                ("at", models.DateTimeField()),
                ("publication", models.PositiveIntegerField(blank=True, null=True)),
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
                        on_delete=django.db.models.deletion.CASCADE, related_name="printings", to="camps.camp"
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
                "ordering": ["-at", "-id"],
                "constraints": [
                    models.UniqueConstraint(fields=("camp", "kind", "scope", "number"), name="print_number_once")
                ],
            },
        ),
        tie("notifications_printing", "camps_camp", "camp"),
    ]
