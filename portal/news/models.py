"""Articles and videos: two languages, a time to appear and a time to go, every version kept by triggers."""

from datetime import datetime
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from citizens.models import keeps_history
from portal.news import captions, rich_text
from portal.news.pictures import Picture
from portal.news.querysets import NewsQuerySet, VideoQuerySet, searchable
from support.knowledge.catalogue import in_language
from territory.text import VnFold


class Category(models.TextChoices):
    POLICY = "policy", _("Chính sách")
    GUIDANCE = "guidance", _("Hướng dẫn")
    ACTIVITY = "activity", _("Hoạt động")
    WARNING = "warning", _("Cảnh báo")


# In addresses: `/tin-tuc/?muc=chinh-sach`
CATEGORY_SLUGS = {
    "chinh-sach": Category.POLICY,
    "huong-dan": Category.GUIDANCE,
    "hoat-dong": Category.ACTIVITY,
    "canh-bao": Category.WARNING,
}
SLUGS = {category: slug for slug, category in CATEGORY_SLUGS.items()}


class Shown(models.Model):
    """What articles and videos share."""

    slug = models.SlugField(_("đường dẫn"), max_length=120, unique=True)
    title = models.CharField(_("tiêu đề"), max_length=160)
    title_en = models.CharField(_("tiêu đề, tiếng Anh"), max_length=160, blank=True)
    summary = models.CharField(_("tóm tắt"), max_length=400)
    summary_en = models.CharField(_("tóm tắt, tiếng Anh"), max_length=400, blank=True)
    is_published = models.BooleanField(
        _("được đăng"), default=False, help_text=_("Bỏ chọn là bản nháp: chỉ người trong quản trị thấy.")
    )
    published_at = models.DateTimeField(
        _("hiện từ lúc"), default=timezone.now, help_text=_("Đặt giờ sau hôm nay để hẹn giờ đăng.")
    )
    expires_at = models.DateTimeField(
        _("thôi hiện từ lúc"), null=True, blank=True, help_text=_("Để trống nếu hiện mãi.")
    )
    is_demo = models.BooleanField(_("nội dung trình diễn"), default=False, editable=False)
    changed_at = models.DateTimeField(_("sửa lúc"), auto_now=True)
    words = models.TextField(editable=False, default="")
    words_fold = models.GeneratedField(
        expression=VnFold("words"), output_field=models.TextField(), db_persist=True
    )

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.prepare()
        super().save(*args, **kwargs)

    def prepare(self) -> None:
        """Before every save; whoever saves in bulk calls it."""
        raise NotImplementedError

    def is_shown_at(self, moment: datetime) -> bool:
        return (
            self.is_published
            and self.published_at <= moment
            and (self.expires_at is None or moment < self.expires_at)
        )

    @property
    def is_only_vietnamese(self) -> bool:
        """The page is English and this is not: say so, and name the language for those who listen."""
        return get_language() == "en" and not self.title_en

    @property
    def shown_title(self) -> str:
        return in_language(self.title, self.title_en)

    @property
    def shown_summary(self) -> str:
        return in_language(self.summary, self.summary_en)

    def clean(self) -> None:
        errors: dict[str, str | Promise] = {}
        if self.expires_at and self.published_at and self.expires_at <= self.published_at:
            errors["expires_at"] = _("Giờ thôi hiện phải sau giờ bắt đầu hiện.")
        english = [name for name in self.ENGLISH if getattr(self, name)]
        if english and len(english) < len(self.ENGLISH):
            for name in set(self.ENGLISH) - set(english):
                errors[name] = _("Bản tiếng Anh phải đủ, hoặc để trống tất cả.")
        if errors:
            raise ValidationError(errors)

    ENGLISH: tuple[str, ...] = ("title_en", "summary_en")


_ENDS_LATER = Q(expires_at=None) | Q(expires_at__gt=F("published_at"))
_ENDS_WORDS = _("Giờ thôi hiện phải sau giờ bắt đầu hiện.")


