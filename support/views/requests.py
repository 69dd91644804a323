"""Requests to a person: begin, send, follow, write again, withdraw, rate."""

import secrets
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from citizens.access import CitizenHttpRequest, public, self_required
from citizens.accounts.steady import steady
from citizens.asking import actor_of
from citizens.limits import DAY, HOUR, Limit, network_of, spend, take
from citizens.models import Citizen, Contact, User
from citizens.secrets import fingerprint
from citizens.uploads.store import attachment
from portal.http import HtmxHttpRequest
from support.models import CallbackBooking, SupportRequest
from support.requests import following, handover, references, services, terms
from support.requests.forms import (
    FollowForm,
    MessageForm,
    PersonRequestForm,
    RatingForm,
    StrangerRequestForm,
)

PAGE_SIZE = 20
OF_A_PERSON = (Limit(5, HOUR), Limit(15, DAY))
OF_A_NETWORK = (Limit(10, HOUR), Limit(40, DAY))
OF_STRANGERS = Limit(1_000, HOUR)
WRITES = (Limit(20, HOUR),)


def person_of(request: HttpRequest) -> Citizen | None:
    """Whose request it will be: the signed-in, verified person themselves, whomever they act for."""
    return Citizen.objects.of_account(request.user)


def submission_key(request: HttpRequest, token: str) -> str:
    """One form of one browser: what makes a second press the same request."""
    browser = request.user.pk if request.user.is_authenticated else request.META.get("CSRF_COOKIE", "")
    return fingerprint("submission", browser, token)


@public
@never_cache
@require_safe
def request_home(request: HtmxHttpRequest) -> HttpResponse:
    """Send one, or find one again. Somebody signed in goes on to their own."""
    if request.user.is_authenticated:
        actor = actor_of(request)
        if actor and actor.subject and not actor.acts_for_another:
            return redirect("support:request-mine")
    return render(request, "support/request_home.html")


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def request_new(request: HtmxHttpRequest) -> HttpResponse:
    """The first letter. A number at once, and a code for who has not signed in."""
    person = person_of(request)
    if request.method == "POST":
        if known := _already(request):
            return _to_detail(request, known)
        form = _form(request, person, request.POST or None)
        if form.is_valid():
            try:
                return _to_detail(request, _file(request, person, form))
            except services.TooManyError:
                form.add_error(
                    None, _("Bạn đã gửi nhiều yêu cầu. Hãy chờ một giờ, hoặc viết tiếp vào yêu cầu đã có.")
                )
        elif known := _already(request):  # the same form, pressed twice: the first one was faster
            return _to_detail(request, known)
    else:
        form = _form(request, person, None)
    about = references.read(form["ve"].value() or "", person)
    context = {
        "form": form,
        "person": person,
        "about": about,
        "kept": terms.kept_in_words(localdate(), is_strangers=person is None),
        "transcript": handover.transcript_of(request) if "with_transcript" in form.fields else "",
    }
    return render(request, "support/request_new.html", context, status=422 if form.errors else 200)


def _already(request: HttpRequest) -> SupportRequest | None:
    return services.filed_before(submission_key(request, request.POST.get("submission", "")[:64]))


def _form(request: HttpRequest, person: Citizen | None, data: Any) -> PersonRequestForm | StrangerRequestForm:
    has_transcript = bool(handover.transcript_of(request))
    token = request.GET.get("ve", "")[:400]
    about = references.read(token, person)
    initial = {
        "submission": secrets.token_urlsafe(12),
        "ve": token if about else "",
        "page": handover.page_of(request),
        "category": about.category if about else None,
        "with_transcript": request.GET.get("tu") == handover.FROM_ASSISTANT,
    }
    common: dict[str, Any] = {"initial": initial, "has_transcript": has_transcript}
    files = request.FILES if data is not None else None
    if person is None:
        return StrangerRequestForm(data, files, request=request, **common)
    contacts = list(Contact.objects.verified().filter(user__citizen=person.pk).oldest_first())
    return PersonRequestForm(data, files, contacts=contacts, **common)


def _may_file(request: HttpRequest, person: Citizen | None) -> bool:
    if person is not None:
        return take("request-person", person.pk, OF_A_PERSON)
    return take("request-network", network_of(request), OF_A_NETWORK) and spend("request", OF_STRANGERS)


def _file(
    request: HttpRequest, person: Citizen | None, form: PersonRequestForm | StrangerRequestForm
) -> SupportRequest:
    given = form.cleaned_data
    about = references.read(given["ve"], person)
    province = given.get("province")
    return services.file_request(
        submission=submission_key(request, given["submission"]),
        category=given["category"],
        text=given["text"],
        files=given["papers"],
        by=request.user if isinstance(request.user, User) else None,
        channel=given["channel"],
        citizen=person,
        province_id=province.pk if province else None,
        contact=form.contact,
        language=get_language() or settings.LANGUAGE_CODE,
        page=handover.known_path(given["page"]),
        about=about.as_json() if about else {},
        transcript=handover.transcript_of(request) if given.get("with_transcript") else "",
        admit=lambda: _may_file(request, person),
    )


