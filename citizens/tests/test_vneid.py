"""VNeID: the whole flow against the stand-in, and 25 ways in which an answer can be wrong (T31)."""

import time
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
import requests
from allauth.socialaccount.models import SocialAccount
from cryptography.hazmat.primitives.asymmetric import rsa
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from citizens.models import IdentityEvidence, User
from citizens.tests.factories import make_citizen, make_contact, make_user
from citizens.tests.helpers import later, sign_in, user_of
from citizens.vneid import standin

pytestmark = pytest.mark.django_db
ISSUER, CLIENT = "https://vneid.example", "an-sinh"
PID = "075090999999"
KEY, OTHER_KEY = (rsa.generate_private_key(public_exponent=65537, key_size=2048) for _ in range(2))


@pytest.fixture(autouse=True)
def configured(settings):
    cache.clear()
    settings.VNEID = {
        **settings.VNEID,
        "ISSUER": ISSUER,
        "CLIENT_ID": CLIENT,
        "CLIENT_SECRET": "s",
        "TLS": True,
    }
    app = {
        "provider_id": "vneid", "name": "VNeID", "client_id": CLIENT, "secret": "s",
        "settings": {"server_url": ISSUER, "oauth_pkce_enabled": True, "scope": ["openid", "profile"]},
    }  # fmt: skip
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}


class Answer:
    def __init__(self, body, status=200):
        self.body, self.status_code, self.content, self.text = body, status, b"", ""
        self.headers = {"content-type": "application/json"}

    def json(self):
        return self.body


class Provider:
    """A provider whose every word can be changed."""

    def __init__(self) -> None:
        self.config = {
            "issuer": ISSUER,
            "authorization_endpoint": f"{ISSUER}/authorize",
            "token_endpoint": f"{ISSUER}/token",
            "jwks_uri": f"{ISSUER}/jwks",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }
        self.claims: dict = {}
        self.drop: list[str] = []
        self.header: dict = {"kid": "k1"}
        self.key, self.algorithm = KEY, "RS256"
        self.token: str | None = None
        self.jwk: dict = {}
        self.nonce, self.posted = "", {}

    def id_token(self) -> str:
        now = int(time.time())
        claims = {
            "iss": ISSUER, "aud": CLIENT, "sub": "s-1", "exp": now + 300, "iat": now, "nonce": self.nonce,
            "acr": "urn:vneid:loa:2", "personal_id": PID, **self.claims,
        }  # fmt: skip
        claims = {name: value for name, value in claims.items() if name not in self.drop}
        return self.token or jwt.encode(claims, self.key, algorithm=self.algorithm, headers=self.header)

    # A requests session
    def __enter__(self):
        return self

    def __exit__(self, *exc):
        return None

    def get(self, url, **options):
        if url.endswith("/jwks"):
            public = jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key(), as_dict=True)
            return Answer({"keys": [{**public, "kid": "k1", "use": "sig", **self.jwk}]})
        return Answer(self.config)

    def request(self, method, url, data=None, **options):
        self.posted = data
        return Answer({"access_token": "a", "id_token": self.id_token()})


@pytest.fixture
def provider(monkeypatch):
    provider = Provider()
    monkeypatch.setattr("citizens.adapters.SocialAccountAdapter.get_requests_session", lambda self: provider)
    return provider


def begin(client: Client, provider: Provider, next_url: str = "") -> dict:
    response = client.post(reverse("accounts:vneid"), {"next": next_url} if next_url else {})
    query = parse_qs(urlsplit(response.context["url"]).query)
    provider.nonce = query["nonce"][0]
    return {name: values[0] for name, values in query.items()}


def come_back(client: Client, state: str, code: str = "c-1", **extra):
    return client.get(reverse("accounts:vneid-callback"), {"state": state, "code": code, **extra})


def test_the_request_asks_for_everything(client, provider) -> None:
    asked = begin(client, provider)
    assert asked["response_type"] == "code" and asked["code_challenge_method"] == "S256"
    assert len(asked["code_challenge"]) == 43 and len(asked["nonce"]) >= 22 and len(asked["state"]) >= 16
    assert asked["acr_values"] == "urn:vneid:loa:2" and asked["redirect_uri"].endswith("/tai-khoan/vneid/ve/")


