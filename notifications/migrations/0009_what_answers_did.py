"""What an answer did: the absence that a doctor's decline made, the request that a patient's proposal made."""

import django.db.models.deletion
from django.db import migrations, models

from camps.tenant_keys import own_key, tie


class Migration(migrations.Migration):
    dependencies = [
        ("notifications", "0008_told_right_keys"),
        ("camps", "0008_whatsapp_consent"),
        ("scheduling", "0003_tenant_keys"),
    ]
    operations = [
        migrations.AddField(
            model_name="answer",
            name="absence",
            field=models.ForeignKey(
                blank=True,
                help_text="By a decline.",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="camps.absence",
            ),
        ),
        migrations.AddField(
            model_name="answer",
            name="time_request",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="answers",
                to="scheduling.timerequest",
            ),
        ),
        own_key("camps_absence"),
        own_key("scheduling_timerequest"),
        tie("notifications_answer", "camps_absence", "absence"),
        tie("notifications_answer", "scheduling_timerequest", "time_request"),
    ]
