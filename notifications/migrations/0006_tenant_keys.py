"""Rows are tied to rows of their own organisation by the database itself (docs/decisions/tenants.md)."""

from django.db import migrations

from camps.tenant_keys import own_key, tie


class Migration(migrations.Migration):
    dependencies = [
        ("notifications", "0005_doctor_invites"),
        ("camps", "0007_tenant_keys"),
        ("scheduling", "0003_tenant_keys"),
    ]
    operations = [
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
    ]
