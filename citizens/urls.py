"""Everything under /tai-khoan/: ours in the namespace `accounts`, and those of allauth's pages that are open.

allauth finds its own pages by these names. What is not listed here does not exist: no sign-up form, e-mail list or
password reset of allauth's.
"""

from typing import Any

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.urls import include, path

from citizens.access import account_required, public
from citizens.accounts import (
    officers,
    papers,
    recovery,
    registration,
    security,
    sign_in,
    step_up,
    trusted,
    verification,
)
from citizens.accounts.steady import steady
from citizens.accounts.step_up import step_up_required
from citizens.vneid import views as vneid


def _guarded(view: Any) -> Any:
    """A page of allauth's behind sign-in and a fresh proof of ours."""
    return account_required(step_up_required(view))


ours = [
    path("dang-nhap/ma/", sign_in.request_code, name="code-request"),
    path("dang-nhap/ma/nhap/", sign_in.confirm_code, name="code-confirm"),
    path("dang-ky/", registration.register, name="register"),
    path("dang-ky/nhap-ma/", registration.confirm, name="register-confirm"),
    path("dang-ky/mat-khau/", verification.first_password, name="register-password"),
    path("vneid/", vneid.start, name="vneid"),
    path("vneid/ve/", vneid.callback, name="vneid-callback"),
    path("xac-minh/", verification.overview, name="verify"),
    path("xac-minh/giay-to/", verification.papers, name="papers"),
    path("khoi-phuc/ma-du-phong/", recovery.recovery_code, name="recover-code"),
    path("khoi-phuc/nguoi-tin-cay/", recovery.trusted_start, name="recover-trusted"),
    path("khoi-phuc/nguoi-tin-cay/ma/", recovery.trusted_finish, name="recover-finish"),
    path("khoi-phuc/ma-tai-quay/", recovery.counter_code, name="recover-counter"),
    path("dung-lai/<str:secret>/", recovery.stop, name="stop"),
    path("bao-mat/", security.overview, name="security"),
    path("bao-mat/mat-khau/", security.password, name="password"),
    path("bao-mat/ma-du-phong/tai-ve/", security.recovery_codes_file, name="recovery-codes-file"),
    path("bao-mat/khoa-truy-cap/<str:handle>/xoa/", security.passkey_remove, name="passkey-remove"),
    path("bao-mat/thiet-bi/", security.device_list, name="devices"),
    path("bao-mat/thiet-bi/dang-xuat/", security.device_end, name="device-end"),
    path("bao-mat/kenh/them/", security.contact_add, name="contact-add"),
    path("bao-mat/kenh/nhap-ma/", security.contact_confirm, name="contact-confirm"),
    path("bao-mat/kenh/dung/", security.change_cancel, name="change-cancel"),
    path("bao-mat/kenh/<str:handle>/doi/", security.contact_add, name="contact-change"),
    path("bao-mat/kenh/<str:handle>/bo/", security.contact_remove, name="contact-remove"),
    path("nguoi-tin-cay/", trusted.overview, name="trusted"),
    path("nguoi-tin-cay/them/", trusted.add, name="trusted-add"),
    path("nguoi-tin-cay/tra-loi/", trusted.answer, name="trusted-answer"),
    path("nguoi-tin-cay/<str:handle>/xac-nhan/", trusted.vouch, name="vouch"),
    path("quay/", officers.counter, name="counter"),
    path("quay/giay-to/", papers.queue, name="papers-queue"),
    path("quay/giay-to/<str:handle>/", papers.papers, name="papers-check"),
    path("quay/giay-to/<str:handle>/<str:side>/", papers.picture, name="papers-picture"),
]

urlpatterns = [
    path("dang-nhap/", public(steady(account.login)), name="account_login"),
    path("dang-nhap/buoc-hai/", public(mfa.authenticate), name="mfa_authenticate"),
    path("dang-nhap/khoa-truy-cap/", public(webauthn.login_webauthn), name="mfa_login_webauthn"),
    path("dang-xuat/", public(account.logout), name="account_logout"),
    path("tam-khoa/", public(account.account_inactive), name="account_inactive"),
    path("xac-nhan-lai/", step_up.step_up, name="account_reauthenticate"),
    path("bao-mat/tong-quan/", security.overview, name="mfa_index"),
    path("bao-mat/ung-dung-tao-ma/", _guarded(totp.activate_totp), name="mfa_activate_totp"),
    path("bao-mat/ung-dung-tao-ma/tat/", security.totp_remove, name="mfa_deactivate_totp"),
    path("bao-mat/khoa-truy-cap/them/", _guarded(webauthn.add_webauthn), name="mfa_add_webauthn"),
    path("bao-mat/ma-du-phong/", security.recovery_codes, name="mfa_view_recovery_codes"),
    path("", include((ours, "accounts"))),
]
