"""Known scams: a list that staff keep, with how to recognise each and what it wants."""

from datetime import date
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from citizens.models import keeps_history


class ScamQuerySet(models.QuerySet["Scam"]):
    def shown(self) -> Self:
        return self.filter(is_published=True)

    def newest_first(self) -> Self:
        return self.order_by("-seen_on", "title", "pk")


@keeps_history(exclude=("loaded_digest",))
class Scam(models.Model):
    """A trick. `phrases`: each line is a set of word groups joined by "+", all of which a message must hold."""

    slug = models.SlugField(_("mã"), max_length=60, unique=True)
    title = models.CharField(_("tên"), max_length=160)
    title_en = models.CharField(_("tên, tiếng Anh"), max_length=200)
    explanation = models.TextField(_("giải thích"))
    explanation_en = models.TextField(_("giải thích, tiếng Anh"))
    phrases = ArrayField(
        models.CharField(max_length=200), verbose_name=_("câu chữ"), default=list, blank=True
    )
    links = ArrayField(models.CharField(max_length=200), verbose_name=_("tên miền"), default=list, blank=True)
    phones = ArrayField(
        models.CharField(max_length=15), verbose_name=_("số điện thoại"), default=list, blank=True
    )
    documents = ArrayField(
        models.CharField(max_length=60), verbose_name=_("số văn bản"), default=list, blank=True
    )
    source = models.CharField(_("nguồn"), max_length=300)
    seen_on = models.DateField(_("biết từ ngày"), default=date.today)
    is_published = models.BooleanField(_("được dùng"), default=True)
    changed_at = models.DateTimeField(_("cập nhật lúc"), default=timezone.now)
    loaded_digest = models.CharField(max_length=64, blank=True, editable=False)

    objects = ScamQuerySet.as_manager()

    class Meta:
        verbose_name = _("kiểu lừa đảo")
        verbose_name_plural = _("kiểu lừa đảo")
        constraints = [
            models.CheckConstraint(
                condition=~Q(phrases=[]) | ~Q(links=[]) | ~Q(phones=[]) | ~Q(documents=[]),
                name="scam_can_be_recognised",
                violation_error_message=_(
                    "Cần ít nhất một cách nhận ra: câu chữ, tên miền, số điện thoại hoặc số văn bản."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.title
