"""The monthly notice C12-TS: history by month, one month opened, and as files."""

from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from citizens.access import EmployerHttpRequest, employer_required
from enterprises import notice_pdf, notice_sheet, notices
from enterprises.files import TYPES, xlsx
from enterprises.models import Notice, UnitPayment
from enterprises.tables import notice_history


@employer_required()
@require_safe
def notice_list(request: EmployerHttpRequest) -> HttpResponse:
    """Every notice kept, newest first."""
    rows = list(Notice.objects.of(request.employer.pk).newest_first()[: notices.MONTHS_KEPT])
    table = notice_history(rows)
    context = {"table": table, "lines": list(zip(rows, table.lines, strict=True))}
    return render(request, "enterprises/notice_list.html", context)


@employer_required()
@require_safe
def notice_detail(request: EmployerHttpRequest, month: str) -> HttpResponse:
    """One month: as issued, and recomputed from the periods on record today."""
    return render(request, "enterprises/notice_detail.html", {"sheet": _sheet(request, month)})


@employer_required()
@require_safe
def notice_xlsx(request: EmployerHttpRequest, month: str) -> HttpResponse:
    sheet = _sheet(request, month)
    head, rows = sheet.as_rows()
    response = HttpResponse(xlsx(head, rows), content_type=TYPES["xlsx"])
    response["Content-Disposition"] = f'attachment; filename="c12-ts-{month}.xlsx"'
    return response


@employer_required()
@require_safe
def notice_pdf_file(request: EmployerHttpRequest, month: str) -> HttpResponse:
    response = HttpResponse(notice_pdf.build(_sheet(request, month)), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="c12-ts-{month}.pdf"'
    return response


def _sheet(request: EmployerHttpRequest, month: str) -> notice_sheet.Sheet:
    try:
        first = date.fromisoformat(f"{month}-01")
    except ValueError:
        raise Http404 from None
    rows: Any = Notice.objects.of(request.employer.pk)
    notice = rows.filter(month=first).first()
    if notice is None:
        raise Http404
    later = list(rows.filter(month__gt=first))
    payments = list(
        UnitPayment.objects.of(request.employer.pk)
        .filter(paid_on__year=first.year, paid_on__month=first.month)
        .order_by("paid_on", "pk")
    )
    return notice_sheet.Sheet(request.employer, notice, later, payments)
