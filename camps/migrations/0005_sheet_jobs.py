import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("camps", "0004_sheet_intake"),
    ]

    operations = [
        migrations.CreateModel(
            name="SheetJob",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "act",
                    models.CharField(
                        choices=[
                            ("read", "Reading the sheet"),
                            ("check", "Checking the rows"),
                            ("commit", "Registering the people"),
                            ("undo", "Taking the import back"),
                        ],
                        max_length=6,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "Waiting for a worker"),
                            ("running", "Running"),
                            ("done", "Done"),
                            ("failed", "Failed"),
                        ],
                        default="queued",
                        max_length=7,
                    ),
                ),
                (
                    "step",
                    models.CharField(
                        blank=True, help_text="The part of the work at hand, for the page.", max_length=40
                    ),
                ),
                ("done", models.PositiveIntegerField(default=0, help_text="Rows.")),
                ("whole", models.PositiveIntegerField(default=0, help_text="Rows; 0 while nobody knows.")),
                ("tries", models.PositiveSmallIntegerField(default=0, help_text="How often a worker took it up.")),
                ("trouble", models.CharField(blank=True, max_length=1000)),
                (
                    "file",
                    models.BinaryField(blank=True, help_text="The uploaded bytes until they are read.", null=True),
                ),
                ("sheet_title", models.CharField(blank=True, max_length=80)),
                (
                    "agreed_to_texts",
                    models.BooleanField(blank=True, help_text="What is to be committed with.", null=True),
                ),
                ("asked_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
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
                    "sheet_import",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="job", to="camps.sheetimport"
                    ),
                ),
            ],
            options={
                "ordering": ["asked_at", "pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ["queued", "running"])),
                        fields=["asked_at"],
                        name="open_sheet_jobs",
                    )
                ],
            },
        ),
    ]
