"""The kept body of a feed is read by every asking that wants it, and written seldom: it stands as it is, not packed."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("notifications", "0011_told_wall")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE notifications_feed ALTER COLUMN last_good SET STORAGE EXTERNAL",
            "ALTER TABLE notifications_feed ALTER COLUMN last_good SET STORAGE EXTENDED",
        )
    ]
