from django.apps import AppConfig


class CampsConfig(AppConfig):
    name = "camps"
    default_auto_field = "django.db.models.BigAutoField"
