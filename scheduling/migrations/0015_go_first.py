"""Going first, when those who wait agree: the question, and what each of them says."""

import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from camps.tenant_keys import own_key, tie


class Migration(migrations.Migration):
    dependencies = [
        ("camps", "0014_go_first_rule"),
        ("scheduling", "0014_freed_early"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="goesahead",
            name="behind",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.BigIntegerField(),
                blank=True,
                default=list,
                help_text="The tickets it may not pass.",
                size=None,
            ),
        ),
        migrations.AlterField(
            model_name="ticketevent",
            name="act",
            field=models.CharField(
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
                    ("ask_first", "Asked to go first"),
                    ("went_first", "Let go first"),
                    ("urgency", "Urgency changed"),
                    ("undone", "Taken back"),
                ],
                max_length=10,
            ),
        ),
        migrations.CreateModel(
            name="GoFirst",
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
                    "reason",
                    models.CharField(
                        choices=[
                            ("child", "A child who can't wait"),
                            ("pain", "In pain"),
                            ("far", "A long way home"),
                            ("other", "Another reason"),
                        ],
                        max_length=5,
                    ),
                ),
                (
                    "share",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(100),
                        ],
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                ("until", models.DateTimeField()),
                (
                    "verdict",
                    models.CharField(
                        choices=[
                            ("asking", "Asking"),
                            ("agreed", "Let go first"),
                            ("not_agreed", "Not everyone could give way"),
                            ("withdrawn", "Taken back"),
                            ("over", "No longer needed"),
                        ],
                        default="asking",
                        max_length=10,
                    ),
                ),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                (
                    "asked_by",
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
                        on_delete=django.db.models.deletion.CASCADE, related_name="go_firsts", to="camps.camp"
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        help_text="Who took it back; empty: those who were asked, or time.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "goes_ahead",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="go_first",
                        to="scheduling.goesahead",
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="go_firsts", to="scheduling.ticket"
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="GoFirstAnswer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("minutes", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("answer", models.BooleanField(blank=True, null=True)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                (
                    "through",
                    models.CharField(
                        blank=True,
                        choices=[("phone", "Phone page"), ("text", "Text"), ("desk", "Told a helper")],
                        max_length=5,
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        help_text="Who wrote it down.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "go_first",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="answers", to="scheduling.gofirst"
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
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="asked_to_give_way",
                        to="scheduling.ticket",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.AddIndex(
            model_name="gofirst",
            index=models.Index(condition=models.Q(("verdict", "asking")), fields=["until"], name="go_first_open"),
        ),
        migrations.AddConstraint(
            model_name="gofirst",
            constraint=models.UniqueConstraint(
                condition=models.Q(("verdict", "asking")),
                fields=("camp", "day", "lane"),
                name="one_open_question_a_lane",
            ),
        ),
        migrations.AddConstraint(
            model_name="gofirst",
            constraint=models.CheckConstraint(
                condition=models.Q(("until__gt", models.F("asked_at"))), name="go_first_has_time"
            ),
        ),
        migrations.AddConstraint(
            model_name="gofirstanswer",
            constraint=models.UniqueConstraint(fields=("go_first", "ticket"), name="asked_once_a_question"),
        ),
        own_key("scheduling_gofirst"),
        own_key("scheduling_goesahead"),
        tie("scheduling_gofirst", "camps_camp", "camp"),
        tie("scheduling_gofirst", "scheduling_ticket", "ticket"),
        tie("scheduling_gofirst", "scheduling_goesahead", "goes_ahead"),
        tie("scheduling_gofirstanswer", "scheduling_gofirst", "go_first"),
        tie("scheduling_gofirstanswer", "scheduling_ticket", "ticket"),
    ]