def test_a_good_answer_opens_the_account_of_that_person(client, provider) -> None:
    citizen = make_citizen(personal_id=PID)
    state = begin(client, provider, "/ca-nhan/qua-trinh-tham-gia/")["state"]
    response = come_back(client, state)
    assert (response.status_code, response.url) == (302, "/ca-nhan/qua-trinh-tham-gia/")
    assert user_of(client) == str(citizen.user.pk)
    assert provider.posted["code_verifier"]
    evidence = IdentityEvidence.objects.get(user=citizen.user)
    assert (evidence.method, evidence.details["level"]) == ("vneid", "urn:vneid:loa:2")


def test_strangers_who_used_up_the_tries_do_not_close_this_door(client, provider) -> None:
    """T14: the owner still gets in with eID."""
    citizen = make_citizen(personal_id=PID)
    for number in range(6):
        sign_in(Client(REMOTE_ADDR=f"198.51.100.{number}"), citizen.bhxh_number, "sai")
    sign_in(client, citizen.bhxh_number)
    assert user_of(client) is None
    come_back(client, begin(client, provider)["state"])
    assert user_of(client) == str(citizen.user.pk)


def test_a_first_visit_makes_a_verified_account(client, provider) -> None:
    citizen = make_citizen(personal_id=PID, user=None)
    come_back(client, begin(client, provider)["state"])
    citizen.refresh_from_db()
    assert citizen.user and citizen.user.is_verified and user_of(client) == str(citizen.user.pk)
    other = Client()
    come_back(other, begin(other, provider)["state"], code="c-2")
    assert user_of(other) == str(citizen.user.pk)
    assert SocialAccount.objects.count() == 1


def test_an_unverified_account_becomes_verified(client, provider) -> None:
    citizen, user = make_citizen(personal_id=PID, user=None), make_user(verified_at=None)
    make_contact(user, "phone", "0912345678")
    sign_in(client, "0912345678")
    come_back(client, begin(client, provider)["state"])
    citizen.refresh_from_db()
    user.refresh_from_db()
    assert citizen.user == user and user.is_verified


def test_nobody_is_made_without_a_record(client, provider) -> None:
    response = come_back(client, begin(client, provider)["state"])
    assert response.status_code == 200 and user_of(client) is None and not User.objects.exists()


def test_vneid_is_a_fresh_proof_for_its_own_person_only(client, provider) -> None:
    citizen, other = make_citizen(personal_id=PID), make_citizen()
    sign_in(client, citizen.bhxh_number)
    key = client.session.session_key
    response = come_back(client, begin(client, provider, reverse("accounts:password"))["state"])
    assert client.get(response.url).status_code == 200
    assert client.session.session_key != key
    stranger = Client()
    sign_in(stranger, other.bhxh_number)
    assert come_back(stranger, begin(stranger, provider)["state"], code="c-2").status_code == 403
    assert stranger.get(reverse("accounts:password")).status_code == 302


def _hmac_with_public_key(provider: Provider) -> None:
    """The old confusion: the public key, used as the secret of a symmetric algorithm."""
    import base64
    import hashlib
    import hmac
    import json

    from cryptography.hazmat.primitives import serialization

    pem = KEY.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    payload = provider.id_token().split(".")[1]
    head = base64.urlsafe_b64encode(json.dumps({"alg": "HS256", "kid": "k1"}).encode()).decode().rstrip("=")
    signature = hmac.new(pem, f"{head}.{payload}".encode(), hashlib.sha256).digest()
    provider.token = f"{head}.{payload}." + base64.urlsafe_b64encode(signature).decode().rstrip("=")


def _none(provider: Provider) -> None:
    provider.token = jwt.encode(
        jwt.decode(provider.id_token(), options={"verify_signature": False}), None, "none"
    )


