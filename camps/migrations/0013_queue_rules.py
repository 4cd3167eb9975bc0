"""When those who wait are texted about a new time."""

import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("camps", "0012_side"),
    ]

    operations = [
        migrations.AddField(
            model_name="camp",
            name="tell_shift_min",
            field=models.PositiveSmallIntegerField(
                default=30,
                help_text="Who waits is texted when the expected time moves by more than so many minutes.",
                validators=[
                    django.core.validators.MinValueValidator(10),
                    django.core.validators.MaxValueValidator(240),
                ],
            ),
        ),
    ]
