"""What people were told is an hour on the venue's wall, kept beside its instant."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notifications", "0010_reminders_planned")]
    operations = [
        migrations.AddField(
            model_name="told",
            name="wall",
            field=models.CharField(
                blank=True,
                db_default="",
                help_text="What the venue's clock shows at the start, as it was told.",
                max_length=16,
            ),
        ),
        migrations.RunSQL(
            """
            UPDATE notifications_told t SET wall = to_char(t.starts_at AT TIME ZONE v.timezone, 'YYYY-MM-DD"T"HH24:MI')
            FROM camps_venue v WHERE v.id = t.venue_id
            """,
            migrations.RunSQL.noop,
        ),
    ]
