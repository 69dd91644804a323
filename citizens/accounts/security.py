"""The security settings: what protects the account now, and every page that changes it."""

from datetime import timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.sessions.models import Session
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from citizens import limits, second_factor
from citizens.access import AccountHttpRequest, account_required
from citizens.accounts import codes, devices, notices, passwords, sessions
from citizens.accounts import contacts as contact_changes
from citizens.accounts.codes import Purpose, Target
from citizens.accounts.forms import CodeForm
from citizens.accounts.handles import find, handle_of
from citizens.accounts.identity_forms import ContactForm
from citizens.accounts.passwords import PasswordForm
from citizens.accounts.sign_in import wrong_code
from citizens.accounts.step_up import step_up_required
from citizens.models import Contact, ContactChange, User
from citizens.models.contacts import mask

FRESH_CODES = "fresh_recovery_codes"
FRESH_FOR = timedelta(minutes=10)
NEW_CONTACT = "new_contact"
AT_COUNTER = "at_counter_until"


@account_required
@require_GET
def overview(request: AccountHttpRequest) -> HttpResponse:
    user = request.account
    factors = list(Authenticator.objects.filter(user=user))
    recovery = next((f for f in factors if f.type == Authenticator.Type.RECOVERY_CODES), None)
    context = {
        "verified": user.is_verified,
        "contacts": [_row(c, c.masked, kind=c.get_kind_display()) for c in _contacts(user) if c.verified_at],
        "changes": [_row(c, _change_words(c), when=c.effective_at) for c in user.contact_changes.waiting()],
        "has_password": user.has_usable_password(),
        "has_totp": any(f.type == Authenticator.Type.TOTP for f in factors),
        "passkeys": [
            _row(f, f.wrap().name, added=f.created_at, used=f.last_used_at)
            for f in factors
            if f.type == Authenticator.Type.WEBAUTHN
        ],
        "codes_left": len(recovery.wrap().get_unused_codes()) if recovery else 0,
        "session_count": UserSession.objects.filter(user=user).count(),
        "trusted": list(user.trusted_people.all()),
        "asked_of_me": user.trusted_by.filter(confirmed_at=None).count(),
    }
    return render(request, "accounts/security.html", context)


def _contacts(user: User) -> list[Contact]:
    return list(user.contacts.oldest_first())


def _row(row: Any, words: str, **more: Any) -> dict[str, Any]:
    return {"handle": handle_of(row), "words": words, **more}


def _change_words(change: ContactChange) -> str:
    new = mask(change.kind, change.value) if change.value else ""
    old = change.old.masked if change.old else ""
    if new and old:
        return _("Đổi %(old)s thành %(new)s") % {"old": old, "new": new}
    return _("Thêm %(new)s") % {"new": new} if new else _("Bỏ %(old)s") % {"old": old}


# -- Password


@account_required
@step_up_required
@require_http_methods(["GET", "POST"])
def password(request: AccountHttpRequest) -> HttpResponse:
    form = PasswordForm(request.POST or None, user=request.account)
    if form.is_valid():
        passwords.set_password(request, request.account, form.cleaned_data["password"])
        messages.success(request, _("Đã đặt mật khẩu mới. Các thiết bị khác đã được đăng xuất."))
        return redirect("accounts:security")
    return form_page(
        request,
        form,
        title=_("Đặt mật khẩu"),
        lead=_("Sau khi đổi, mọi thiết bị khác sẽ được đăng xuất."),
        submit=_("Lưu mật khẩu"),
    )


def form_page(request: AccountHttpRequest, form: Any, **words: Any) -> HttpResponse:
    """A page that is one form: title, lead, submit; optional notes (list), cancel (address), multipart."""
    return render(request, "accounts/form_page.html", {"form": form, **words})


# -- Recovery codes


@account_required
@step_up_required
@require_http_methods(["GET", "POST"])
def recovery_codes(request: AccountHttpRequest) -> HttpResponse:
    """Make a new sheet on POST; show it for ten minutes in this session only, to print or save."""
    if request.method == "POST":
        make_recovery_codes(request.account)
        request.session[FRESH_CODES] = timezone.now().timestamp() + FRESH_FOR.total_seconds()
        return redirect("mfa_view_recovery_codes")
    row = _recovery_row(request.account)
    left = row.wrap().get_unused_codes() if row else []
    context = {"codes": left if _may_show(request) else [], "left": len(left), "exists": row is not None}
    return render(request, "accounts/recovery_codes.html", context)


