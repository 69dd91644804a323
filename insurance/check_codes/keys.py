"""Keys that sign codes. The private half is a file that only we can read; the public half is a row.

Keys turn over by command (`manage.py rotate_signing_key`): the new one signs, the old ones are still believed until
their last code has expired, or are not at all when they were lost.
"""

import logging
import os
from collections.abc import Mapping
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from insurance.models import SigningKey

logger = logging.getLogger(__name__)
LOCK = 0x41_6E_53_69  # advisory lock: one process makes the first key or turns keys over


class NoSigningKeyError(RuntimeError):
    """The key on record has no file here: a host that shares the database but not the keys folder.

    Pages say kindly that nothing can be signed now; whoever runs the host reads why in the log.
    """

    def __init__(self, why: str) -> None:
        super().__init__(why)
        logger.error("cannot sign codes: %s", why)


def signing_key() -> tuple[SigningKey, Ed25519PrivateKey]:
    """The key that signs now; made when there is none. Raises NoSigningKeyError when its file is not here."""
    row = SigningKey.objects.filter(retired_at=None).first() or _first_key()
    try:
        loaded = serialization.load_pem_private_key(_path(row.key_id).read_bytes(), password=None)
    except OSError as error:
        raise NoSigningKeyError(f"{_path(row.key_id)} cannot be read: {error.strerror}") from error
    if not isinstance(loaded, Ed25519PrivateKey) or _public_hex(loaded) != row.public_key:
        raise NoSigningKeyError(f"{_path(row.key_id)} is not the key on record")
    return row, loaded


def trusted_keys() -> Mapping[str, Ed25519PublicKey]:
    """Keys whose codes are believed, by their id: the one that signs and the retired ones."""
    return {
        key_id: Ed25519PublicKey.from_public_bytes(bytes.fromhex(key))
        for key_id, key in public_keys().items()
    }


def public_keys() -> dict[str, str]:
    """The same as hex, for checkers that work without us."""
    return dict(SigningKey.objects.filter(revoked_at=None).values_list("key_id", "public_key"))


@transaction.atomic
def rotate(*, revoke: str | None = None) -> SigningKey:
    """Make a new key, retire the one that signs, and stop believing in the key named by `revoke`."""
    _lock()
    now = timezone.now()
    SigningKey.objects.filter(retired_at=None).update(retired_at=now)
    if revoke is not None and not SigningKey.objects.filter(key_id=revoke, revoked_at=None).update(
        revoked_at=now
    ):
        raise LookupError(f"there is no trusted key {revoke}")
    row = _make()
    for old in SigningKey.objects.filter(retired_at__isnull=False):
        # It signs no more; a copy of the folder should not sign in its name.
        transaction.on_commit(lambda key_id=old.key_id: _path(key_id).unlink(missing_ok=True))  # type: ignore[misc]
    return row


@transaction.atomic
def _first_key() -> SigningKey:
    _lock()
    return SigningKey.objects.filter(retired_at=None).first() or _make()


def _make() -> SigningKey:
    private = Ed25519PrivateKey.generate()
    public = _public_hex(private)
    folder: Path = settings.KEYS_DIR
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    pem = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    key_id = public[:8]
    # The file first: a row without a file would stop all signing.
    with open(
        _path(key_id), "wb", opener=lambda path, flags: os.open(path, flags | os.O_EXCL, 0o600)
    ) as file:
        file.write(pem)
    return SigningKey.objects.create(key_id=key_id, public_key=public)


def _lock() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def _path(key_id: str) -> Path:
    folder: Path = settings.KEYS_DIR
    return folder / f"{key_id}.pem"


def _public_hex(key: Ed25519PrivateKey) -> str:
    return key.public_key().public_bytes_raw().hex()
