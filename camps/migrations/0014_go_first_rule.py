"""When somebody in the queue is let go first."""

import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("camps", "0013_queue_rules"),
    ]

    operations = [
        migrations.AddField(
            model_name="camp",
            name="go_first_share",
            field=models.PositiveSmallIntegerField(
                blank=True,
                help_text="So many in a hundred of those asked let somebody go first. Empty: everyone who is passed.",
                null=True,
                validators=[
                    django.core.validators.MinValueValidator(1),
                    django.core.validators.MaxValueValidator(100),
                ],
            ),
        ),
        migrations.AddField(
            model_name="camp",
            name="go_first_minutes",
            field=models.PositiveSmallIntegerField(
                default=10,
                help_text="Time to answer.",
                validators=[
                    django.core.validators.MinValueValidator(2),
                    django.core.validators.MaxValueValidator(60),
                ],
            ),
        ),
        migrations.AddField(
            model_name="camp",
            name="go_first_by_phone",
            field=models.BooleanField(default=False, help_text="Who waits may ask from the own phone page."),
        ),
    ]
