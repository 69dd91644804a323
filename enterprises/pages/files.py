"""Files of the unit's people: order one, see how far it is, take it."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from citizens.access import EmployerHttpRequest, employer_required
from citizens.uploads.store import as_attachment
from enterprises import files as service
from enterprises.forms import FileForm
from enterprises.models import UnitFile
from portal.http import render_page


@employer_required()
@require_safe
def files(request: EmployerHttpRequest) -> HttpResponse:
    """The files I ordered."""
    rows = list(UnitFile.objects.of(request.membership).newest_first()[:10])
    context = {"files": rows, "under_way": any(row.is_under_way for row in rows)}
    return render_page(request, "enterprises/files.html", context, partial="files")


@employer_required()
@require_POST
def order(request: EmployerHttpRequest) -> HttpResponse:
    """Order the list as it stands on the page."""
    form = FileForm(request.POST)
    service.order(
        request.membership,
        form=form.format,
        choice=str(form.choice),
        words=form.words,
        language=get_language() or "vi",
    )
    return redirect("enterprises:files")


@employer_required()
@require_safe
def download(request: EmployerHttpRequest, public_id: UUID) -> HttpResponse:
    file = UnitFile.objects.of(request.membership).filter(public_id=public_id, state="ready").first()
    if file is None:
        raise Http404
    name = f"danh-sach-{file.asked_at:%Y%m%d}.{file.format}"  # says nothing of anybody
    return as_attachment(bytes(file.content), service.TYPES[file.format], name)
