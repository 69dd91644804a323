"""The admin of news and videos: write with an editor, preview, plan ahead, see every version.

Editors of content write; other staff read.
"""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import FilteredSelectMultiple
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import slugify
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from citizens.staff.versions import newest
from portal.news import films, pictures
from portal.news.fields import FilmField, PictureField, RichTextField
from portal.news.models import NewsArticle, Video
from portal.search.services import choices
from support.models import Article
from territory.text import fold

if TYPE_CHECKING:
    NewsBase = admin.ModelAdmin[NewsArticle]
    VideoBase = admin.ModelAdmin[Video]
    NewsFormBase = forms.ModelForm[NewsArticle]
    VideoFormBase = forms.ModelForm[Video]
else:
    NewsBase = VideoBase = admin.ModelAdmin
    NewsFormBase = VideoFormBase = forms.ModelForm

# Addresses under /tin-tuc/ and /video/ that are no articles.
RESERVED = {"theo-thang", "anh", "rss"}


class SlugField(forms.SlugField):
    """May stay empty: then it is made of the title. Django's own script for that drops Vietnamese letters."""

    def __init__(self) -> None:
        words = _("Để trống thì lấy từ tiêu đề, bỏ dấu.")
        super().__init__(label=_("Đường dẫn"), max_length=120, required=False, help_text=words)


