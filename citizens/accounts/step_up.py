"""A fresh proof that it is still the owner, before security settings change (security.md T17).

Being signed in is not enough for these: a stolen cookie has that. The proof holds five minutes, and giving it makes a
new session key, so that a copied cookie dies at that moment.
"""

import time
from functools import wraps
from typing import Any, ParamSpec, cast

from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.account.utils import get_next_redirect_url
from allauth.mfa.base.forms import ReauthenticateForm as FactorForm
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import ReauthenticateWebAuthnForm
from allauth.mfa.webauthn.internal import auth as webauthn
from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from citizens import second_factor
from citizens.access import AccountHttpRequest, AccountView, CitizenHttpRequest, CitizenView, account_required
from citizens.accounts import codes, sessions
from citizens.accounts.codes import Purpose, Target
from citizens.accounts.forms import ReauthenticateForm, code_field
from citizens.accounts.sign_in import wrong_code
from citizens.models import User

P = ParamSpec("P")


def is_fresh(request: HttpRequest, user: User) -> bool:
    """Whether the owner proved themselves again within the last five minutes of this session."""
    records = [r for r in get_authentication_records(request, user) if r.get("reauthenticated")]
    limit = settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
    return bool(records) and time.time() - float(records[-1]["at"]) < limit


def step_up_required(view: AccountView[P]) -> AccountView[P]:
    """Inside `account_required`: ask for a fresh proof, then come back to this page."""

    @wraps(view)
    def wrapper(request: AccountHttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not is_fresh(request, request.account):
            # What was posted is not kept: it may hold a password. The page is asked for again.
            return redirect(f"{reverse('account_reauthenticate')}?{urlencode({'next': request.path})}")
        return view(request, *args, **kwargs)

    return cast(AccountView[P], wrapper)


def fresh_proof_required(view: CitizenView[P], back: str = "") -> CitizenView[P]:
    """The same inside `self_required`. A page that only takes posts names the page to come `back` to."""

    @wraps(view)
    def wrapper(request: CitizenHttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not request.user.is_authenticated or not is_fresh(request, request.user):
            page = reverse(back) if back else request.path
            return redirect(f"{reverse('account_reauthenticate')}?{urlencode({'next': page})}")
        return view(request, *args, **kwargs)

    return cast(CitizenView[P], wrapper)


def prove(request: HttpRequest, user: User, method: str) -> None:
    """Note a fresh proof, and change the session key."""
    record_authentication(request, user, method=method, reauthenticated=True)
    sessions.renew_key(request)


@account_required
@require_http_methods(["GET", "POST"])
def step_up(request: AccountHttpRequest) -> HttpResponse:
    """One page with every way this account has: password, passkey, code from the app, code to a channel."""
    user = request.account
    kinds = set(Authenticator.objects.filter(user=user).values_list("type", flat=True))
    # SECURITY: staff who have a second factor prove themselves by it, and by nothing weaker.
    strict = second_factor.is_staff(user) and bool(kinds & set(second_factor.KINDS))
    target = None if strict else _channel(user)
    way = request.POST.get("way", "")
    if strict and way not in {"factor", "passkey"}:
        way = ""
    if way == "send" and target:
        codes.send_code(request, Purpose.STEP_UP, target)
        return redirect(_here(request, "sent=1"))
    form = _form(way, request) if way else None
    if form is not None and form.is_valid():
        if way == "code":
            checked = codes.check_code(request.session, Purpose.STEP_UP, form.cleaned_data["code"])
            if checked.challenge is None or checked.challenge.user_id != user.pk:
                form.add_error("code", wrong_code(checked.tries_left))
        if form.is_valid():
            _accept(request, form, way)
            return redirect(get_next_redirect_url(request) or reverse("accounts:security"))
    context = {
        "errors": form or forms.Form(),
        "password_form": _shown("password", form, way, request)
        if user.has_usable_password() and not strict
        else None,
        "factor_form": _shown("factor", form, way, request) if kinds & {"totp", "recovery_codes"} else None,
        "passkey_options": webauthn.begin_authentication(user) if "webauthn" in kinds else None,
        "channel": target,
        "code_form": _shown("code", form, way, request) if request.GET.get("sent") or way == "code" else None,
        "next": get_next_redirect_url(request),
        "strict": strict,
    }
    return render(request, "accounts/step_up.html", context)


class CodeOnlyForm(forms.Form):
    code = code_field()


def _form(way: str, request: AccountHttpRequest) -> Any:
    data = request.POST
    if way == "password":
        return ReauthenticateForm(user=request.account, data=data)
    if way == "factor":
        return _in_our_words(FactorForm(user=request.account, data=data))
    if way == "passkey":
        return ReauthenticateWebAuthnForm(user=request.account, data=data)
    return CodeOnlyForm(data) if way == "code" else None


def _shown(way: str, posted: forms.Form | None, posted_way: str, request: AccountHttpRequest) -> forms.Form:
    if way == posted_way and posted is not None:
        return posted
    empty: dict[str, forms.Form] = {
        "password": ReauthenticateForm(user=request.account),
        "factor": FactorForm(user=request.account),
        "code": CodeOnlyForm(),
    }
    return _in_our_words(empty[way]) if way == "factor" else empty[way]


def _in_our_words(form: forms.Form) -> forms.Form:
    """allauth names the field in English, and shows that name again beside an error."""
    form.fields["code"].label = _("Mã trong ứng dụng, hoặc một mã dự phòng")
    form.fields["code"].widget.attrs.pop("placeholder", None)
    return form


def _accept(request: AccountHttpRequest, form: forms.Form, way: str) -> None:
    if way in {"factor", "passkey"}:
        form.save()  # type: ignore[attr-defined]
        sessions.renew_key(request)
    else:
        prove(request, request.account, way)


def _channel(user: User) -> Target | None:
    contact = user.contacts.verified().oldest_first().first()
    return Target(kind=contact.kind, address=contact.value, user=user) if contact else None


def _here(request: HttpRequest, extra: str) -> str:
    next_url = get_next_redirect_url(request)
    return f"{reverse('account_reauthenticate')}?{extra}" + (
        f"&{urlencode({'next': next_url})}" if next_url else ""
    )
