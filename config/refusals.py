"""Production refuses to start with unsafe values, all named at once."""

from django.core.exceptions import ImproperlyConfigured

SHORTEST_SECRET = 50


def refuse_unsafe_production(
    *,
    secret_key: str,
    debug: bool,
    allowed_hosts: list[str],
    public_url: str,
    email_url: str,
    sms_provider: str,
    second_factor: str,
) -> None:
    """Raises ImproperlyConfigured listing every value a deployment must mend before it serves anybody."""
    wrong = []
    if len(secret_key) < SHORTEST_SECRET or len(set(secret_key)) < 10 or "insecure" in secret_key:
        wrong.append(f"SECRET_KEY (or SECRET_KEY_FILE) must be random and at least {SHORTEST_SECRET} characters long")
    if debug:
        wrong.append("DEBUG must be off: its error pages show patients' data")
    if not allowed_hosts or "*" in allowed_hosts:
        wrong.append("ALLOWED_HOSTS must name the hosts, without *")
    if not public_url.startswith("https://"):
        wrong.append("PUBLIC_URL must begin with https://, since patients' links carry secrets")
    if not email_url:
        wrong.append("EMAIL_URL must name a mail server: the built-in sink delivers nothing")
    if sms_provider == "local":
        wrong.append("SMS_PROVIDER must be twilio or africastalking: the local one delivers nothing")
    if second_factor != "required":
        wrong.append("CAMPLINE_SECOND_FACTOR must be required: a stolen password would open patients' data")
    if wrong:
        raise ImproperlyConfigured("CAMPLINE_MODE=production is refused:\n- " + "\n- ".join(wrong))


def refuse_missing_credentials(*, provider: str, credentials: dict[str, str]) -> None:
    """Raises ImproperlyConfigured when a chosen SMS provider lacks one of its credentials."""
    missing = [name for name, value in credentials.items() if not value]
    if missing:
        raise ImproperlyConfigured(f"SMS_PROVIDER={provider} also needs: {', '.join(missing)}.")