@keeps_history(exclude=("words", "words_fold"))
class NewsArticle(Shown):
    category = models.CharField(_("mục"), max_length=8, choices=Category.choices)
    is_pinned = models.BooleanField(
        _("ghim lên đầu"), default=False, help_text=_("Thông báo: hiện trên trang chủ và đầu trang tin.")
    )
    body = models.TextField(_("nội dung"))
    body_en = models.TextField(_("nội dung, tiếng Anh"), blank=True)
    source = models.CharField(
        _("nguồn"),
        max_length=200,
        blank=True,
        help_text=_("Văn bản hoặc nơi lấy tin, ví dụ Nghị định 161/2026/NĐ-CP."),
    )
    source_en = models.CharField(_("nguồn, tiếng Anh"), max_length=200, blank=True)
    source_date = models.DateField(
        _("ngày của nguồn"),
        null=True,
        blank=True,
        help_text=_("Ngày văn bản áp dụng, hoặc ngày đăng tin gốc."),
    )
    cover = models.CharField(max_length=80, blank=True, editable=False)
    cover_alt = models.CharField(
        _("ảnh vẽ gì"),
        max_length=200,
        blank=True,
        help_text=_("Một câu cho người không nhìn thấy ảnh. Để trống nếu ảnh chỉ để trang trí."),
    )
    cover_alt_en = models.CharField(_("ảnh vẽ gì, tiếng Anh"), max_length=200, blank=True)
    services = ArrayField(
        models.CharField(max_length=40), verbose_name=_("việc liên quan"), default=list, blank=True
    )
    questions = ArrayField(
        models.SlugField(max_length=120), verbose_name=_("câu hỏi liên quan"), default=list, blank=True
    )

    objects = NewsQuerySet.as_manager()
    ENGLISH = ("title_en", "summary_en", "body_en")

    class Meta:
        verbose_name = _("bài tin")
        verbose_name_plural = _("tin tức")
        ordering = ("-published_at", "-pk")
        constraints = [
            models.CheckConstraint(condition=Q(category__in=Category.values), name="news_category_known"),
            models.CheckConstraint(
                condition=_ENDS_LATER, name="news_ends_after_it_begins", violation_error_message=_ENDS_WORDS
            ),
        ]
        indexes = [
            models.Index(fields=["-published_at", "-id"], condition=Q(is_published=True), name="news_newest"),
            GinIndex(OpClass(F("words_fold"), name="gin_trgm_ops"), name="news_words_trigrams"),
        ]

    def get_absolute_url(self) -> str:
        return reverse("portal:news-article", args=[self.slug])

    def prepare(self) -> None:
        # SECURITY: whoever saves, a form or a command, only the allow-list reaches the table.
        self.body, self.body_en = rich_text.clean(self.body), rich_text.clean(self.body_en)
        bodies = (rich_text.plain(self.body), rich_text.plain(self.body_en))
        self.words = searchable((self.title, self.title_en, self.summary, self.summary_en, *bodies))

    @property
    def shown_body(self) -> SafeString:
        return rich_text.readable(in_language(self.body, self.body_en))

    @property
    def shown_source(self) -> str:
        return in_language(self.source, self.source_en)

    @property
    def category_slug(self) -> str:
        return SLUGS[Category(self.category)]

    @property
    def picture(self) -> Picture | None:
        return Picture(self.cover, in_language(self.cover_alt, self.cover_alt_en)) if self.cover else None


@keeps_history(exclude=("words", "words_fold"))
class Video(Shown):
    """A film of ours in a file, or one that lies elsewhere and opens only when somebody asks for it."""

    file = models.CharField(max_length=120, blank=True, editable=False)
    file_size = models.PositiveBigIntegerField(null=True, blank=True, editable=False)
    file_type = models.CharField(max_length=20, blank=True, editable=False)
    external_url = models.CharField(
        _("địa chỉ bên ngoài"),
        max_length=300,
        blank=True,
        validators=[URLValidator(schemes=["https"])],
        help_text=_("Chỉ khi không có tệp: trang khác chỉ mở khi người xem bấm vào."),
    )
    poster = models.CharField(max_length=80, blank=True, editable=False)
    seconds = models.PositiveIntegerField(_("dài bao nhiêu giây"), default=0)
    captions = models.TextField(_("phụ đề"), blank=True, help_text=_("WebVTT. Dòng đầu là WEBVTT."))
    captions_en = models.TextField(_("phụ đề, tiếng Anh"), blank=True)
    transcript = models.TextField(
        _("lời và hình, viết ra"), help_text=_("Cho người không xem hoặc không nghe được.")
    )
    transcript_en = models.TextField(_("lời và hình, tiếng Anh"), blank=True)

    objects = VideoQuerySet.as_manager()
    ENGLISH = ("title_en", "summary_en", "transcript_en")

    class Meta:
        verbose_name = _("video")
        verbose_name_plural = _("video")
        ordering = ("-published_at", "-pk")
        constraints = [
            models.CheckConstraint(
                condition=(Q(file="") & ~Q(external_url="")) | (~Q(file="") & Q(external_url="")),
                name="video_file_or_address",
                violation_error_message=_("Chọn một tệp, hoặc ghi một địa chỉ bên ngoài."),
            ),
            models.CheckConstraint(
                condition=_ENDS_LATER, name="video_ends_after_it_begins", violation_error_message=_ENDS_WORDS
            ),
        ]
        indexes = [
            models.Index(
                fields=["-published_at", "-id"], condition=Q(is_published=True), name="video_newest"
            ),
            GinIndex(OpClass(F("words_fold"), name="gin_trgm_ops"), name="video_words_trigrams"),
        ]

    def get_absolute_url(self) -> str:
        return reverse("portal:video", args=[self.slug])

    def prepare(self) -> None:
        self.words = searchable(
            (self.title, self.title_en, self.summary, self.summary_en, self.transcript, self.transcript_en)
        )

    def clean(self) -> None:
        super().clean()
        for name in ("captions", "captions_en"):
            if text := getattr(self, name):
                try:
                    captions.read(text)
                except ValidationError as error:
                    raise ValidationError({name: error.messages}) from error

    @property
    def shown_transcript(self) -> str:
        return in_language(self.transcript, self.transcript_en)

    @property
    def length(self) -> str:
        """ "1:05" """
        return f"{self.seconds // 60}:{self.seconds % 60:02}"

    @property
    def picture(self) -> Picture | None:
        return Picture(self.poster, "") if self.poster else None
