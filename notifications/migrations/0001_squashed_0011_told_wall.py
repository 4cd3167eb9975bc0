"""The tables of `notifications` as 0001 to 0011 leave them, made at once: for an empty database.

Rows that 0005, 0008 and 0011 changed are not there yet, so nothing here changes them.
camps/migrations/0001_squashed_0008_whatsapp_consent.py says how it goes with the migrations that it replaces.
"""

import datetime

import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import camps.uid
from camps.migrations._at_once import CreateModelsAtOnce
from camps.tenant_keys import own_key, tie


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("notifications", "0001_telling"),
        ("notifications", "0002_served_feeds"),
        ("notifications", "0003_feed_made_of"),
        ("notifications", "0004_feed_made_by"),
        ("notifications", "0005_doctor_invites"),
        ("notifications", "0006_tenant_keys"),
        ("notifications", "0007_told_right"),
        ("notifications", "0008_told_right_keys"),
        ("notifications", "0009_what_answers_did"),
        ("notifications", "0010_reminders_planned"),
        ("notifications", "0011_told_wall"),
    ]
    dependencies = [
        ("camps", "0008_whatsapp_consent"),
        ("scheduling", "0003_tenant_keys"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        CreateModelsAtOnce(
            creations=[
                migrations.CreateModel(
                    name="InboundEvent",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("provider", models.CharField(max_length=24)),
                        ("event_id", models.CharField(max_length=200)),
                        (
                            "sort",
                            models.CharField(
                                choices=[
                                    ("text", "A text that somebody sent"),
                                    ("receipt", "What became of one of ours"),
                                ],
                                max_length=8,
                            ),
                        ),
                        ("twin", models.CharField(blank=True, max_length=64)),
                        (
                            "provider_ref",
                            models.CharField(
                                blank=True, help_text="Of the message that a receipt is about.", max_length=160
                            ),
                        ),
                        (
                            "payload",
                            models.JSONField(default=dict, help_text="What we understood of it, not what came."),
                        ),
                        ("received_at", models.DateTimeField()),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("new", "Not looked at"),
                                    ("done", "Acted on"),
                                    ("ignored", "Nothing to do"),
                                    ("aside", "Kept aside for a person"),
                                ],
                                default="new",
                                max_length=8,
                            ),
                        ),
                        ("reason", models.CharField(blank=True, max_length=300)),
                        (
                            "organisation",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="camps.organisation",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-received_at"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("state", "new")), fields=["received_at"], name="inbound_event_new"
                            ),
                            models.Index(fields=["twin", "received_at"], name="inbound_event_twin"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("provider", "event_id"), name="inbound_event_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="InboundMail",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "sha256",
                            models.CharField(
                                help_text="The same mail taken in twice is one row.", max_length=64, unique=True
                            ),
                        ),
                        ("sender", models.CharField(blank=True, max_length=254)),
                        (
                            "said",
                            models.CharField(
                                help_text="The answer in words, or why it could not be read.", max_length=400
                            ),
                        ),
                        ("raw", models.BinaryField()),
                        ("received_at", models.DateTimeField()),
                        ("done_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "appointment",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="scheduling.appointment",
                            ),
                        ),
                        (
                            "camp",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="inbound_mails",
                                to="camps.camp",
                            ),
                        ),
                        (
                            "done_by",
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
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="camps.organisation",
                            ),
                        ),
                        (
                            "shift",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="camps.shift",
                            ),
                        ),
                        (
                            "reason",
                            models.CharField(
                                blank=True, help_text="Why it was ignored or kept aside, in words.", max_length=300
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("new", "Not looked at"),
                                    ("done", "Acted on"),
                                    ("ignored", "Nothing to do"),
                                    ("aside", "Kept aside for a person"),
                                ],
                                default="new",
                                max_length=8,
                            ),
                        ),
                        ("to", models.JSONField(default=list)),
                        ("via", models.CharField(default="sink", help_text="sink, lmtp, smtp or imap.", max_length=8)),
                    ],
                    options={
                        "ordering": ["-received_at"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("state", "new")), fields=["received_at"], name="inbound_mail_new"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Template",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("kind", models.CharField(max_length=24)),
                        ("channel", models.CharField(max_length=8)),
                        ("language", models.CharField(max_length=12)),
                        ("version", models.PositiveIntegerField()),
                        ("subject", models.CharField(blank=True, max_length=200)),
                        ("body", models.TextField()),
                        ("carer", models.TextField(blank=True)),
                        ("family", models.TextField(blank=True)),
                        ("provider_name", models.CharField(blank=True, max_length=80)),
                        ("made_at", models.DateTimeField()),
                        ("retired_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "camp",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="templates",
                                to="camps.camp",
                            ),
                        ),
                        (
                            "made_by",
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
                    ],
                    options={
                        "ordering": ["kind", "channel", "language", "-version"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("camp__isnull", False)),
                                fields=("camp", "kind", "channel", "language", "version"),
                                name="template_version_once_a_camp",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("camp", None)),
                                fields=("organisation", "kind", "channel", "language", "version"),
                                name="template_version_once",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Message",
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
                                help_text="booked, moved, cancelled, reminder, confirm, shift, day_list …",
                                max_length=24,
                            ),
                        ),
                        ("rung", models.CharField(blank=True, max_length=16)),
                        (
                            "channel",
                            models.CharField(
                                choices=[
                                    ("mail", "E-mail"),
                                    ("sms", "Text message"),
                                    ("whatsapp", "WhatsApp"),
                                    ("push", "Web push"),
                                    ("call", "Call list"),
                                    ("town", "List by town"),
                                ],
                                max_length=8,
                            ),
                        ),
                        (
                            "recipient",
                            models.CharField(
                                help_text="contact:<id>, patient:<id>, doctor:<id>, user:<id>.", max_length=40
                            ),
                        ),
                        ("revision", models.PositiveIntegerField(default=1)),
                        ("idem_key", models.CharField(max_length=160, unique=True)),
                        ("language", models.CharField(default="en", max_length=12)),
                        (
                            "facts",
                            models.JSONField(
                                default=dict, help_text="What can't be read again later, such as the old time."
                            ),
                        ),
                        ("template_version", models.CharField(blank=True, max_length=64)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("planned", "Planned"),
                                    ("leased", "Being sent"),
                                    ("sent", "Sent"),
                                    ("unknown", "Not known whether it arrived"),
                                    ("delivered", "Delivered"),
                                    ("failed", "Failed"),
                                    ("expired", "Too late to send"),
                                    ("superseded", "Replaced by a newer one"),
                                    ("suppressed", "Not wanted"),
                                ],
                                default="planned",
                                max_length=10,
                            ),
                        ),
                        (
                            "why",
                            models.CharField(
                                blank=True, help_text="Why it stands in this state, in words.", max_length=300
                            ),
                        ),
                        ("due_at", models.DateTimeField()),
                        ("not_after", models.DateTimeField()),
                        ("leased_until", models.DateTimeField(blank=True, null=True)),
                        ("lease_owner", models.CharField(blank=True, max_length=60)),
                        ("attempts_made", models.PositiveSmallIntegerField(default=0)),
                        (
                            "sequence",
                            models.PositiveIntegerField(
                                blank=True, help_text="SEQUENCE of the invitation it carries.", null=True
                            ),
                        ),
                        (
                            "message_id",
                            models.CharField(
                                blank=True, help_text="Message-ID of the mail, the same on a repeat.", max_length=120
                            ),
                        ),
                        ("subject", models.CharField(blank=True, max_length=200)),
                        ("body", models.TextField(blank=True, help_text="The text as it was sent.")),
                        ("created_at", models.DateTimeField()),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "appointment",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="messages",
                                to="scheduling.appointment",
                            ),
                        ),
                        (
                            "camp",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="messages",
                                to="camps.camp",
                            ),
                        ),
                        (
                            "contact",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="messages",
                                to="camps.contact",
                            ),
                        ),
                        (
                            "doctor",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="messages",
                                to="camps.doctor",
                            ),
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
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="messages",
                                to="camps.registration",
                            ),
                        ),
                        (
                            "shift",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="messages",
                                to="camps.shift",
                            ),
                        ),
                        ("delivered_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "instead_of",
                            models.ForeignKey(
                                blank=True,
                                help_text="The message on another channel or contact that did not get through.",
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="replacements",
                                to="notifications.message",
                            ),
                        ),
                        ("read_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "receipt_due_at",
                            models.DateTimeField(
                                blank=True, help_text="Without a receipt by then another way is tried.", null=True
                            ),
                        ),
                        (
                            "segments",
                            models.PositiveSmallIntegerField(
                                blank=True, help_text="Of a text, as it was sent.", null=True
                            ),
                        ),
                        (
                            "template",
                            models.ForeignKey(
                                blank=True,
                                help_text="The own text in force when it was planned; empty for a shipped one.",
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="notifications.template",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-due_at", "-id"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("state", "planned")), fields=["due_at"], name="message_due"
                            ),
                            models.Index(
                                condition=models.Q(("state", "leased")), fields=["leased_until"], name="message_leased"
                            ),
                            models.Index(
                                condition=models.Q(("ended_at", None), ("state", "unknown")),
                                fields=["due_at"],
                                name="message_unsettled",
                            ),
                            models.Index(fields=["camp", "state"], name="message_of_camp"),
                            models.Index(fields=["appointment"], name="message_of_appointment"),
                            models.Index(
                                condition=models.Q(("receipt_due_at__isnull", False), ("state", "sent")),
                                fields=["receipt_due_at"],
                                name="message_receipt_due",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Answer",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("recipient", models.CharField(blank=True, max_length=40)),
                        (
                            "by",
                            models.CharField(
                                choices=[
                                    ("mail", "Calendar or mail"),
                                    ("sms", "Text message"),
                                    ("whatsapp", "WhatsApp"),
                                    ("call", "Call"),
                                ],
                                max_length=8,
                            ),
                        ),
                        (
                            "meaning",
                            models.CharField(
                                choices=[
                                    ("coming", "Coming"),
                                    ("perhaps", "Perhaps"),
                                    ("cannot", "Cannot come"),
                                    ("other", "Another time proposed"),
                                    ("stop", "No more of these messages"),
                                    ("start", "Messages again"),
                                    ("words", "In words"),
                                    ("bounced", "Could not be delivered"),
                                ],
                                max_length=8,
                            ),
                        ),
                        (
                            "text",
                            models.CharField(
                                blank=True, help_text="What was written, or the answer in words.", max_length=500
                            ),
                        ),
                        ("proposed_start", models.DateTimeField(blank=True, null=True)),
                        ("proposed_end", models.DateTimeField(blank=True, null=True)),
                        ("sequence", models.PositiveIntegerField(blank=True, null=True)),
                        ("stamp", models.DateTimeField(blank=True, null=True)),
                        ("effect", models.CharField(blank=True, max_length=300)),
                        ("at", models.DateTimeField()),
                        ("needs_person", models.BooleanField(default=False)),
                        ("done_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "appointment",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="answers",
                                to="scheduling.appointment",
                            ),
                        ),
                        (
                            "camp",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="answers",
                                to="camps.camp",
                            ),
                        ),
                        (
                            "contact",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="answers",
                                to="camps.contact",
                            ),
                        ),
                        (
                            "doctor",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="answers",
                                to="camps.doctor",
                            ),
                        ),
                        (
                            "done_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "mail",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="answers",
                                to="notifications.inboundmail",
                            ),
                        ),
                        (
                            "message",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="answers",
                                to="notifications.message",
                            ),
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
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="answers",
                                to="camps.registration",
                            ),
                        ),
                        (
                            "shift",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="answers",
                                to="camps.shift",
                            ),
                        ),
                        (
                            "event",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="answers",
                                to="notifications.inboundevent",
                            ),
                        ),
                        (
                            "absence",
                            models.ForeignKey(
                                blank=True,
                                help_text="By a decline.",
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="camps.absence",
                            ),
                        ),
                        (
                            "time_request",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="answers",
                                to="scheduling.timerequest",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-at", "-id"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("done_at", None), ("needs_person", True)),
                                fields=["camp", "at"],
                                name="answer_waiting",
                            ),
                            models.Index(fields=["recipient", "at"], name="answer_of_recipient"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Attempt",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("n", models.PositiveSmallIntegerField()),
                        ("provider", models.CharField(max_length=24)),
                        ("provider_ref", models.CharField(blank=True, max_length=160)),
                        ("started_at", models.DateTimeField()),
                        ("finished_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "outcome",
                            models.CharField(
                                choices=[
                                    ("open", "Under way"),
                                    ("accepted", "Accepted"),
                                    ("permanent", "Refused for good"),
                                    ("temporary", "Refused for now"),
                                    ("unknown", "Not known"),
                                ],
                                default="open",
                                max_length=10,
                            ),
                        ),
                        ("detail", models.CharField(blank=True, max_length=300)),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="camps.organisation"
                            ),
                        ),
                        (
                            "message",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="attempts",
                                to="notifications.message",
                            ),
                        ),
                        (
                            "receipt",
                            models.CharField(
                                blank=True,
                                db_default="",
                                help_text="The provider's last word: sent, delivered, read …",
                                max_length=12,
                            ),
                        ),
                        ("receipt_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "ordering": ["n"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("provider_ref", ""), _negated=True),
                                fields=["provider", "provider_ref"],
                                name="attempt_of_provider_ref",
                            )
                        ],
                        "constraints": [models.UniqueConstraint(fields=("message", "n"), name="attempt_once")],
                    },
                ),
                migrations.CreateModel(
                    name="BusyCalendar",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=60)),
                        ("sealed", models.BinaryField()),
                        ("shown", models.CharField(help_text="Its host, to tell one from another.", max_length=120)),
                        ("created_at", models.DateTimeField()),
                        ("next_at", models.DateTimeField(help_text="When it is asked again.")),
                        (
                            "fetched_at",
                            models.DateTimeField(blank=True, help_text="When it was last read whole.", null=True),
                        ),
                        ("etag", models.CharField(blank=True, max_length=200)),
                        ("last_modified", models.CharField(blank=True, max_length=60)),
                        (
                            "fault",
                            models.CharField(
                                blank=True, help_text="Why it could not be read, in words.", max_length=200
                            ),
                        ),
                        ("faults", models.PositiveIntegerField(default=0, help_text="In a row.")),
                        (
                            "added_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "doctor",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="busy_calendars",
                                to="camps.doctor",
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
                        "ordering": ["created_at"],
                        "indexes": [models.Index(fields=["next_at"], name="busy_calendar_next")],
                    },
                ),
                migrations.CreateModel(
                    name="BusyTime",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("starts_at", models.DateTimeField()),
                        ("ends_at", models.DateTimeField()),
                        ("all_day", models.BooleanField(default=False)),
                        (
                            "calendar",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="times",
                                to="notifications.busycalendar",
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
                        "indexes": [models.Index(fields=["calendar", "starts_at"], name="busy_time_of_calendar")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("ends_at__gt", models.F("starts_at"))), name="busy_time_has_length"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CampTelling",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("quiet_from", models.TimeField(default=datetime.time(20, 0))),
                        ("quiet_until", models.TimeField(default=datetime.time(8, 0))),
                        (
                            "urgent_hours",
                            models.PositiveSmallIntegerField(
                                default=24, validators=[django.core.validators.MaxValueValidator(72)]
                            ),
                        ),
                        (
                            "breaks_quiet",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=24), blank=True, default=list, size=None
                            ),
                        ),
                        (
                            "instructions_in_sms",
                            models.BooleanField(default=False, help_text="A text may say: eat nothing after 2am."),
                        ),
                        ("sms_price", models.DecimalField(blank=True, decimal_places=4, max_digits=8, null=True)),
                        ("currency", models.CharField(blank=True, help_text="ISO 4217, such as NGN.", max_length=3)),
                        ("changed_at", models.DateTimeField()),
                        (
                            "camp",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE, related_name="telling", to="camps.camp"
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="camps.organisation"
                            ),
                        ),
                        (
                            "planned_at",
                            models.DateTimeField(
                                blank=True, help_text="The `changed_at` that the planned reminders follow.", null=True
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="DoctorChoice",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "invites",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("shift", "One invitation a shift"),
                                    ("appointment", "One invitation for each appointment"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        (
                            "doctor",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="camps.doctor"
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
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="FanOut",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        (
                            "change",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="fan_out",
                                to="scheduling.schedulechange",
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="camps.organisation"
                            ),
                        ),
                        (
                            "publication",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="fan_out",
                                to="scheduling.publication",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("change__isnull", False), ("publication__isnull", False), _connector="XOR"
                                ),
                                name="fan_out_of_one_thing",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Feed",
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
                                    ("doctor", "A doctor's appointments and shifts"),
                                    ("station", "A station's appointments"),
                                    ("camp", "A whole camp"),
                                ],
                                max_length=8,
                            ),
                        ),
                        ("name", models.CharField(help_text="Such as: my phone.", max_length=60)),
                        ("uid", models.CharField(default=camps.uid.new_uid, editable=False, max_length=255)),
                        ("token_hash", models.CharField(max_length=64, unique=True)),
                        ("busy_only", models.BooleanField(default=False)),
                        ("created_at", models.DateTimeField()),
                        ("expires_at", models.DateTimeField()),
                        ("revoked_at", models.DateTimeField(blank=True, null=True)),
                        ("last_fetched_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "fetches",
                            models.PositiveIntegerField(default=0, help_text="Minutes in which it was asked for."),
                        ),
                        (
                            "last_good",
                            models.BinaryField(
                                blank=True, help_text="Served when a newer body fails the validator.", null=True
                            ),
                        ),
                        (
                            "camp",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="feeds",
                                to="camps.camp",
                            ),
                        ),
                        (
                            "doctor",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="feeds",
                                to="camps.doctor",
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
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="feeds",
                                to="camps.station",
                            ),
                        ),
                        (
                            "changed_at",
                            models.DateTimeField(
                                blank=True, help_text="LAST-MODIFIED of the body, in whole seconds.", null=True
                            ),
                        ),
                        ("etag", models.CharField(blank=True, max_length=70)),
                        (
                            "faulty_at",
                            models.DateTimeField(
                                blank=True, help_text="Since when a part can't be written as it is.", null=True
                            ),
                        ),
                        (
                            "last_reader",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("google", "Google"),
                                    ("apple", "Apple"),
                                    ("outlook", "Outlook"),
                                    ("thunderbird", "Thunderbird"),
                                    ("browser", "A browser"),
                                    ("other", "A calendar"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("told_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "made_of",
                            models.CharField(
                                blank=True, help_text="A hash of all that the body was made of.", max_length=64
                            ),
                        ),
                        (
                            "made_by",
                            models.ForeignKey(
                                blank=True,
                                help_text="Saw the address.",
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["created_at"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("doctor__isnull", False), ("kind", "doctor"), ("station__isnull", True)),
                                    models.Q(("doctor__isnull", True), ("kind", "station"), ("station__isnull", False)),
                                    models.Q(
                                        ("camp__isnull", False),
                                        ("doctor__isnull", True),
                                        ("kind", "camp"),
                                        ("station__isnull", True),
                                    ),
                                    _connector="OR",
                                ),
                                name="feed_of_one_thing",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="InvitedAs",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "form",
                            models.CharField(
                                choices=[
                                    ("shift", "One invitation a shift"),
                                    ("appointment", "One invitation for each appointment"),
                                ],
                                max_length=12,
                            ),
                        ),
                        (
                            "choice",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("shift", "One invitation a shift"),
                                    ("appointment", "One invitation for each appointment"),
                                ],
                                max_length=12,
                            ),
                        ),
                        (
                            "camp",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="camps.camp"
                            ),
                        ),
                        (
                            "doctor",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="camps.doctor"
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
                        "constraints": [models.UniqueConstraint(fields=("camp", "doctor"), name="invited_as_one_form")],
                    },
                ),
                migrations.CreateModel(
                    name="Ladder",
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
                                choices=[("surgery", "Operations"), ("consultation", "Consultations")], max_length=12
                            ),
                        ),
                        ("changed_at", models.DateTimeField()),
                        (
                            "camp",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="ladders", to="camps.camp"
                            ),
                        ),
                        (
                            "changed_by",
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
                            "procedure",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="ladders",
                                to="camps.procedure",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("procedure", None)),
                                fields=("camp", "kind"),
                                name="ladder_once_a_kind",
                            ),
                            models.UniqueConstraint(fields=("camp", "procedure"), name="ladder_once_a_procedure"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="LadderRung",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=16)),
                        (
                            "days_before",
                            models.PositiveSmallIntegerField(
                                blank=True, null=True, validators=[django.core.validators.MaxValueValidator(60)]
                            ),
                        ),
                        (
                            "hours_before",
                            models.PositiveSmallIntegerField(
                                blank=True, null=True, validators=[django.core.validators.MaxValueValidator(48)]
                            ),
                        ),
                        (
                            "from_hour",
                            models.TimeField(default=datetime.time(8, 0), help_text="The reader's local time."),
                        ),
                        ("until_hour", models.TimeField(default=datetime.time(10, 0))),
                        ("text", models.CharField(max_length=24)),
                        (
                            "channels",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=8), blank=True, default=list, size=None
                            ),
                        ),
                        (
                            "ladder",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="rungs",
                                to="notifications.ladder",
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
                        "ordering": ["-days_before", "-hours_before"],
                        "constraints": [
                            models.UniqueConstraint(fields=("ladder", "name"), name="rung_once"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("days_before__isnull", False), ("hours_before__isnull", False), _connector="XOR"
                                ),
                                name="rung_days_or_hours",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="OptOut",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "category",
                            models.CharField(
                                choices=[
                                    ("reminders", "Reminders"),
                                    ("questions", "Asking whether you will come"),
                                    ("aftercare", "After the visit"),
                                ],
                                max_length=10,
                            ),
                        ),
                        (
                            "how",
                            models.CharField(
                                help_text="Such as: one-click in a mail, STOP by text, the visit page.", max_length=80
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "contact",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="opt_outs",
                                to="camps.contact",
                            ),
                        ),
                        (
                            "doctor",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="opt_outs",
                                to="camps.doctor",
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
                        "ordering": ["-at"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("contact__isnull", False), ("doctor__isnull", False), _connector="XOR"
                                ),
                                name="opt_out_of_one_reader",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("ended_at", None)),
                                fields=("contact", "category"),
                                name="opt_out_once_a_contact",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("ended_at", None)),
                                fields=("doctor", "category"),
                                name="opt_out_once_a_doctor",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Preference",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "channels",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=8),
                                blank=True,
                                default=list,
                                help_text="In order of trying.",
                                size=None,
                            ),
                        ),
                        ("quiet_from", models.TimeField(blank=True, null=True)),
                        ("quiet_until", models.TimeField(blank=True, null=True)),
                        (
                            "wording",
                            models.CharField(
                                choices=[("discreet", "Discreet: no name"), ("plain", "With the first name")],
                                default="discreet",
                                max_length=8,
                            ),
                        ),
                        (
                            "said_by",
                            models.CharField(default="patient", help_text="patient, doctor or staff.", max_length=20),
                        ),
                        ("changed_at", models.DateTimeField()),
                        (
                            "doctor",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="preference",
                                to="camps.doctor",
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
                                related_name="preference",
                                to="camps.patient",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("patient__isnull", False), ("doctor__isnull", False), _connector="XOR"
                                ),
                                name="preference_of_one_person",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ProviderHealth",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("provider", models.CharField(max_length=40, unique=True)),
                        ("failures", models.PositiveIntegerField(default=0, help_text="In a row.")),
                        ("rests_until", models.DateTimeField(blank=True, null=True)),
                        ("last_ok_at", models.DateTimeField(blank=True, null=True)),
                        ("last_fault_at", models.DateTimeField(blank=True, null=True)),
                        ("last_fault", models.CharField(blank=True, max_length=200)),
                    ],
                ),
                migrations.CreateModel(
                    name="Told",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("recipient", models.CharField(max_length=40)),
                        ("revision", models.PositiveIntegerField(default=1)),
                        ("cancelled", models.BooleanField(default=False)),
                        ("sequence", models.PositiveIntegerField(default=0, help_text="SEQUENCE of what was told.")),
                        ("starts_at", models.DateTimeField(help_text="For a patient the arrival time.")),
                        ("ends_at", models.DateTimeField()),
                        ("at", models.DateTimeField()),
                        (
                            "appointment",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="told",
                                to="scheduling.appointment",
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="camps.organisation"
                            ),
                        ),
                        (
                            "shift",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="told",
                                to="camps.shift",
                            ),
                        ),
                        (
                            "station",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
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
                            "change_seq",
                            models.BigIntegerField(
                                db_default=0,
                                help_text="Rises over the whole house with each change told: what came after n (RFC 6578).",
                            ),
                        ),
                        (
                            "wall",
                            models.CharField(
                                blank=True,
                                db_default="",
                                help_text="What the venue's clock shows at the start, as it was told.",
                                max_length=16,
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["recipient", "at"], name="told_of_recipient")],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("appointment__isnull", False)),
                                fields=("appointment", "recipient"),
                                name="told_once_an_appointment",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("shift__isnull", False)),
                                fields=("shift", "recipient"),
                                name="told_once_a_shift",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("appointment__isnull", False), ("shift__isnull", False), _connector="XOR"
                                ),
                                name="told_of_one_thing",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="VisitLink",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=1)),
                        ("token_hash", models.CharField(max_length=64, unique=True)),
                        (
                            "expires_at",
                            models.DateTimeField(
                                blank=True, help_text="Empty: a day after the appointment.", null=True
                            ),
                        ),
                        ("revoked_at", models.DateTimeField(blank=True, null=True)),
                        ("created_at", models.DateTimeField()),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="camps.organisation"
                            ),
                        ),
                        (
                            "registration",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="visit_link",
                                to="camps.registration",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
            ],
        ),
        # Rows are tied to rows of their own organisation by the database itself (docs/decisions/tenants.md).
        own_key("notifications_message"),
        tie("notifications_fanout", "scheduling_schedulechange", "change"),
        tie("notifications_fanout", "scheduling_publication", "publication"),
        tie("notifications_feed", "camps_doctor", "doctor"),
        tie("notifications_feed", "camps_station", "station"),
        tie("notifications_feed", "camps_camp", "camp"),
        tie("notifications_inboundmail", "camps_camp", "camp"),
        tie("notifications_inboundmail", "scheduling_appointment", "appointment"),
        tie("notifications_inboundmail", "camps_shift", "shift"),
        tie("notifications_doctorchoice", "camps_doctor", "doctor"),
        tie("notifications_invitedas", "camps_camp", "camp"),
        tie("notifications_invitedas", "camps_doctor", "doctor"),
        tie("notifications_visitlink", "camps_registration", "registration"),
        tie("notifications_message", "camps_camp", "camp"),
        tie("notifications_message", "scheduling_appointment", "appointment"),
        tie("notifications_message", "camps_shift", "shift"),
        tie("notifications_message", "camps_registration", "registration"),
        tie("notifications_message", "camps_contact", "contact"),
        tie("notifications_message", "camps_doctor", "doctor"),
        tie("notifications_attempt", "notifications_message", "message"),
        tie("notifications_told", "scheduling_appointment", "appointment"),
        tie("notifications_told", "camps_shift", "shift"),
        tie("notifications_told", "camps_station", "station"),
        tie("notifications_told", "camps_venue", "venue"),
        own_key("notifications_inboundmail"),
        own_key("notifications_inboundevent"),
        own_key("notifications_template"),
        own_key("notifications_ladder"),
        own_key("notifications_busycalendar"),
        tie("notifications_message", "notifications_template", "template"),
        tie("notifications_message", "notifications_message", "instead_of"),
        tie("notifications_answer", "camps_camp", "camp"),
        tie("notifications_answer", "scheduling_appointment", "appointment"),
        tie("notifications_answer", "camps_shift", "shift"),
        tie("notifications_answer", "camps_registration", "registration"),
        tie("notifications_answer", "camps_contact", "contact"),
        tie("notifications_answer", "camps_doctor", "doctor"),
        tie("notifications_answer", "notifications_message", "message"),
        tie("notifications_answer", "notifications_inboundmail", "mail"),
        tie("notifications_answer", "notifications_inboundevent", "event"),
        tie("notifications_preference", "camps_patient", "patient"),
        tie("notifications_preference", "camps_doctor", "doctor"),
        tie("notifications_optout", "camps_contact", "contact"),
        tie("notifications_optout", "camps_doctor", "doctor"),
        tie("notifications_ladder", "camps_camp", "camp"),
        tie("notifications_ladder", "camps_procedure", "procedure"),
        tie("notifications_ladderrung", "notifications_ladder", "ladder"),
        tie("notifications_camptelling", "camps_camp", "camp"),
        tie("notifications_template", "camps_camp", "camp"),
        tie("notifications_busycalendar", "camps_doctor", "doctor"),
        tie("notifications_busytime", "notifications_busycalendar", "calendar"),
        own_key("camps_absence"),
        own_key("scheduling_timerequest"),
        tie("notifications_answer", "camps_absence", "absence"),
        tie("notifications_answer", "scheduling_timerequest", "time_request"),
    ]
