"""What boards and patients' pages call a station, where its name says what for."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("camps", "0014_go_first_rule"),
    ]

    operations = [
        migrations.AddField(
            model_name="station",
            name="public_name",
            field=models.CharField(
                blank=True,
                default="",
                help_text="What boards and patients' pages call it, such as Room 3; empty: its name.",
                max_length=30,
            ),
            preserve_default=False,
        ),
    ]
