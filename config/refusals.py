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
    providers: dict[str, tuple[str, ...]],
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
    if "local" in providers["SMS_PROVIDERS"] or not providers["SMS_PROVIDERS"]:
        wrong.append("SMS_PROVIDERS must be twilio or africastalking: the local one delivers nothing")
    if "local" in providers["WHATSAPP_PROVIDERS"]:
        wrong.append("WHATSAPP_PROVIDERS must be twilio or meta, or empty: the local one delivers nothing")
    if second_factor != "required":
        wrong.append("CAMPLINE_SECOND_FACTOR must be required: a stolen password would open patients' data")
    if wrong:
        raise ImproperlyConfigured("CAMPLINE_MODE=production is refused:\n- " + "\n- ".join(wrong))


def refuse_missing_credentials(*, chosen: str, credentials: dict[str, str]) -> None:
    """Raises ImproperlyConfigured when a chosen provider, such as "SMS_PROVIDERS=twilio", lacks a credential."""
    missing = [name for name, value in credentials.items() if not value]
    if missing:
        raise ImproperlyConfigured(f"{chosen} also needs: {', '.join(missing)}.")
