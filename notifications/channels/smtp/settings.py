"""The mail server of the settings (EMAIL_URL, or the built-in sink)."""

from django.conf import settings

from notifications.channels.smtp.connection import MailConnection


def configured() -> MailConnection:
    """Return a connection to the configured mail server, not yet opened."""
    return MailConnection(
        host=settings.EMAIL_HOST,
        port=settings.EMAIL_PORT,
        ehlo_name=settings.MAIL_DOMAIN,
        username=settings.EMAIL_HOST_USER,
        password=settings.EMAIL_HOST_PASSWORD,
        use_tls=settings.EMAIL_USE_TLS,
        use_ssl=settings.EMAIL_USE_SSL,
        read_seconds=settings.EMAIL_TIMEOUT,
    )
