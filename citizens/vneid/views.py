"""To VNeID and back. allauth carries state, PKCE and the exchange; `tokens` decides whether the answer holds."""

import logging
import secrets
from typing import Any

import requests
from allauth.account.utils import get_next_redirect_url
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.internal import statekit
from allauth.socialaccount.models import SocialAccount
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from allauth.utils import build_absolute_uri
from django.conf import settings
from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from citizens.access import public
from citizens.accounts import identity
from citizens.accounts.sign_in import sign_in
from citizens.accounts.step_up import prove
from citizens.models import Citizen, IdentityEvidence, User
from citizens.secrets import fingerprint
from citizens.vneid import tokens
from citizens.vneid.tokens import RefusedError, Statement

logger = logging.getLogger("portal.vneid")
PROVIDER = "vneid"
FAULTS = (RefusedError, OAuth2Error, requests.RequestException, ValueError)


class VNeIDAdapter(OpenIDConnectOAuth2Adapter):
    """allauth's OpenID Connect client, with our address to come back to and a configuration that is checked."""

    @property
    def openid_config(self) -> dict[str, Any]:
        if not hasattr(self, "_openid_config"):
            with get_adapter().get_requests_session() as session:
                self._openid_config = tokens.discovered(session)
        return self._openid_config

    def get_callback_url(self, request: HttpRequest, app: Any) -> str:
        # The Vietnamese address whatever the language: VNeID knows one.
        return str(build_absolute_uri(request, "/tai-khoan/vneid/ve/"))


@public
@require_http_methods(["GET", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """Say where the person is about to go; on POST prepare the request and lead there."""
    if not settings.VNEID["ISSUER"]:
        return render(request, "accounts/vneid.html", {"missing": True}, status=503)
    url = ""
    if request.method == "POST":
        try:
            url = _authorization_url(request)
        except FAULTS as error:
            return _refused(request, error)
    # A redirect out of a form would break the security policy (form-action): a link and a refresh do not.
    return render(request, "accounts/vneid.html", {"url": url, "next": get_next_redirect_url(request)})


def _authorization_url(request: HttpRequest) -> str:
    provider = get_adapter(request).get_provider(request, provider=PROVIDER)
    provider.get_oauth2_adapter = lambda request: VNeIDAdapter(request, PROVIDER)
    nonce = secrets.token_urlsafe(24)
    purpose = "step_up" if request.user.is_authenticated and request.user.is_verified else "sign_in"
    parameters = {"nonce": nonce, "acr_values": " ".join(settings.VNEID["LEVELS"])}
    if purpose == "step_up":
        parameters["prompt"] = "login"
    response = provider.redirect(
        request,
        "login",
        next_url=get_next_redirect_url(request),
        auth_params=parameters,
        nonce=nonce,
        purpose=purpose,
    )
    return str(response.url)


@public
@require_GET
def callback(request: HttpRequest) -> HttpResponse:
    """VNeID sends the person back here. Any doubt ends on one page that offers other ways."""
    if not settings.VNEID["ISSUER"]:
        raise Http404
    state = statekit.unstash_state(request, provider_id=PROVIDER, state_id=request.GET.get("state", ""))
    if state is None:
        return _refused(request, RefusedError("state"))
    if request.GET.get("error") == "access_denied":
        messages.info(request, _("Bạn đã dừng đăng nhập VNeID."))
        return redirect("account_login")
    try:
        if request.GET.get("iss", settings.VNEID["ISSUER"]) != settings.VNEID["ISSUER"]:
            raise RefusedError("issuer of the answer")
        statement = _exchange(request, state)
        return _let_in(request, statement, state)
    except FAULTS as error:
        return _refused(request, error)


def _exchange(request: HttpRequest, state: dict[str, Any]) -> Statement:
    """The code for tokens, the tokens for a checked statement."""
    code = request.GET.get("code", "")
    if not code or "error" in request.GET:
        raise RefusedError("no code")
    tokens.use_once(fingerprint("code", code))
    provider = get_adapter(request).get_provider(request, provider=PROVIDER)
    adapter = VNeIDAdapter(request, PROVIDER)
    client = adapter.get_client(request, provider.app)
    answer = client.get_access_token(code, pkce_code_verifier=state["pkce_code_verifier"])
    access_token = answer.get("access_token", "")
    with get_adapter().get_requests_session() as session:
        jwks = tokens.fetch_json(session, adapter.openid_config["jwks_uri"])
        userinfo = None
        if settings.VNEID["USERINFO"]:
            userinfo = tokens.fetch_json(
                session, adapter.profile_url, headers={"Authorization": f"Bearer {access_token}"}
            )
    statement = tokens.check(
        answer.get("id_token"), access_token=access_token, nonce=state["nonce"], jwks=jwks, userinfo=userinfo
    )
    tokens.use_once(fingerprint("token", answer["id_token"]))
    return statement


def _let_in(request: HttpRequest, statement: Statement, state: dict[str, Any]) -> HttpResponse:
    user = _account_of(request, statement)
    if user is None:
        return render(request, "accounts/vneid_no_record.html")
    next_url = state.get("next")
    if state["purpose"] == "step_up":
        if not request.user.is_authenticated or request.user.pk != user.pk:
            raise RefusedError("another person")
        prove(request, user, "vneid")
        return redirect(next_url or "accounts:security")
    return sign_in(request, user, method="vneid", redirect_url=next_url)


@transaction.atomic
def _account_of(request: HttpRequest, statement: Statement) -> User | None:
    """The account of the person with exactly this personal ID; made, or verified, when it is not there yet."""
    linked = (
        SocialAccount.objects.select_related("user").filter(provider=PROVIDER, uid=statement.subject).first()
    )
    citizen = Citizen.objects.select_related("user").numbered(statement.personal_id).first()
    if linked is not None:
        if citizen is None or citizen.user_id != linked.user_id:
            raise RefusedError("subject and personal ID belong to different people")
        return citizen.user
    if citizen is None:
        return None
    user = citizen.user
    if user is None:
        here = request.user if request.user.is_authenticated else None
        user = here if here and not here.is_verified and not here.is_staff else identity.new_account()
    if SocialAccount.objects.filter(provider=PROVIDER, user=user).exists():
        raise RefusedError("the account knows another subject")
    try:
        identity.verify(
            user,
            citizen,
            method=IdentityEvidence.Method.VNEID,
            details={"issuer": statement.issuer, "level": statement.level, "issued_at": statement.issued_at},
        )
        SocialAccount.objects.create(provider=PROVIDER, uid=statement.subject, user=user)
    except (identity.AlreadyTakenError, IntegrityError) as error:
        raise RefusedError("taken") from error
    return user


def _refused(request: HttpRequest, error: Exception) -> HttpResponse:
    logger.warning("VNeID answer refused")
    response = render(request, "accounts/vneid.html", {"refused": True}, status=403)
    if settings.DEBUG:
        response["X-Refused"] = str(error)[:80] if isinstance(error, RefusedError) else type(error).__name__
    return response
