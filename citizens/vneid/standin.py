"""A stand-in for VNeID, for development and tests only: a real OpenID Connect provider of fictional people.

Built on Authlib's server parts (codes, PKCE, tokens, discovery); what is ours is the page that asks who to be, and
keeping everything in memory. Never part of a production set-up: `serve` does not start it.
"""

import html
import json
import secrets
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from socketserver import ThreadingMixIn
from typing import Any
from urllib.parse import parse_qs
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from authlib.oauth2 import AuthorizationServer, OAuth2Error, OAuth2Request
from authlib.oauth2.rfc6749 import AuthorizationCodeMixin, ClientMixin, grants
from authlib.oauth2.rfc6749.requests import BasicOAuth2Payload
from authlib.oauth2.rfc6750 import BearerTokenGenerator
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oidc.core import UserInfo
from authlib.oidc.core.grants import OpenIDCode
from joserfc.jwk import RSAKey

LEVELS = {"2": "urn:vneid:loa:2", "1": "urn:vneid:loa:1"}
CODE_SECONDS = 300


@dataclass(frozen=True)
class Person:
    personal_id: str
    name: str

    @property
    def subject(self) -> str:
        return "vneid-" + self.personal_id[::-1]

    def get_user_id(self) -> str:
        return self.subject


@dataclass(frozen=True)
class Client(ClientMixin):
    client_id: str
    client_secret: str
    redirect_uris: tuple[str, ...]

    def get_client_id(self) -> str:
        return self.client_id

    def get_default_redirect_uri(self) -> str:
        return self.redirect_uris[0]

    def get_allowed_scope(self, scope: str) -> str:
        return " ".join(word for word in scope.split() if word in {"openid", "profile"})

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        return redirect_uri in self.redirect_uris

    def check_client_secret(self, client_secret: str) -> bool:
        return secrets.compare_digest(self.client_secret, client_secret)

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        return method in {"client_secret_post", "client_secret_basic"}

    def check_response_type(self, response_type: str) -> bool:
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type == "authorization_code"


@dataclass
class Code(AuthorizationCodeMixin):
    code: str
    client_id: str
    redirect_uri: str
    scope: str
    nonce: str
    user: Person
    acr: str
    code_challenge: str
    code_challenge_method: str
    auth_time: int = field(default_factory=lambda: int(time.time()))

    def get_redirect_uri(self) -> str:
        return self.redirect_uri

    def get_scope(self) -> str:
        return self.scope

    def get_nonce(self) -> str:
        return self.nonce

    def get_auth_time(self) -> int:
        return self.auth_time

    def get_acr(self) -> str:
        return self.acr

    def get_amr(self) -> list[str]:
        return ["face", "pin"]

    def is_expired(self) -> bool:
        return self.auth_time + CODE_SECONDS < time.time()


class Request(OAuth2Request):
    """A WSGI request as Authlib reads it."""

    def __init__(self, environ: dict[str, Any], base: str) -> None:
        query = environ.get("QUERY_STRING", "")
        super().__init__(environ["REQUEST_METHOD"], f"{base}{environ['PATH_INFO']}?{query}")
        self.headers = {"Authorization": environ.get("HTTP_AUTHORIZATION", "")}
        self._args = {name: values[0] for name, values in parse_qs(query).items()}
        size = int(environ.get("CONTENT_LENGTH") or 0)
        body = environ["wsgi.input"].read(min(size, 100_000)).decode()
        self._form = {name: values[0] for name, values in parse_qs(body).items()}
        self.payload = BasicOAuth2Payload({**self._args, **self._form})

    @property
    def args(self) -> dict[str, str]:
        return self._args

    @property
    def form(self) -> dict[str, str]:
        return self._form


Answer = tuple[int, str, list[tuple[str, str]]]


