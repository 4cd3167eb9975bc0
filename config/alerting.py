"""From when on the telling alarms its organisers (notifications/queries/alerts.py)."""

from config.env import whole_number

# Phones and addresses refused for good within an hour: more is a wave, most likely a sheet that was read wrongly.
ALERT_REFUSALS_AN_HOUR = whole_number("ALERT_REFUSALS_AN_HOUR", default=10, least=1)
