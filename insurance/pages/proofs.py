"""Asking for a paper, and the papers handed out."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from citizens.access import CitizenHttpRequest, citizen_required
from citizens.actors import Role
from citizens.uploads.store import as_attachment
from insurance.check_codes import keys
from insurance.check_codes.codec import grouped
from insurance.check_codes.services import initials_of
from insurance.forms_proofs import ProofForm
from insurance.models import ProofDocument
from insurance.proofs import figures, services
from insurance.proofs.content import NothingToProve, Wish
from portal.http import render_page

MOST_LISTED = 50


@citizen_required
@require_safe
def proof_list(request: CitizenHttpRequest) -> HttpResponse:
    """Which paper do I need, what will the other side see, and what have I handed out?"""
    if refusal := _refusal(request):
        return refusal
    asked = "giay" in request.GET
    form = ProofForm(request.GET) if asked else ProofForm(initial={"ngon_ngu": get_language()})
    context: dict[str, object] = {"form": form}
    if asked and form.is_valid():
        context |= _preview(request, form.wish)
    if not request.htmx:
        own = ProofDocument.objects.for_actor(request.actor).with_code().listed().newest_first()[:MOST_LISTED]
        context["papers"] = [_entry(paper, request) for paper in own]
    return render_page(request, "insurance/proof_list.html", context, partial="preview")


@citizen_required
@require_POST
def proof_issue(request: CitizenHttpRequest) -> HttpResponse:
    """Hand out the paper and list it."""
    if refusal := _refusal(request):
        return refusal
    form = ProofForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Hãy chọn loại giấy và ngôn ngữ, rồi bấm Xem trước."))
        return redirect("insurance:proof-list")
    with translation.override(form.wish.language):
        address = request.build_absolute_uri(reverse("check:check"))
    try:
        services.issue(request.actor, request.citizen, form.wish, address)
    except NothingToProve:
        messages.error(request, _("Hồ sơ chưa có gì để ghi lên giấy này."))
        return redirect("insurance:proof-list")
    except services.TooMany:
        messages.error(
            request,
            _(
                "Hôm nay đã cấp 20 giấy cho hồ sơ này. Bạn tải lại các giấy bên dưới, hoặc xin thêm vào ngày mai."
            ),
        )
        return redirect("insurance:proof-list")
    except keys.NoSigningKeyError:
        messages.error(
            request,
            _(
                "Lúc này chưa ký được giấy. Hồ sơ của bạn không sao. Hãy thử lại sau ít phút, hoặc gọi 1900 9068."
            ),
        )
        return redirect("insurance:proof-list")
    messages.success(request, _("Đã cấp giấy. Bấm Tải PDF để lưu về máy."))
    return redirect(reverse("insurance:proof-list") + "#papers")


@citizen_required
@require_safe
def proof_download(request: CitizenHttpRequest, public_id: UUID) -> HttpResponse:
    """The paper as it was handed out, to the last byte."""
    if refusal := _refusal(request):
        return refusal
    paper = _own(request, public_id)
    if paper.content is None:
        messages.error(
            request, _("Giấy này không còn giá trị nên không tải được nữa. Bạn có thể xin giấy mới.")
        )
        return redirect("insurance:proof-list")
    day = timezone.localtime(paper.issued_at)
    name = f"giay-xac-nhan-{paper.kind}-{day:%Y-%m-%d}.pdf"
    return as_attachment(bytes(paper.content), "application/pdf", name)


@citizen_required
@require_POST
def proof_revoke(request: CitizenHttpRequest, public_id: UUID) -> HttpResponse:
    """Take a paper back."""
    if refusal := _refusal(request):
        return refusal
    services.revoke(_own(request, public_id), request.actor)
    messages.success(request, _("Đã hủy giấy. Ai kiểm tra giấy này sẽ thấy giấy đã bị hủy."))
    return redirect(reverse("insurance:proof-list") + "#papers")


def _refusal(request: CitizenHttpRequest) -> HttpResponse | None:
    """SECURITY: a consent lets an adult look at a record; it does not let them certify it to others."""
    if request.actor.role == Role.DELEGATE:
        return render(request, "citizens/only_yourself.html", status=403)
    return None


def _own(request: CitizenHttpRequest, public_id: UUID) -> ProofDocument:
    """A stranger's paper is as absent as a made-up one."""
    paper = ProofDocument.objects.for_actor(request.actor).with_code().filter(public_id=public_id).first()
    if paper is None:
        raise Http404
    return paper


def _preview(request: CitizenHttpRequest, wish: Wish) -> dict[str, object]:
    """What would stand on the paper, in its own language, and what a checker would see."""
    try:
        with translation.override(wish.language):
            draft = services.draft(request.actor, request.citizen, wish, localdate())
    except NothingToProve:
        return {"nothing": True}
    kind = wish.kind.check_kind
    return {
        "wish": wish,
        "draft": draft.content,
        "today": localdate(),
        "valid_until": draft.valid_until,
        "initials": initials_of(request.citizen.full_name),
        "check_title": figures.title(kind),
        "figures": figures.lines(kind, draft.content.figures),
    }


def _entry(paper: ProofDocument, request: CitizenHttpRequest) -> dict[str, object]:
    code = paper.code
    state, tone = services.state_of(paper)
    return {
        "paper": paper,
        "title": figures.title(code.kind),
        "code": grouped(code.serial),
        "state": state,
        "tone": tone,
        "is_good": tone == "success",
        "asked_by": "" if paper.asked_by_id == paper.citizen_id else paper.asked_by.full_name,
    }
