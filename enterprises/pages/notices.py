"""The monthly notice C12-TS: history by month, one month opened, and as files."""

from datetime import date

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from citizens.access import EmployerHttpRequest, employer_required
from citizens.uploads.store import as_attachment
from enterprises import notice_pdf, notice_sheet, notices
from enterprises.files import TYPES, xlsx
from enterprises.models import Notice
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
    return as_attachment(xlsx(head, rows), TYPES["xlsx"], f"c12-ts-{month}.xlsx")


@employer_required()
@require_safe
def notice_pdf_file(request: EmployerHttpRequest, month: str) -> HttpResponse:
    return as_attachment(notice_pdf.build(_sheet(request, month)), "application/pdf", f"c12-ts-{month}.pdf")


def _sheet(request: EmployerHttpRequest, month: str) -> notice_sheet.Sheet:
    try:
        first = date.fromisoformat(f"{month}-01")
    except ValueError:
        raise Http404 from None
    rows: list[Notice] = list(Notice.objects.of(request.employer.pk).oldest_first())
    notice = next((row for row in rows if row.month == first), None)
    if notice is None:
        raise Http404
    notice.employer = request.employer
    place = rows.index(notice)
    payments, uncounted = notices.money_of(notice, rows[:place])
    return notice_sheet.Sheet(request.employer, notice, rows[place + 1 :], payments, uncounted)
