from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("camps", "0002_facts"),
    ]

    operations = [
        migrations.CreateModel(
            name="TokenBucket",
            fields=[
                ("key", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("tokens", models.FloatField()),
                ("filled_at", models.DateTimeField(db_index=True)),
            ],
        ),
    ]
