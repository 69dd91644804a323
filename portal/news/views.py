"""News and videos: lists, months, one article, one film."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from citizens.access import public
from portal.http import HtmxHttpRequest, render_page
from portal.news.forms import NewsSearchForm
from portal.news.models import SLUGS, Category, NewsArticle, Video
from portal.news.reading import related_questions, related_services

PAGE_SIZE = 9
NEAR = 3
MOST_PINNED = 5


@public
@require_safe
def news_list(request: HtmxHttpRequest, year: int | None = None, month: int | None = None) -> HttpResponse:
    """Everything, one category, one month, or what matches words; newest first, notices on top."""
    form = NewsSearchForm(request.GET)
    words, category = form.words, form.category
    period = _month(year, month)
    shown = NewsArticle.objects.shown_at(timezone.now()).for_listing()
    corrected = False
    found = shown.of_category(category) if category else shown
    if period:
        found = found.in_month(period.year, period.month)
    if words:
        exact = found.about(words)
        corrected = not exact.exists()
        found = found.about_like(words) if corrected else exact
    if not corrected:
        found = found.newest_first()
    plain = not (words or category or period)
    pinned = list(shown.pinned().newest_first()[:MOST_PINNED]) if plain else []
    if pinned:
        found = found.exclude(pk__in=[article.pk for article in pinned])
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "words": words,
        "category": category,
        "category_slug": SLUGS[category] if category else "",
        "period": period,
        "corrected": corrected and bool(page.object_list),
        "tabs": _tabs(category),
        "page": page,
        "pinned": pinned if page.number == 1 else [],
    }
    return render_page(request, "news/news_list.html", context, partial="results")


@public
@require_safe
def news_archive(request: HtmxHttpRequest) -> HttpResponse:
    """Every month with news in it."""
    years: dict[int, list[tuple[date, int]]] = {}
    for month, count in NewsArticle.objects.shown_at(timezone.now()).months():
        local = timezone.localtime(month).date()
        years.setdefault(local.year, []).append((local, count))
    return render(request, "news/news_archive.html", {"years": list(years.items())})


@public
@require_safe
def news_article(request: HtmxHttpRequest, slug: str) -> HttpResponse:
    now = timezone.now()
    article = NewsArticle.objects.shown_at(now).filter(slug=slug).first()
    if article is None:
        raise Http404
    context: dict[str, Any] = {
        "article": article,
        "services": related_services(article),
        "questions": related_questions(article),
        "near": NewsArticle.objects.shown_at(now).near(article).for_listing().newest_first()[:NEAR],
        "address": request.build_absolute_uri(article.get_absolute_url()),
    }
    return render(request, "news/news_article.html", context)


@public
@require_safe
def video_list(request: HtmxHttpRequest) -> HttpResponse:
    videos = Video.objects.shown_at(timezone.now()).for_listing().newest_first()
    page = Paginator(videos, PAGE_SIZE).get_page(request.GET.get("page"))
    return render_page(request, "news/video_list.html", {"page": page}, partial="results")


@public
@require_safe
def video(request: HtmxHttpRequest, slug: str) -> HttpResponse:
    """One film with its words. What lies elsewhere is a plain link: nothing of it is loaded here."""
    now = timezone.now()
    film = Video.objects.shown_at(now).filter(slug=slug).first()
    if film is None:
        raise Http404
    others = Video.objects.shown_at(now).for_listing().exclude(pk=film.pk).newest_first()[:NEAR]
    return render(request, "news/video.html", {"video": film, "others": others})


def _month(year: int | None, month: int | None) -> date | None:
    if year is None or month is None:
        return None
    try:
        return date(year, month, 1)
    except ValueError as error:
        raise Http404 from error


def _tabs(current: Category | None) -> list[dict[str, Any]]:
    base = reverse("portal:news")
    every = {"words": None, "url": base, "current": current is None}
    return [every] + [
        {
            "words": category.label,
            "url": f"{base}?{urlencode({'muc': SLUGS[category]})}",
            "current": category == current,
        }
        for category in Category
    ]
