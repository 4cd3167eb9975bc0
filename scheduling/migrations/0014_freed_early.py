"""An operation that is over early lets the rest of its time go: two more kinds of change, on record."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("scheduling", "0013_standby_offers")]

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
                    ("done", "Done"),
                    ("not_done", "Done no longer"),
                    ("freed", "Over early: the rest of its time is free"),
                    ("held_again", "Not over after all: its time is held again"),
                ],
                max_length=16,
            ),
        ),
    ]
