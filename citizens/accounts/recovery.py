"""Back in, step by step, without security questions: another channel, a recovery code, VNeID, a trusted person, and
at last the counter. Nothing that is printed on a card or known to the family opens anything (security.md T09)."""

import secrets
from datetime import timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django import forms
from django.contrib import messages
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from citizens import limits, stops
from citizens.access import public
from citizens.accounts import identity, notices, sessions
from citizens.accounts.forms import code_field, identifier_field
from citizens.accounts.identity_forms import clean_number, number_field
from citizens.accounts.sign_in import sign_in
from citizens.accounts.steady import steady
from citizens.accounts.step_up import prove
from citizens.limits import DAY, HOUR, Limit
from citizens.models import CounterCode, IdentityEvidence, RecoveryRequest, User
from citizens.secrets import fingerprint

HOLD = timedelta(hours=24)
USABLE_FOR = timedelta(days=7)  # after the hold
AT_COUNTER_FOR = timedelta(minutes=15)
TRIES = (Limit(5, timedelta(minutes=15)), Limit(20, DAY))
TRIES_PER_NETWORK = (Limit(40, HOUR),)
COUNTER_TRIES = 5

MEANS = ("phone", "email", "password", "codes", "vneid", "trusted")


@public
@require_GET
def ladder(request: HttpRequest) -> HttpResponse:
    """What do you still have? The steps that fit, easiest first, and the counter as the last."""
    have = [means for means in request.GET.getlist("con") if means in MEANS]
    asked = "buoc" in request.GET
    choices = {
        "phone": _("Số điện thoại đã đăng ký"),
        "email": _("Hộp thư e-mail đã đăng ký"),
        "password": _("Mật khẩu"),
        "codes": _("Tờ mã dự phòng"),
        "vneid": _("Ứng dụng VNeID mức độ 2"),
        "trusted": _("Người tin cậy tôi đã chọn trước"),
    }
    context = {
        "choices": [{"value": v, "words": w, "chosen": v in have} for v, w in choices.items()],
        "asked": asked,
        "steps": _steps(have) if asked else [],
    }
    return render(request, "portal/sign_in_help.html", context)


def _steps(have: list[str]) -> list[dict[str, str]]:
    """Each step: key, title, text, address, words of the link."""
    steps = []
    if "password" in have:
        steps.append(
            {
                "key": "password",
                "title": _("Đăng nhập bằng mật khẩu"),
                "text": _(
                    "Dùng mã số BHXH hoặc số căn cước, không cần điện thoại hay e-mail. Sau đó đổi kênh liên lạc."
                ),
                "url": reverse("account_login"),
                "words": _("Đăng nhập"),
            }
        )
    if "phone" in have or "email" in have:
        steps.append(
            {
                "key": "code",
                "title": _("Nhận mã qua tin nhắn") if "phone" in have else _("Nhận mã qua e-mail"),
                "text": _("Nhập mã là vào được. Sau đó đặt mật khẩu mới."),
                "url": f"{reverse('accounts:code-request')}?{urlencode(_code_query(have))}",
                "words": _("Nhận mã"),
            }
        )
    if "vneid" in have:
        steps.append(
            {
                "key": "vneid",
                "title": _("Đăng nhập bằng VNeID"),
                "text": _("VNeID mức độ 2 cho chúng tôi biết chắc đó là bạn."),
                "url": reverse("accounts:vneid"),
                "words": _("Mở VNeID"),
            }
        )
    if "codes" in have:
        steps.append(
            {
                "key": "codes",
                "title": _("Dùng một mã dự phòng"),
                "text": _("Mỗi mã trên tờ bạn đã in hoặc lưu dùng được một lần."),
                "url": reverse("accounts:recover-code"),
                "words": _("Nhập mã dự phòng"),
            }
        )
    if "trusted" in have:
        steps.append(
            {
                "key": "trusted",
                "title": _("Nhờ người tin cậy"),
                "text": _("Người ấy đăng nhập tài khoản của họ và xác nhận giúp. Sau 24 giờ bạn vào được."),
                "url": reverse("accounts:recover-trusted"),
                "words": _("Bắt đầu"),
            }
        )
    steps.append(
        {
            "key": "counter",
            "title": _("Đến quầy BHXH bất kỳ"),
            "text": _("Mang thẻ căn cước. Cán bộ đối chiếu rồi đưa bạn một mã dùng trong 30 phút."),
            "url": reverse("accounts:recover-counter"),
            "words": _("Tôi đã có mã tại quầy"),
        }
    )
    return steps


def _code_query(have: list[str]) -> dict[str, str]:
    """To the channel they still have; and on to a new password, unless they still have the old one."""
    kind = {"kind": "phone" if "phone" in have else "email"}
    return kind if "password" in have else {**kind, "next": reverse("accounts:password")}


def let_in(request: HttpRequest, user: User, *, method: str) -> HttpResponse:
    """Sign in somebody who came by the ladder: straight to the settings, with a fresh proof, and everybody is told."""
    notices.tell(user, _("Tài khoản vừa được mở lại bằng cách khôi phục"), topic="recovered")
    response = sign_in(request, user, method=method, redirect_url=reverse("accounts:password"))
    if request.user.pk == user.pk:
        prove(request, user, method)
    return response


