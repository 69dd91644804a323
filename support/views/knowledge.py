"""The knowledge base: browse by topic, search, read, and say whether it helped."""

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from citizens.access import public
from citizens.limits import HOUR, Limit, network_of, take
from portal.http import HtmxHttpRequest, render_page
from support.forms import SearchForm, VoteForm
from support.models import Article
from support.reading import readable, topics_in_groups
from support.search import search_articles

VOTES = (Limit(30, HOUR),)


@public
@require_safe
def help_home(request: HtmxHttpRequest) -> HttpResponse:
    """Where help begins: ask, search, browse, or a person."""
    return render(
        request, "support/help_home.html", {"form": SearchForm(), "groups": topics_in_groups(localdate())}
    )


@public
@require_safe
def article_list(request: HtmxHttpRequest) -> HttpResponse:
    """All questions by topic, those of one group, or those that match the words searched for."""
    form = SearchForm(request.GET)
    words, group = form.words, form.group
    context = {
        "form": form,
        "words": words,
        "group": group,
        "results": search_articles(words) if words else [],
        "groups": [] if words else topics_in_groups(localdate(), group),
    }
    return render_page(request, "support/article_list.html", context, partial="results")


@public
@require_safe
def article_detail(request: HtmxHttpRequest, slug: str) -> HttpResponse:
    """One question, its answer, where it is written, and what to do next."""
    article = Article.objects.shown_on(localdate()).filter(slug=slug).first()
    reading = readable(article, localdate()) if article else None
    if article is None or reading is None:
        raise Http404
    context = {
        "reading": reading,
        "form": VoteForm(),
        "voted": slug in request.session.get("voted", ()),
        "neighbours": Article.objects.shown_on(localdate())
        .of_topic(article.topic)
        .exclude(pk=article.pk)
        .in_order(),
    }
    return render_page(request, "support/article_detail.html", context, partial="vote")


@public
@require_POST
def article_vote(request: HtmxHttpRequest, slug: str) -> HttpResponse:
    """Did it help? Once a session and article; the reason may stay empty."""
    article = Article.objects.shown_on(localdate()).filter(slug=slug).first()
    if article is None:
        raise Http404
    form = VoteForm(request.POST)
    voted = request.session.get("voted", [])
    if form.is_valid() and slug not in voted and take("article-vote", network_of(request), VOTES):
        if not request.session.session_key:
            request.session.create()
        try:
            with transaction.atomic():
                form.save(article, session=str(request.session.session_key))
        except IntegrityError:
            pass  # the same vote from another tab: it counts already
        request.session["voted"] = [*voted, slug][-200:]
    if request.htmx:
        context = {"reading": readable(article, localdate()), "form": form, "voted": form.is_valid()}
        return render_page(request, "support/article_detail.html", context, partial="vote")
    messages.success(request, _("Cảm ơn bạn. Ý kiến của bạn giúp chúng tôi viết rõ hơn."))
    return redirect(article)
