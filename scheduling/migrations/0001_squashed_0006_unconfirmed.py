"""The tables of `scheduling` as 0001 to 0006 leave them, made at once: for an empty database.

camps/migrations/0001_squashed_0008_whatsapp_consent.py says how it goes with the migrations that it replaces.
"""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import camps.uid
from camps.migrations._at_once import CreateModelsAtOnce
from camps.tenant_keys import own_key, tie


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("scheduling", "0001_decisions"),
        ("scheduling", "0002_filling"),
        ("scheduling", "0003_tenant_keys"),
        ("scheduling", "0004_zone_tables"),
        ("scheduling", "0005_clock_rules"),
        ("scheduling", "0006_unconfirmed"),
    ]
    dependencies = [
        ("camps", "0007_tenant_keys"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        CreateModelsAtOnce(
            creations=[
                migrations.CreateModel(
                    name="QueueSlot",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("starts_at", models.DateTimeField()),
                        ("ends_at", models.DateTimeField()),
                        ("capacity", models.PositiveSmallIntegerField()),
                        (
                            "camp",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="slots", to="camps.camp"
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="camps.organisation"
                            ),
                        ),
                        (
                            "station",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="slots", to="camps.station"
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["starts_at", "station_id"],
                        "constraints": [
                            models.UniqueConstraint(fields=("station", "starts_at"), name="slot_once"),
                            models.CheckConstraint(
                                condition=models.Q(("ends_at__gt", models.F("starts_at"))), name="slot_has_length"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Appointment",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[("operation", "Operation"), ("consultation", "Consultation")], max_length=12
                            ),
                        ),
                        ("starts_at", models.DateTimeField()),
                        ("ends_at", models.DateTimeField()),
                        ("arrive_at", models.DateTimeField()),
                        (
                            "state",
                            models.CharField(
                                choices=[("booked", "Booked"), ("cancelled", "Cancelled"), ("done", "Done")],
                                default="booked",
                                max_length=10,
                            ),
                        ),
                        ("confirmed_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "needs_cover",
                            models.CharField(
                                blank=True,
                                help_text="Why it lost a resource; it stands until a person decides.",
                                max_length=200,
                            ),
                        ),
                        (
                            "pinned",
                            models.BooleanField(
                                default=False, help_text="Set by hand: the planner leaves it where it is."
                            ),
                        ),
                        ("cancelled_at", models.DateTimeField(blank=True, null=True)),
                        ("cancel_reason", models.CharField(blank=True, max_length=200)),
                        (
                            "uid",
                            models.CharField(default=camps.uid.new_uid, editable=False, max_length=255, unique=True),
                        ),
                        ("sequence", models.PositiveIntegerField(default=0)),
                        ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                        (
                            "changed_at",
                            models.DateTimeField(
                                default=django.utils.timezone.now,
                                help_text="Last visible change: LAST-MODIFIED of its events.",
                            ),
                        ),
                        (
                            "camp",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="appointments",
                                to="camps.camp",
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="camps.organisation"
                            ),
                        ),
                        ("procedures", models.ManyToManyField(related_name="+", to="camps.procedure")),
                        (
                            "registration",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="appointments",
                                to="camps.registration",
                            ),
                        ),
                        (
                            "station",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="appointments",
                                to="camps.station",
                            ),
                        ),
                        (
                            "venue",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="camps.venue"
                            ),
                        ),
                        (
                            "slot",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="appointments",
                                to="scheduling.queueslot",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["starts_at", "id"],
                        "indexes": [
                            models.Index(fields=["camp", "starts_at"], name="appointment_of_camp"),
                            models.Index(
                                condition=models.Q(("state", "booked")), fields=["slot"], name="appointment_of_slot"
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                                name="appointment_has_length",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("state", "booked")),
                                fields=("registration",),
                                name="appointment_once_a_registration",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Allocation",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "part",
                            models.CharField(
                                choices=[
                                    ("station", "Station"),
                                    ("surgeon", "Surgeon"),
                                    ("anaesthetist", "Anaesthetist"),
                                    ("examiner", "Examiner"),
                                    ("kit", "Kit"),
                                    ("patient", "Patient"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("period", django.contrib.postgres.fields.ranges.DateTimeRangeField()),
                        ("live", models.BooleanField(default=True)),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="camps.organisation"
                            ),
                        ),
                        (
                            "resource",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="allocations",
                                to="camps.resource",
                            ),
                        ),
                        (
                            "appointment",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="allocations",
                                to="scheduling.appointment",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            django.contrib.postgres.constraints.ExclusionConstraint(
                                condition=models.Q(("live", True)),
                                expressions=[("resource", "="), ("period", "&&")],
                                name="no_resource_held_twice",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("period__isempty", False)), name="allocation_has_length"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Filling",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("waiting", "Waiting to begin"),
                                    ("running", "Running"),
                                    ("done", "Done"),
                                    ("failed", "Failed"),
                                    ("emptied", "Taken back"),
                                ],
                                default="waiting",
                                max_length=8,
                            ),
                        ),
                        ("done", models.PositiveIntegerField(default=0)),
                        ("whole", models.PositiveIntegerField(default=0)),
                        ("placed", models.JSONField(default=list)),
                        ("left_out", models.JSONField(default=list)),
                        (
                            "split_families",
                            models.JSONField(default=list, help_text="Families that no single day could take whole."),
                        ),
                        ("trouble", models.CharField(blank=True, max_length=300)),
                        ("asked_at", models.DateTimeField()),
                        ("started_at", models.DateTimeField(blank=True, null=True)),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "camp",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="fillings", to="camps.camp"
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="camps.organisation"
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-id"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state__in", ["waiting", "running"])),
                                fields=("camp",),
                                name="one_filling_at_a_time",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Publication",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.PositiveIntegerField()),
                        (
                            "act",
                            models.CharField(
                                choices=[
                                    ("published", "Published"),
                                    ("postponed", "Postponed"),
                                    ("venue_changed", "Venue changed"),
                                    ("day_cancelled", "Day cancelled"),
                                    ("camp_cancelled", "Camp cancelled"),
                                ],
                                default="published",
                                max_length=16,
                            ),
                        ),
                        ("note", models.CharField(blank=True, max_length=200)),
                        ("at", models.DateTimeField()),
                        (
                            "by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "camp",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="publications",
                                to="camps.camp",
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="camps.organisation"
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-number"],
                        "constraints": [
                            models.UniqueConstraint(fields=("camp", "number"), name="publication_number_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ScheduleChange",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
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
                        (
                            "tell",
                            models.CharField(
                                choices=[
                                    ("at_once", "At once"),
                                    ("on_publish", "When the camp is published"),
                                    ("nobody", "Nobody"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("before", models.JSONField(blank=True, null=True)),
                        ("after", models.JSONField(blank=True, null=True)),
                        ("reason", models.CharField(blank=True, max_length=200)),
                        (
                            "said_by",
                            models.CharField(
                                default="staff", help_text="staff, patient, doctor or system.", max_length=20
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        (
                            "actor",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "appointment",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="changes",
                                to="scheduling.appointment",
                            ),
                        ),
                        (
                            "camp",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="changes", to="camps.camp"
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="camps.organisation"
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["id"],
                        "indexes": [models.Index(fields=["appointment", "id"], name="change_of_appointment")],
                    },
                ),
                migrations.CreateModel(
                    name="TimeRequest",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("wanted_at", models.DateTimeField(blank=True, null=True)),
                        ("note", models.CharField(blank=True, max_length=300)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("open", "Waiting for an answer"),
                                    ("accepted", "Accepted"),
                                    ("declined", "Declined"),
                                    ("withdrawn", "Withdrawn"),
                                ],
                                default="open",
                                max_length=10,
                            ),
                        ),
                        ("asked_at", models.DateTimeField()),
                        ("answered_at", models.DateTimeField(blank=True, null=True)),
                        ("answer", models.CharField(blank=True, max_length=300)),
                        (
                            "answered_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "appointment",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="time_requests",
                                to="scheduling.appointment",
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="camps.organisation"
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["asked_at"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state", "open")), fields=("appointment",), name="one_open_request"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ZoneTable",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("zone", models.CharField(max_length=64, unique=True)),
                        (
                            "version",
                            models.CharField(help_text="Of the tzdata it was read from, such as 2026b.", max_length=16),
                        ),
                        ("offsets", models.JSONField(default=list)),
                        ("at", models.DateTimeField()),
                    ],
                ),
            ],
        ),
        # Rows are tied to rows of their own organisation by the database itself (docs/decisions/tenants.md).
        own_key("scheduling_appointment"),
        own_key("scheduling_publication"),
        own_key("scheduling_queueslot"),
        own_key("scheduling_schedulechange"),
        tie("scheduling_allocation", "scheduling_appointment", "appointment"),
        tie("scheduling_allocation", "camps_resource", "resource"),
        tie("scheduling_appointment", "camps_camp", "camp"),
        tie("scheduling_appointment", "camps_venue", "venue"),
        tie("scheduling_appointment", "camps_registration", "registration"),
        tie("scheduling_appointment", "camps_station", "station"),
        tie("scheduling_appointment", "scheduling_queueslot", "slot"),
        tie("scheduling_schedulechange", "camps_camp", "camp"),
        tie("scheduling_schedulechange", "scheduling_appointment", "appointment"),
        tie("scheduling_publication", "camps_camp", "camp"),
        tie("scheduling_filling", "camps_camp", "camp"),
        tie("scheduling_queueslot", "camps_camp", "camp"),
        tie("scheduling_queueslot", "camps_station", "station"),
        tie("scheduling_timerequest", "scheduling_appointment", "appointment"),
    ]
