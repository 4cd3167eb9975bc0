"""Addresses of how a camp reminds: its ladders, quiet hours, texts and the preview."""

from django.urls import path

from notifications.views import ladders, quiet_hours, telling_preview, texts

telling = "camps/<slug:slug>/telling/"
ladder = f"{telling}ladders/<str:of>/"
text = f"{telling}texts/<str:kind>/<str:channel>/<str:language>/"
of_telling = [
    path(telling, ladders.reminders, name="reminders"),
    path(f"{telling}preview/", telling_preview.telling_preview, name="telling_preview"),
    path(f"{telling}quiet/", quiet_hours.quiet_hours, name="quiet_hours"),
    path(f"{telling}texts/", texts.texts, name="texts"),
    path(text, texts.text, name="text"),
    path(f"{text}shipped/", texts.shipped_text, name="shipped_text"),
    path(f"{text}versions/<int:version>/", texts.old_text, name="old_text"),
    path(f"{telling}ladders/", ladders.new_ladder, name="new_ladder"),
    path(f"{ladder}new/", ladders.new_rung, name="new_rung"),
    path(f"{ladder}usual/", ladders.usual_ladder, name="usual_ladder"),
    path(f"{ladder}rungs/<str:rung>/", ladders.rung, name="rung"),
    path(f"{ladder}rungs/<str:rung>/remove/", ladders.drop_rung, name="drop_rung"),
]
