"""Who said "I come" may say otherwise, and the history tells of it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("scheduling", "0005_clock_rules"),
    ]

    operations = [
        migrations.AlterField(
            model_name="schedulechange",
            name="kind",
            field=models.CharField(
                choices=[
                    ("booked", "Booked"),
                    ("moved", "Moved"),
                    ("cancelled", "Cancelled"),
                    ("venue_changed", "Venue changed"),
                    ("clock_rules", "Same hour, new clock rules"),
                    ("doctors_changed", "Doctors changed"),
                    ("confirmed", "Confirmed"),
                    ("unconfirmed", "Confirmed no longer"),
                    ("lost_cover", "Needs cover"),
                    ("covered", "Covered again"),
                ],
                max_length=16,
            ),
        ),
    ]
