"""Rows are tied to rows of their own organisation by the database itself (docs/decisions/tenants.md)."""

from django.db import migrations

from camps.tenant_keys import own_key, tie


class Migration(migrations.Migration):
    dependencies = [("camps", "0006_sign_ins")]
    operations = [
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
