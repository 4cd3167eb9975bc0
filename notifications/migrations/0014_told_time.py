"""What who waits in the queue was last told of the expected time."""

import django.db.models.deletion
from django.db import migrations, models

from camps.tenant_keys import tie


class Migration(migrations.Migration):
    dependencies = [
        ("camps", "0013_queue_rules"),
        ("notifications", "0013_printings"),
        ("scheduling", "0013_standby_offers"),
    ]

    operations = [
        migrations.CreateModel(
            name="ToldTime",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("low", models.DateTimeField()),
                ("high", models.DateTimeField()),
                ("revision", models.PositiveIntegerField(default=0)),
                ("nearly_at", models.DateTimeField(blank=True, null=True)),
                ("at", models.DateTimeField()),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="camps.organisation"
                    ),
                ),
                (
                    "ticket",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="told_time", to="scheduling.ticket"
                    ),
                ),
            ],
            options={"abstract": False},
        ),
        tie("notifications_toldtime", "scheduling_ticket", "ticket"),
    ]