def _allowed(request: HttpRequest, what: str, account: str) -> bool:
    return limits.take(f"{what}-network", limits.network_of(request), TRIES_PER_NETWORK) and limits.take(
        what, account, TRIES
    )


# -- Recovery code


class RecoveryCodeForm(forms.Form):
    login = identifier_field()
    code = code_field(20)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = gettext_lazy("Mã dự phòng (12 số)")


@public
@steady
@require_http_methods(["GET", "POST"])
def recovery_code(request: HttpRequest) -> HttpResponse:
    form = RecoveryCodeForm(request.POST or None)
    if form.is_valid():
        user = User.objects.identified_by(form.cleaned_data["login"])
        account = str(user.pk) if user else form.cleaned_data["login"].strip().lower()
        if not _allowed(request, "recovery-code", account):
            form.add_error(None, too_many())
        elif _use_recovery_code(user, form.cleaned_data["code"]) and user:
            return let_in(request, user, method="recovery")
        else:
            form.add_error("code", _("Số hoặc mã dự phòng chưa đúng, hoặc mã đã dùng rồi."))
    return _page(
        request,
        form,
        title=_("Dùng một mã dự phòng"),
        lead=_("Mã nằm trên tờ bạn đã in hoặc lưu ở phần Bảo mật. Mỗi mã dùng một lần."),
        submit=_("Vào tài khoản"),
    )


def _use_recovery_code(user: User | None, code: str) -> bool:
    row = Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).first()
    if row is None:
        make_password(code)  # SECURITY: somewhat the same time, whether there are codes or not
        return False
    make_password(code)
    return bool(row.wrap().validate_code("".join(code.split())))


def too_many() -> str:
    return _("Đã thử nhiều lần. Hãy chờ 15 phút rồi thử lại, hoặc chọn cách khác.")


def _page(request: HttpRequest, form: forms.Form, **words: Any) -> HttpResponse:
    context = {"form": form, "entrance": True, "cancel": "portal:sign-in-help", **words}
    return render(request, "accounts/form_page.html", context)


# -- Trusted person


class IdentifierForm(forms.Form):
    login = identifier_field()


@public
@steady
@require_http_methods(["GET", "POST"])
def trusted_start(request: HttpRequest) -> HttpResponse:
    """Ask for help. Whoever asks gets a code to come back with; what it opens depends on the trusted person."""
    form = IdentifierForm(request.POST or None)
    if form.is_valid():
        user = User.objects.identified_by(form.cleaned_data["login"])
        account = str(user.pk) if user else form.cleaned_data["login"].strip().lower()
        if _allowed(request, "recovery-trusted", account):
            secret = _ask_trusted(request, user)
            return render(request, "accounts/recover_started.html", {"secret": " ".join(_in_fours(secret))})
        form.add_error(None, too_many())
    return _page(
        request,
        form,
        title=_("Nhờ người tin cậy"),
        lead=_("Chỉ dùng được khi trước đây bạn đã chọn người tin cậy và người ấy đã đồng ý."),
        submit=_("Gửi lời nhờ"),
    )


def _in_fours(text: str) -> list[str]:
    return [text[start : start + 4] for start in range(0, len(text), 4)]


def _ask_trusted(request: HttpRequest, user: User | None) -> str:
    secret = f"{secrets.randbelow(10**16):016}"
    stop = secrets.token_urlsafe(24)
    RecoveryRequest.objects.create(
        user=user, secret_key=fingerprint("recovery", secret), stop_key=fingerprint("stop", stop)
    )
    link = request.build_absolute_uri(reverse("accounts:stop", args=[stop]))
    if user is not None:
        what = _("Có người xin lấy lại tài khoản của bạn qua người tin cậy")
        notices.tell(user, what, topic="recovery_asked", link=link)
        for row in user.trusted_people.filter(confirmed_at__isnull=False).select_related("person"):
            if row.person:
                what = _(
                    "Người chọn bạn làm người tin cậy đang cần giúp vào lại tài khoản. Hãy gọi cho họ trước"
                )
                notices.tell(row.person, what, topic="vouch_asked")
    return secret


@transaction.atomic
def vouch(request: RecoveryRequest, person: User) -> None:
    """A trusted person says it is really them. A day of waiting begins, and every channel is told."""
    now = timezone.now()
    request.state, request.vouched_by, request.vouched_at = RecoveryRequest.State.VOUCHED, person, now
    request.ready_at = now + HOLD
    request.save(update_fields=["state", "vouched_by", "vouched_at", "ready_at"])
    if request.user:
        what = _("Người tin cậy đã xác nhận giúp bạn. Tài khoản mở lại được sau 24 giờ")
        notices.tell(request.user, what, topic="vouched")


class SecretForm(forms.Form):
    code = code_field(30)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = gettext_lazy("Mã yêu cầu (16 số)")


