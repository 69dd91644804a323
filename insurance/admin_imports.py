"""Files of records in the admin: send one, see what it would change, then apply it; and who sent what before.

The worker reads, checks and applies (insurance/imports/jobs.py). Pages show its progress and its findings. What a file
says and what a comparison shows is for who sent it alone; others with the whole country to look after see the list.
A file of amounts is shown to, and applied by, one of these others and never by who sent it.
"""

import csv
import io
import re
from itertools import islice
from typing import TYPE_CHECKING, Any

from django import forms
from django.apps import apps
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.formats import date_format
from django.utils.text import format_lazy
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from citizens.access import may_write_in_bulk, staff_request
from citizens.models import Citizen
from citizens.rules.numbers import BHXH_NUMBER
from citizens.uploads.handlers import MOST_BODY_BYTES
from citizens.uploads.store import as_attachment
from insurance.imports import jobs, kinds
from insurance.imports.files import UnreadableFile, form_of, open_table
from insurance.imports.runs import file_of
from insurance.models import AMOUNTS, ImportBatch, ImportKind, ImportState, Source
from portal.http import render_page
from territory.spreadsheets import inert

if TYPE_CHECKING:
    BatchAdmin = admin.ModelAdmin[ImportBatch]
else:
    BatchAdmin = admin.ModelAdmin

CSV = "text/csv; charset=utf-8"
BHXH_NUMBERS = re.compile(rf"\b{BHXH_NUMBER}\b", re.ASCII)
SHOWN = 50  # rows of a list that a page shows; the file has all of them
# The site's limit of a request, with room for the form's other fields.
MOST_MEGABYTES = MOST_BODY_BYTES // 1_000_000 - 1