class StandIn(AuthorizationServer):
    """The provider: one client, some people, everything in memory."""

    def __init__(self, *, issuer: str, client: Client, people: list[Person]) -> None:
        super().__init__(scopes_supported=["openid", "profile"])
        self.issuer, self.client, self.people = issuer, client, people
        self.key = RSAKey.generate_key(2048, {"kid": secrets.token_hex(6), "use": "sig"})
        self.codes: dict[str, Code] = {}
        self.register_token_generator(
            "default", BearerTokenGenerator(lambda **_kwargs: secrets.token_urlsafe(32))
        )
        provider = self

        class CodeGrant(grants.AuthorizationCodeGrant):
            TOKEN_ENDPOINT_AUTH_METHODS = ["client_secret_post", "client_secret_basic"]

            def save_authorization_code(self, code: str, request: Request) -> Code:
                data = request.payload.data
                item = Code(
                    code=code,
                    client_id=request.client.client_id,
                    redirect_uri=request.payload.redirect_uri,
                    scope=request.payload.scope,
                    nonce=data.get("nonce", ""),
                    user=request.user,
                    acr=LEVELS["1" if data.get("level") == "1" else "2"],
                    code_challenge=data.get("code_challenge", ""),
                    code_challenge_method=data.get("code_challenge_method", ""),
                )
                provider.codes[code] = item
                return item

            def query_authorization_code(self, code: str, client: Client) -> Code | None:
                item = provider.codes.get(code)
                return item if item and item.client_id == client.client_id and not item.is_expired() else None

            def delete_authorization_code(self, authorization_code: Code) -> None:
                provider.codes.pop(authorization_code.code, None)

            def authenticate_user(self, authorization_code: Code) -> Person:
                return authorization_code.user

        class IdToken(OpenIDCode):
            def exists_nonce(self, nonce: str, request: Request) -> bool:
                return any(item.nonce == nonce for item in provider.codes.values())

            def resolve_client_private_key(self, client: Client) -> RSAKey:
                return provider.key

            def get_client_algorithm(self, client: Client) -> str:
                return "RS256"

            def get_encode_header(self, client: Client) -> dict[str, Any]:
                return {"alg": "RS256", "kid": provider.key.kid}

            def get_client_claims(self, client: Client) -> dict[str, Any]:
                now = int(time.time())
                return {"iss": provider.issuer, "aud": client.client_id, "iat": now, "exp": now + 300}

            def get_compatible_claims(self, request: Request) -> dict[str, Any]:
                return self.get_client_claims(request.client)

            def generate_user_info(self, user: Person, scope: str) -> UserInfo:
                return UserInfo(sub=user.subject, name=user.name, personal_id=user.personal_id)

        self.register_grant(CodeGrant, [IdToken(require_nonce=True), CodeChallenge(required=True)])

    # What Authlib asks of a framework

    def query_client(self, client_id: str) -> Client | None:
        return self.client if client_id == self.client.client_id else None

    def save_token(self, token: dict[str, Any], request: Request) -> None:
        """Access tokens open nothing here."""

    def create_oauth2_request(self, request: Request) -> Request:
        return request

    def handle_response(self, status: int, body: Any, headers: list[tuple[str, str]]) -> Answer:
        return status, json.dumps(body) if isinstance(body, dict) else str(body or ""), list(headers)

    def send_signal(self, name: str, *args: Any, **kwargs: Any) -> None:
        """Nobody listens."""

    # The pages

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        status, body, headers = self.answer(environ)
        if not any(name.lower() == "content-type" for name, _value in headers):
            headers.append(("Content-Type", "application/json"))
        start_response(f"{status} -", headers)
        return [body.encode()]

    def answer(self, environ: dict[str, Any]) -> Answer:
        request = Request(environ, self.issuer)
        path = environ["PATH_INFO"]
        if path == "/.well-known/openid-configuration":
            return 200, json.dumps(self.configuration()), []
        if path == "/jwks":
            return 200, json.dumps({"keys": [self.key.as_dict(private=False, alg="RS256")]}), []
        if path == "/token":
            answer: Answer = self.create_token_response(request)
            return answer
        if path == "/authorize":
            return self.authorize(request)
        return 404, "{}", []

    def configuration(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/jwks",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic"],
            "code_challenge_methods_supported": ["S256"],
            "acr_values_supported": list(LEVELS.values()),
        }

    def authorize(self, request: Request) -> Answer:
        chosen = request.form.get("person")
        try:
            grant = self.get_consent_grant(request)
        except OAuth2Error as error:
            return 400, json.dumps({"error": error.error, "error_description": error.description}), []
        if request.method != "POST":
            return 200, self.page(request), [("Content-Type", "text/html; charset=utf-8")]
        person = next((person for person in self.people if person.personal_id == chosen), None)
        if person is None and chosen and chosen.isdigit():
            person = Person(chosen, "Người khác")
        request.user = person
        answer: Answer = self.create_authorization_response(request, grant_user=person, grant=grant)
        return answer

    def page(self, request: Request) -> str:
        hidden = "".join(
            f'<input type="hidden" name="{html.escape(name)}" value="{html.escape(value)}">'
            for name, value in request.args.items()
        )
        people = "".join(
            f'<p><button name="person" value="{person.personal_id}">{html.escape(person.name)}</button></p>'
            for person in self.people
        )
        return (
            '<!doctype html><html lang="vi"><head><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width, initial-scale=1"><title>VNeID giả để thử</title></head>'
            "<body><main><h1>VNeID giả để thử</h1><p>Đây không phải VNeID thật. Chọn một người hư cấu.</p>"
            f'<form method="post">{hidden}'
            '<p><label>Mức độ <select name="level"><option value="2">2</option><option value="1">1</option></select>'
            f"</label></p>{people}"
            '<p><button name="person" value="">Từ chối</button></p></form></main></body></html>'
        )


class _Quiet(WSGIRequestHandler):
    def log_message(self, *args: Any) -> None:
        """Addresses hold codes: nothing is written."""


class _Threaded(ThreadingMixIn, WSGIServer):
    daemon_threads = True


def start(provider: StandIn, port: int) -> WSGIServer:
    """Serve in a thread of this process, on loopback only."""
    server = make_server("127.0.0.1", port, provider, server_class=_Threaded, handler_class=_Quiet)
    threading.Thread(target=server.serve_forever, name="vneid-stand-in", daemon=True).start()
    return server
