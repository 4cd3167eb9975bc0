"""The addresses that providers call: one a provider, below the address people know us by."""

from django.conf import settings


def hook_url(provider: str) -> str:
    """Where `provider` tells us of receipts and answers; empty where the world can't reach us (no https)."""
    base: str = settings.PUBLIC_URL
    return f"{base}/hooks/{provider}/" if base.startswith("https://") else ""
