"""The admin of the knowledge base: edit with preview, plan ahead, see versions, votes and what is about to end.

Editors of content write; other staff read.
"""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone, translation
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from citizens.staff.versions import newest
from support.assistant import index
from support.desk import callbacks, requests, scams  # noqa: F401 - they register themselves
from support.desk.lines import LinesField
from support.models import Article, ArticleVote
from support.reading import open_article
from territory.text import fold

if TYPE_CHECKING:
    ArticleBase = admin.ModelAdmin[Article]
    VoteBase = admin.ModelAdmin[ArticleVote]
else:
    ArticleBase = VoteBase = admin.ModelAdmin

SOON_DAYS = 30
SLUG_LENGTH = 120


class ArticleForm(forms.ModelForm[Article] if TYPE_CHECKING else forms.ModelForm):  # type: ignore[misc]
    # Django's own script for this drops Vietnamese letters.
    slug = forms.SlugField(
        label=_("đường dẫn"),
        max_length=SLUG_LENGTH,
        required=False,
        help_text=_("Để trống thì lấy từ câu hỏi, bỏ dấu."),
    )
    steps = LinesField(label=_("các bước"), required=False, help_text=_("Mỗi dòng một bước."))
    steps_en = LinesField(label=_("các bước, tiếng Anh"), required=False, help_text=_("Mỗi dòng một bước."))
    law = LinesField(
        label=_("căn cứ"), required=False, help_text=_("Mỗi dòng một căn cứ, ví dụ l41:70 (văn bản và điều).")
    )
    asks = LinesField(
        label=_("cách người dân hỏi"),
        required=False,
        help_text=_("Mỗi dòng một cách hỏi thật. Trợ lý học từ đây; không hiện trên trang."),
    )

    class Meta:
        model = Article
        fields = "__all__"
        exclude = ("changed_at",)
        widgets = {name: forms.Textarea(attrs={"rows": 4}) for name in ("answer", "answer_en")}

    def clean_slug(self) -> str:
        slug: str = self.cleaned_data["slug"] or slugify(fold(self.data.get("question", "")))
        slug = slug[:SLUG_LENGTH].strip("-")
        if not slug:
            raise forms.ValidationError(_("Hãy ghi đường dẫn, chỉ gồm chữ không dấu, số và dấu gạch."))
        return slug


