"""Keeping small secrets: sealed text that only this site reads, and fingerprints that cannot be turned back.

Both keys come from SECRET_KEY. After a change of SECRET_KEY, old values stay readable while the old key stands in
SECRET_KEY_FALLBACKS.
"""

import base64
import hashlib
import hmac

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.utils.encoding import force_bytes


def _key(secret: str | bytes, purpose: str) -> bytes:
    return hmac.digest(force_bytes(secret), f"citizens.secrets.{purpose}".encode(), hashlib.sha256)


def _box() -> MultiFernet:
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(_key(secret, "seal"))) for secret in secrets])


def seal(data: bytes) -> bytes:
    """Encrypt, so that a copy of the database says nothing."""
    return _box().encrypt(data)


def unseal(token: bytes | memoryview) -> bytes:
    """Decrypt what `seal` made; raises cryptography.fernet.InvalidToken for anything else."""
    return _box().decrypt(bytes(token))


def fingerprint(*parts: object) -> str:
    """A keyed digest of 43 characters: equal for equal parts, and useless to who has only the database."""
    text = "\x1f".join(str(part) for part in parts)
    digest = hmac.digest(_key(settings.SECRET_KEY, "fingerprint"), text.encode(), hashlib.sha256)
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")