def _to_detail(request: HttpRequest, row: SupportRequest) -> HttpResponse:
    if row.citizen_id:
        return redirect("support:request-detail", public_id=row.public_id)
    following.remember(request, row)
    return redirect("support:request-followed", public_id=row.public_id)


@self_required
@require_safe
def request_mine(request: CitizenHttpRequest) -> HttpResponse:
    """My requests, newest first, and the calls I asked for."""
    rows = SupportRequest.objects.for_actor(request.actor).newest_first()
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    calls = CallbackBooking.objects.for_actor(request.actor).standing().soonest_first()[:PAGE_SIZE]
    return render(request, "support/request_list.html", {"page": page, "calls": calls})


@self_required
@require_http_methods(["GET", "HEAD", "POST"])
def request_detail(request: CitizenHttpRequest, public_id: UUID) -> HttpResponse:
    """One of my own."""
    row = SupportRequest.objects.for_actor(request.actor).filter(public_id=public_id).first()
    if row is None:
        raise Http404
    return _thread(request, row, reverse("support:request-detail", args=[public_id]))


@public
@never_cache
@steady
@require_http_methods(["GET", "HEAD", "POST"])
def request_follow(request: HtmxHttpRequest) -> HttpResponse:
    """Back to what was filed without signing in."""
    form = FollowForm(request.POST or None, request=request)
    status = 200
    if form.is_bound:
        status = 422
    if form.is_valid():
        given = form.cleaned_data
        if not following.admit(request, given["number"]):
            form.add_error(None, _("Có quá nhiều lượt thử. Hãy chờ một giờ rồi thử lại."))
            status = 429
        elif found := following.find(given["number"], given["code"]):
            following.remember(request, found)
            name = (
                "support:request-followed"
                if isinstance(found, SupportRequest)
                else "support:callback-followed"
            )
            return redirect(name, public_id=found.public_id)
        else:
            form.add_error(
                None, _("Không có gì khớp với số và mã này. Xem lại từng chữ, hoặc gửi yêu cầu mới.")
            )
    return render(request, "support/request_follow.html", {"form": form}, status=status)


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def request_followed(request: HtmxHttpRequest, public_id: UUID) -> HttpResponse:
    """One that this browser opened with its code, or filed a moment ago."""
    row = following.followed(request, SupportRequest, public_id)
    return _thread(request, row, reverse("support:request-followed", args=[public_id]))


def _thread(request: HttpRequest, row: SupportRequest, here: str) -> HttpResponse:
    """The letters of both sides and what can be done now. A button that comes too late changes nothing."""
    forms: dict[str, Form] = {"text": MessageForm(), "rating": RatingForm()}
    if request.method == "POST":
        try:
            if _do(request, row, forms):
                return redirect(here)
        except services.NotNowError:
            messages.error(request, _("Yêu cầu này vừa đổi tình trạng. Hãy xem lại rồi làm tiếp."))
            return redirect(here)
    main = row.merged_into if row.merged_into_id else None
    context = {
        "item": row,
        "letters": row.messages.all(),
        "files": row.files.select_related("file"),
        "main": main,
        "form": forms["text"],
        "rating_form": forms["rating"],
        "may_reopen": services.may_reopen(row, localdate()),
        "here": here,
        "is_followed": row.citizen_id is None,
    }
    bad = any(form.errors for form in forms.values())
    return render(request, "support/request_detail.html", context, status=422 if bad else 200)


def _do(request: HttpRequest, row: SupportRequest, forms: dict[str, Form]) -> bool:
    """Carry out one button. False: the form has to be corrected, or nothing was asked."""
    match request.POST.get("do"):
        case "write":
            letter = forms["text"] = MessageForm(request.POST)
            if not letter.is_valid():
                return False
            if not take("request-write", row.pk, WRITES):
                letter.add_error("text", _("Bạn viết nhanh quá. Hãy chờ một lúc rồi gửi tiếp."))
                return False
            services.write(row, letter.cleaned_data["text"])
            messages.success(request, _("Đã gửi."))
        case "withdraw":
            services.withdraw(row)
            messages.success(request, _("Đã rút lại yêu cầu."))
        case "rate":
            verdict = forms["rating"] = RatingForm(request.POST)
            if not verdict.is_valid():
                return False
            services.rate(row, verdict.cleaned_data["rating"], verdict.cleaned_data["opinion"])
            messages.success(request, _("Cảm ơn bạn đã cho biết."))
        case _:
            return False
    return True


@self_required
@require_safe
def request_file(request: CitizenHttpRequest, public_id: UUID, file_id: UUID) -> HttpResponse:
    row = SupportRequest.objects.for_actor(request.actor).filter(public_id=public_id).first()
    return _file_of(row, file_id)


@public
@never_cache
@require_safe
def request_followed_file(request: HtmxHttpRequest, public_id: UUID, file_id: UUID) -> HttpResponse:
    return _file_of(following.followed(request, SupportRequest, public_id), file_id)


def _file_of(row: SupportRequest | None, file_id: UUID) -> HttpResponse:
    link = row.files.select_related("file").filter(file__public_id=file_id).first() if row else None
    if link is None:
        raise Http404
    return attachment(link.file)
