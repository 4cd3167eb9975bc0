"""Which lane a station calls from on the day, and points where people are served in turn."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("camps", "0010_planning_facts"),
    ]

    operations = [
        migrations.AddField(
            model_name="station",
            name="lane",
            field=models.CharField(
                blank=True,
                choices=[
                    ("registration", "Registration"),
                    ("vitals", "Vitals"),
                    ("examination", "Examination"),
                    ("laboratory", "Laboratory"),
                    ("anaesthesia", "Anaesthesia review"),
                    ("theatre", "Theatre"),
                    ("recovery", "Recovery"),
                    ("discharge", "Discharge"),
                ],
                help_text="Whom it calls on the day; empty: what its kind says.",
                max_length=12,
            ),
        ),
        migrations.AlterField(
            model_name="procedure",
            name="station_kind",
            field=models.CharField(
                choices=[
                    ("table", "Operating table"),
                    ("desk", "Desk"),
                    ("lab", "Laboratory"),
                    ("virtual", "Virtual room"),
                    ("recovery", "Recovery bay"),
                    ("point", "Queue point"),
                ],
                default="table",
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="station",
            name="kind",
            field=models.CharField(
                choices=[
                    ("table", "Operating table"),
                    ("desk", "Desk"),
                    ("lab", "Laboratory"),
                    ("virtual", "Virtual room"),
                    ("recovery", "Recovery bay"),
                    ("point", "Queue point"),
                ],
                max_length=10,
            ),
        ),
    ]
