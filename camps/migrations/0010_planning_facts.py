"""What a plan depends on: hours, nights, consent and fitness, and what a patient brings along."""

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from camps.tenant_keys import tie


class Migration(migrations.Migration):
    dependencies = [
        ("camps", "0009_more_procedures"),
    ]

    operations = [
        migrations.AddField(
            model_name="camp",
            name="clearance_required",
            field=models.BooleanField(default=False, help_text="Operate only with consent and fitness on record."),
        ),
        migrations.AddField(
            model_name="camp",
            name="fasts_from",
            field=models.TimeField(
                blank=True, help_text="After noon it is the evening before. Empty: fasting limits no hour.", null=True
            ),
        ),
        migrations.AddField(
            model_name="camp",
            name="last_bus",
            field=models.TimeField(blank=True, help_text="Who does not stay the night is let go by then.", null=True),
        ),
        migrations.AddField(
            model_name="camp",
            name="longest_child_fast_hours",
            field=models.PositiveSmallIntegerField(
                default=12,
                validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(48)],
            ),
        ),
        migrations.AddField(
            model_name="camp",
            name="longest_fast_hours",
            field=models.PositiveSmallIntegerField(
                default=16,
                validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(48)],
            ),
        ),
        migrations.AddField(
            model_name="camp",
            name="ward_beds",
            field=models.PositiveSmallIntegerField(blank=True, help_text="Empty: nights are not counted.", null=True),
        ),
        migrations.AddField(
            model_name="consentrecord",
            name="registration",
            field=models.ForeignKey(
                blank=True,
                help_text="For a consent to an operation: the one of this camp.",
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="consents",
                to="camps.registration",
            ),
        ),
        migrations.AddField(
            model_name="procedure",
            name="nights",
            field=models.PositiveSmallIntegerField(default=0, help_text="Nights on the ward after it."),
        ),
        migrations.AddField(
            model_name="registration",
            name="consent",
            field=models.CharField(
                blank=True,
                choices=[("", "Not asked for"), ("needed", "Still needed"), ("given", "Given"), ("refused", "Refused")],
                default="",
                max_length=8,
            ),
        ),
        migrations.AddField(
            model_name="registration",
            name="diabetic",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="registration",
            name="earliest_time",
            field=models.TimeField(blank=True, help_text="Not before this hour, on any day.", null=True),
        ),
        migrations.AddField(
            model_name="registration",
            name="fitness",
            field=models.CharField(
                blank=True,
                choices=[("", "Not asked for"), ("to_see", "To be seen"), ("fit", "Fit"), ("unfit", "Not fit")],
                default="",
                max_length=8,
            ),
        ),
        migrations.AddField(
            model_name="registration",
            name="fitness_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="registration",
            name="fitness_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="registration",
            name="home_by",
            field=models.TimeField(
                blank=True, help_text="The last way home; empty: the camp's. Not for who stays the night.", null=True
            ),
        ),
        migrations.AddField(
            model_name="registration",
            name="infected",
            field=models.BooleanField(default=False, help_text="Operated last on the table's day."),
        ),
        migrations.AddField(
            model_name="registration",
            name="preferred_doctor",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="preferred_by",
                to="camps.doctor",
            ),
        ),
        migrations.AlterField(
            model_name="consentrecord",
            name="purpose",
            field=models.CharField(
                choices=[
                    ("texts", "Calls and text messages"),
                    ("mail", "E-mail"),
                    ("whatsapp", "WhatsApp"),
                    ("care", "Care"),
                    ("surgery", "The operation"),
                ],
                max_length=8,
            ),
        ),
        tie("camps_registration", "camps_doctor", "preferred_doctor"),
        tie("camps_consentrecord", "camps_registration", "registration"),
    ]
