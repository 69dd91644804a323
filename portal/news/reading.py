"""What stands beside an article: services of the site, and questions of the knowledge base."""

from django.utils import timezone

from portal.news.models import NewsArticle
from portal.search.services import Service, by_code
from support.knowledge.catalogue import in_language
from support.models import Article


def related_services(article: NewsArticle) -> list[Service]:
    """Those whose page still exists."""
    return [by_code()[code] for code in article.services if code in by_code()]


def related_questions(article: NewsArticle) -> list[tuple[str, str]]:
    """(question, address) of those shown today, in the order staff chose. One query, or none."""
    if not article.questions:
        return []
    shown = Article.objects.shown_on(timezone.localdate()).filter(slug__in=article.questions)
    found = {row.slug: row for row in shown.only("slug", "question", "question_en")}
    return [
        (in_language(found[slug].question, found[slug].question_en), found[slug].get_absolute_url())
        for slug in article.questions
        if slug in found
    ]
