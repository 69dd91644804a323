"""Is this token a fresh, level 2 statement by VNeID about one person, made for us and for this very request?

allauth fetches tokens but trusts the connection for what they say; here every claim is checked (security.md T31).
Whatever does not hold is refused, and the reason goes nowhere but to the tests.
"""

import base64
import hashlib
import hmac
import time
from dataclasses import dataclass
from typing import Any

import jwt
import requests
from django.conf import settings
from django.core.cache import cache

from citizens.rules.numbers import is_personal_id

ALGORITHMS = {"RS256": "RSA", "PS256": "RSA", "ES256": "EC"}
LEEWAY_SECONDS = 60
OLDEST_SECONDS = 10 * 60
REQUIRED = ["iss", "aud", "sub", "exp", "iat", "nonce", "acr"]
LONGEST_TOKEN = 16_384


class RefusedError(Exception):
    """VNeID's answer does not hold. The text names the fault and no person."""


@dataclass(frozen=True)
class Statement:
    """What VNeID said and we checked."""

    subject: str
    personal_id: str
    issuer: str
    level: str
    issued_at: int


def check(
    id_token: Any, *, access_token: str, nonce: str, jwks: dict[str, Any], userinfo: dict[str, Any] | None
) -> Statement:
    """The statement in a token, or RefusedError."""
    if not isinstance(id_token, str) or not 0 < len(id_token) <= LONGEST_TOKEN:
        raise RefusedError("no token")
    claims = _decode(id_token, jwks)
    _for_us(claims)
    if not isinstance(claims["nonce"], str) or not hmac.compare_digest(
        claims["nonce"].encode(), nonce.encode()
    ):
        raise RefusedError("nonce")
    if claims["acr"] not in settings.VNEID["LEVELS"]:
        raise RefusedError("level")
    now = time.time()
    if not isinstance(claims["iat"], int) or now - claims["iat"] > OLDEST_SECONDS:
        raise RefusedError("old")
    _matches_access_token(claims, access_token)
    return Statement(
        subject=_subject(claims),
        personal_id=_personal_id(claims, userinfo),
        issuer=claims["iss"],
        level=claims["acr"],
        issued_at=claims["iat"],
    )


def _decode(id_token: str, jwks: dict[str, Any]) -> dict[str, Any]:
    try:
        header = jwt.get_unverified_header(id_token)
        kind = ALGORITHMS.get(header.get("alg", ""))
        if kind is None:
            raise RefusedError("algorithm")
        keys = [
            key
            for key in jwks.get("keys", [])
            if key.get("kid") == header.get("kid")
            and key.get("kty") == kind
            and key.get("use", "sig") == "sig"
        ]
        if len(keys) != 1 or not header.get("kid"):
            raise RefusedError("key")
        claims: dict[str, Any] = jwt.decode(
            id_token,
            jwt.PyJWK(keys[0], algorithm=header["alg"]),
            algorithms=[header["alg"]],
            issuer=settings.VNEID["ISSUER"],
            audience=settings.VNEID["CLIENT_ID"],
            leeway=LEEWAY_SECONDS,
            options={"require": REQUIRED},
        )
    except (jwt.PyJWTError, ValueError, TypeError, AttributeError) as error:
        raise RefusedError(type(error).__name__) from error
    return claims


def _for_us(claims: dict[str, Any]) -> None:
    """For us alone: a token that also names others could be replayed by them."""
    if claims["aud"] not in (settings.VNEID["CLIENT_ID"], [settings.VNEID["CLIENT_ID"]]):
        raise RefusedError("audience")
    if claims.get("azp", settings.VNEID["CLIENT_ID"]) != settings.VNEID["CLIENT_ID"]:
        raise RefusedError("authorized party")


def _matches_access_token(claims: dict[str, Any], access_token: str) -> None:
    if "at_hash" in claims:
        digest = hashlib.sha256(access_token.encode()).digest()
        expected = base64.urlsafe_b64encode(digest[:16]).decode().rstrip("=")
        if not hmac.compare_digest(str(claims["at_hash"]), expected):
            raise RefusedError("access token")


def _subject(claims: dict[str, Any]) -> str:
    subject = claims["sub"]
    if not isinstance(subject, str) or not 0 < len(subject) <= 191:
        raise RefusedError("subject")
    return subject


def _personal_id(claims: dict[str, Any], userinfo: dict[str, Any] | None) -> str:
    """The 12 digits, exactly: no spaces, no number, no other digits."""
    name = settings.VNEID["ID_CLAIM"]
    if userinfo is not None and userinfo.get("sub") != claims["sub"]:
        raise RefusedError("somebody else's details")
    stated = {
        source[name]
        for source in (claims, userinfo or {})
        if name in source and isinstance(source[name], str)
    }
    if len(stated) != 1 or not is_personal_id(number := stated.pop()):
        raise RefusedError("personal ID")
    return str(number)


def use_once(statement_key: str) -> None:
    """A token serves once."""
    if not cache.add(f"vneid:{statement_key}", True, timeout=2 * OLDEST_SECONDS):
        raise RefusedError("used before")


def discovered(session: requests.Session) -> dict[str, Any]:
    """The provider's own description. It must speak for exactly the issuer we were told, over TLS."""
    issuer = settings.VNEID["ISSUER"]
    config = fetch_json(session, issuer.rstrip("/") + "/.well-known/openid-configuration")
    if config.get("issuer") != issuer:
        raise RefusedError("issuer of the configuration")
    for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
        if not str(config.get(name, "")).startswith("https://" if settings.VNEID["TLS"] else "http"):
            raise RefusedError("endpoint")
    return config


def fetch_json(session: requests.Session, url: str, **options: Any) -> dict[str, Any]:
    answer = session.get(url, allow_redirects=False, **options)
    if answer.status_code != requests.codes.ok:
        raise RefusedError("no answer")
    body = answer.json()
    if not isinstance(body, dict):
        raise RefusedError("not an object")
    return body