class NewsArticleForm(NewsFormBase):
    slug = SlugField()
    body = RichTextField(label=_("Nội dung"))
    body_en = RichTextField(label=_("Nội dung, tiếng Anh"), required=False)
    cover_file = PictureField(
        label=_("Ảnh bìa"),
        required=False,
        help_text=_(
            "JPG, PNG hoặc WebP, rộng từ 400 điểm, tới 10 MB. Được cắt theo khổ 16:9 và bỏ mọi thông tin kèm theo."
        ),
    )
    remove_cover = forms.BooleanField(label=_("Bỏ ảnh bìa"), required=False)
    services = forms.MultipleChoiceField(
        label=_("Việc liên quan"), choices=choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    questions = forms.ModelMultipleChoiceField(
        label=_("Câu hỏi liên quan"),
        queryset=Article.objects.filter(is_published=True).only("slug", "question").order_by("question"),
        to_field_name="slug",
        required=False,
        widget=FilteredSelectMultiple(_("câu hỏi"), is_stacked=False),
    )

    class Meta:
        model = NewsArticle
        fields = "__all__"
        widgets = {name: forms.Textarea(attrs={"rows": 3}) for name in ("summary", "summary_en")}

    def clean_slug(self) -> str:
        return _slug_for(self)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        _say_files_are_lost(self, "cover_file")
        return values

    def clean_questions(self) -> list[str]:
        return [question.slug for question in self.cleaned_data["questions"]]

    def save(self, commit: bool = True) -> NewsArticle:
        if self.cleaned_data.get("remove_cover"):
            self.instance.cover = ""
        if image := self.cleaned_data.get("cover_file"):
            self.instance.cover = pictures.store(image)
        return super().save(commit)


class VideoForm(VideoFormBase):
    slug = SlugField()
    film = FilmField(label=_("Tệp video"), required=False, help_text=_("WebM hoặc MP4, tới 60 MB."))
    poster_file = PictureField(label=_("Ảnh bìa"), required=False, help_text=_("Hiện trước khi phát."))

    class Meta:
        model = Video
        fields = "__all__"
        widgets = {name: forms.Textarea(attrs={"rows": 3}) for name in ("summary", "summary_en")}

    def clean_slug(self) -> str:
        return _slug_for(self)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        film, address = values.get("film"), values.get("external_url")
        if "film" not in self.errors and bool(film or (self.instance.file and not address)) == bool(address):
            self.add_error("film", _("Chọn một tệp, hoặc ghi một địa chỉ bên ngoài."))
        if film and not self.errors:
            # Stored before the model is checked: its constraint asks for a file or an address.
            stored = films.store(film)
            self.instance.file, self.instance.file_size = stored.path, stored.size
            self.instance.file_type = stored.content_type
        elif address:
            self.instance.file, self.instance.file_size, self.instance.file_type = "", None, ""
        _say_files_are_lost(self, "film", "poster_file")
        return values

    def save(self, commit: bool = True) -> Video:
        if image := self.cleaned_data.get("poster_file"):
            self.instance.poster = pictures.store(image)
        return super().save(commit)


def _slug_for(form: Any) -> str:
    """What was written, or the title's. Nothing of both: the title's own error says enough."""
    title = form.data.get("title", "")
    slug: str = form.cleaned_data["slug"]
    return _free(slug or _slug_of(title)) if slug or title.strip() else ""


def _say_files_are_lost(form: Any, *names: str) -> None:
    """A browser sends a file once: after an error elsewhere it has to be chosen again."""
    if form.errors:
        for name in names:
            if form.files.get(form.add_prefix(name)) and name not in form.errors:
                form.add_error(
                    name, _("Tệp chưa được giữ vì còn lỗi ở mục khác. Sửa xong, hãy chọn lại tệp.")
                )


def _slug_of(title: str) -> str:
    return slugify(fold(title))[:110].strip("-")


def _free(slug: str) -> str:
    if not slug:
        raise forms.ValidationError(_("Hãy ghi đường dẫn, chỉ gồm chữ không dấu, số và dấu gạch."))
    if slug in RESERVED:
        raise forms.ValidationError(_("Đường dẫn này đã dùng cho trang khác."))
    return slug


class WhenFilter(admin.SimpleListFilter):
    """What is shown now, waits for its hour, has gone, or is a draft."""

    title = _("thời gian hiện")
    parameter_name = "when"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("now", _("đang hiện")),
            ("later", _("hẹn giờ")),
            ("ended", _("đã thôi hiện")),
            ("draft", _("bản nháp")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        now = timezone.now()
        match self.value():
            case "now":
                return queryset.filter(pk__in=queryset.model.objects.shown_at(now).values("pk"))
            case "later":
                return queryset.filter(is_published=True, published_at__gt=now)
            case "ended":
                return queryset.filter(is_published=True, expires_at__lte=now)
            case "draft":
                return queryset.filter(is_published=False)
        return queryset


class ShownAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """What both admins share: who may, preview, versions."""

    staff_roles = {
        "national": "view add change delete",
        "content": "view add change delete",
        "records": "view",
        "support": "view",
        "places": "view",
        "auditor": "view",
    }
    staff_province = ""
    list_per_page = 50
    show_full_result_count = False
    search_fields = ("words_fold", "slug")
    readonly_fields = ("preview_link", "versions_link", "cover_now")
    preview_template = ""

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """What is not there before the first saving is not shown then."""
        unsaved = {"preview_link", "versions_link", "cover_now"} if obj is None else set()
        return [
            (title, {**options, "fields": [name for name in options["fields"] if name not in unsaved]})
            for title, options in super().get_fieldsets(request, obj)
        ]

    @admin.display(description=_("ảnh đang dùng"))
    def cover_now(self, row: Any) -> Any:
        picture = row.picture
        if picture is None:
            return _("chưa có")
        return format_html('<img src="{}" alt="{}" width="200">', picture.small, picture.alt)

    @admin.display(description=_("hiện trên trang"))
    def when(self, row: Any) -> Any:
        """Whether people see it, and if not, why not."""
        return shown_words(row)

    actions = ("publish", "withdraw")
    bulk_actions = dict.fromkeys(actions, ("is_published", "changed_at"))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).defer("words")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        return (queryset.about(search_term) if search_term else queryset), False  # type: ignore[attr-defined]

    @admin.action(description=_("Đăng"), permissions=["change"])
    def publish(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        self._show(request, queryset, True)

    @admin.action(description=_("Gỡ khỏi trang"), permissions=["change"])
    def withdraw(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        self._show(request, queryset, False)

    def _show(self, request: HttpRequest, queryset: QuerySet[Any], shown: bool) -> None:
        now = timezone.now()
        number = queryset.exclude(is_published=shown).update(is_published=shown, changed_at=now)
        if shown:
            text = ngettext("Đã đăng %(number)s bài.", "Đã đăng %(number)s bài.", number)
        else:
            text = ngettext("Đã gỡ %(number)s bài.", "Đã gỡ %(number)s bài.", number)
        self.message_user(request, text % {"number": number}, messages.SUCCESS)

    @admin.display(description=_("xem trước"))
    def preview_link(self, row: Any) -> str | SafeString:
        return self._link(row, "preview", _("Xem như người dân thấy, cả hai ngôn ngữ"))

    @admin.display(description=_("các bản"))
    def versions_link(self, row: Any) -> str | SafeString:
        return self._link(row, "versions", _("Mọi lần thay đổi"))

    def _link(self, row: Any, page: str, words: Any) -> str | SafeString:
        if not row.pk:
            return "–"
        url = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_{page}", args=[row.pk])
        return format_html('<a href="{}">{}</a>', url, words)

    def get_urls(self) -> list[URLPattern]:
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        view = self.admin_site.admin_view
        own = [
            path("<int:pk>/xem-truoc/", view(self.preview), name=f"{name}_preview"),
            path("<int:pk>/cac-ban/", view(self.versions), name=f"{name}_versions"),
        ]
        return own + super().get_urls()

    def preview(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The saved row as people will see it, also before its hour."""
        row = self._readable(request, pk)
        readings = []
        for language in ("vi", "en"):
            with translation.override(language):
                reading = {
                    "language": "vi" if row.is_only_vietnamese else language,
                    "only_vietnamese": row.is_only_vietnamese,
                    "title": row.shown_title,
                    "summary": row.shown_summary,
                }
                readings.append(reading | self.preview_texts(row))
        context = {
            **self.admin_site.each_context(request),
            "title": row.title,
            "row": row,
            "readings": readings,
            "opts": self.opts,
            "shown": row.is_shown_at(timezone.now()),
            "when": shown_words(row),
            "change_url": reverse(
                f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[row.pk]
            ),
        }
        return TemplateResponse(request, "admin/portal/preview.html", context)

    def preview_texts(self, row: Any) -> dict[str, Any]:
        raise NotImplementedError

    def versions(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Every version the triggers kept: when, by whom, and what it said."""
        row = self._readable(request, pk)
        events, older = newest(request, row.events)
        context = {
            **self.admin_site.each_context(request),
            "title": row.title,
            "opts": self.opts,
            "row": row,
            "events": events,
            "older": older,
            "change_url": reverse(
                f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[row.pk]
            ),
        }
        return TemplateResponse(request, "admin/portal/versions.html", context)

    def _readable(self, request: HttpRequest, pk: int) -> Any:
        row = self.model._default_manager.filter(pk=pk).first()
        if row is None or not self.has_view_permission(request, row):
            raise Http404
        return row


def shown_words(row: Any) -> Any:
    moment = timezone.now()
    if not row.is_published:
        return _("bản nháp")
    if row.published_at > moment:
        day = date_format(timezone.localtime(row.published_at), "H:i d/m/Y")
        return gettext("hẹn %(day)s") % {"day": day}
    return _("đang hiện") if row.is_shown_at(moment) else _("đã thôi hiện")


@admin.register(NewsArticle)
class NewsArticleAdmin(ShownAdmin):
    form = NewsArticleForm
    list_display = ("title", "category", "when", "is_pinned", "published_at", "expires_at")
    list_filter = (WhenFilter, "category", "is_pinned")
    fieldsets = [
        (None, {"fields": ("preview_link", "versions_link", "category", "slug")}),
        (_("Tiếng Việt"), {"fields": ("title", "summary", "body", "source")}),
        (_("Tiếng Anh"), {"fields": ("title_en", "summary_en", "body_en", "source_en", "cover_alt_en")}),
        (
            _("Ảnh và nguồn"),
            {"fields": ("cover_now", "cover_file", "cover_alt", "remove_cover", "source_date")},
        ),
        (_("Khi nào hiện"), {"fields": ("is_published", "is_pinned", "published_at", "expires_at")}),
        (_("Đọc thêm"), {"fields": ("services", "questions")}),
    ]

    def preview_texts(self, row: NewsArticle) -> dict[str, Any]:
        return {"body": row.shown_body, "source": row.shown_source, "picture": row.picture}


@admin.register(Video)
class VideoAdmin(ShownAdmin):
    form = VideoForm
    list_display = ("title", "when", "published_at", "expires_at", "seconds")
    list_filter = (WhenFilter,)
    fieldsets = [
        (None, {"fields": ("preview_link", "versions_link", "slug")}),
        (_("Video"), {"fields": ("film", "external_url", "cover_now", "poster_file", "seconds")}),
        (_("Tiếng Việt"), {"fields": ("title", "summary", "captions", "transcript")}),
        (_("Tiếng Anh"), {"fields": ("title_en", "summary_en", "captions_en", "transcript_en")}),
        (_("Khi nào hiện"), {"fields": ("is_published", "published_at", "expires_at")}),
    ]

    def preview_texts(self, row: Video) -> dict[str, Any]:
        return {"body": row.shown_transcript, "source": row.external_url, "picture": row.picture}