@public
@require_http_methods(["GET", "POST"])
def trusted_finish(request: HttpRequest) -> HttpResponse:
    form = SecretForm(request.POST or None)
    if form.is_valid():
        if not _allowed(request, "recovery-finish", limits.network_of(request)):
            form.add_error(None, too_many())
        else:
            user, why = _finish("".join(form.cleaned_data["code"].split()))
            if user is not None:
                return let_in(request, user, method="trusted")
            form.add_error("code", why)
    return _page(
        request,
        form,
        title=_("Nhập mã yêu cầu"),
        lead=_("Khi người tin cậy đã xác nhận và 24 giờ đã qua, mã này mở lại tài khoản."),
        submit=_("Vào tài khoản"),
    )


@transaction.atomic
def _finish(secret: str) -> tuple[User | None, str]:
    row = (
        RecoveryRequest.objects.open()
        .select_for_update(of=("self",))
        .filter(secret_key=fingerprint("recovery", secret))
        .first()
    )
    now = timezone.now()
    waiting = _("Chưa mở được: người tin cậy chưa xác nhận, chưa đủ 24 giờ, hoặc yêu cầu đã bị dừng.")
    ready = row is not None and row.ready_at is not None and row.ready_at <= now < row.ready_at + USABLE_FOR
    if row is None or row.user is None or not ready:
        return None, waiting
    row.state = RecoveryRequest.State.USED
    row.save(update_fields=["state"])
    return row.user, ""


# -- The link in the notices


@public
@require_http_methods(["GET", "POST"])
def stop(request: HttpRequest, secret: str) -> HttpResponse:
    """Stop what a notice announced, of an account or a record. Opening the link changes nothing; the button does."""
    if request.method == "POST":
        done, signed_out = stops.stop(secret)
        return render(request, "accounts/stopped.html", {"done": done, "signed_out": signed_out})
    return _page(
        request,
        forms.Form(),
        title=_("Dừng việc này lại?"),
        lead=_(
            "Việc ghi trong thông báo sẽ không được làm. Nếu là việc đổi hoặc lấy lại tài khoản, "
            "tài khoản cũng đăng xuất ở mọi nơi."
        ),
        submit=_("Dừng lại"),
    )


@transaction.atomic
def stop_recovery(secret: str) -> bool:
    row = (
        RecoveryRequest.objects.open()
        .select_for_update(of=("self",))
        .filter(stop_key=fingerprint("stop", secret), user__isnull=False)
        .first()
    )
    if row is None or row.user is None:
        return False
    row.state = RecoveryRequest.State.STOPPED
    row.save(update_fields=["state"])
    sessions.end_all(UserSession.objects.filter(user=row.user))
    notices.tell(row.user, _("Yêu cầu lấy lại tài khoản đã được dừng"), topic="recovery_stopped")
    return True


# -- Counter code


class CounterCodeForm(forms.Form):
    number = number_field()
    code = code_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = gettext_lazy("Mã tại quầy (8 số)")

    def clean_number(self) -> str:
        return clean_number(self.cleaned_data["number"])


@public
@steady
@require_http_methods(["GET", "POST"])
def counter_code(request: HttpRequest) -> HttpResponse:
    """A code from the counter: back into the account of that record, or the first account for it."""
    form = CounterCodeForm(request.POST or None)
    if form.is_valid():
        number = form.cleaned_data["number"]
        if not _allowed(request, "counter-code", number):
            form.add_error(None, too_many())
        else:
            user = _use_counter_code(request, number, "".join(form.cleaned_data["code"].split()))
            if user is not None:
                if request.user.is_authenticated and request.user == user:
                    messages.success(request, _("Đã xác minh. Hồ sơ của bạn đã mở."))
                    return redirect("accounts:security")
                response = let_in(request, user, method="counter")
                until = timezone.now() + AT_COUNTER_FOR
                request.session["at_counter_until"] = until.timestamp()
                return response
            form.add_error("code", _("Số hoặc mã tại quầy chưa đúng, đã dùng, hoặc quá 30 phút."))
    return _page(
        request,
        form,
        title=_("Nhập mã tại quầy"),
        lead=_("Cán bộ đưa bạn mã này sau khi đối chiếu thẻ căn cước."),
        submit=_("Tiếp tục"),
    )


@transaction.atomic
def _use_counter_code(request: HttpRequest, number: str, code: str) -> User | None:
    citizen = identity.find_citizen(number)
    rows = CounterCode.objects.select_for_update(of=("self",)).filter(
        citizen=citizen, used_at=None, expires_at__gt=timezone.now(), tries__lt=COUNTER_TRIES
    )
    row = rows.order_by("-pk").first()
    key = fingerprint("counter", citizen.pk if citizen else 0, code)
    if row is None or citizen is None:
        return None
    CounterCode.objects.filter(pk=row.pk).update(tries=F("tries") + 1)
    if not secrets.compare_digest(row.code_key, key):
        return None
    CounterCode.objects.filter(pk=row.pk).update(used_at=timezone.now())
    user = citizen.user
    if user is None:
        here = request.user if request.user.is_authenticated else None
        user = here if here and not here.is_verified and not here.is_staff else identity.new_account()
    identity.verify(user, citizen, method=IdentityEvidence.Method.COUNTER, officer=row.officer)
    return user
