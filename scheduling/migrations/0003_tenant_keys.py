"""Rows are tied to rows of their own organisation by the database itself (docs/decisions/tenants.md)."""

from django.db import migrations

from camps.tenant_keys import own_key, tie


class Migration(migrations.Migration):
    dependencies = [("scheduling", "0002_filling"), ("camps", "0007_tenant_keys")]
    operations = [
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
