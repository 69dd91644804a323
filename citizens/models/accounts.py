"""Accounts, and the members of staff behind some of them."""

from django.contrib.auth.models import AbstractBaseUser, PermissionsMixin
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from citizens.querysets import OfficerQuerySet, UserManager
from territory.models import Province


class User(AbstractBaseUser, PermissionsMixin):
    """An account. Its name is opaque for citizens: they sign in with a number of their record."""

    username = models.CharField(
        _("tên đăng nhập"),
        max_length=64,
        unique=True,
        error_messages={"unique": _("Tên đăng nhập này đã có.")},
    )
    email = models.EmailField(_("e-mail"), blank=True)
    is_staff = models.BooleanField(_("là cán bộ"), default=False)
    is_active = models.BooleanField(_("đang hoạt động"), default=True)
    verified_at = models.DateTimeField(_("xác minh danh tính lúc"), null=True, blank=True)
    # Shorter than a password alone may be: it goes when the second factor goes.
    password_needs_factor = models.BooleanField(default=False, editable=False)
    date_joined = models.DateTimeField(_("ngày tạo"), default=timezone.now)

    objects = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = []

    class Meta:
        verbose_name = _("tài khoản")
        verbose_name_plural = _("tài khoản")

    def __str__(self) -> str:
        return self.username

    @property
    def is_verified(self) -> bool:
        """Somebody answerable has seen who this is (citizens.models.IdentityEvidence): records may open."""
        return self.verified_at is not None


class SiOffice(models.Model):
    """A social insurance office (cơ quan BHXH): the provincial one, or a base office (BHXH cơ sở)."""

    code = models.CharField(_("mã cơ quan"), max_length=10, unique=True)
    name = models.CharField(_("tên"), max_length=120)
    province = models.ForeignKey(
        Province, on_delete=models.PROTECT, related_name="si_offices", verbose_name=_("tỉnh")
    )

    class Meta:
        verbose_name = _("cơ quan BHXH")
        verbose_name_plural = _("cơ quan BHXH")
        ordering = ("code",)

    def __str__(self) -> str:
        return self.name


class Officer(models.Model):
    """A member of staff. No province means the whole country; an office narrows the province."""

    user = models.OneToOneField(
        User, on_delete=models.CASCADE, related_name="officer", verbose_name=_("tài khoản")
    )
    province = models.ForeignKey(
        Province,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("tỉnh phụ trách"),
    )
    office = models.ForeignKey(
        SiOffice, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("cơ quan")
    )

    objects = OfficerQuerySet.as_manager()

    class Meta:
        verbose_name = _("cán bộ")
        verbose_name_plural = _("cán bộ")

    def __str__(self) -> str:
        return self.user.username