class ShownFilter(admin.SimpleListFilter):
    """What is shown today, will be, is about to end, or has ended."""

    title = _("thời gian hiện")
    parameter_name = "shown"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("now", _("đang hiện")),
            ("later", _("sẽ hiện")),
            ("ending", _("sắp hết hiện (30 ngày)")),
            ("ended", _("đã hết hiện")),
            ("off", _("không đăng")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        today = timezone.localdate()
        match self.value():
            case "now":
                return queryset.filter(pk__in=Article.objects.shown_on(today).values("pk"))
            case "later":
                return queryset.filter(is_published=True, valid_from__gt=today)
            case "ending":
                return queryset.filter(
                    is_published=True, valid_until__range=(today, today + timedelta(days=SOON_DAYS))
                )
            case "ended":
                return queryset.filter(is_published=True, valid_until__lt=today)
            case "off":
                return queryset.filter(is_published=False)
        return queryset


@admin.register(Article)
class ArticleAdmin(ArticleBase):
    staff_roles = {
        "national": "view add change delete",
        "content": "view add change delete",
        "records": "view",
        "support": "view",
        "places": "view",
        "auditor": "view",
    }
    staff_province = ""
    form = ArticleForm
    list_display = (
        "question",
        "topic",
        "certainty",
        "is_published",
        "valid_until",
        "changed_at",
        "votes_words",
    )
    list_filter = (ShownFilter, "certainty", "topic")
    search_fields = ("question", "answer", "slug")
    list_per_page = 50
    show_full_result_count = False
    readonly_fields = ("preview_link", "versions_link")
    actions = ("publish", "withdraw")
    bulk_actions = dict.fromkeys(actions, ("is_published", "changed_at"))
    fieldsets = [
        (None, {"fields": ("preview_link", "versions_link", "topic", "position", "slug")}),
        (_("Tiếng Việt"), {"fields": ("question", "answer", "steps")}),
        (_("Tiếng Anh"), {"fields": ("question_en", "answer_en", "steps_en")}),
        (_("Căn cứ"), {"fields": ("law", "certainty", "action")}),
        (_("Khi nào hiện"), {"fields": ("is_published", "valid_from", "valid_until")}),
        (_("Cho trợ lý"), {"fields": ("asks",)}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Article]:
        found: QuerySet[Article] = Article.objects.with_votes()
        return found

    @admin.action(description=_("Đăng"), permissions=["change"])
    def publish(self, request: HttpRequest, queryset: QuerySet[Article]) -> None:
        self._show(request, queryset, True)

    @admin.action(description=_("Gỡ khỏi trang"), permissions=["change"])
    def withdraw(self, request: HttpRequest, queryset: QuerySet[Article]) -> None:
        self._show(request, queryset, False)

    def _show(self, request: HttpRequest, queryset: QuerySet[Article], shown: bool) -> None:
        now = timezone.now()
        number = queryset.exclude(is_published=shown).update(is_published=shown, changed_at=now)
        if shown:
            text = ngettext("Đã đăng %(number)s bài.", "Đã đăng %(number)s bài.", number)
        else:
            text = ngettext("Đã gỡ %(number)s bài.", "Đã gỡ %(number)s bài.", number)
        self.message_user(request, text % {"number": number}, messages.SUCCESS)

    def bulk_changed(self) -> None:
        index.refresh()

    @admin.display(description=_("có ích / chưa"))
    def votes_words(self, article: Any) -> str:
        return f"{article.helpful_count} / {article.unhelpful_count}"

    @admin.display(description=_("xem trước"))
    def preview_link(self, article: Article) -> str | SafeString:
        if not article.pk:
            return "–"
        url = reverse("admin:support_article_preview", args=[article.pk])
        return format_html('<a href="{}">{}</a>', url, _("Xem như người dân thấy, cả hai ngôn ngữ"))

    @admin.display(description=_("các bản"))
    def versions_link(self, article: Article) -> str | SafeString:
        if not article.pk:
            return "–"
        url = reverse("admin:support_article_versions", args=[article.pk])
        return format_html('<a href="{}">{}</a>', url, _("Mọi lần thay đổi"))

    def save_model(self, request: HttpRequest, obj: Article, form: Any, change: bool) -> None:
        obj.changed_at = timezone.now()
        super().save_model(request, obj, form, change)
        index.refresh()

    def delete_model(self, request: HttpRequest, obj: Article) -> None:
        super().delete_model(request, obj)
        index.refresh()

    def get_urls(self) -> list[URLPattern]:
        own = [
            path(
                "<int:pk>/xem-truoc/",
                self.admin_site.admin_view(self.preview),
                name="support_article_preview",
            ),
            path(
                "<int:pk>/cac-ban/",
                self.admin_site.admin_view(self.versions),
                name="support_article_versions",
            ),
        ]
        return own + super().get_urls()

    def preview(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The saved article as people will read it, also before its first day."""
        article = self._readable(request, pk)
        readings = []
        for language in ("vi", "en"):
            with translation.override(language):
                readings.append((language, open_article(article, timezone.localdate())))
        context = {
            **self.admin_site.each_context(request),
            "title": article.question,
            "article": article,
            "readings": readings,
            "shown": article.is_shown_on(timezone.localdate()),
        }
        return TemplateResponse(request, "admin/support/article/preview.html", context)

    def versions(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Every version the triggers kept: when, by whom, and what it said."""
        article = self._readable(request, pk)
        events, older = newest(request, article.events)  # type: ignore[attr-defined]
        context = {
            **self.admin_site.each_context(request),
            "title": article.question,
            "article": article,
            "events": events,
            "older": older,
        }
        return TemplateResponse(request, "admin/support/article/versions.html", context)

    def _readable(self, request: HttpRequest, pk: int) -> Article:
        article = Article.objects.filter(pk=pk).first()
        if article is None or not self.has_view_permission(request, article):
            raise Http404
        return article


@admin.register(ArticleVote)
class ArticleVoteAdmin(VoteBase):
    """What people said. Read only."""

    staff_roles = {"national": "view", "content": "view", "support": "view"}
    staff_province = ""
    list_display = ("created_at", "article", "helpful", "reason")
    list_filter = ("helpful",)
    list_select_related = ("article",)
    list_per_page = 50
    show_full_result_count = False
    ordering = ("-created_at",)
    fields = ("article", "helpful", "reason", "created_at")
