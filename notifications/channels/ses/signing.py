"""AWS Signature Version 4 of one POST of JSON (docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-
request.html), checked in the tests against the examples that AWS publishes."""

import hashlib
import hmac
from datetime import UTC, datetime
from urllib.parse import quote, urlsplit

ALGORITHM = "AWS4-HMAC-SHA256"


def signed_headers(
    content: bytes,
    *,
    url: str,
    headers: dict[str, str],
    region: str,
    service: str,
    access_key_id: str,
    secret_access_key: str,
    now: datetime,
    method: str = "POST",
) -> dict[str, str]:
    """`headers` with Host, X-Amz-Date and Authorization; all given ones are signed. `url` has no query."""
    stamp = now.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    scope = f"{stamp[:8]}/{region}/{service}/aws4_request"
    whole = {**headers, "Host": urlsplit(url).netloc, "X-Amz-Date": stamp}
    lines = sorted((name.lower(), " ".join(value.split())) for name, value in whole.items())
    names = ";".join(name for name, _ in lines)
    request = "\n".join(
        [
            method,
            quote(urlsplit(url).path or "/"),
            "",
            *(f"{name}:{value}" for name, value in lines),
            "",
            names,
            hashlib.sha256(content).hexdigest(),
        ]
    )
    to_sign = "\n".join([ALGORITHM, stamp, scope, hashlib.sha256(request.encode()).hexdigest()])
    key = f"AWS4{secret_access_key}".encode()
    for part in scope.split("/"):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    signature = hmac.new(key, to_sign.encode(), hashlib.sha256).hexdigest()
    credential = f"Credential={access_key_id}/{scope}"
    return {**whole, "Authorization": f"{ALGORITHM} {credential}, SignedHeaders={names}, Signature={signature}"}
