"""Reports of changes (D02-LT): drafts, what they would change, sending, and what came of them."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from citizens.access import EmployerHttpRequest, employer_required
from citizens.actors import DataClass
from citizens.uploads.store import as_attachment
from enterprises import reports as service
from enterprises.files import TYPES, xlsx
from enterprises.forms_reports import RowForm, UploadForm
from enterprises.models import ChangeReport, ChangeRow
from insurance import words
from insurance.models import ParticipationPeriod

FILERS = ("owner", "clerk")


@employer_required()
@require_safe
def report_list(request: EmployerHttpRequest) -> HttpResponse:
    """Drafts and reports sent."""
    rows = list(ChangeReport.objects.of(request.employer.pk).counted().newest_first()[:50])
    return render(request, "enterprises/report_list.html", {"reports": rows})


@employer_required(*FILERS)
@require_http_methods(["GET", "POST"])
def report_new(request: EmployerHttpRequest) -> HttpResponse:
    """A report from a file; `?bao-cao=` puts a corrected error file in the place of a draft's wrong rows."""
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    draft = _draft(request, request.GET.get("bao-cao", ""))
    if form.is_valid():
        rows = service.check(form.rows, request.actor, request.employer, localdate(), draft)
        report = service.replace_wrong(request.membership, rows, draft)
        return redirect("enterprises:report", report.public_id)
    context = {"form": form, "draft": draft}
    return render(request, "enterprises/report_new.html", context, status=400 if form.errors else 200)


@employer_required(*FILERS)
@require_http_methods(["GET", "POST"])
def report_row(request: EmployerHttpRequest) -> HttpResponse:
    """One change typed; `?bao-cao=` adds it to a draft, `?dong=` begins with the person of one of the unit's rows."""
    today = localdate()
    form = RowForm(
        request.POST if request.method == "POST" else None,
        initial={"tu_thang": words.month(today), **_about(request, request.GET.get("dong", ""))},
    )
    report = _draft(request, request.GET.get("bao-cao", ""))
    if form.is_valid():
        (row,) = service.check([form.cleaned_data], request.actor, request.employer, today, report)
        if not form.take_errors(row):
            report = service.save_draft(request.membership, [row], report)
            return redirect("enterprises:report", report.public_id)
    return render(request, "enterprises/report_row.html", {"form": form}, status=400 if form.errors else 200)


@employer_required()
@require_safe
def report_template(request: EmployerHttpRequest) -> HttpResponse:
    """The file to fill in, with one example row."""
    return _file("mau-d02-lt", *service.template_rows())


@employer_required()
@require_safe
def report(request: EmployerHttpRequest, public_id: UUID) -> HttpResponse:
    """A report: before it is sent as a difference to what is on record; after, what the office says."""
    found = _own(request, public_id)
    rows = list(ChangeRow.objects.of(found).in_order())
    right, wrong = [row for row in rows if not row.errors], [row for row in rows if row.errors]
    context = {
        "report": found,
        "rows": [_shown(row) for row in right],
        "wrong": [(row, [why for _column, why in row.errors]) for row in wrong[:50]],
        "wrong_count": len(wrong),
        "may_file": request.membership.may_file,
    }
    return render(request, "enterprises/report.html", context)


@employer_required()
@require_safe
def report_errors(request: EmployerHttpRequest, public_id: UUID) -> HttpResponse:
    """The wrong rows as a file of the template's form, with what is wrong in front."""
    found = _own(request, public_id)
    head, _example = service.template_rows()
    rows = [
        [row.line, "; ".join(why for _column, why in row.errors), *(row.cells.get(name, "") for name in head)]
        for row in ChangeRow.objects.of(found).wrong().in_order()
    ]
    return _file("dong-loi", ["dong", "ly_do", *head], rows)


@employer_required(*FILERS)
@require_POST
def report_send(request: EmployerHttpRequest, public_id: UUID) -> HttpResponse:
    found = service.send(_own(request, public_id), timezone.now())
    if found.sent_at is None or found.due_on is None:
        messages.warning(request, _("Chưa có dòng nào đúng để gửi. Hãy sửa các dòng lỗi rồi gửi lại."))
    else:
        messages.success(
            request,
            _("Đã gửi báo cáo %(number)s. Cơ quan BHXH trả lời chậm nhất ngày %(day)s.")
            % {"number": found.number, "day": date_format(found.due_on)},
        )
    return redirect("enterprises:report", public_id)


@employer_required(*FILERS)
@require_POST
def report_drop(request: EmployerHttpRequest, public_id: UUID) -> HttpResponse:
    """Throw a draft away. What was sent stays."""
    found = _own(request, public_id)
    if found.sent_at is None:
        found.delete()
        messages.success(request, _("Đã bỏ bản nháp."))
    return redirect("enterprises:reports")


def _own(request: EmployerHttpRequest, public_id: UUID) -> ChangeReport:
    found = ChangeReport.objects.of(request.employer.pk).filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def _about(request: EmployerHttpRequest, key: str) -> dict[str, str]:
    """The person of a row that this unit declared, as the form begins."""
    try:
        wanted = UUID(key)
    except ValueError:
        return {}
    own = ParticipationPeriod.objects.for_actor(request.actor).with_person()
    row = own.filter(public_id=wanted).first()
    if row is None:
        return {}
    request.actor.work.note(DataClass.IDENTITY, (row.citizen_id,))
    return {
        "phuong_an": ChangeRow.Kind.WAGE,
        "ho_ten": row.citizen.full_name,
        "ma_so_bhxh": row.citizen.bhxh_number,
        "cong_viec": row.job_title,
    }


def _draft(request: EmployerHttpRequest, key: str) -> ChangeReport | None:
    try:
        return ChangeReport.objects.of(request.employer.pk).filter(public_id=UUID(key), sent_at=None).first()
    except ValueError:
        return None


def _shown(row: ChangeRow) -> dict[str, Any]:
    """A row as a difference: what is on record, what it becomes."""
    before = words.dong(row.wage_before) if row.wage_before is not None else "–"
    after = words.dong(row.wage) if row.wage is not None else "–"
    tones = {"waiting": "info", "accepted": "success", "refused": "danger"}
    return {
        "row": row,
        "month": words.month(row.month) if row.month else "",
        "before": before,
        "after": _("thôi đóng") if row.kind == ChangeRow.Kind.DECREASE else after,
        "tone": tones[row.state],
    }


def _file(name: str, head: list[str], rows: list[list[Any]]) -> HttpResponse:
    return as_attachment(xlsx(head, rows), TYPES["xlsx"], f"{name}.xlsx")
