"""The side of the operation, left or right in full."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("camps", "0011_lanes"),
    ]

    operations = [
        migrations.AddField(
            model_name="registration",
            name="side",
            field=models.CharField(
                blank=True,
                choices=[
                    ("", "Not said"),
                    ("left", "LEFT"),
                    ("right", "RIGHT"),
                    ("both", "LEFT and RIGHT"),
                    ("none", "No side"),
                ],
                default="",
                max_length=5,
            ),
        ),
    ]
