"""A change may be that of a zone's clock rules."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("scheduling", "0004_zone_tables")]
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
                    ("lost_cover", "Needs cover"),
                    ("covered", "Covered again"),
                ],
                max_length=16,
            ),
        ),
    ]
