"""The new rows are tied to rows of their own organisation, and mails read by a person so far stay with a person."""

from django.db import migrations

from camps.tenant_keys import own_key, tie


class Migration(migrations.Migration):
    dependencies = [
        ("notifications", "0007_told_right"),
        ("camps", "0008_whatsapp_consent"),
        ("scheduling", "0003_tenant_keys"),
    ]
    operations = [
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
        # They came before their answers had an effect: whoever waits for one has seen it under "needs a person now".
        migrations.RunSQL("UPDATE notifications_inboundmail SET state = 'aside'", migrations.RunSQL.noop),
    ]
