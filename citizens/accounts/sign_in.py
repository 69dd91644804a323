"""Sign-in with a one-time code, and through allauth's stages from there (a second factor, if one is set up)."""

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import get_next_redirect_url, perform_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from citizens.access import public
from citizens.accounts import codes
from citizens.accounts.codes import Purpose, Target
from citizens.accounts.forms import CodeForm, CodeRequestForm
from citizens.accounts.steady import steady
from citizens.models import Contact, ContactKind, User
from citizens.querysets import phone_number


@public
@steady
@require_http_methods(["GET", "POST"])
def request_code(request: HttpRequest) -> HttpResponse:
    # The ladder names the channel somebody still has.
    chosen = request.GET.get("kind", "")
    form = CodeRequestForm(
        request.POST or None, initial={"kind": chosen} if chosen in ContactKind.values else None
    )
    if form.is_valid():
        target = code_target(form.cleaned_data["login"], form.cleaned_data["kind"])
        codes.send_code(request, Purpose.SIGN_IN, target)
        return redirect(with_next("accounts:code-confirm", request))
    next_url = get_next_redirect_url(request)
    return render(request, "accounts/code_request.html", {"form": form, "next": next_url})


@public
@require_http_methods(["GET", "POST"])
def confirm_code(request: HttpRequest) -> HttpResponse:
    form = CodeForm(request.POST or None)
    checked = None
    if form.is_valid():
        checked = codes.check_code(request.session, Purpose.SIGN_IN, form.cleaned_data["code"])
        if checked.challenge is not None and checked.challenge.user is not None:
            codes.forget(request.session, Purpose.SIGN_IN)
            user = checked.challenge.user
            response = sign_in(request, user, method="code")
            # Who forgot their password comes by the ladder to set a new one: the code just typed is proof enough.
            # Not while a second factor is still to be shown.
            if request.user == user and get_next_redirect_url(request) == reverse("accounts:password"):
                record_authentication(request, user, method="code", reauthenticated=True)
            return response
        form.add_error("code", wrong_code(checked.tries_left))
    context = {"form": form, "next": get_next_redirect_url(request), "minutes": codes.LIVES_FOR.seconds // 60}
    return render(request, "accounts/code_confirm.html", context)


def code_target(identifier: str, kind: str) -> Target:
    """Where the code for an account goes. The same two questions are asked for a number nobody has."""
    user = User.objects.identified_by(identifier)
    wanted = [identifier.strip().lower(), phone_number(identifier)]
    contacts = list(Contact.objects.filter(user=user).verified().oldest_first())
    # What was typed is an address of theirs: it goes there. Otherwise to the oldest of the kind, or any.
    contacts.sort(key=lambda contact: (contact.value not in wanted, contact.kind != kind))
    if user is None or not contacts:
        return Target(kind=kind, address=identifier.strip().lower()[:254], real=False)
    return Target(kind=contacts[0].kind, address=contacts[0].value, user=user)


def wrong_code(tries_left: int) -> str:
    if not tries_left:
        return _("Mã này không dùng được nữa. Hãy lấy mã mới.")
    return ngettext(
        "Mã chưa đúng. Bạn còn %(count)s lần thử.", "Mã chưa đúng. Bạn còn %(count)s lần thử.", tries_left
    ) % {"count": tries_left}


def sign_in(
    request: HttpRequest, user: User, *, method: str, redirect_url: str | None = None
) -> HttpResponse:
    """Let an account in that has shown one proof; allauth asks for the second factor if there is one."""
    record_authentication(request, user, method=method)
    response: HttpResponse = perform_login(
        request, user, redirect_url=redirect_url or get_next_redirect_url(request)
    )
    return response


def with_next(name: str, request: HttpRequest) -> str:
    next_url = get_next_redirect_url(request)
    return reverse(name) + (f"?{urlencode({'next': next_url})}" if next_url else "")
