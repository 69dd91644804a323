"""The map and list of places, a place's page, and who is in charge. Open to everybody: `portal.urls` declares it."""

from typing import Any

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from facilities import opendata
from facilities.clusters import clusters
from facilities.display import WHAT_TO_BRING, PlaceRow, contract_words, structured_data, yes_no
from facilities.forms import OfficeForm, PlaceReportForm, PlaceSearchForm
from facilities.in_charge import offices_in_charge
from facilities.models import Place
from facilities.nearest import Found, nearest
from facilities.search import PlaceSearch
from facilities.vocabulary import Kind
from portal.http import HtmxHttpRequest, render_page

PAGE_SIZE = 20
NEIGHBOURS = 4
MAP_CACHE = 300  # seconds


@require_safe
def place_list(request: HtmxHttpRequest) -> HttpResponse:
    """Near me, in a place, or by words: the nearest first."""
    search = PlaceSearch(PlaceSearchForm(request.GET))
    page = Paginator(search.results, PAGE_SIZE).get_page(request.GET.get("page"))
    rows = [PlaceRow(found, search.moment) for found in page]
    context = {
        "search": search,
        "form": search.form,
        "page": page,
        "rows": rows,
        "query": _query(request.GET, "page"),
        "area_query": _query(request.GET, "page", *WHERE),
        "chosen_kinds": search.form.value("loai") or [],
    }
    response = render_page(request, "facilities/place_list.html", context, partial="results")
    if request.htmx:
        # The address without the empty parts a form sends.
        response["HX-Push-Url"] = f"{request.path}?{_query(request.GET)}".rstrip("?")
    return response


WHERE = ("noi", "tinh", "xa", "vi_do", "kinh_do", "vung")


def _query(query: QueryDict, *without: str) -> str:
    """The search as it stands in the address, empty parts and those named left out."""
    kept = QueryDict(mutable=True)
    for name, values in query.lists():
        if name not in without and any(values):
            kept.setlist(name, [value for value in values if value])
    return kept.urlencode()


@require_safe
@cache_control(public=True, max_age=MAP_CACHE)
def place_clusters(request: HttpRequest) -> HttpResponse:
    """The places of a search as the map draws them: near ones together, for one zoom level."""
    search = PlaceSearch(PlaceSearchForm(request.GET))
    try:
        zoom = min(max(int(request.GET.get("z", "5")), 3), 20)
    except ValueError:
        zoom = 5
    return JsonResponse({"cells": clusters(search.places, zoom)})


@require_safe
def place_geojson(request: HttpRequest) -> HttpResponseBase:
    return opendata.respond(request, PlaceSearch(PlaceSearchForm(request.GET)).places, opendata.GEOJSON)


@require_safe
def place_csv(request: HttpRequest) -> HttpResponseBase:
    return opendata.respond(request, PlaceSearch(PlaceSearchForm(request.GET)).places, opendata.CSV)


@require_safe
def place_detail(request: HttpRequest, code: str) -> HttpResponse:
    return render(request, "facilities/place_detail.html", _place_context(request, code))


@require_safe
def place_card(request: HttpRequest, code: str) -> HttpResponse:
    """One sheet to print and take along."""
    return render(request, "facilities/place_card.html", _place_context(request, code))


def _place_context(request: HttpRequest, code: str) -> dict[str, Any]:
    place = get_object_or_404(Place.objects.for_page(), code=code)
    moment = timezone.localtime()
    row = PlaceRow(Found(place), moment)
    alike = Place.objects.working(moment.date()).of_kinds([place.kind]).exclude(pk=place.pk).for_listing()
    url = request.build_absolute_uri(place.get_absolute_url())
    return {
        "place": place,
        "row": row,
        "is_closed": place.is_closed(moment.date()),
        "weekly_rows": row.schedule.weekly_rows() if row.schedule.is_known else [],
        "coming_exceptions": row.schedule.coming_exceptions(moment.date()),
        "contract": contract_words(place, moment),
        "what_to_bring": WHAT_TO_BRING[Kind(place.kind)],
        "wards": [each.ward for each in place.jurisdictions.all()],
        "access": yes_no(place.wheelchair),
        "registration": yes_no(place.accepts_registration),
        "leave_papers": yes_no(place.issues_leave_papers),
        "neighbours": [PlaceRow(found, moment) for found in nearest(alike, place.point, 0, NEIGHBOURS)],
        "last_fix": place.reports.fixed().first(),
        "structured_data": structured_data(place, row.schedule, url),
        "url": url,
        "today": moment,
    }


@require_http_methods(["GET", "POST"])
def place_report(request: HttpRequest, code: str) -> HttpResponse:
    """Something here is wrong: one tap, no name asked."""
    place = get_object_or_404(Place, code=code)
    if request.method == "POST" and not request.session.session_key:
        request.session.create()  # so that one browser counts as one visitor
    browser, address = request.session.session_key or "", get_adapter().get_client_ip(request)
    form = PlaceReportForm(request.POST or None, place=place, browser=browser, address=address)
    if form.is_valid():
        form.save()
        messages.success(request, _("Cảm ơn bạn. Cán bộ sẽ kiểm tra và sửa; ngày sửa sẽ hiện ở trang này."))
        return redirect(place)
    status = 422 if form.is_bound else 200
    return render(request, "facilities/place_report.html", {"place": place, "form": form}, status=status)


@require_safe
def office_in_charge(request: HttpRequest) -> HttpResponse:
    """Which office is in charge of me: from the ward, under today's name or an old one, or from the card."""
    form = OfficeForm(request.GET)
    form.full_clean()
    answer = offices_in_charge(**{name: form.cleaned_data.get(name) or "" for name in ("noi", "xa", "the")})
    asked = any(form.cleaned_data.values())
    return render(
        request, "facilities/office_in_charge.html", {"form": form, "answer": answer, "asked": asked}
    )