@account_required
@step_up_required
@require_GET
def recovery_codes_file(request: AccountHttpRequest) -> HttpResponse:
    row = _recovery_row(request.account)
    if row is None or not _may_show(request):
        return redirect("mfa_view_recovery_codes")
    lines = [_("An Sinh: mã dự phòng. Mỗi mã dùng một lần. Cất nơi kín, không chụp gửi cho ai."), ""]
    lines += [" ".join((code[:4], code[4:8], code[8:])) for code in row.wrap().get_unused_codes()]
    response = HttpResponse("\r\n".join(lines) + "\r\n", content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="an-sinh-ma-du-phong.txt"'
    return response


@transaction.atomic
def make_recovery_codes(user: User) -> None:
    """A new sheet; the old one is worth nothing from now on."""
    User.objects.select_for_update().get(pk=user.pk)
    Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).delete()
    RecoveryCodes.activate(user)
    notices.tell(user, _("Mã dự phòng mới vừa được tạo"), topic="recovery_codes")


def _recovery_row(user: User) -> Authenticator | None:
    return Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).first()


def _may_show(request: AccountHttpRequest) -> bool:
    row = _recovery_row(request.account)
    if row is not None and not row.data.get("viewed_at"):
        # Made by allauth together with the first factor: shown now, once.
        row.wrap().mark_as_viewed()
        request.session[FRESH_CODES] = timezone.now().timestamp() + FRESH_FOR.total_seconds()
    return bool(request.session.get(FRESH_CODES, 0) > timezone.now().timestamp())


# -- Passkeys


@account_required
@step_up_required
@require_http_methods(["GET", "POST"])
def passkey_remove(request: AccountHttpRequest, handle: str) -> HttpResponse:
    rows = Authenticator.objects.filter(user=request.account, type=Authenticator.Type.WEBAUTHN)
    row = find(rows, handle)
    if _is_last_of_staff(request.account):
        return _last_of_staff(request)
    if request.method == "POST":
        _remove_factor(request.account, row, _("Một khóa truy cập vừa được xóa"))
        messages.success(request, _("Đã xóa khóa truy cập."))
        return redirect("accounts:security")
    return form_page(
        request,
        None,
        title=_("Xóa khóa truy cập này?"),
        lead=row.wrap().name,
        submit=_("Xóa"),
        danger=True,
    )


@account_required
@step_up_required
@require_http_methods(["GET", "POST"])
def totp_remove(request: AccountHttpRequest) -> HttpResponse:
    row = Authenticator.objects.filter(user=request.account, type=Authenticator.Type.TOTP).first()
    if row is None:
        return redirect("accounts:security")
    if _is_last_of_staff(request.account):
        return _last_of_staff(request)
    if request.method == "POST":
        _remove_factor(request.account, row, _("Ứng dụng tạo mã vừa được tắt"))
        messages.success(request, _("Đã tắt ứng dụng tạo mã."))
        return redirect("accounts:security")
    return form_page(
        request,
        None,
        title=_("Tắt ứng dụng tạo mã?"),
        lead=_("Từ đó, đăng nhập chỉ còn một bước."),
        submit=_("Tắt"),
        danger=True,
    )


def _is_last_of_staff(user: User) -> bool:
    factors = Authenticator.objects.filter(user=user, type__in=second_factor.KINDS)
    return second_factor.is_staff(user) and factors.count() == 1


def _last_of_staff(request: AccountHttpRequest) -> HttpResponse:
    return form_page(
        request,
        None,
        title=_("Đây là bước thứ hai cuối cùng của bạn"),
        lead=_(
            "Cán bộ phải giữ ít nhất một khóa truy cập hoặc ứng dụng tạo mã. Hãy thêm cái mới rồi mới bỏ cái này."
        ),
    )


@transaction.atomic
def _remove_factor(user: User, row: Authenticator, what: str) -> None:
    """Unlike allauth, keep the recovery codes: here they also serve without a second factor."""
    row.delete()
    passwords.second_factor_removed(user)
    notices.tell(user, what, topic="factor_removed")


# -- Devices


@account_required
@require_GET
def device_list(request: AccountHttpRequest) -> HttpResponse:
    here = limits.network_of(request)
    rows = []
    for session in _live_sessions(request.account):
        browser, device = devices.in_words(session.user_agent)
        rows.append(
            {
                "handle": handle_of(session),
                "words": " · ".join(filter(None, (device, browser))) or _("Thiết bị không rõ"),
                "current": session.session_key == request.session.session_key,
                "place": _place(str(session.ip), here),
                "created": session.created_at,
                "seen": session.last_seen_at,
            }
        )
    return render(request, "accounts/devices.html", {"sessions": rows})


def _live_sessions(user: User) -> list[UserSession]:
    """Two queries, however many devices there are."""
    rows = list(UserSession.objects.filter(user=user).order_by("-last_seen_at", "-pk"))
    live = set(
        Session.objects.filter(
            session_key__in=[row.session_key for row in rows], expire_date__gt=timezone.now()
        ).values_list("session_key", flat=True)
    )
    return [row for row in rows if row.session_key in live]


def _place(address: str, here: str) -> str:
    """Roughly where, from the address alone: no third party is asked."""
    if address == here or (
        ":" in address and here.endswith("/64") and address.split(":")[:4] == here.split(":")[:4]
    ):
        return _("cùng mạng với máy này")
    shown = (
        ".".join(address.split(".")[:2]) + ".x.x"
        if "." in address
        else ":".join(address.split(":")[:2]) + ":…"
    )
    return _("mạng khác (%(address)s)") % {"address": shown}


