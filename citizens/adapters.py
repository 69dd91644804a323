"""Where An Sinh differs from allauth's defaults."""

from datetime import timedelta
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from citizens import limits
from citizens.accounts import devices, notices
from citizens.limits import MINUTE, Limit
from citizens.models import User
from citizens.secrets import fingerprint, seal, unseal

GUESSES = (Limit(5, timedelta(minutes=15)),)
GUESSES_PER_NETWORK = (Limit(60, 10 * MINUTE),)


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "too_many_login_attempts": _(
            "Đã có nhiều lần nhập sai. Hãy chờ 15 phút, hoặc đăng nhập bằng cách khác: mã, khóa truy cập hay VNeID."
        ),
        "username_password_mismatch": _(
            "Số hoặc mật khẩu chưa đúng. Kiểm tra lại từng ký tự, hoặc xem cách lấy lại tài khoản."
        ),
        "incorrect_password": _("Mật khẩu chưa đúng."),
        "incorrect_code": _("Mã chưa đúng. Xem lại từng số, hoặc lấy mã mới."),
        "rate_limited": _("Bạn thử hơi nhanh. Hãy chờ một phút rồi thử lại."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Registration is ours (citizens/accounts/registration.py); allauth's is closed."""
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Whom a page was not asked for: an officer begins at what waits, everybody else at their record."""
        if getattr(request.user, "is_staff", False):
            return reverse("admin:index")
        return str(super().get_login_redirect_url(request))

    def get_login_stages(self) -> list[str]:
        return ["citizens.accounts.stages.SecondFactorStage"]

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """One page of ours offers every way (citizens/accounts/step_up.py)."""
        return [{"id": "reauthenticate", "description": "", "url": reverse("account_reauthenticate")}]

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count the try for the account, however it was named, and for the network.

        A browser that has signed in to the account before has tries of its own: strangers who use up the others do
        not lock its owner out. Which browser is known is looked up for unknown numbers too.
        """
        typed = str(credentials.get("username", "")).strip().lower()
        users = User.objects.matching(typed)
        known = devices.is_known(request, users)
        account = ",".join(str(user.pk) for user in users) or fingerprint(typed)
        self._guess = f"{account}:{devices.key_of(request) if known else ''}"
        self._network = limits.network_of(request)
        if not (
            limits.take("sign-in-network", self._network, GUESSES_PER_NETWORK)
            and limits.take("sign-in", self._guess, GUESSES)
        ):
            raise self.validation_error("too_many_login_attempts")

    def _rollback_login_failed_rl_usage(self) -> None:
        """The password was right: this one try does not count, the wrong ones before it do."""
        limits.give_back("sign-in-network", self._network, GUESSES_PER_NETWORK)
        limits.give_back("sign-in", self._guess, GUESSES)

    def reauthenticate(self, user: User, password: str) -> bool:
        """The password of who is signed in, with tries of its own: it names no account by a number."""
        if not limits.take("step-up", user.pk, GUESSES):
            raise self.validation_error("too_many_login_attempts")
        if right := user.check_password(password):
            limits.give_back("step-up", user.pk, GUESSES)
        return right

    def is_safe_url(self, url: str) -> bool:
        """Only a path of this site: no host at all, not even our own."""
        return url.startswith("/") and not url.startswith(("//", "/\\")) and super().is_safe_url(url)

    def login(self, request: HttpRequest, user: User) -> None:
        super().login(request, user)
        if devices.remember(request, user):
            browser, device = devices.in_words(request.META.get("HTTP_USER_AGENT", ""))
            where = " · ".join(filter(None, (browser, device))) or str(_("một thiết bị lạ"))
            notices.tell(user, str(_("Có lần đăng nhập từ thiết bị mới")) + f": {where}", topic="new_device")

    def send_notification_mail(self, template_prefix: str, user: User, *args: Any, **kwargs: Any) -> None:
        """allauth's notices go the way of ours: our words, our queue, every channel."""
        if what := NOTICES.get(template_prefix):
            notices.tell(user, str(what), topic=template_prefix.rpartition("/")[2][:30])

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """No page of ours leads to allauth's e-mails; one that appears anyway must not leave with stock words."""
        raise NotImplementedError(template_prefix)

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """allauth's stock messages are not shown: our pages say what happened."""


NOTICES = {
    "account/email/password_changed": _("Mật khẩu vừa được đổi"),
    "account/email/password_set": _("Mật khẩu vừa được đặt"),
    "mfa/email/totp_activated": _("Ứng dụng tạo mã vừa được bật"),
    "mfa/email/totp_deactivated": _("Ứng dụng tạo mã vừa được tắt"),
    "mfa/email/webauthn_added": _("Một khóa truy cập vừa được thêm"),
    "mfa/email/webauthn_removed": _("Một khóa truy cập vừa được xóa"),
    "mfa/email/recovery_codes_generated": _("Mã dự phòng mới vừa được tạo"),
}


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """VNeID comes in by our own view (citizens/vneid/views.py), never by allauth's sign-up."""
        return False


class MFAAdapter(DefaultMFAAdapter):
    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("Mã chưa đúng, hoặc đã dùng rồi. Hãy thử mã tiếp theo."),
        "cannot_delete_authenticator": _("Cán bộ phải giữ ít nhất một khóa truy cập."),
    }

    def encrypt(self, text: str) -> str:
        return seal(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text.encode()).decode()

    def get_totp_label(self, user: User) -> str:
        """What the app on the phone shows: no number and no name of a person."""
        return "An Sinh"

    def get_totp_issuer(self) -> str:
        return "An Sinh"

    def get_public_key_credential_user_entity(self, user: User) -> dict[str, Any]:
        entity: dict[str, Any] = super().get_public_key_credential_user_entity(user)
        return {**entity, "display_name": "An Sinh", "name": "An Sinh"}

    def _get_site_name(self) -> str:
        return "An Sinh"

    def generate_authenticator_name(self, user: User, type: Any) -> str:  # noqa: A002
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return str(_("Khóa truy cập %(number)s") % {"number": number})

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        return True
