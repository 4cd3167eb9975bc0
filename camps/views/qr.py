"""The key of a phone as a picture and in letters."""

from __future__ import annotations

from base64 import b32encode
from dataclasses import dataclass

import segno
from django.utils.safestring import SafeString, mark_safe
from django_otp.plugins.otp_totp.models import TOTPDevice


@dataclass(frozen=True)
class QrKey:
    """What an authenticator app wants: an otpauth address, for the camera or to be opened, and the key to be typed."""

    address: str
    letters: str

    @classmethod
    def of(cls, device: TOTPDevice) -> QrKey:
        key = b32encode(device.bin_key).decode().rstrip("=")
        return cls(device.config_url, " ".join(key[at : at + 4] for at in range(0, len(key), 4)))

    @property
    def picture(self) -> SafeString:
        """The address as inline SVG: dark on white in every theme."""
        code = segno.make(self.address, error="m", micro=False)
        # segno writes numbers and path commands only; the address is in the pattern, not in the text.
        # Without a size of its own it has a viewBox: the page's style sets how large it is, and nothing is cut off.
        drawn = code.svg_inline(border=4, dark="#000", light="#fff", svgclass=None, lineclass=None, omitsize=True)
        return mark_safe(drawn)  # noqa: S308