class RecordsFileField(forms.FileField):
    """A file of records: what it is stands in its first bytes, whatever its name says."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        upload = super().clean(data, initial)
        if upload.size > MOST_MEGABYTES * 1_000_000:
            raise forms.ValidationError(
                _("Tệp lớn hơn %(most)s MB. Hãy chia nhỏ thành nhiều tệp."),
                params={"most": MOST_MEGABYTES},
            )
        try:
            upload.form = form_of(upload.read(1024))
        except UnreadableFile as error:
            raise forms.ValidationError(str(error)) from error
        upload.seek(0)
        return upload


class SendForm(forms.Form):
    kind = forms.ChoiceField(label=gettext_lazy("Loại dữ liệu"), choices=ImportKind.choices)
    source = forms.ChoiceField(
        label=gettext_lazy("Nguồn"),
        choices=Source.choices,
        initial=Source.AGENCY,
        help_text=gettext_lazy("Dùng cho dòng không ghi nguồn, chỉ với quá trình tham gia."),
    )
    file = RecordsFileField(
        label=gettext_lazy("Tệp"),
        help_text=format_lazy(
            gettext_lazy("CSV (UTF-8), XLSX, hoặc XML của bệnh viện với khám chữa bệnh; tối đa {most} MB."),
            most=MOST_MEGABYTES,
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,.xml"}),
    )

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        upload, kind = values.get("file"), kinds().get(values.get("kind", ""))
        if upload and kind and upload.form == "xml" and not kind.xml:
            self.add_error("file", _("Tệp XML chỉ dùng cho khám chữa bệnh. Hãy dùng CSV hoặc XLSX."))
        return values


class FixesForm(forms.Form):
    file = RecordsFileField(
        label=gettext_lazy("Danh sách lỗi đã sửa"),
        help_text=gettext_lazy(
            "Sửa ngay trong tệp lỗi đã tải về, giữ nguyên cột “dong”, rồi gửi lại tệp đó."
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
    )


@admin.register(ImportBatch)
class ImportBatchAdmin(BatchAdmin):
    staff_roles = {"national": "view add change", "records": "view add change"}
    staff_province = ""  # whose runs they are is said by `of_staff`, whose records by the rows' people
    list_display = ("started", "kind", "state", "result", "file_name", "created_by")
    list_display_links = ("started",)
    list_filter = ("kind", "state")
    list_select_related = ("created_by", "confirmed_by")
    list_per_page = 50
    show_full_result_count = False
    ordering = ("-created_at", "-pk")
    raw_id_fields = ("created_by", "confirmed_by")
    empty_words = gettext_lazy("Chưa nhập tệp nào. Bấm “Gửi tệp mới”, ở đó có tệp mẫu.")
    actions = None

    # -- who may

    def get_queryset(self, request: HttpRequest) -> QuerySet[ImportBatch]:
        return ImportBatch.objects.of_staff(staff_request(request).actor)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return may_write_in_bulk(staff_request(request).actor)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_write_in_bulk(staff_request(request).actor)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A run is part of the history of what it wrote."""
        return False

    # -- the list

    @admin.display(description=gettext_lazy("lúc"), ordering="created_at")
    def started(self, batch: ImportBatch) -> str:
        return date_format(localtime(batch.created_at), "H:i d/m/Y")

    @admin.display(description=gettext_lazy("kết quả"))
    def result(self, batch: ImportBatch) -> str:
        return summary(batch)

    def changelist_view(self, request: Any, extra_context: Any = None) -> Any:
        return super().changelist_view(request, {"title": _("Các lần nhập dữ liệu"), **(extra_context or {})})

    # -- pages

    def get_urls(self) -> list[URLPattern]:
        def own(address: str, view: Any, name: str) -> URLPattern:
            guarded: Any = self.admin_site.admin_view(view)
            page: URLPattern = path(address, guarded, name=f"insurance_importbatch_{name}")
            return page

        return [
            own("<int:pk>/nhap/", self.apply, "apply"),
            own("<int:pk>/sua/", self.fix, "fix"),
            own("<int:pk>/loi.csv", self.errors, "errors"),
            own("<int:pk>/khac-biet.csv", self.differences, "differences"),
            own("mau/", self.template, "template"),
            *super().get_urls(),
        ]

    def add_view(self, request: Any, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = SendForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            values = form.cleaned_data
            batch = jobs.submit(
                values["file"], kind=values["kind"], source=values["source"], user=request.user
            )
            return redirect("admin:insurance_importbatch_change", batch.pk)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Nhập dữ liệu từ tệp"),
            "opts": self.opts,
            "form": form,
            "examples": ImportKind.choices,
        }
        return render_page(request, "admin/insurance/importbatch/send.html", context, partial="page")

    def change_view(
        self, request: Any, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        return self._page(request, self._found(request, object_id), FixesForm())

    def _page(self, request: Any, batch: ImportBatch, form: FixesForm) -> HttpResponse:
        mine = batch.created_by_id == request.user.pk
        decides = self._decides(request, batch)
        differences = _rows(batch, jobs.DIFFERENCES, 5) if batch.state == ImportState.CHECKED else []
        if decides and not mine:
            _note_second_look(request, batch, differences)
        percent, doing = jobs.progress_of(batch)
        context = {
            **self.admin_site.each_context(request),
            "title": str(batch),
            "opts": self.opts,
            "batch": batch,
            "mine": mine,
            "percent": percent,
            "doing": doing,
            "summary": summary(batch),
            "errors": _rows(batch, jobs.ERRORS, 4) if mine and batch.error_rows else [],
            "differences": _in_words(differences, batch) if mine or decides else [],
            "can_fix": mine
            and batch.state == ImportState.REFUSED
            and batch.error_rows
            and file_of(batch, jobs.SENT).exists(),
            "can_apply": decides
            and batch.state == ImportState.CHECKED
            and file_of(batch, jobs.SENT).exists(),
            "waits_for_second": mine and not decides and batch.state == ImportState.CHECKED,
            "unused": _unused_headings(batch) if mine and not batch.is_at_work else [],
            "form": form,
            "shown": SHOWN,
        }
        response = render_page(request, "admin/insurance/importbatch/run.html", context, partial="run")
        response["Cache-Control"] = "no-store"
        return response

    def apply(self, request: Any, pk: int) -> HttpResponse:
        """The confirmed second step: it names the run and is done once."""
        batch = self._found(request, pk)
        if not self._decides(request, batch):
            if batch.created_by_id != request.user.pk:
                raise Http404
            messages.error(request, _("Tệp đổi số tiền phải do người khác xem và bấm nhập."))
            return redirect("admin:insurance_importbatch_change", batch.pk)
        if request.method != "POST":
            return redirect("admin:insurance_importbatch_change", batch.pk)
        if request.POST.get("confirmed") != "yes":
            messages.error(request, _("Hãy đánh dấu ô xác nhận trước khi nhập."))
        elif not jobs.ask_to_apply(batch, staff_request(request).user):
            messages.error(request, _("Tệp này chưa kiểm tra xong hoặc đã nhập rồi."))
        return redirect("admin:insurance_importbatch_change", batch.pk)

    def fix(self, request: Any, pk: int) -> HttpResponse:
        batch = self._own(request, pk)
        if request.method != "POST":
            return redirect("admin:insurance_importbatch_change", batch.pk)
        form = FixesForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._page(request, batch, form)
        if not jobs.submit_fixes(batch, form.cleaned_data["file"]):
            messages.error(request, _("Tệp đầu không còn giữ. Hãy gửi lại từ đầu."))
        return redirect("admin:insurance_importbatch_change", batch.pk)

    def errors(self, request: Any, pk: int) -> HttpResponse:
        return self._download(request, pk, jobs.ERRORS, "loi.csv")

    def differences(self, request: Any, pk: int) -> HttpResponse:
        return self._download(request, pk, jobs.DIFFERENCES, "khac-biet.csv")

    def template(self, request: Any) -> HttpResponse:
        """An example file of a kind: its headings and a row of each sort."""
        kind = kinds().get(request.GET.get("kind", "participation"))
        if kind is None or not self.has_add_permission(request):
            raise Http404
        text = io.StringIO()
        csv.writer(text).writerows([[inert(cell) for cell in row] for row in kind.template()])
        return as_attachment(f"\ufeff{text.getvalue()}".encode(), CSV, f"mau-{kind.name}.csv")

    def _download(self, request: Any, pk: int, part: str, name: str) -> HttpResponse:
        """A list, for who sent the file."""
        kept = file_of(self._own(request, pk), part)
        if not kept.exists():
            raise Http404
        return as_attachment(kept.read_bytes(), CSV, name)

    def _decides(self, request: Any, batch: ImportBatch) -> bool:
        """SECURITY: who sent a file applies it; one of amounts is applied by another, national, pair of eyes (T07)."""
        if batch.kind in AMOUNTS:
            return ImportBatch.objects.for_second(staff_request(request).actor).filter(pk=batch.pk).exists()
        return bool(batch.created_by_id == request.user.pk)

    def _found(self, request: Any, object_id: Any) -> ImportBatch:
        if not self.has_view_permission(request):
            raise PermissionDenied
        batch = (
            self.get_queryset(request)
            .filter(pk=object_id)
            .select_related("created_by", "confirmed_by")
            .first()
            if str(object_id).isdecimal()
            else None
        )
        if batch is None:
            raise Http404
        return batch

    def _own(self, request: Any, pk: int) -> ImportBatch:
        """SECURITY: files and decisions belong to who sent the file."""
        batch = self._found(request, pk)
        if batch.created_by_id != request.user.pk:
            raise Http404
        return batch


def _note_second_look(request: HttpRequest, batch: ImportBatch, differences: list[list[str]]) -> None:
    """Whom the rows on the page name finds the second look in their own log, as they find the first."""
    numbers = set(BHXH_NUMBERS.findall(" ".join(" ".join(row) for row in differences)))
    people = Citizen.objects.carrying(numbers).values_list("person", flat=True)
    data_class = kinds()[batch.kind].data_class
    if data_class is not None:
        staff_request(request).actor.work.note(data_class, set(people))


def summary(batch: ImportBatch) -> str:
    """What came of it, in a line."""
    if batch.trouble:
        return batch.trouble
    if batch.is_at_work:
        return ""
    if batch.state == ImportState.REFUSED and batch.error_rows:
        return _("%(count)s dòng lỗi") % {"count": f"{batch.error_rows:,}".replace(",", ".")}
    counts = {
        _("%(count)s dòng mới"): batch.new_rows,
        _("%(count)s dòng đổi"): batch.changed_rows,
        _("%(count)s dòng như cũ"): batch.same_rows,
        _("%(count)s dòng bỏ"): batch.removed_rows,
        _("%(count)s dòng lỗi"): batch.error_rows,
    }
    parts = [words % {"count": f"{count:,}".replace(",", ".")} for words, count in counts.items() if count]
    return ", ".join(parts) or _("Tệp không có dòng nào.")


def _unused_headings(batch: ImportBatch) -> list[str]:
    """Columns of the file that mean nothing to us: a wage under a strange heading would be lost without a word."""
    sent, kind = file_of(batch, jobs.SENT), kinds().get(batch.kind)
    if kind is None or not sent.exists():
        return []
    try:
        with open_table(sent, kind) as table:
            return table.unknown
    except UnreadableFile:
        return []


def _rows(batch: ImportBatch, part: str, width: int) -> list[list[str]]:
    """The first rows of a list, without its headings."""
    kept = file_of(batch, part)
    if not kept.exists():
        return []
    with kept.open(encoding="utf-8-sig", newline="") as file:
        return [row[:width] for row in islice(csv.reader(file), 1, SHOWN + 1)]


def _in_words(rows: list[list[str]], batch: ImportBatch) -> list[list[str]]:
    """Differences with the names of fields, and the words for their codes, that people know."""
    tables = [target.table for target in kinds()[batch.kind].targets]
    fields = {
        field.column: field
        for model in apps.get_models()
        if model._meta.db_table in tables
        for field in model._meta.concrete_fields
    }

    def told(line: list[str]) -> list[str]:
        where, action, name, *values = line
        field = fields.get(name)
        if field is None:
            return line
        words = {str(code): str(label) for code, label in field.flatchoices or ()}
        return [where, action, str(field.verbose_name), *(words.get(value, value) for value in values)]

    return [told(row) for row in rows]
