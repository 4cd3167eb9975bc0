"""Reading the environment: what is missing or wrong is refused with the cure, never guessed."""

import hashlib
import hmac
import os
import secrets
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
MODES = ("local", "production")


def read_env_file(path: Path) -> None:
    """Reads `.env` where it exists; what the environment already says wins."""
    if path.is_file():
        env.read_env(path)


def choice(name: str, *, options: tuple[str, ...], default: str) -> str:
    """One of `options`; raises ImproperlyConfigured naming them."""
    value = env.str(name, default=default)
    if value not in options:
        raise ImproperlyConfigured(f"{name}={value!r} is not known; use one of: {', '.join(options)}.")
    return value


def choices(name: str, *, options: tuple[str, ...], default: str) -> tuple[str, ...]:
    """Some of `options`, by commas, in the order given, each once; raises ImproperlyConfigured naming them."""
    values = tuple(dict.fromkeys(part.strip() for part in env.str(name, default=default).split(",") if part.strip()))
    for value in values:
        if value not in options:
            raise ImproperlyConfigured(f"{name}: {value!r} is not known; use some of: {', '.join(options)}.")
    return values


def boolean(name: str, *, default: bool) -> bool:
    """True or false in the usual spellings; anything else is refused (a typing error must not switch DEBUG on)."""
    value = env.str(name, default="").strip().lower()
    if not value:
        return default
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"{name}={value!r} is neither true nor false; use 1 or 0.")


def whole_number(name: str, *, default: int, least: int = 0, most: int | None = None) -> int:
    """A whole number between `least` and `most`."""
    text = env.str(name, default="").strip()
    if not text:
        return default
    if not text.isdecimal() or int(text) < least or (most is not None and int(text) > most):
        raise ImproperlyConfigured(f"{name}={text!r} must be a whole number from {least} to {most or 'any'}.")
    return int(text)


def secret(name: str) -> str:
    """The value of `name`, or the content of the file that `name`_FILE points to; empty when neither is set."""
    path = env.str(f"{name}_FILE", default="")
    if not path:
        return env.str(name, default="")
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise ImproperlyConfigured(f"{name}_FILE={path} cannot be read ({error.strerror}).") from error


def local_secret(path: Path) -> str:
    """The machine's own secret key, made once. A hard link makes two first starts agree on one key."""
    try:
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            draft = path.with_name(f"{path.name}.{os.getpid()}")
            draft.touch(mode=0o600)
            draft.write_text(secrets.token_urlsafe(64), encoding="utf-8")
            try:
                os.link(draft, path)
            except FileExistsError:
                pass
            finally:
                draft.unlink()
        return path.read_text(encoding="utf-8")
    except OSError as error:
        cure = "Give this user the right to write there, or set SECRET_KEY."
        raise ImproperlyConfigured(f"{path} cannot be written or read ({error.strerror}). {cure}") from error


def derived_key(secret_key: str, *, label: str) -> str:
    """A key for one purpose, so that a leak of one is not a leak of all (HMAC-SHA256 as in HKDF-Expand, RFC 5869)."""
    return hmac.new(secret_key.encode(), f"campline:{label}\x01".encode(), hashlib.sha256).hexdigest()
