from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("camps", "0003_sign_in_failures")]

    operations = [
        migrations.AddField(
            model_name="sheetimport",
            name="heading_row",
            field=models.PositiveIntegerField(default=1, help_text="The row of the sheet that the headings stand in."),
        ),
        migrations.AlterField(
            model_name="sheetimport",
            name="columns",
            field=models.JSONField(default=dict, help_text="Field by the column's place from 0; empty: left out."),
        ),
        migrations.AlterField(
            model_name="sheetrow",
            name="fixes",
            field=models.JSONField(default=dict, help_text="Text by the column's place from 0."),
        ),
        migrations.AlterField(
            model_name="sheetrow",
            name="two_people",
            field=models.BooleanField(
                blank=True,
                help_text="A person's answer: this is somebody else than the double. Empty: not asked.",
                null=True,
            ),
        ),
    ]