def _tampered(provider: Provider) -> None:
    head, _payload, signature = provider.id_token().split(".")
    provider.claims["personal_id"] = "075090888888"
    provider.token = ".".join((head, provider.id_token().split(".")[1], signature))


def claims(**values):
    return lambda provider: provider.claims.update(values)


def without(name):
    return lambda provider: provider.drop.append(name)


def change(**values):
    return lambda provider: provider.__dict__.update(values)


PAST = int(time.time()) - 7200
FAULTS = {
    "other issuer": claims(iss="https://vneid.example.evil"),
    "issuer with a slash": claims(iss=ISSUER + "/"),
    "other audience": claims(aud="other-portal"),
    "one audience too many": claims(aud=[CLIENT, "other-portal"]),
    "authorized for another party": claims(azp="other-portal"),
    "other nonce": claims(nonce="somebody-else-s"),
    "no nonce": without("nonce"),
    "expired": claims(exp=PAST + 300, iat=PAST),
    "old token": claims(iat=PAST),
    "no expiry": without("exp"),
    "from the future": claims(iat=int(time.time()) + 7200),
    "level 1": claims(acr="urn:vneid:loa:1"),
    "no level": without("acr"),
    "level as a list": claims(acr=["urn:vneid:loa:2"]),
    "no subject": without("sub"),
    "no personal ID": without("personal_id"),
    "personal ID as a number": claims(personal_id=int(PID)),
    "personal ID with a space": claims(personal_id=PID[:6] + " " + PID[6:]),
    "personal ID of 9 digits": claims(personal_id=PID[:9]),
    "personal ID in other digits": claims(
        personal_id=PID.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    ),
    "algorithm none": _none,
    "public key as secret": _hmac_with_public_key,
    "signed by another": change(key=OTHER_KEY),
    "unknown key": change(header={"kid": "k2"}),
    "claims changed after signing": _tampered,
    "access token swapped": claims(at_hash="AAAAAAAAAAAAAAAAAAAAAA"),
    "key for another use": change(jwk={"use": "enc"}),
    "not a token": change(token="x.y.z"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_faulty_answer_is_refused(client, provider, fault) -> None:
    make_citizen(personal_id=PID)
    state = begin(client, provider)["state"]
    FAULTS[fault](provider)
    response = come_back(client, state)
    assert response.status_code == 403 and user_of(client) is None
    assert PID not in response.content.decode()


def test_answers_in_the_wrong_place_are_refused(client, provider) -> None:
    """State unknown, missing, of another session, used twice or too old; code used twice; issuer of the answer."""
    make_citizen(personal_id=PID)
    other = Client()
    theirs = begin(other, provider)["state"]
    assert come_back(client, theirs).status_code == 403
    assert come_back(client, "").status_code == 403
    state = begin(client, provider)["state"]
    assert come_back(client, state, code="").status_code == 403
    state = begin(client, provider)["state"]
    assert come_back(client, state, iss="https://evil.example").status_code == 403
    state = begin(client, provider)["state"]
    with later(minutes=11):
        assert come_back(client, state).status_code == 403
    state = begin(client, provider)["state"]
    assert come_back(client, state, code="once").status_code == 302
    for again in (state, begin(other, provider)["state"]):
        assert come_back(other, again, code="once").status_code == 403
    assert user_of(other) is None


def test_a_token_serves_once(client, provider) -> None:
    make_citizen(personal_id=PID)
    state = begin(client, provider)["state"]
    provider.token = provider.id_token()
    assert come_back(client, state).status_code == 302
    other = Client()
    state, nonce = begin(other, provider)["state"], provider.nonce
    session = other.session
    states = session["socialaccount_states"]
    states[state][0]["nonce"] = jwt.decode(provider.token, options={"verify_signature": False})["nonce"]
    session.save()
    assert come_back(other, state, code="c-9").status_code == 403 and nonce


def test_swapped_subjects_are_refused(provider) -> None:
    first, second = make_citizen(personal_id=PID), make_citizen(personal_id="075090888888")
    one = Client()
    come_back(one, begin(one, provider)["state"])
    provider.claims = {"personal_id": second.personal_id}  # the known subject, another person's number
    two = Client()
    assert come_back(two, begin(two, provider)["state"], code="c-2").status_code == 403
    provider.claims = {"sub": "s-2"}  # another subject, the known person's number
    three = Client()
    assert come_back(three, begin(three, provider)["state"], code="c-3").status_code == 403
    assert (user_of(one), user_of(two), user_of(three)) == (str(first.user.pk), None, None)


@pytest.mark.parametrize(
    "config",
    [{"issuer": "https://evil.example"}, {"token_endpoint": "http://vneid.example/token"}, {"jwks_uri": ""}],
)
def test_a_configuration_of_somebody_else_is_refused(client, provider, config) -> None:
    provider.config.update(config)
    assert client.post(reverse("accounts:vneid")).status_code == 403


def test_when_vneid_is_down_the_page_says_so(client, monkeypatch) -> None:
    class Down(Provider):
        def get(self, url, **options):
            raise requests.ConnectionError

    monkeypatch.setattr("citizens.adapters.SocialAccountAdapter.get_requests_session", lambda self: Down())
    response = client.post(reverse("accounts:vneid"))
    assert response.status_code == 403 and "dùng cách khác" in response.content.decode()


def test_without_vneid_the_page_says_so(client, settings) -> None:
    settings.VNEID = {**settings.VNEID, "ISSUER": ""}
    assert client.get(reverse("accounts:vneid")).status_code == 503
    assert client.get(reverse("accounts:vneid-callback")).status_code == 404


# -- The stand-in


@pytest.fixture
def running(settings):
    from django.conf import settings as live

    client = standin.Client("an-sinh", "s", ("http://testserver/tai-khoan/vneid/ve/",))
    provider = standin.StandIn(issuer="", client=client, people=[standin.Person(PID, "Nguyễn Thử")])
    server = standin.start(provider, 0)
    provider.issuer = f"http://localhost:{server.server_port}"
    settings.VNEID = {**live.VNEID, "ISSUER": provider.issuer, "TLS": False}
    settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]["settings"]["server_url"] = provider.issuer
    yield provider
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(("level", "opens"), [("2", True), ("1", False)])
def test_the_whole_flow_with_the_stand_in(client, running, level, opens) -> None:
    citizen = make_citizen(personal_id=PID)
    url = client.post(reverse("accounts:vneid")).context["url"]
    assert "VNeID giả" in requests.get(url, timeout=5).text
    sent = requests.post(url, data={"person": PID, "level": level}, allow_redirects=False, timeout=5)
    back = urlsplit(sent.headers["Location"])
    response = client.get(f"{back.path}?{back.query}")
    assert (user_of(client) == str(citizen.user.pk)) is opens, response.headers


def test_the_stand_in_refuses_what_a_provider_must(running) -> None:
    base = {"response_type": "code", "client_id": "an-sinh", "scope": "openid", "nonce": "n", "state": "s"}
    good = {**base, "redirect_uri": "http://testserver/tai-khoan/vneid/ve/"}
    ask = lambda **values: requests.get(f"{running.issuer}/authorize", params=values, timeout=5)  # noqa: E731
    assert ask(**{**good, "redirect_uri": "http://evil.example/"}).status_code == 400
    assert ask(**{**good, "client_id": "other"}).status_code == 400
    token = {
        "grant_type": "authorization_code",
        "code": "x",
        "client_id": "an-sinh",
        "client_secret": "wrong",
    }
    assert requests.post(f"{running.issuer}/token", data=token, timeout=5).status_code in (400, 401)


def test_saying_no_at_vneid_is_no_error(client, running) -> None:
    url = client.post(reverse("accounts:vneid")).context["url"]
    sent = requests.post(url, data={"person": ""}, allow_redirects=False, timeout=5)
    back = urlsplit(sent.headers["Location"])
    response = client.get(f"{back.path}?{back.query}")
    assert (response.status_code, response.url) == (302, reverse("account_login"))
