"""The tables of `camps` as 0001 to 0008 leave them, made at once: for an empty database.

A database in which some of those are applied goes on with them, and one in which all are is at its end: Django notes
this one as applied beside them. A change of a model is a new migration after this one, as ever. The replaced files may
go when every database has noted this one: then `replaces` goes too, whatever names one of them names this, and
`run_before` of 0002_facts comes here.
"""

import datetime

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.contrib.postgres.operations import BtreeGistExtension, TrigramExtension
from django.db import migrations, models

import camps.uid
from camps.migrations._at_once import CreateModelsAtOnce
from camps.tenant_keys import own_key, tie


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("camps", "0001_extensions"),
        ("camps", "0002_facts"),
        ("camps", "0003_sign_in_failures"),
        ("camps", "0004_sheet_intake"),
        ("camps", "0005_sheet_jobs"),
        ("camps", "0006_sign_ins"),
        ("camps", "0007_tenant_keys"),
        ("camps", "0008_whatsapp_consent"),
    ]
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
    ]
    operations = [
        BtreeGistExtension(),  # for the exclusion constraint on allocations
        TrigramExtension(),  # for the search by name
        CreateModelsAtOnce(
            creations=[
                migrations.CreateModel(
                    name="Organisation",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=120)),
                        ("slug", models.SlugField(unique=True)),
                        ("created_at", models.DateTimeField(auto_now_add=True)),
                    ],
                ),
                migrations.CreateModel(
                    name="Doctor",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=120)),
                        (
                            "role",
                            models.CharField(
                                choices=[
                                    ("surgeon", "Surgeon"),
                                    ("anaesthetist", "Anaesthetist"),
                                    ("examiner", "Examiner"),
                                    ("expert", "Expert"),
                                    ("nurse", "Nurse"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("email", models.EmailField(blank=True, max_length=254)),
                        ("phone", models.CharField(blank=True, max_length=20)),
                        ("home_timezone", models.CharField(default="UTC", max_length=64)),
                        ("language", models.CharField(default="en", max_length=12)),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="camps.organisation"
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["name"],
                    },
                ),
                migrations.CreateModel(
                    name="Absence",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("starts_at", models.DateTimeField()),
                        ("ends_at", models.DateTimeField()),
                        ("reason", models.CharField(blank=True, max_length=120)),
                        (
                            "doctor",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="absences", to="camps.doctor"
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
                        "ordering": ["starts_at"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("ends_at__gt", models.F("starts_at"))), name="absence_has_length"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Venue",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=160)),
                        (
                            "country",
                            models.CharField(
                                help_text="ISO 3166 code, such as NG: phones in national form are read by it.",
                                max_length=2,
                            ),
                        ),
                        ("timezone", models.CharField(help_text="IANA name, such as Africa/Lagos.", max_length=64)),
                        (
                            "meeting_point",
                            models.CharField(
                                blank=True, help_text="Where to go on arrival, such as gate 2.", max_length=120
                            ),
                        ),
                        ("latitude", models.DecimalField(blank=True, decimal_places=6, max_digits=9, null=True)),
                        ("longitude", models.DecimalField(blank=True, decimal_places=6, max_digits=9, null=True)),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="camps.organisation"
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Camp",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("slug", models.SlugField(unique=True)),
                        ("name", models.CharField(max_length=120)),
                        (
                            "short_name",
                            models.CharField(
                                blank=True,
                                help_text="Neutral sender's name, at most 20 characters, no specialty.",
                                max_length=20,
                            ),
                        ),
                        ("host", models.CharField(blank=True, help_text="Who holds the camp.", max_length=120)),
                        ("first_day", models.DateField()),
                        (
                            "days",
                            models.PositiveSmallIntegerField(
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(60),
                                ]
                            ),
                        ),
                        ("day_opens", models.TimeField(default=datetime.time(8, 0))),
                        ("day_closes", models.TimeField(default=datetime.time(18, 0))),
                        (
                            "languages",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=12),
                                default=list,
                                help_text="BCP 47 codes, the first is the default.",
                                size=None,
                            ),
                        ),
                        ("help_phone", models.CharField(blank=True, max_length=20)),
                        (
                            "preparation",
                            models.TextField(
                                blank=True, help_text="What to bring and do, for everyone. Names no illness."
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[("draft", "Draft"), ("published", "Published"), ("cancelled", "Cancelled")],
                                default="draft",
                                max_length=12,
                            ),
                        ),
                        (
                            "doctor_invites",
                            models.CharField(
                                choices=[
                                    ("shift", "One invitation a shift"),
                                    ("appointment", "One invitation for each appointment"),
                                ],
                                default="shift",
                                max_length=12,
                            ),
                        ),
                        (
                            "feeds_name_procedures",
                            models.BooleanField(default=False, help_text="Doctors' feeds may name the procedure."),
                        ),
                        (
                            "window_minutes",
                            models.PositiveSmallIntegerField(
                                default=60,
                                help_text="Length of an arrival window.",
                                validators=[
                                    django.core.validators.MinValueValidator(10),
                                    django.core.validators.MaxValueValidator(240),
                                ],
                            ),
                        ),
                        ("created_at", models.DateTimeField(auto_now_add=True)),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="camps.organisation"
                            ),
                        ),
                        (
                            "venue",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="camps", to="camps.venue"
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="ColumnMemory",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "heading",
                            models.CharField(
                                help_text="Folded: lower case, no accents or punctuation.", max_length=120
                            ),
                        ),
                        (
                            "field",
                            models.CharField(blank=True, help_text="Empty: leave this column out.", max_length=40),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="camps.organisation"
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("organisation", "heading"), name="heading_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Patient",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(help_text="Full name as you write it.", max_length=160)),
                        ("called_name", models.CharField(blank=True, max_length=80)),
                        (
                            "name_key",
                            models.CharField(
                                editable=False, help_text="Folded for search: no accents, lower case.", max_length=200
                            ),
                        ),
                        ("sex", models.CharField(blank=True, choices=[("F", "Female"), ("M", "Male")], max_length=1)),
                        ("birth_date", models.DateField(blank=True, null=True)),
                        ("birth_estimated", models.BooleanField(default=False)),
                        (
                            "language",
                            models.CharField(
                                blank=True, help_text="BCP 47; empty means the camp's first language.", max_length=12
                            ),
                        ),
                        (
                            "timezone",
                            models.CharField(
                                blank=True, help_text="Only where it differs from the venue's.", max_length=64
                            ),
                        ),
                        ("town", models.CharField(blank=True, max_length=80)),
                        ("created_at", models.DateTimeField(auto_now_add=True)),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="camps.organisation"
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            django.contrib.postgres.indexes.GinIndex(
                                django.contrib.postgres.indexes.OpClass("name_key", name="gin_trgm_ops"),
                                name="patient_name_search",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="User",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("password", models.CharField(max_length=128, verbose_name="password")),
                        ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                        (
                            "is_superuser",
                            models.BooleanField(
                                default=False,
                                help_text="Designates that this user has all permissions without explicitly assigning them.",
                                verbose_name="superuser status",
                            ),
                        ),
                        ("email", models.EmailField(max_length=254, unique=True)),
                        ("name", models.CharField(max_length=120)),
                        ("is_active", models.BooleanField(default=True)),
                        ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                        (
                            "groups",
                            models.ManyToManyField(
                                blank=True,
                                help_text="The groups this user belongs to. A user will get all permissions granted to each of their groups.",
                                related_name="user_set",
                                related_query_name="user",
                                to="auth.group",
                                verbose_name="groups",
                            ),
                        ),
                        (
                            "user_permissions",
                            models.ManyToManyField(
                                blank=True,
                                help_text="Specific permissions for this user.",
                                related_name="user_set",
                                related_query_name="user",
                                to="auth.permission",
                                verbose_name="user permissions",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="ConsentRecord",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "purpose",
                            models.CharField(
                                choices=[
                                    ("texts", "Calls and text messages"),
                                    ("mail", "E-mail"),
                                    ("whatsapp", "WhatsApp"),
                                    ("care", "Care"),
                                ],
                                max_length=8,
                            ),
                        ),
                        ("given", models.BooleanField(help_text="False is a refusal or a withdrawal.")),
                        ("giver", models.CharField(default="self", max_length=40)),
                        (
                            "how",
                            models.CharField(
                                help_text="Such as: registration sheet, said by the organiser.", max_length=80
                            ),
                        ),
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
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="camps.organisation"
                            ),
                        ),
                        (
                            "patient",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="consents", to="camps.patient"
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["at", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="Guardian",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=160)),
                        ("relation", models.CharField(blank=True, max_length=40)),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="camps.organisation"
                            ),
                        ),
                        (
                            "patient",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="guardians",
                                to="camps.patient",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Contact",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("kind", models.CharField(choices=[("phone", "Phone"), ("mail", "E-mail")], max_length=5)),
                        ("value", models.CharField(max_length=254)),
                        (
                            "owner",
                            models.CharField(
                                choices=[
                                    ("self", "The patient"),
                                    ("guardian", "A parent or carer"),
                                    ("other", "Somebody else"),
                                ],
                                default="self",
                                max_length=8,
                            ),
                        ),
                        ("rank", models.PositiveSmallIntegerField(default=0, help_text="Lower is tried first.")),
                        ("failed_at", models.DateTimeField(blank=True, null=True)),
                        ("failed_why", models.CharField(blank=True, max_length=200)),
                        (
                            "guardian",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="contacts",
                                to="camps.guardian",
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="camps.organisation"
                            ),
                        ),
                        (
                            "patient",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="contacts", to="camps.patient"
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["rank", "id"],
                        "indexes": [models.Index(fields=["organisation", "value"], name="contact_value")],
                        "constraints": [
                            models.UniqueConstraint(fields=("patient", "kind", "value"), name="contact_once_a_patient")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="FactorReset",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("reason", models.CharField(max_length=200)),
                        ("at", models.DateTimeField()),
                        (
                            "by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="camps.organisation"
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Family",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("code", models.CharField(max_length=40)),
                        (
                            "camp",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="families", to="camps.camp"
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
                        "constraints": [models.UniqueConstraint(fields=("camp", "code"), name="family_code_once")],
                    },
                ),
                migrations.CreateModel(
                    name="Invitation",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("email", models.EmailField(max_length=254)),
                        (
                            "role",
                            models.CharField(
                                choices=[
                                    ("owner", "Owner"),
                                    ("organiser", "Organiser"),
                                    ("coordinator", "Coordinator"),
                                    ("desk", "Desk"),
                                    ("doctor", "Doctor"),
                                    ("viewer", "Viewer"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("token_hash", models.CharField(max_length=64, unique=True)),
                        ("created_at", models.DateTimeField()),
                        ("expires_at", models.DateTimeField()),
                        ("accepted_at", models.DateTimeField(blank=True, null=True)),
                        ("revoked_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "doctor",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="camps.doctor",
                            ),
                        ),
                        (
                            "invited_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="invitations",
                                to="camps.organisation",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Kit",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=40)),
                        (
                            "count",
                            models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1)]),
                        ),
                        (
                            "sterilise_min",
                            models.PositiveSmallIntegerField(
                                default=0, help_text="Minutes a unit is away after each use."
                            ),
                        ),
                        (
                            "camp",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="kits", to="camps.camp"
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
                        "ordering": ["name"],
                        "constraints": [models.UniqueConstraint(fields=("camp", "name"), name="kit_name_once")],
                    },
                ),
                migrations.CreateModel(
                    name="Member",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "role",
                            models.CharField(
                                choices=[
                                    ("owner", "Owner"),
                                    ("organiser", "Organiser"),
                                    ("coordinator", "Coordinator"),
                                    ("desk", "Desk"),
                                    ("doctor", "Doctor"),
                                    ("viewer", "Viewer"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("created_at", models.DateTimeField(auto_now_add=True)),
                        (
                            "doctor",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="camps.doctor",
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="memberships",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="members",
                                to="camps.organisation",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [models.UniqueConstraint(fields=("organisation", "user"), name="member_once")],
                    },
                ),
                migrations.CreateModel(
                    name="Procedure",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("code", models.CharField(max_length=20)),
                        ("name", models.CharField(max_length=120)),
                        ("specialty", models.CharField(default="any", max_length=40)),
                        (
                            "median_min",
                            models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1)]),
                        ),
                        (
                            "p90_min",
                            models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1)]),
                        ),
                        ("turnover_min", models.PositiveSmallIntegerField(default=0)),
                        (
                            "station_kind",
                            models.CharField(
                                choices=[
                                    ("table", "Operating table"),
                                    ("desk", "Desk"),
                                    ("lab", "Laboratory"),
                                    ("virtual", "Virtual room"),
                                    ("recovery", "Recovery bay"),
                                ],
                                default="table",
                                max_length=10,
                            ),
                        ),
                        (
                            "anaesthesia",
                            models.CharField(
                                choices=[
                                    ("general", "General"),
                                    ("spinal", "Spinal"),
                                    ("local", "Local"),
                                    ("none", "None"),
                                ],
                                default="none",
                                max_length=8,
                            ),
                        ),
                        ("recovery_min", models.PositiveSmallIntegerField(default=0)),
                        (
                            "equipment",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=40), blank=True, default=list, size=None
                            ),
                        ),
                        ("min_age_years", models.PositiveSmallIntegerField(blank=True, null=True)),
                        ("max_age_years", models.PositiveSmallIntegerField(blank=True, null=True)),
                        ("min_hb_g_dl", models.DecimalField(blank=True, decimal_places=1, max_digits=4, null=True)),
                        ("fasting_hours", models.PositiveSmallIntegerField(blank=True, null=True)),
                        (
                            "camp",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="procedures", to="camps.camp"
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
                        "ordering": ["code"],
                        "constraints": [models.UniqueConstraint(fields=("camp", "code"), name="procedure_code_once")],
                    },
                ),
                migrations.CreateModel(
                    name="SheetImport",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("file_name", models.CharField(max_length=160)),
                        ("sha256", models.CharField(max_length=64)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("staged", "Not yet committed"),
                                    ("committed", "Committed"),
                                    ("undone", "Undone"),
                                ],
                                default="staged",
                                max_length=10,
                            ),
                        ),
                        ("headings", models.JSONField(default=list)),
                        (
                            "columns",
                            models.JSONField(
                                default=dict, help_text="Field by the column's place from 0; empty: left out."
                            ),
                        ),
                        ("month_first", models.BooleanField(default=False)),
                        (
                            "agreed_to_texts",
                            models.BooleanField(
                                blank=True, help_text="Did the sheet's people agree to be called or texted?", null=True
                            ),
                        ),
                        ("report", models.JSONField(default=dict)),
                        ("created_at", models.DateTimeField()),
                        ("committed_at", models.DateTimeField(blank=True, null=True)),
                        ("undone_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "camp",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="sheet_imports",
                                to="camps.camp",
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="camps.organisation"
                            ),
                        ),
                        (
                            "uploaded_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "heading_row",
                            models.PositiveIntegerField(
                                default=1, help_text="The row of the sheet that the headings stand in."
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-created_at"],
                    },
                ),
                migrations.CreateModel(
                    name="Registration",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.PositiveIntegerField()),
                        ("complaint", models.CharField(blank=True, max_length=300)),
                        (
                            "urgency",
                            models.PositiveSmallIntegerField(
                                choices=[(1, "Emergency"), (2, "Urgent"), (3, "Soon"), (4, "Routine")], default=4
                            ),
                        ),
                        (
                            "arrives_on",
                            models.DateField(
                                blank=True, help_text="The first day the patient can be there.", null=True
                            ),
                        ),
                        ("km_to_venue", models.PositiveIntegerField(blank=True, null=True)),
                        ("remarks", models.TextField(blank=True)),
                        ("sheet_row", models.PositiveIntegerField(blank=True, null=True)),
                        (
                            "decision",
                            models.CharField(
                                choices=[
                                    ("new", "Not yet screened"),
                                    ("listed", "Listed"),
                                    ("standby", "Standby"),
                                    ("not_now", "Not now"),
                                    ("deferred", "Deferred"),
                                    ("referred", "Referred"),
                                ],
                                default="new",
                                max_length=8,
                            ),
                        ),
                        (
                            "needs_check",
                            models.BooleanField(default=False, help_text="A value the rules need is missing."),
                        ),
                        ("decision_reason", models.CharField(blank=True, max_length=400)),
                        ("deferred_until", models.DateField(blank=True, null=True)),
                        ("decided_at", models.DateTimeField(blank=True, null=True)),
                        ("created_at", models.DateTimeField(auto_now_add=True)),
                        (
                            "camp",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="registrations",
                                to="camps.camp",
                            ),
                        ),
                        (
                            "decided_by",
                            models.ForeignKey(
                                blank=True,
                                help_text="Empty when the rules decided.",
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "family",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="registrations",
                                to="camps.family",
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="camps.organisation"
                            ),
                        ),
                        (
                            "patient",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="registrations",
                                to="camps.patient",
                            ),
                        ),
                        (
                            "procedure",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="registrations",
                                to="camps.procedure",
                            ),
                        ),
                        (
                            "referred_to",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="referrals",
                                to="camps.doctor",
                            ),
                        ),
                        (
                            "sheet_import",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="registrations",
                                to="camps.sheetimport",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["number"],
                        "indexes": [models.Index(fields=["camp", "decision"], name="registration_decision")],
                        "constraints": [
                            models.UniqueConstraint(fields=("camp", "patient"), name="registration_once"),
                            models.UniqueConstraint(fields=("camp", "number"), name="registration_number_once"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Observation",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("kind", models.CharField(max_length=20)),
                        ("value", models.DecimalField(decimal_places=2, max_digits=8)),
                        ("unit", models.CharField(max_length=12)),
                        ("observed_at", models.DateTimeField(blank=True, null=True)),
                        ("recorded_at", models.DateTimeField(auto_now_add=True)),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="camps.organisation"
                            ),
                        ),
                        (
                            "patient",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="observations",
                                to="camps.patient",
                            ),
                        ),
                        (
                            "registration",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="observations",
                                to="camps.registration",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-recorded_at", "-id"],
                    },
                ),
                migrations.CreateModel(
                    name="Station",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=60)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("table", "Operating table"),
                                    ("desk", "Desk"),
                                    ("lab", "Laboratory"),
                                    ("virtual", "Virtual room"),
                                    ("recovery", "Recovery bay"),
                                ],
                                max_length=10,
                            ),
                        ),
                        (
                            "equipment",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=40), blank=True, default=list, size=None
                            ),
                        ),
                        (
                            "beds",
                            models.PositiveSmallIntegerField(
                                default=1, validators=[django.core.validators.MinValueValidator(1)]
                            ),
                        ),
                        ("opens", models.TimeField()),
                        ("closes", models.TimeField()),
                        (
                            "camp",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="stations", to="camps.camp"
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
                        "ordering": ["kind", "name"],
                        "constraints": [models.UniqueConstraint(fields=("camp", "name"), name="station_name_once")],
                    },
                ),
                migrations.CreateModel(
                    name="Resource",
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
                                    ("doctor", "Doctor"),
                                    ("station", "Station"),
                                    ("kit", "Kit"),
                                    ("patient", "Patient"),
                                ],
                                max_length=8,
                            ),
                        ),
                        (
                            "unit",
                            models.PositiveSmallIntegerField(
                                default=1, help_text="1 to n, for a station with n beds or a kit of n."
                            ),
                        ),
                        (
                            "doctor",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="resource",
                                to="camps.doctor",
                            ),
                        ),
                        (
                            "kit",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="resources",
                                to="camps.kit",
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="camps.organisation"
                            ),
                        ),
                        (
                            "patient",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="resource",
                                to="camps.patient",
                            ),
                        ),
                        (
                            "station",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="resources",
                                to="camps.station",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("kind", "doctor"),
                                        ("doctor__isnull", False),
                                        ("station__isnull", True),
                                        ("kit__isnull", True),
                                        ("patient__isnull", True),
                                    ),
                                    models.Q(
                                        ("kind", "station"),
                                        ("doctor__isnull", True),
                                        ("station__isnull", False),
                                        ("kit__isnull", True),
                                        ("patient__isnull", True),
                                    ),
                                    models.Q(
                                        ("kind", "kit"),
                                        ("doctor__isnull", True),
                                        ("station__isnull", True),
                                        ("kit__isnull", False),
                                        ("patient__isnull", True),
                                    ),
                                    models.Q(
                                        ("kind", "patient"),
                                        ("doctor__isnull", True),
                                        ("station__isnull", True),
                                        ("kit__isnull", True),
                                        ("patient__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="resource_is_one_thing",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("station__isnull", False)),
                                fields=("station", "unit"),
                                name="resource_bed_once",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("kit__isnull", False)),
                                fields=("kit", "unit"),
                                name="resource_unit_once",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SheetJob",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "act",
                            models.CharField(
                                choices=[
                                    ("read", "Reading the sheet"),
                                    ("check", "Checking the rows"),
                                    ("commit", "Registering the people"),
                                    ("undo", "Taking the import back"),
                                ],
                                max_length=6,
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("queued", "Waiting for a worker"),
                                    ("running", "Running"),
                                    ("done", "Done"),
                                    ("failed", "Failed"),
                                ],
                                default="queued",
                                max_length=7,
                            ),
                        ),
                        (
                            "step",
                            models.CharField(
                                blank=True, help_text="The part of the work at hand, for the page.", max_length=40
                            ),
                        ),
                        ("done", models.PositiveIntegerField(default=0, help_text="Rows.")),
                        ("whole", models.PositiveIntegerField(default=0, help_text="Rows; 0 while nobody knows.")),
                        (
                            "tries",
                            models.PositiveSmallIntegerField(default=0, help_text="How often a worker took it up."),
                        ),
                        ("trouble", models.CharField(blank=True, max_length=1000)),
                        (
                            "file",
                            models.BinaryField(
                                blank=True, help_text="The uploaded bytes until they are read.", null=True
                            ),
                        ),
                        ("sheet_title", models.CharField(blank=True, max_length=80)),
                        (
                            "agreed_to_texts",
                            models.BooleanField(blank=True, help_text="What is to be committed with.", null=True),
                        ),
                        ("asked_at", models.DateTimeField()),
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
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="camps.organisation"
                            ),
                        ),
                        (
                            "sheet_import",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE, related_name="job", to="camps.sheetimport"
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["asked_at", "pk"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("state__in", ["queued", "running"])),
                                fields=["asked_at"],
                                name="open_sheet_jobs",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SheetRow",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("sheet_row", models.PositiveIntegerField()),
                        ("cells", models.JSONField(default=list)),
                        ("fixes", models.JSONField(default=dict, help_text="Text by the column's place from 0.")),
                        (
                            "outcome",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("new", "New"),
                                    ("same", "Same as before"),
                                    ("changed", "Changed"),
                                    ("doubled", "Doubled"),
                                    ("refused", "Refused"),
                                ],
                                max_length=8,
                            ),
                        ),
                        ("problems", models.JSONField(default=list)),
                        ("person", models.JSONField(blank=True, null=True)),
                        ("twin_row", models.PositiveIntegerField(blank=True, null=True)),
                        (
                            "two_people",
                            models.BooleanField(
                                blank=True,
                                help_text="A person's answer: this is somebody else than the double. Empty: not asked.",
                                null=True,
                            ),
                        ),
                        (
                            "changes",
                            models.JSONField(default=dict, help_text="[old, new] by field, against what stands."),
                        ),
                        (
                            "take_changes",
                            models.BooleanField(blank=True, help_text="Asked; empty until answered.", null=True),
                        ),
                        (
                            "before",
                            models.JSONField(blank=True, help_text="What the commit replaced, for undo.", null=True),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="camps.organisation"
                            ),
                        ),
                        (
                            "registration",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="camps.registration",
                            ),
                        ),
                        (
                            "sheet_import",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="rows", to="camps.sheetimport"
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["sheet_row"],
                        "constraints": [
                            models.UniqueConstraint(fields=("sheet_import", "sheet_row"), name="sheet_row_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Shift",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("starts_at", models.DateTimeField()),
                        ("ends_at", models.DateTimeField()),
                        (
                            "uid",
                            models.CharField(default=camps.uid.new_uid, editable=False, max_length=255, unique=True),
                        ),
                        ("sequence", models.PositiveIntegerField(default=0)),
                        ("changed_at", models.DateTimeField(auto_now=True)),
                        ("cancelled_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "camp",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="shifts", to="camps.camp"
                            ),
                        ),
                        (
                            "doctor",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="shifts", to="camps.doctor"
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
                        "ordering": ["starts_at", "doctor_id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("ends_at__gt", models.F("starts_at"))), name="shift_has_length"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SignIn",
                    fields=[
                        (
                            "session_key",
                            models.CharField(
                                max_length=40, primary_key=True, serialize=False, verbose_name="session key"
                            ),
                        ),
                        ("session_data", models.TextField(verbose_name="session data")),
                        ("expire_date", models.DateTimeField(db_index=True, verbose_name="expire date")),
                        (
                            "user",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "session",
                        "verbose_name_plural": "sessions",
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Skill",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("specialty", models.CharField(max_length=40)),
                        (
                            "level",
                            models.CharField(
                                choices=[
                                    ("independent", "Independent"),
                                    ("supervised", "Supervised"),
                                    ("trainee", "Trainee"),
                                ],
                                default="independent",
                                max_length=12,
                            ),
                        ),
                        (
                            "doctor",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="skills", to="camps.doctor"
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
                        "constraints": [models.UniqueConstraint(fields=("doctor", "specialty"), name="skill_once")],
                    },
                ),
                migrations.CreateModel(
                    name="StationClosure",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("starts_at", models.DateTimeField()),
                        ("ends_at", models.DateTimeField()),
                        ("reason", models.CharField(blank=True, max_length=120)),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="camps.organisation"
                            ),
                        ),
                        (
                            "station",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="closures", to="camps.station"
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("ends_at__gt", models.F("starts_at"))), name="closure_has_length"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="TokenBucket",
                    fields=[
                        ("key", models.CharField(max_length=64, primary_key=True, serialize=False)),
                        ("tokens", models.FloatField()),
                        ("filled_at", models.DateTimeField(db_index=True)),
                    ],
                ),
            ],
        ),
        # Rows are tied to rows of their own organisation by the database itself (docs/decisions/tenants.md).
        own_key("camps_camp"),
        own_key("camps_contact"),
        own_key("camps_doctor"),
        own_key("camps_family"),
        own_key("camps_guardian"),
        own_key("camps_kit"),
        own_key("camps_patient"),
        own_key("camps_procedure"),
        own_key("camps_registration"),
        own_key("camps_resource"),
        own_key("camps_sheetimport"),
        own_key("camps_shift"),
        own_key("camps_station"),
        own_key("camps_venue"),
        tie("camps_camp", "camps_venue", "venue"),
        tie("camps_consentrecord", "camps_patient", "patient"),
        tie("camps_skill", "camps_doctor", "doctor"),
        tie("camps_shift", "camps_camp", "camp"),
        tie("camps_shift", "camps_doctor", "doctor"),
        tie("camps_absence", "camps_doctor", "doctor"),
        tie("camps_member", "camps_doctor", "doctor"),
        tie("camps_invitation", "camps_doctor", "doctor"),
        tie("camps_guardian", "camps_patient", "patient"),
        tie("camps_contact", "camps_patient", "patient"),
        tie("camps_contact", "camps_guardian", "guardian"),
        tie("camps_family", "camps_camp", "camp"),
        tie("camps_station", "camps_camp", "camp"),
        tie("camps_stationclosure", "camps_station", "station"),
        tie("camps_kit", "camps_camp", "camp"),
        tie("camps_procedure", "camps_camp", "camp"),
        tie("camps_registration", "camps_camp", "camp"),
        tie("camps_registration", "camps_patient", "patient"),
        tie("camps_registration", "camps_procedure", "procedure"),
        tie("camps_registration", "camps_family", "family"),
        tie("camps_registration", "camps_sheetimport", "sheet_import"),
        tie("camps_registration", "camps_doctor", "referred_to"),
        tie("camps_observation", "camps_patient", "patient"),
        tie("camps_observation", "camps_registration", "registration"),
        tie("camps_resource", "camps_doctor", "doctor"),
        tie("camps_resource", "camps_station", "station"),
        tie("camps_resource", "camps_kit", "kit"),
        tie("camps_resource", "camps_patient", "patient"),
        tie("camps_sheetimport", "camps_camp", "camp"),
        tie("camps_sheetrow", "camps_sheetimport", "sheet_import"),
        tie("camps_sheetrow", "camps_registration", "registration"),
        tie("camps_sheetjob", "camps_sheetimport", "sheet_import"),
    ]
