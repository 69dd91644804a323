"""Articles of the knowledge base, and votes on them."""

from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from citizens.models import keeps_history
from insurance.rules.dated_rows import NoParameterFor
from support.knowledge import catalogue, figures
from support.querysets import ArticleQuerySet


class Certainty(models.TextChoices):
    """How sure we are of an article: as sure as of its least sure fact."""

    VERIFIED = "verified", _("đã đối chiếu văn bản")
    KNOWN = "known", _("theo thực tế áp dụng")
    UNCERTAIN = "uncertain", _("chưa chắc chắn")


class Action(models.TextChoices):
    """The one thing that helps after reading. Addresses are in `support/actions.py`."""

    HOTLINE = "hotline", _("Gọi tổng đài")
    CARD = "card", _("Xem thẻ BHYT của tôi")
    RECORD = "record", _("Xem quá trình tham gia của tôi")
    BENEFITS = "benefits", _("Xem quyền lợi đã hưởng")
    VISITS = "visits", _("Xem các lần khám chữa bệnh")
    LEAVE = "leave", _("Xem giấy nghỉ việc của tôi")
    REIMBURSEMENT = "reimbursement", _("Hỏi về thanh toán trực tiếp")
    OFFICES = "offices", _("Tìm cơ quan BHXH")
    FACILITIES = "facilities", _("Tìm nơi khám chữa bệnh")
    ACCOUNT = "account", _("Không đăng nhập được")
    REQUEST = "request", _("Gửi câu hỏi")


def topic_choices() -> list[tuple[str, str]]:
    return [(topic.code, topic.vi) for topic in catalogue.topics().values()]


@keeps_history(exclude=("loaded_digest",))
class Article(models.Model):
    """One question with its answer. Law amounts stand in the text as placeholders (`knowledge/figures.py`)."""

    slug = models.SlugField(_("đường dẫn"), max_length=120, unique=True)
    topic = models.CharField(_("chủ đề"), max_length=40, choices=topic_choices)
    position = models.PositiveSmallIntegerField(_("thứ tự trong chủ đề"), default=0)
    question = models.CharField(_("câu hỏi"), max_length=200)
    question_en = models.CharField(_("câu hỏi, tiếng Anh"), max_length=240)
    answer = models.TextField(_("trả lời"))
    answer_en = models.TextField(_("trả lời, tiếng Anh"))
    steps = ArrayField(models.TextField(), verbose_name=_("các bước"), default=list, blank=True)
    steps_en = ArrayField(models.TextField(), verbose_name=_("các bước, tiếng Anh"), default=list, blank=True)
    law = ArrayField(models.CharField(max_length=40), verbose_name=_("căn cứ"), default=list, blank=True)
    certainty = models.CharField(_("mức chắc chắn"), max_length=10, choices=Certainty.choices)
    action = models.CharField(
        _("việc nên làm tiếp"), max_length=14, choices=Action.choices, default=Action.HOTLINE
    )
    asks = ArrayField(
        models.TextField(),
        verbose_name=_("cách người dân hỏi"),
        default=list,
        blank=True,
        help_text=_("Mỗi dòng một cách hỏi thật. Trợ lý học từ đây; không hiện trên trang."),
    )
    is_published = models.BooleanField(_("được đăng"), default=True)
    valid_from = models.DateField(_("hiện từ ngày"), null=True, blank=True)
    valid_until = models.DateField(_("hiện đến hết ngày"), null=True, blank=True)
    changed_at = models.DateTimeField(_("cập nhật lúc"), default=timezone.now)
    loaded_digest = models.CharField(max_length=64, blank=True, editable=False)

    objects = ArticleQuerySet.as_manager()

    class Meta:
        verbose_name = _("bài hỏi đáp")
        verbose_name_plural = _("bài hỏi đáp")
        ordering = ("topic", "position", "pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(certainty__in=Certainty.values), name="article_certainty_known"
            ),
            models.CheckConstraint(condition=Q(action__in=Action.values), name="article_action_known"),
            models.CheckConstraint(
                condition=Q(valid_from=None) | Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
                name="article_ends_after_it_begins",
                violation_error_message=_("Ngày hết hiện phải từ ngày bắt đầu trở đi."),
            ),
        ]

    def __str__(self) -> str:
        return self.question

    def get_absolute_url(self) -> str:
        return reverse("support:article-detail", args=[self.slug])

    def clean(self) -> None:
        """Texts in both languages fit together, and what they point to exists."""
        errors: dict[str, str | Promise] = {}
        if self.topic not in catalogue.topics():
            errors["topic"] = _("Không có chủ đề này.")
        unknown = [key for key in self.law if key.partition(":")[0] not in catalogue.documents()]
        if unknown:
            errors["law"] = _("Không có văn bản: %(keys)s.") % {"keys": ", ".join(unknown)}
        if len(self.steps) != len(self.steps_en):
            errors["steps_en"] = _("Số bước tiếng Anh phải bằng số bước tiếng Việt.")
        for name in ("answer", "answer_en"):
            if problem := _figure_problem(getattr(self, name)):
                errors[name] = problem
        for name in ("steps", "steps_en"):
            if problem := _figure_problem(" ".join(getattr(self, name))):
                errors[name] = problem
        if errors:
            raise ValidationError(errors)

    def is_shown_on(self, day: date) -> bool:
        return (
            self.is_published
            and (self.valid_from is None or self.valid_from <= day)
            and (self.valid_until is None or day <= self.valid_until)
        )


def _figure_problem(text: str) -> str | Promise | None:
    try:
        figures.fill(text, timezone.localdate())
    except figures.UnknownFigure as error:
        return _("Không có con số tên %(name)s.") % {"name": error.args[0]}
    except NoParameterFor:
        return _("Con số này chưa có trong dữ liệu luật của hôm nay.")
    return None


class ArticleVote(models.Model):
    """Did it help? One vote a session and article; `voter` is a digest that leads back to nobody."""

    article = models.ForeignKey(
        Article, on_delete=models.CASCADE, related_name="votes", verbose_name=_("bài")
    )
    voter = models.CharField(max_length=43)
    helpful = models.BooleanField(_("có ích"))
    reason = models.CharField(_("vì sao"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("lúc"), default=timezone.now)

    class Meta:
        verbose_name = _("ý kiến về bài hỏi đáp")
        verbose_name_plural = _("ý kiến về bài hỏi đáp")
        constraints = [
            models.UniqueConstraint(fields=["article", "voter"], name="vote_once_a_session"),
        ]
        indexes = [models.Index(fields=["-created_at"], name="vote_newest")]

    def __str__(self) -> str:
        return f"{self.article_id} {'+' if self.helpful else '-'}"