@account_required
@require_POST
def device_end(request: AccountHttpRequest) -> HttpResponse:
    """Sign out one device, or all but this one. No fresh proof is asked: closing doors is always allowed."""
    handle = request.POST.get("device", "")
    if handle == "others":
        sessions.end_others(request, request.account)
        messages.success(request, _("Đã đăng xuất mọi thiết bị khác."))
    else:
        sessions.end_all([find(UserSession.objects.filter(user=request.account), handle)])
        messages.success(request, _("Đã đăng xuất thiết bị đó."))
    return redirect("accounts:devices")


# -- Channels


@account_required
@step_up_required
@require_http_methods(["GET", "POST"])
def contact_add(request: AccountHttpRequest, handle: str = "") -> HttpResponse:
    """A new number or address, to add or in place of an old one. A code goes there first."""
    old = find(request.account.contacts.verified(), handle) if handle else None
    form = ContactForm(request.POST or None, kind=old.kind if old else None)
    if form.is_valid():
        kind, value = form.cleaned_data["kind"], form.cleaned_data["value"]
        request.session[NEW_CONTACT] = {"kind": kind, "value": value, "old": old.pk if old else None}
        codes.send_code(request, Purpose.ADD_CONTACT, Target(kind=kind, address=value, user=request.account))
        return redirect("accounts:contact-confirm")
    return form_page(
        request,
        form,
        title=_("Đổi %(old)s") % {"old": old.masked} if old else _("Thêm số điện thoại hoặc e-mail"),
        lead=_(
            "Chúng tôi gửi mã đến đó để biết đúng là của bạn. Đổi e-mail có hiệu lực sau %(email)s giờ,"
            " đổi số điện thoại sau %(phone)s giờ."
        )
        % {kind: contact_changes.hold_hours(kind) for kind in ("email", "phone")},
        submit=_("Gửi mã"),
    )


@account_required
@step_up_required
@require_http_methods(["GET", "POST"])
def contact_confirm(request: AccountHttpRequest) -> HttpResponse:
    wanted = request.session.get(NEW_CONTACT)
    if not wanted:
        return redirect("accounts:contact-add")
    form = CodeForm(request.POST or None)
    if form.is_valid():
        checked = codes.check_code(request.session, Purpose.ADD_CONTACT, form.cleaned_data["code"])
        if checked.right:
            old = request.account.contacts.filter(pk=wanted["old"]).first()
            at_once = request.session.get(AT_COUNTER, 0) > timezone.now().timestamp()
            contact_changes.ask_change(
                request, request.account, kind=wanted["kind"], value=wanted["value"], old=old, at_once=at_once
            )
            del request.session[NEW_CONTACT]
            words = (
                _("Đã thêm kênh liên lạc.")
                if at_once
                else _("Đã nhận. Việc đổi có hiệu lực sau %(hours)s giờ nữa.")
                % {"hours": contact_changes.hold_hours(wanted["kind"])}
            )
            messages.success(request, words)
            return redirect("accounts:security")
        form.add_error("code", wrong_code(checked.tries_left))
    return form_page(
        request,
        form,
        title=_("Nhập mã 6 số"),
        lead=_("Mã vừa gửi đến số hoặc e-mail mới. Mã dùng được trong 15 phút."),
        submit=_("Xác nhận"),
        cancel="accounts:contact-add",
    )


@account_required
@step_up_required
@require_http_methods(["GET", "POST"])
def contact_remove(request: AccountHttpRequest, handle: str) -> HttpResponse:
    contact = find(request.account.contacts.verified(), handle)
    last = request.account.contacts.verified().count() == 1
    hours = {"hours": contact_changes.hold_hours(contact.kind)}
    if request.method == "POST" and not last:
        contact_changes.ask_change(request, request.account, kind=contact.kind, old=contact)
        messages.success(request, _("Đã nhận. Kênh này được bỏ sau %(hours)s giờ nữa.") % hours)
        return redirect("accounts:security")
    lead = (
        _("Đây là kênh cuối cùng. Hãy thêm một kênh khác trước khi bỏ nó.")
        if last
        else _(
            "Sau %(hours)s giờ, kênh này không nhận mã nữa. Mọi kênh của bạn đều được báo và dừng lại được."
        )
        % hours
    )
    title = _("Bỏ %(contact)s?") % {"contact": contact.masked}
    return form_page(
        request, None, title=title, lead=lead, submit="" if last else _("Bỏ kênh này"), danger=True
    )


@account_required
@require_POST
def change_cancel(request: AccountHttpRequest) -> HttpResponse:
    contact_changes.cancel(find(request.account.contact_changes.waiting(), request.POST.get("change", "")))
    messages.success(request, _("Đã dừng việc đổi."))
    return redirect("accounts:security")
